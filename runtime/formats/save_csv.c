/* save_csv.c - a data set of one kind of node as text:
 *
 *   DIR/        features.csv, edges.csv, labels.csv, train.txt, val.txt, test.txt, as load_csv.c reads them back
 *   FILE.csv    its edges alone: source,target, then weight and attributes; nodes by their names
 *
 * Floats have the nine digits that give them back. A folder is made for the data set, or is empty.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "runtime/formats/fields.h"
#include "runtime/formats/save.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_CELLS = 1 << 28 }; /* of sparse features, written in full */

typedef struct Saving {
    const gatrt_set *node;
    const gatrt_relation *edge;
    const char *path;
    Error *error;
} Saving;

/* ------------------------------------------------------------------ text */

/* In quotes where it has what would end a field, or begin a comment (RFC 4180). */
static void put_field(FILE *to, const char *text)
{
    const bool quoted = !*text || strpbrk(text, ",;\t\"\r\n#% ") != NULL;
    fputs(quoted ? "\"" : "", to);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (const char[]){*text, 0}, to);
    fputs(quoted ? "\"" : "", to);
}

static void put_names(FILE *to, const char *name, int64_t count, const char *before)
{
    for (int64_t i = 0; i < count; i++)
        fprintf(to, "%s%s%" PRId64, i ? "," : before, name, i);
}

static void put_floats(FILE *to, const float *values, int64_t count, const char *before)
{
    for (int64_t i = 0; i < count; i++)
        if (isnan(values[i]))
            fprintf(to, "%snan", i ? "," : before);
        else
            fprintf(to, "%s%.9g", i ? "," : before, (double)values[i]);
}

/* ------------------------------------------------------------------ what the files hold */

static void put_features(const Saving *s, FILE *to)
{
    const gatrt_set *node = s->node;
    float *row = mem_alloc((size_t)node->features, sizeof *row);
    put_names(to, "x", node->features, "");
    fputc('\n', to);
    for (int64_t v = 0; v < node->rows; v++) {
        if (node->x)
            memcpy(row, node->x + v * node->features, (size_t)node->features * sizeof *row);
        else
            memset(row, 0, (size_t)node->features * sizeof *row);
        for (int64_t i = node->sparse ? node->x_start[v] : 0; node->sparse && i < node->x_start[v + 1]; i++)
            row[node->x_col[i]] += node->x_val[i];
        put_floats(to, row, node->features, "");
        fputc('\n', to);
    }
    mem_free(row);
}

static void put_end(const Saving *s, FILE *to, int64_t v, bool named)
{
    if (named)
        put_field(to, s->node->row_name[v]);
    else
        fprintf(to, "%" PRId64, v);
}

static void put_edges(const Saving *s, FILE *to, bool named)
{
    const gatrt_relation *r = s->edge;
    fputs(r->edge_weight ? "source,target,weight" : "source,target", to);
    put_names(to, "attr", r->edge_attr ? r->edge_features : 0, ",");
    fputc('\n', to);
    for (int64_t e = 0; e < r->edges; e++) {
        put_end(s, to, r->src[e], named);
        fputc(',', to);
        put_end(s, to, r->dst[e], named);
        if (r->edge_weight)
            put_floats(to, r->edge_weight + e, 1, ",");
        if (r->edge_attr)
            put_floats(to, r->edge_attr + e * r->edge_features, r->edge_features, ",");
        fputc('\n', to);
    }
}

/* Names come back as the same classes where each stands at a node, none is a number, and they ascend: so readers number them. */
static bool by_name(const gatrt_set *node)
{
    bool *seen = mem_alloc((size_t)node->classes + 1, sizeof *seen), good = node->class_name && node->classes > 0;
    for (int64_t v = 0; good && v < node->rows; v++) {
        const int32_t label = node->label[v];
        good = label == GATRT_UNKNOWN || (label >= 0 && label < node->classes);
        if (good && label >= 0)
            seen[label] = true;
    }
    for (int64_t c = 0; good && c < node->classes; c++) {
        const char *name = node->class_name[c];
        const Field f = {name, strlen(name)};
        good = seen[c] && !field_unknown(f) && !field_is_number(f) && !strpbrk(name, "\r\n") &&
               (c == 0 || strcmp(node->class_name[c - 1], name) < 0);
    }
    mem_free(seen);
    return good;
}

static void put_labels(const Saving *s, FILE *to)
{
    const gatrt_set *node = s->node;
    const bool named = node->label && by_name(node);
    fputs("node", to);
    put_names(to, "y", node->label ? 1 : node->classes, ",");
    fputc('\n', to);
    for (int64_t v = 0; v < node->rows; v++) {
        fprintf(to, "%" PRId64, v);
        if (node->target)
            put_floats(to, node->target + v * node->classes, node->classes, ",");
        else if (node->label[v] == GATRT_UNKNOWN)
            fputs(",nan", to);
        else if (named)
            fputc(',', to), put_field(to, node->class_name[node->label[v]]);
        else
            fprintf(to, ",%d", node->label[v]);
        fputc('\n', to);
    }
}

static void put_split(const Saving *s, FILE *to, int split)
{
    for (int64_t v = 0; v < s->node->rows; v++)
        if (s->node->mask[split][v])
            fprintf(to, "%" PRId64 "\n", v);
}

/* ------------------------------------------------------------------ files */

typedef enum { FEATURES, EDGES, LABELS, TRAIN, VAL, TEST, EDGES_ALONE } Part;
static const char *const part_name[] = {"features.csv", "edges.csv", "labels.csv", "train.txt", "val.txt", "test.txt"};

static bool has_part(const Saving *s, Part part)
{
    return part == LABELS ? s->node->label || s->node->target : part < TRAIN || split_mask(s->node, (int)part - TRAIN);
}

static void put_part(const Saving *s, Part part, FILE *to)
{
    switch (part) {
    case FEATURES: put_features(s, to); break;
    case EDGES: put_edges(s, to, false); break;
    case LABELS: put_labels(s, to); break;
    case EDGES_ALONE: put_edges(s, to, s->node->row_name != NULL); break;
    default: put_split(s, to, (int)part - TRAIN); break;
    }
}

static bool write_part(const Saving *s, Part part, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        return error_set(s->error, "%s: out of memory", file_shown(path));
    put_part(s, part, to);
    bool good = ferror(to) == 0;
    good = fclose(to) == 0 && good;
    good = good ? file_write(path, text, size, s->error) : error_set(s->error, "%s: out of memory", file_shown(path));
    free(text);
    return good;
}

/* Made, or there and empty: nothing is written over, and nothing else is read with it. */
static bool make_folder(const Saving *s)
{
    bool empty = true;
    if (mkdir(s->path, 0777) == 0)
        return true;
    const int reason = errno;
    DIR *folder = reason == EEXIST ? opendir(s->path) : NULL;
    if (!folder)
        return error_set(s->error, "%s: cannot make the folder: %s", file_shown(s->path), strerror(reason));
    for (struct dirent *entry; empty && (entry = readdir(folder)) != NULL;)
        empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
    closedir(folder);
    return empty ||
           error_set(s->error, "%s: there are files in it; a data set needs a folder of its own", file_shown(s->path));
}

static bool write_folder(const Saving *s)
{
    char path[4096 + 16];
    if (strlen(s->path) >= 4096)
        return error_set(s->error, "%s: the path is too long", file_shown(s->path));
    if (!make_folder(s))
        return false;
    for (int part = FEATURES; part < EDGES_ALONE; part++) {
        snprintf(path, sizeof path, "%s%s", s->path, part_name[part]);
        if (has_part(s, (Part)part) && !write_part(s, (Part)part, path))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ what fits */

static bool fits(const gatrt_data *d, const char *path, bool folder, Error *error)
{
    const gatrt_set *node = &d->sets[0];
    const char *why = d->set_count != 1 || d->relation_count != 1 || node->graph
                          ? "several kinds of rows, or several graphs,"
                      : !folder                                                  ? NULL
                      : !node->x && !node->sparse                                ? "nodes without features"
                      : d->relations[0].edge_weight                              ? "weights of edges"
                      : node->sparse && node->features > MOST_CELLS / node->rows ? "so many features"
                                                                                 : NULL;
    return !why || error_set(error, "%s: %s cannot be written so; write an .npz", file_shown(path), why);
}

bool save_csv(const gatrt_data *data, const char *path, bool folder, Error *error)
{
    const Saving s = {.node = &data->sets[0], .edge = &data->relations[0], .path = path, .error = error};
    return fits(data, path, folder, error) && (folder ? write_folder(&s) : write_part(&s, EDGES_ALONE, path));
}
