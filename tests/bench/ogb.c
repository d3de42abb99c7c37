/* ogb.c - a folder in OGB's layout, and how fast one is read.
 *
 *   ogb make SPEC FOLDER    of any data set of one kind of node; each edge that has a reverse is written once
 *   ogb read FOLDER         each file by itself: unpacked, then with its numbers; then the whole data set, and its memory. Seconds of single files are the
 *                         processor's
 */
#include "../../runtime/formats/text_in.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <zlib.h>

static const char *folder;
static char path[4096];

static const char *in_folder(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int failed(const char *what, const char *why)
{
    fprintf(stderr, "ogb: %s: %s\n", what, why);
    return GATRT_FAILED;
}

/* ------------------------------------------------------------------ make */

static gzFile begin(const char *name)
{
    gzFile to = gzopen(in_folder(name), "wb6");
    if (!to)
        exit(failed(path, "cannot be written"));
    return to;
}

static void put(gzFile to, const char *text, int length)
{
    if (gzwrite(to, text, (unsigned)length) != length)
        exit(failed(folder, "cannot be written"));
}

static void end(gzFile to)
{
    if (gzclose(to) != Z_OK)
        exit(failed(folder, "cannot be written"));
}

static void put_count(const char *name, int64_t count)
{
    char text[32];
    gzFile to = begin(name);
    put(to, text, snprintf(text, sizeof text, "%lld\n", (long long)count));
    end(to);
}

static int64_t put_edges(const gatrt_relation *edge)
{
    char text[64];
    int64_t count = 0;
    gzFile to = begin("raw/edge.csv.gz");
    for (int64_t e = 0; e < edge->edges; e++) {
        if (edge->src[e] > edge->dst[e])
            continue;
        put(to, text, snprintf(text, sizeof text, "%d,%d\n", edge->src[e], edge->dst[e]));
        count++;
    }
    end(to);
    return count;
}

static void put_features(const gatrt_set *node)
{
    char text[32];
    gzFile to = begin("raw/node-feat.csv.gz");
    for (int64_t i = 0; i < node->rows * node->features; i++)
        put(to, text, snprintf(text, sizeof text, "%.9g%c", (double)node->x[i], (i + 1) % node->features ? ',' : '\n'));
    end(to);
}

static void put_labels(const gatrt_set *node)
{
    char text[32];
    gzFile to = begin("raw/node-label.csv.gz");
    for (int64_t v = 0; v < node->rows; v++)
        put(to, text, snprintf(text, sizeof text, "%d\n", node->label[v]));
    end(to);
}

static void put_split(const gatrt_set *node, int split, const char *name)
{
    char text[32];
    gzFile to = begin(name);
    for (int64_t v = 0; v < node->rows; v++)
        if (node->mask[split] && node->mask[split][v])
            put(to, text, snprintf(text, sizeof text, "%lld\n", (long long)v));
    end(to);
}

static int make(const char *spec)
{
    static const char *const folders[] = {"", "raw", "split", "split/random"};
    Error error = {""};
    gatrt_data *d = gatrt_data_load(spec, error.text);
    if (!d)
        return failed("make", error.text);
    const gatrt_set *node = &d->sets[0];
    if (!node->x || !node->label)
        return failed(spec, "dense features and classes are needed");
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        mkdir(in_folder(folders[i]), 0777);
    put_count("raw/num-node-list.csv.gz", node->rows);
    put_count("raw/num-edge-list.csv.gz", put_edges(&d->relations[0]));
    put_features(node);
    put_labels(node);
    put_split(node, 0, "split/random/train.csv.gz");
    put_split(node, 1, "split/random/valid.csv.gz");
    put_split(node, 2, "split/random/test.csv.gz");
    gatrt_data_free(d);
    return GATRT_OK;
}

/* ------------------------------------------------------------------ read */

enum { MOST_COLUMNS = 100000 };

/* Of the processor: the machine may have other work. */
static double processor_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Seconds to read all lines of a file, with their numbers or without; its text's bytes. */
static double read_file(const char *name, bool numbers, uint64_t *text)
{
    static float row[MOST_COLUMNS];
    const double began = processor_seconds();
    Error error = {""};
    TextIn t;
    const char *line;
    TextStep step = text_open(&t, in_folder(name), &error) ? TEXT_LINE : TEXT_FAILED;
    double rounded = 0.0;
    int64_t columns = 0;
    *text = 0;
    while (step == TEXT_LINE && (step = text_next(&t, &line)) == TEXT_LINE) {
        if (columns == 0)
            columns = text_fields(line);
        if (columns > MOST_COLUMNS || (numbers && !text_floats(&t, line, columns, true, row, &rounded)))
            step = TEXT_FAILED;
        if (!numbers)
            *text += strcspn(line, "\n") + 1;
    }
    text_close(&t);
    if (step == TEXT_FAILED)
        exit(failed(name, error.text));
    return processor_seconds() - began;
}

static void read_files(void)
{
    static const char *const names[] = {"raw/num-node-list.csv.gz",  "raw/num-edge-list.csv.gz",
                                        "raw/edge.csv.gz",           "raw/node-feat.csv.gz",
                                        "raw/node-label.csv.gz",     "split/random/train.csv.gz",
                                        "split/random/valid.csv.gz", "split/random/test.csv.gz"};
    printf("%-28s %10s %10s %12s %14s\n", "file", "MB packed", "MB text", "unpacked, s", "and numbers, s");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint64_t text, ignored;
        struct stat status;
        const double unpacked = read_file(names[i], false, &text), both = read_file(names[i], true, &ignored);
        printf("%-28s %10.2f %10.2f %12.3f %14.3f\n", names[i],
               stat(in_folder(names[i]), &status) == 0 ? (double)status.st_size * 1e-6 : 0.0, (double)text * 1e-6,
               unpacked, both);
    }
}

/* Of all that is in it. */
static double bytes_of(const gatrt_data *d)
{
    const gatrt_set *node = &d->sets[0];
    const gatrt_relation *edge = &d->relations[0];
    double bytes = 8.0 * (double)edge->edges + 4.0 * (double)(edge->edges * edge->edge_features);
    bytes += node->x ? 4.0 * (double)(node->rows * node->features) : 0.0;
    bytes += node->label ? 4.0 * (double)node->rows : 4.0 * (double)(node->rows * node->classes);
    for (int split = 0; split < 3; split++)
        bytes += node->mask[split] ? (double)node->rows : 0.0;
    return bytes;
}

static int read_all(void)
{
    Error error = {""};
    const double before = peak_rss_mib(), began = clock_seconds(), worked = processor_seconds();
    gatrt_data *d = gatrt_data_load(folder, error.text);
    const double seconds = clock_seconds() - began, work = processor_seconds() - worked, peak = peak_rss_mib() - before;
    if (!d)
        return failed(folder, error.text);
    const double mib = bytes_of(d) / 1048576.0;
    printf("all of it: %.2f s, %.2f s of the processor, %.1f MiB of data, peak %.1f MiB above the start: %.2f times\n",
           seconds, work, mib, peak, peak / mib);
    gatrt_data_free(d);
    return GATRT_OK;
}

int main(int argc, char **argv)
{
    folder = argc > 2 ? argv[argc - 1] : NULL;
    if (argc == 4 && !strcmp(argv[1], "make"))
        return make(argv[2]);
    if (argc != 3 || strcmp(argv[1], "read") != 0) {
        fprintf(stderr, "usage: ogb make SPEC FOLDER, or ogb read FOLDER\n");
        return GATRT_USAGE;
    }
    const int code = read_all();
    if (code == GATRT_OK)
        read_files();
    return code;
}
