/* resume.c - what a run depends on beside its state, kept in its checkpoint: a run that goes on
 * under other settings is another run, and says so.
 *
 * Notes are texts under keys of the checkpoint's metadata; files of before have none, and then nothing
 * is said. Settings and data may change on purpose (a smaller --lr); what chooses the weights may not,
 * as the best so far by one measure says nothing about another.
 */
#include "runtime/runtime.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Of the content, wherever it came from. */
uint64_t bytes_print(uint64_t print, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    if (!bytes)
        return gatrt_mix(print);
    for (; size >= sizeof(uint64_t); size -= sizeof(uint64_t), at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        print = (print ^ word) * 0x9E3779B97F4A7C15u;
        print ^= print >> 29;
    }
    for (; size > 0; size--, at++)
        print = (print ^ *at) * 0x9E3779B97F4A7C15u;
    return gatrt_mix(print ^ size);
}

typedef struct Part {
    const void *values;
    size_t size;
} Part;

static uint64_t print_parts(uint64_t print, const Part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print = bytes_print(print, parts[i].values, parts[i].size);
    return print;
}

static uint64_t print_relation(uint64_t print, const gatrt_relation *r)
{
    const size_t edges = (size_t)r->edges;
    const Part parts[] = {
        {r->src, edges * sizeof *r->src},
        {r->dst, edges * sizeof *r->dst},
        {r->edge_attr, edges * (size_t)r->edge_features * sizeof *r->edge_attr},
        {r->edge_weight, edges * sizeof *r->edge_weight},
    };
    return print_parts(print, parts, sizeof parts / sizeof parts[0]);
}

static uint64_t print_set(uint64_t print, const gatrt_set *set)
{
    const size_t rows = (size_t)set->rows, entries = set->x_start ? (size_t)set->x_start[set->rows] : 0;
    const Part parts[] = {
        {set->x, rows * (size_t)set->features * sizeof *set->x},
        {set->x_start, (rows + 1) * sizeof *set->x_start},
        {set->x_col, entries * sizeof *set->x_col},
        {set->x_val, entries * sizeof *set->x_val},
        {set->label, rows * sizeof *set->label},
        {set->target, rows * (size_t)set->classes * sizeof *set->target},
        {set->mask[0], rows},
        {set->mask[1], rows},
        {set->mask[2], rows},
    };
    print = print_parts(print, parts, sizeof parts / sizeof parts[0]);
    return set->graph ? bytes_print(print, set->graph, rows * sizeof *set->graph) : print;
}

uint64_t answers_print(const gatrt_set *set)
{
    const size_t rows = (size_t)set->rows;
    const Part parts[] = {
        {set->label, rows * sizeof *set->label},
        {set->target, rows * (size_t)set->classes * sizeof *set->target},
        {set->mask[0], rows},
        {set->mask[1], rows},
        {set->mask[2], rows},
    };
    return print_parts(bytes_print(0, &set->rows, sizeof set->rows), parts, sizeof parts / sizeof parts[0]);
}

/* Of one kind of node as ever: checkpoints hold it. */
uint64_t data_print(const gatrt_data *d)
{
    uint64_t print = 0;
    for (int i = 0; i < d->set_count || i < d->relation_count; i++) {
        const gatrt_set none = {.rows = 0}, *set = i < d->set_count ? &d->sets[i] : &none;
        const gatrt_relation alone = {.edges = 0}, *r = i < d->relation_count ? &d->relations[i] : &alone;
        const int64_t counts[] = {set->rows, r->edges, set->features, set->classes, r->edge_features};
        print = bytes_print(print, counts, sizeof counts);
        print = print_relation(print, r);
        print = print_set(print, set);
    }
    return print;
}

static RunNote *add_note(RunNotes *notes, const char *key)
{
    RunNote *note = &notes->note[notes->count++];
    *note = (RunNote){.key = key};
    return note;
}

static void add_text(RunNotes *notes, const char *key, const char *text)
{
    snprintf(add_note(notes, key)->now, sizeof notes->note[0].now, "%.111s", text ? text : "none");
}

static void add_batches(RunNotes *notes, const Options *o)
{
    char *now = add_note(notes, NOTE_BATCH)->now, clusters[40] = "";
    if (o->clusters)
        snprintf(clusters, sizeof clusters, " of %" PRId64 " clusters", o->clusters);
    if (o->batch)
        snprintf(now, sizeof notes->note[0].now, "%" PRId64 "%s%s%.60s%s", o->batch, clusters,
                 o->fanout ? ", fan-out " : "", o->fanout ? o->fanout : "", o->replace ? ", with replacement" : "");
    else
        snprintf(now, sizeof notes->note[0].now, "none");
}

void notes_make(RunNotes *notes, const Fit *fit)
{
    const Job *job = fit->job;
    const Options *o = job->options;
    OptimSetting list[MOST_SETTINGS];
    const int settings = optim_list(&o->optim, list);
    notes->count = 0;
    for (int i = 0; i < settings; i++)
        snprintf(add_note(notes, list[i].name)->now, sizeof notes->note[0].now, "%.17g", list[i].value);
    snprintf(add_note(notes, NOTE_L1)->now, sizeof notes->note[0].now, "%.17g", o->optim.l1);
    snprintf(add_note(notes, NOTE_ORDER)->now, sizeof notes->note[0].now, "%s",
             job->sequence || order_is_given(o->order) ? order_taken(o->order) : "none");
    snprintf(add_note(notes, NOTE_DATA)->now, sizeof notes->note[0].now, "%016" PRIx64, data_print(job->data));
    snprintf(add_note(notes, NOTE_SPLIT)->now, sizeof notes->note[0].now, "%s", origin_split(job->data).text);
    add_text(notes, NOTE_GROUPS, o->groups);
    add_text(notes, NOTE_CLIP, o->clip);
    add_text(notes, NOTE_STOP, o->stop);
    add_batches(notes, o);
    snprintf(add_note(notes, NOTE_BALANCE)->now, sizeof notes->note[0].now, "%s%s%.80s",
             balance_option(o) ? balance_option(o) + 2 : "none", o->class_weight ? " " : "",
             o->class_weight ? o->class_weight : "");
    schedule_text(&fit->schedule, add_note(notes, NOTE_SCHEDULE)->now, sizeof notes->note[0].now);
    average_text(&fit->average, add_note(notes, NOTE_AVERAGE)->now, sizeof notes->note[0].now);
    const FeatureFit *counted;
    const char *prepared = origin_prepared(job->data, &counted);
    snprintf(add_note(notes, NOTE_PREPARED)->now, sizeof notes->note[0].now, "%s", prepared);
    if (job->model->print)
        snprintf(add_note(notes, NOTE_MODEL)->now, sizeof notes->note[0].now, "%016" PRIx64, job->model->print);
    snprintf(add_note(notes, NOTE_BITS)->now, sizeof notes->note[0].now, "%s", model_bits(job->model));
    snprintf(add_note(notes, NOTE_CHOICE)->now, sizeof notes->note[0].now, "%s",
             choice_name(fit->choice, job->model->recipe.metric).text);
}

/* "lr 0.01 (was 0.005)" */
static int tell_note(const RunNote *note, char *text, size_t size)
{
    char *end;
    const double now = strtod(note->now, &end), was = strtod(note->was, NULL);
    if (strcmp(note->key, NOTE_DATA) == 0)
        return snprintf(text, size, "another data set");
    if (strcmp(note->key, NOTE_MODEL) == 0)
        return snprintf(text, size, "another model: its text, or its graph's preparation");
    if (*end || end == note->now || strcmp(note->key, NOTE_SPLIT) == 0)
        return snprintf(text, size, "%s %s (was %s)", note->key, note->now, note->was);
    return snprintf(text, size, "%s %g (was %g)", note->key, now, was);
}

static const RunNote *find_note(const RunNotes *notes, const char *key)
{
    for (int i = 0; i < notes->count; i++)
        if (!strcmp(notes->note[i].key, key))
            return &notes->note[i];
    return NULL;
}

/* Files of before say neither by which split they were trained nor how features were made ready. */
static bool check_features(const RunNotes *notes, const char *path, Error *error)
{
    const RunNote *split = find_note(notes, NOTE_SPLIT), *prepared = find_note(notes, NOTE_PREPARED);
    return !*split->was || prepared_alike(path, prepared->was, prepared->now, error);
}

bool notes_check(const RunNotes *notes, const char *path, Error *error)
{
    for (int i = 0; i < notes->count; i++) {
        const RunNote *note = &notes->note[i];
        if (strcmp(note->key, NOTE_CHOICE) == 0 && note->was[0] && strcmp(note->was, note->now) != 0)
            return error_set(
                error,
                "%s: its best weights were chosen by %s, now it would be %s, and the two cannot be compared; "
                "--weights begins anew from them",
                file_shown(path), note->was, note->now);
    }
    return check_features(notes, path, error);
}

void notes_tell(const RunNotes *notes, const char *program, const char *path)
{
    char text[512];
    size_t used = 0;
    for (int i = 0; i < notes->count && used + 1 < sizeof text; i++) {
        const RunNote *note = &notes->note[i];
        if (!note->was[0] || strcmp(note->was, note->now) == 0)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s", used ? ", " : "");
        used += (size_t)tell_note(note, text + used, sizeof text - used);
    }
    if (used > 0)
        fprintf(stderr, "%s: warning: %s goes on otherwise than it began: %s\n", program,
                text_shown(file_shown(path)).text, text_shown(text).text);
}
