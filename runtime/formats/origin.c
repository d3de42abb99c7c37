/* origin.c - what a loader read of what it was given, what it left, and what it took for granted.
 *
 * Loaders add a row for each file or key while they read; people see one line of it at every run,
 * and all of it in `info`. A file that is read otherwise than its owner thinks shows here.
 */
#include "runtime/formats/prepare.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

enum { NAMES_SHOWN = 12, FIRST_ROWS = 8 };

typedef struct OriginRow {
    OriginKind kind;
    char name[128], text[192];
    int split_of; /* of masks, 1 + the number of their set */
} OriginRow;

struct gatrt_origin {
    int count, capacity;
    OriginRow *rows;
    int64_t split, splits; /* 0, 0 where masks are of one split */
    bool whole;
    char rule[RULE_TEXT]; /* --split that made the masks of set `rule_set`, or "" */
    int rule_set;
    char prepared[112]; /* what features_prepare made of the features, or "" */
    FeatureFit *fit;    /* and what it counted */
};

/* Names out of a file may hold anything; a terminal gets none of it. */
static void make_printable(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 32 || *text == 127)
            *text = '?';
}

static struct gatrt_origin *origin_of(gatrt_data *data)
{
    if (!data->origin)
        data->origin = mem_alloc(1, sizeof *data->origin);
    return data->origin;
}

void origin_set_splits(gatrt_data *data, int64_t split, int64_t splits)
{
    origin_of(data)->split = split;
    origin_of(data)->splits = splits;
}

void origin_set_whole(gatrt_data *data)
{
    origin_of(data)->whole = true;
}

int64_t origin_splits(const gatrt_data *data)
{
    return data->origin && data->origin->splits ? data->origin->splits : 1;
}

OriginText origin_split(const gatrt_data *data)
{
    const struct gatrt_origin *o = data->origin;
    OriginText shown;
    if (o && *o->rule)
        snprintf(shown.text, sizeof shown.text, "%s", o->rule);
    else if (o && o->splits)
        snprintf(shown.text, sizeof shown.text, "%" PRId64, o->split);
    else
        snprintf(shown.text, sizeof shown.text, "file");
    return shown;
}

bool origin_was_split(const gatrt_data *data)
{
    return data->origin && *data->origin->rule;
}

void origin_set_prepared(gatrt_data *data, const char *text, FeatureFit *fit)
{
    struct gatrt_origin *o = origin_of(data);
    snprintf(o->prepared, sizeof o->prepared, "%s", text);
    o->fit = fit;
}

const char *origin_prepared(const gatrt_data *data, const FeatureFit **fit)
{
    *fit = data->origin ? data->origin->fit : NULL;
    return data->origin ? data->origin->prepared : "";
}

static OriginRow *new_row(gatrt_data *data)
{
    struct gatrt_origin *o = origin_of(data);
    if (o->count == o->capacity) {
        const int capacity = o->capacity ? 2 * o->capacity : FIRST_ROWS;
        OriginRow *rows = mem_alloc((size_t)capacity, sizeof *rows);
        if (o->count > 0)
            memcpy(rows, o->rows, (size_t)o->count * sizeof *rows);
        mem_free(o->rows);
        o->rows = rows;
        o->capacity = capacity;
    }
    return &o->rows[o->count++];
}

void origin_add(gatrt_data *data, OriginKind kind, const char *name, const char *format, ...)
{
    OriginRow *row = new_row(data);
    va_list arguments;
    row->kind = kind;
    snprintf(row->name, sizeof row->name, "%s", name);
    va_start(arguments, format);
    vsnprintf(row->text, sizeof row->text, format, arguments);
    va_end(arguments);
    make_printable(row->name);
    make_printable(row->text);
}

void origin_mark_split(gatrt_data *data, const gatrt_set *set)
{
    struct gatrt_origin *o = origin_of(data);
    o->rows[o->count - 1].split_of = 1 + (int)(set - data->sets);
}

void origin_replace_splits(gatrt_data *data, const gatrt_set *set, const char *rule)
{
    struct gatrt_origin *o = origin_of(data);
    o->rule_set = (int)(set - data->sets);
    snprintf(o->rule, sizeof o->rule, "%s", rule);
    make_printable(o->rule);
    for (int i = 0; i < o->count; i++)
        if (o->rows[i].split_of == 1 + o->rule_set) {
            o->rows[i].kind = ORIGIN_IGNORED;
            snprintf(o->rows[i].text, sizeof o->rows[i].text, "--split says otherwise");
        }
}

void origin_add_remarks(gatrt_data *to, const gatrt_data *from)
{
    const struct gatrt_origin *o = from->origin;
    for (int i = 0; o && i < o->count; i++)
        if (o->rows[i].kind == ORIGIN_REMARK)
            origin_add(to, ORIGIN_REMARK, file_shown(from->name), "%s%s%s", o->rows[i].name,
                       o->rows[i].name[0] ? ": " : "", o->rows[i].text);
}

void origin_free(gatrt_data *data)
{
    if (data->origin)
        mem_free(data->origin->rows);
    if (data->origin && data->origin->fit)
        mem_free(data->origin->fit->values), mem_free(data->origin->fit);
    mem_free(data->origin);
    data->origin = NULL;
}

/* ------------------------------------------------------------------ for people */

static void print_names(FILE *to, const struct gatrt_origin *o, OriginKind kind, const char *word)
{
    int count = 0;
    for (int i = 0; o && i < o->count; i++) {
        if (o->rows[i].kind != kind)
            continue;
        if (count < NAMES_SHOWN)
            fprintf(to, "%s%s", count ? ", " : word, text_shown(o->rows[i].name).text);
        count++;
    }
    if (count > NAMES_SHOWN)
        fprintf(to, " and %d more", count - NAMES_SHOWN);
}

static void print_split(FILE *to, const gatrt_data *data, const gatrt_set *set)
{
    if (data->origin && data->origin->whole) {
        fputs(" (no split)", to);
        return;
    }
    for (int m = 0; m < 3; m++)
        fprintf(to, "%s%" PRId64 " %s", m ? ", " : " (", split_count(set, m), split_name[m]);
    if (origin_was_split(data) && set == &data->sets[data->origin->rule_set])
        fprintf(to, "; %s", text_shown(data->origin->rule).text);
    else if (origin_splits(data) > 1 && !origin_was_split(data))
        fprintf(to, "; split %" PRId64 " of %" PRId64, data->origin->split, data->origin->splits);
    fputc(')', to);
}

/* "2708 nodes (140 train, ...)", "188 graphs", "50 drug" */
static void print_set(FILE *to, const gatrt_data *data, const gatrt_set *set)
{
    const bool own = !strcmp(set_word(set), "row");
    fprintf(to, "%" PRId64 " %s%s", set->rows, text_shown(set->name).text, own ? "" : "s");
    if (data->set_count == 1 || set->mask[0] || set->mask[1] || set->mask[2])
        print_split(to, data, set);
}

void origin_print_line(FILE *to, const gatrt_data *data)
{
    fprintf(to, "%s: ", text_shown(data->name).text);
    for (int i = 0; i < data->set_count; i++) {
        fputs(i ? ", " : "", to);
        print_set(to, data, &data->sets[i]);
    }
    for (int i = 0; i < data->relation_count; i++) {
        const gatrt_relation *r = &data->relations[i];
        if (data_find_set(data, r->name)) /* told as a set */
            continue;
        fprintf(to, ", %" PRId64 " %s%s", r->edges, text_shown(r->name).text,
                strcmp(r->name, EDGE_RELATION) ? "" : "s");
    }
    print_names(to, data->origin, ORIGIN_USED, "; read ");
    print_names(to, data->origin, ORIGIN_IGNORED, "; ignored ");
    fputc('\n', to);
}

void origin_print_remarks(FILE *to, const char *program, const gatrt_data *data)
{
    const struct gatrt_origin *o = data->origin;
    for (int i = 0; o && i < o->count; i++)
        if (o->rows[i].kind == ORIGIN_REMARK)
            fprintf(to, "%s: %s: %s%s%s\n", program, text_shown(file_shown(data->name)).text,
                    text_shown(o->rows[i].name).text, o->rows[i].name[0] ? ": " : "", text_shown(o->rows[i].text).text);
}

void origin_print_all(FILE *to, const gatrt_data *data, Report *report)
{
    static const char *const words[] = {[ORIGIN_USED] = "read", [ORIGIN_IGNORED] = "ignored", [ORIGIN_REMARK] = "note"};
    const struct gatrt_origin *o = data->origin;
    for (int i = 0; o && i < o->count; i++) {
        const OriginRow *row = &o->rows[i];
        fprintf(to, "  %-8s %-24s %s\n", words[row->kind], text_shown(row->name).text, text_shown(row->text).text);
        Report *to_report = report_row(report, "data_parts");
        report_text(to_report, "name", row->name);
        report_text(to_report, "use", words[row->kind]);
        report_text(to_report, "text", row->text);
    }
}
