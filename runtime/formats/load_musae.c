/* load_musae.c - graphs as MUSAE publishes them (Rozemberczki et al. 2021, arXiv:1909.13021), three files:
 *
 *   NAME_edges.csv      a header, then a line for each edge, which goes both ways
 *   NAME.json           the features of each node, musae_features.c; or NAME_features.json
 *   NAME_target.csv     what is known of it, musae_target.c
 *
 * Nodes are numbered from 0. Graphs of one folder may be a family whose features are numbered for all of them: how many
 * there are, the highest number in all of them tells.
 */
#include "runtime/formats/joined_edges.h"
#include "runtime/formats/musae.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ where the files are */

static bool ends_at(const char *prefix, const char *suffix)
{
    char path[BEGINNING_PATH + 32];
    snprintf(path, sizeof path, "%s%s", prefix, suffix);
    return file_exists(path);
}

static bool is_beginning(const char *prefix)
{
    return ends_at(prefix, "_edges.csv") && ends_at(prefix, "_target.csv") &&
           (ends_at(prefix, ".json") || ends_at(prefix, "_features.json"));
}

static bool is_one_of_them(const char *spec, char prefix[BEGINNING_PATH])
{
    static const char *const ends[] = {"_edges.csv", "_target.csv", "_features.json", ".json"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (!name_ends(spec, ends[i]))
            continue;
        snprintf(prefix, BEGINNING_PATH, "%.*s", (int)(strlen(spec) - strlen(ends[i])), spec);
        if (is_beginning(prefix))
            return true;
    }
    return false;
}

static int find(const char *spec, char prefix[BEGINNING_PATH], char names[BEGINNING_NAMES])
{
    names[0] = 0;
    if (strlen(spec) >= BEGINNING_PATH / 2)
        return 0;
    if (is_one_of_them(spec, prefix))
        return 1;
    snprintf(prefix, BEGINNING_PATH, "%s", spec);
    return is_beginning(prefix) ? 1 : beginnings_in(spec, "", "_target.csv", prefix, names);
}

bool musae_is_at(const char *spec)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    return find(spec, prefix, names) > 0 && is_beginning(prefix);
}

/* ------------------------------------------------------------------ features */

/* Of another graph of the folder, what is no list of features is nothing to us. */
static int64_t highest_there(const char *prefix)
{
    char path[BEGINNING_PATH + 32];
    Error ignored;
    int64_t node, feature = -1;
    MusaeLists *lists = musae_lists(prefix, path, &ignored);
    const bool good = lists && musae_highest(lists, path, &node, &feature, &ignored);
    musae_lists_free(lists);
    return good ? feature : -1;
}

/* The highest number of a feature in the other graphs of the folder. */
static int64_t highest_beside(const char *prefix)
{
    static const char end[] = "_edges.csv";
    const char *slash = strrchr(prefix, '/');
    char folder[BEGINNING_PATH], other[BEGINNING_PATH];
    int64_t highest = -1;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - prefix) + 1 : 2, slash ? prefix : "./");
    DIR *listing = opendir(folder);
    for (struct dirent *entry; listing && (entry = readdir(listing)) != NULL;) {
        if (!name_ends(entry->d_name, end))
            continue;
        snprintf(other, sizeof other, "%.3000s%.*s", slash ? folder : "", (int)(strlen(entry->d_name) - strlen(end)),
                 entry->d_name);
        const int64_t there = strcmp(other, prefix) != 0 && is_beginning(other) ? highest_there(other) : -1;
        highest = there > highest ? there : highest;
    }
    if (listing)
        closedir(listing);
    return highest;
}

static void tell_features(gatrt_data *data, const char *path, int64_t own, int64_t repeated)
{
    const gatrt_set *node = &data->sets[0];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    origin_add(data, ORIGIN_USED, name, "%lld features of 0 or 1; %lld repetitions in lists were left out",
               (long long)node->features, (long long)repeated);
    if (own < node->features)
        origin_add(data, ORIGIN_REMARK, name,
                   "features are numbered for all graphs of the folder: %lld, though those here would be %lld",
                   (long long)node->features, (long long)own);
}

/* ------------------------------------------------------------------ edges */

static bool read_edges(MusaeCsv *csv, gatrt_data *data)
{
    gatrt_relation *edge = &data->relations[0];
    const int64_t nodes = data->sets[0].rows;
    const size_t most = 2 * (size_t)musae_lines(csv);
    MusaeStep step;
    if (csv->count != 2)
        return musae_error(csv, "%d columns, but an edge is two nodes", csv->count);
    if (csv->field[0][0] >= '0' && csv->field[0][0] <= '9')
        return musae_error(csv, "it has no header; such files begin with one, as id_1,id_2");
    edge->src = mem_alloc(most, sizeof *edge->src);
    edge->dst = mem_alloc(most, sizeof *edge->dst);
    while ((step = musae_next(csv)) == MUSAE_RECORD) {
        const int64_t e = edge->edges;
        if (!musae_node(csv, 0, nodes, &edge->src[e]) || !musae_node(csv, 1, nodes, &edge->dst[e]))
            return false;
        edge->src[e + 1] = edge->dst[e];
        edge->dst[e + 1] = edge->src[e];
        edge->edges += 2;
    }
    return step == MUSAE_END;
}

static bool take_edges(const char *prefix, gatrt_data *data, Error *error)
{
    MusaeCsv csv;
    const bool good = musae_open(&csv, prefix, "_edges.csv", error) && read_edges(&csv, data);
    musae_close(&csv);
    if (!good)
        return false;
    const EdgesLeft left = edges_join(&data->relations[0], data->sets[0].rows, BY_TARGET);
    origin_add(data, ORIGIN_USED, "edges.csv",
               "%lld edges, both ways, after %lld self loops and %lld repetitions were left out",
               (long long)data->relations[0].edges, (long long)left.loops / 2, (long long)left.repeated / 2);
    return true;
}

/* ------------------------------------------------------------------ all of it */

/* Each node has a row or a list: so numbers far beyond are a mistake, and no memory is taken for them. */
static bool settle_nodes(gatrt_set *node, const MusaeTarget *target, int64_t highest, int64_t lists, const char *path,
                         Error *error)
{
    node->rows = highest + 1 > target->nodes ? highest + 1 : target->nodes;
    if (node->rows == 0)
        return error_set(error, "%s: there is no node", file_shown(path));
    return node->rows <= target->count + lists ||
           error_set(error, "%s: node %lld, but target.csv has %lld rows, and there are %lld lists of features",
                     file_shown(path), (long long)node->rows - 1, (long long)target->count, (long long)lists);
}

static bool read_nodes(const char *prefix, const MusaeTarget *target, gatrt_data *data, Error *error)
{
    char path[BEGINNING_PATH + 32], target_path[BEGINNING_PATH + 32];
    gatrt_set *node = &data->sets[0];
    int64_t highest, feature;
    MusaeLists *lists = musae_lists(prefix, path, error);
    bool good = lists && musae_highest(lists, path, &highest, &feature, error) &&
                settle_nodes(node, target, highest, musae_lists_count(lists), path, error);
    if (good && feature < 0)
        good = error_set(error, "%s: no node has a feature", file_shown(path));
    if (good) {
        const int64_t beside = highest_beside(prefix);
        node->features = (beside > feature ? beside : feature) + 1;
        tell_features(data, path, feature + 1, musae_take_lists(lists, node));
        snprintf(target_path, sizeof target_path, "%s_target.csv", prefix);
        good = musae_take_target(target, target_path, data, error);
    }
    musae_lists_free(lists);
    return good;
}

gatrt_data *load_musae(const char *spec, const DataUse *use, Error *error)
{
    char prefix[BEGINNING_PATH], names[BEGINNING_NAMES];
    MusaeTarget target;
    if (find(spec, prefix, names) > 1) {
        error_set(error, "%s: it holds several graphs: %s; name one, as %s", file_shown(spec), names,
                  file_shown(prefix));
        return NULL;
    }
    gatrt_data *data = data_new(spec);
    const bool good = musae_read_target(&target, prefix, error) && read_nodes(prefix, &target, data, error) &&
                      (!use->model || inputs_check_widths(use->model, data, error)) && take_edges(prefix, data, error);
    musae_target_free(&target);
    if (good)
        return data;
    gatrt_data_free(data);
    return NULL;
}
