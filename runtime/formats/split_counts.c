/* split_counts.c - how many rows of each class train, validate, test: a line at every run whose split is not the file's, a
 * table in `info`. Rows without a class are in none of the counts.
 */
#include "runtime/runtime.h"

#include <inttypes.h>

enum { PARTS = 4, LINE_CLASSES = 16, TABLE_CLASSES = 40, MOST_CLASSES = 100000 }; /* of parts the last: in none */

static const char *const part_names[PARTS] = {"train", "val", "test", "none"};

static int64_t classes_of(const gatrt_set *set)
{
    return set->classes < MOST_CLASSES ? set->classes : MOST_CLASSES;
}

/* [PARTS][classes]; the caller frees. */
static int64_t *count_classes(const gatrt_set *set)
{
    const int64_t classes = classes_of(set);
    int64_t *counts = mem_alloc((size_t)classes * PARTS, sizeof *counts);
    for (int64_t v = 0; v < set->rows; v++) {
        const int64_t class = set->label[v];
        if (class < 0 || class >= classes)
            continue;
        int parts = 0;
        for (int m = 0; m < 3; m++)
            if (set->mask[m] && set->mask[m][v])
                counts[m * classes + class]++, parts++;
        counts[3 * classes + class] += parts == 0;
    }
    return counts;
}

void split_print_line(FILE *to, const gatrt_set *set)
{
    const int64_t classes = classes_of(set);
    if (classes > LINE_CLASSES || classes < 1)
        return;
    int64_t *counts = count_classes(set);
    fprintf(to, "%ss of classes 0 to %" PRId64 ":", set_word(set), classes - 1);
    for (int m = 0; m < 3; m++) {
        if (!split_mask(set, m))
            continue;
        fprintf(to, "%s %s", m ? "," : "", part_names[m]);
        for (int64_t c = 0; c < classes; c++)
            fprintf(to, " %" PRId64, counts[m * classes + c]);
    }
    fputc('\n', to);
    mem_free(counts);
}

static void print_row(FILE *to, const gatrt_set *set, const int64_t *counts, int64_t class)
{
    const int64_t classes = classes_of(set);
    fprintf(to, "  %-8" PRId64 " %-24s", class, set->class_name ? text_shown(set->class_name[class]).text : "");
    for (int m = 0; m < PARTS; m++)
        fprintf(to, " %8" PRId64, counts[m * classes + class]);
    fputc('\n', to);
}

void split_print_table(FILE *to, const gatrt_set *set, Report *report)
{
    const int64_t classes = classes_of(set);
    int64_t *counts = count_classes(set);
    fprintf(to, "  %-8s %-24s", "class", "");
    for (int m = 0; m < PARTS; m++) {
        fprintf(to, " %8s", part_names[m]);
        Report *row = report_row(report, "parts");
        report_text(row, "name", part_names[m]);
        report_counts(row, "classes", counts + m * classes, classes);
    }
    fputc('\n', to);
    for (int64_t c = 0; c < classes && c < TABLE_CLASSES; c++)
        print_row(to, set, counts, c);
    if (classes > TABLE_CLASSES)
        fprintf(to, "  and %" PRId64 " classes more\n", classes - TABLE_CLASSES);
    mem_free(counts);
}
