/* data.c - what a data set holds, without a model: rows, classes, splits, features, and the shape of its relations. Trainers
 * and gatcc have the same command.
 */
#include "runtime/formats/save.h"
#include "runtime/graph/facts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { CLASSES_SHOWN = 20 };

static double share(int64_t part, int64_t all)
{
    return all > 0 ? (double)part / (double)all : NAN;
}

/* ------------------------------------------------------------------ features */

static void describe_features(const Job *job, const gatrt_set *set, Report *row)
{
    report_count(row, "features", set->features);
    if (!set->x && !set->sparse)
        return;
    const FeatureFacts f = facts_features(set);
    const double density = share(f.entries, set->rows * set->features);
    fprintf(job->people, "  features     %" PRId64 "%s, %.4g %% are not 0, from %g to %g\n", set->features,
            set->sparse ? ", sparse" : "", 100.0 * density, (double)f.least, (double)f.most);
    if (f.constant > 0 || f.zero_rows > 0 || f.not_numbers > 0)
        fprintf(job->people,
                "               columns of one value: %" PRId64 "; rows of zeros: %" PRId64 "; no numbers: %" PRId64
                "\n",
                f.constant, f.zero_rows, f.not_numbers);
    report_count(row, "sparse", set->sparse);
    report_number(row, "density", density);
    report_number(row, "least", (double)f.least);
    report_number(row, "most", (double)f.most);
    report_count(row, "constant_columns", f.constant);
    report_count(row, "zero_rows", f.zero_rows);
    report_count(row, "not_numbers", f.not_numbers);
}

/* ------------------------------------------------------------------ classes and splits */

static const char *class_shown(const gatrt_set *set, int64_t class, char text[24])
{
    snprintf(text, 24, "%" PRId64, class);
    return set->class_name ? set->class_name[class] : text;
}

static void print_counts(const Job *job, const gatrt_set *set, const int64_t *count)
{
    char number[24];
    for (int64_t c = 0; c < set->classes && c < CLASSES_SHOWN; c++)
        fprintf(job->people, "%s%" PRId64 " %s", c ? ", " : "", count[c], text_shown(class_shown(set, c, number)).text);
    fputs(set->classes > CLASSES_SHOWN ? ", ...\n" : "\n", job->people);
}

static void describe_classes(const Job *job, const gatrt_set *set, Report *row)
{
    int64_t *count = facts_classes(job->data, set, NULL), known = 0;
    char number[24];
    if (!count && (set->label || set->target))
        fprintf(job->people, "  y            %" PRId64 " numbers a row\n", set->label ? 1 : set->classes);
    if (!count)
        return;
    fprintf(job->people, "  classes      %" PRId64 ": ", set->classes);
    print_counts(job, set, count);
    for (int64_t c = 0; c < set->classes; c++) {
        Report *class = report_row(row, "classes");
        report_text(class, "name", class_shown(set, c, number));
        report_count(class, "rows", count[c]);
        known += count[c];
    }
    if (known < set->rows)
        fprintf(job->people, "               %" PRId64 " rows are of no known class\n", set->rows - known);
    report_count(row, "unknown_rows", set->rows - known);
    mem_free(count);
}

static void describe_split(const Job *job, const gatrt_set *set, int split, Report *row)
{
    int64_t *count = facts_classes(job->data, set, set->mask[split]);
    fprintf(job->people, "  %-12s %" PRId64 "%s", split_name[split], split_count(set, split), count ? ": " : "\n");
    Report *part = report_row(row, "splits");
    report_text(part, "name", split_name[split]);
    report_count(part, "rows", split_count(set, split));
    if (count) {
        print_counts(job, set, count);
        report_counts(part, "of_class", count, set->classes);
    }
    mem_free(count);
}

static void describe_set(const Job *job, const gatrt_set *set)
{
    Report *row = report_row(job->report, "sets");
    report_text(row, "name", set->name);
    report_count(row, "rows", set->rows);
    fprintf(job->people, "\n%s\n  rows         %" PRId64 "%s%s%s\n", text_shown(set->name).text, set->rows,
            set->row_name ? ", called " : "", set->row_name ? text_shown(set->row_name[0]).text : "",
            set->row_name ? ", ..." : "");
    describe_features(job, set, row);
    describe_classes(job, set, row);
    for (int split = 0; split < 3; split++)
        if (set->mask[split])
            describe_split(job, set, split, row);
}

/* ------------------------------------------------------------------ relations */

static void describe_degrees(const Job *job, const char *which, DegreeFacts d, Report *row)
{
    char key[16];
    fprintf(job->people, "  %-3s degree   %" PRId64 " to %" PRId64 ", median %g, mean %.4g\n", which, d.least, d.most,
            d.median, d.mean);
    snprintf(key, sizeof key, "%s_degree", which);
    Report *degree = report_row(row, key);
    report_count(degree, "least", d.least);
    report_number(degree, "median", d.median);
    report_number(degree, "mean", d.mean);
    report_count(degree, "most", d.most);
}

static void describe_pairs(const Job *job, const RelationFacts *f, Report *row)
{
    fprintf(job->people, "  components   %" PRId64 ", the largest of %" PRId64 " rows; %" PRId64 " rows stand alone\n",
            f->components, f->largest, f->isolated);
    fprintf(job->people, "  repeated     %" PRId64 " edges are there already\n", f->repeated);
    report_count(row, "components", f->components);
    report_count(row, "largest_component", f->largest);
    report_count(row, "isolated", f->isolated);
    report_count(row, "repeated", f->repeated);
    if (!f->square)
        return;
    fprintf(job->people,
            "  self loops   %" PRId64 "\n  one way      %" PRId64 " of %" PRId64 " pairs have no reverse\n", f->loops,
            f->one_way, f->joined);
    report_count(row, "self_loops", f->loops);
    report_number(row, "one_way_share", share(f->one_way, f->joined));
}

static void describe_homophily(const Job *job, const RelationFacts *f, Report *row)
{
    if (!f->labelled)
        return;
    report_number(row, "edge_homophily", f->homophily);
    report_number(row, "class_insensitive_homophily", f->insensitive);
    if (f->known > 0)
        fprintf(job->people, "  homophily    %.4f of edges join one class; whatever the classes' sizes %.4f\n",
                f->homophily, f->insensitive);
}

static void describe_relation(const Job *job, const gatrt_relation *r)
{
    const gatrt_data *d = job->data;
    Report *row = report_row(job->report, "relations");
    report_text(row, "name", r->name);
    report_text(row, "from", d->sets[r->from].name);
    report_text(row, "to", d->sets[r->to].name);
    report_count(row, "edges", r->edges);
    report_count(row, "edge_features", r->edge_features);
    report_count(row, "weights", r->edge_weight != NULL);
    fprintf(job->people, "\n%s\n  edges        %" PRId64 " from %s to %s", text_shown(r->name).text, r->edges,
            text_shown(d->sets[r->from].name).text, text_shown(d->sets[r->to].name).text);
    if (r->edge_features > 0)
        fprintf(job->people, ", %" PRId64 " features each", r->edge_features);
    fputs(r->edge_weight ? ", a weight each\n" : "\n", job->people);
    const RelationFacts f = facts_relation(d, r);
    describe_degrees(job, "in", f.in, row);
    describe_degrees(job, "out", f.out, row);
    describe_pairs(job, &f, row);
    describe_homophily(job, &f, row);
}

/* ------------------------------------------------------------------ what is likely wrong */

static void warn_overlap(gatrt_data *d, const gatrt_set *set, int one, int other)
{
    const int64_t both = split_shared(set, one, other);
    if (both > 0)
        origin_add(d, ORIGIN_REMARK, set->name, "%s in both %s and %s", rows_text(set, both).text, data_mask_name[one],
                   data_mask_name[other]);
}

/* Nothing learns a class that it never sees. */
static void warn_unseen(gatrt_data *d, const gatrt_set *set)
{
    int64_t *seen = split_mask(set, 0) ? facts_classes(d, set, set->mask[0]) : NULL;
    int64_t *all = seen ? facts_classes(d, set, NULL) : NULL, empty = 0, unseen = 0;
    for (int64_t c = 0; seen && c < set->classes; c++) {
        empty += all[c] == 0;
        unseen += all[c] > 0 && seen[c] == 0;
    }
    if (empty > 0)
        origin_add(d, ORIGIN_REMARK, set->name, "%lld of %lld classes have no %s", (long long)empty,
                   (long long)set->classes, set_word(set));
    if (unseen > 0)
        origin_add(d, ORIGIN_REMARK, set->name, "%lld of %lld classes have no %s to train on", (long long)unseen,
                   (long long)set->classes, set_word(set));
    mem_free(seen);
    mem_free(all);
}

static void warn(gatrt_data *d)
{
    for (int i = 0; i < d->set_count; i++) {
        warn_overlap(d, &d->sets[i], 0, 1);
        warn_overlap(d, &d->sets[i], 0, 2);
        warn_overlap(d, &d->sets[i], 1, 2);
        warn_unseen(d, &d->sets[i]);
    }
}

static bool save(const Job *job, Error *error)
{
    const char *path = job->options->out;
    if (!data_save(job->data, path, error))
        return false;
    if (data_save_partly(path))
        fprintf(stderr, "%s: %s: edges alone, without features, y and splits; --out DIR/ or FILE.npz has all\n",
                job->options->program, text_shown(file_shown(path)).text);
    return true;
}

bool command_data(Job *job, Error *error)
{
    gatrt_data *d = job->data;
    warn(d);
    if (!job->options->quiet)
        origin_print_line(job->people, d);
    fflush(job->people);
    origin_print_remarks(stderr, job->options->program, d);
    for (int i = 0; i < d->set_count; i++)
        describe_set(job, &d->sets[i]);
    for (int i = 0; i < d->relation_count; i++)
        describe_relation(job, &d->relations[i]);
    fprintf(job->people, "\nfile\n");
    origin_print_all(job->people, d, job->report);
    return !job->options->out || save(job, error);
}
