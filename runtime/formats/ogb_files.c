/* ogb_files.c - where an OGB folder has its files: raw/, what is known of the graph; split/NAME/, which rows train, validate
 * and test. A folder is one by raw/ and what lies in it; it may be named by one of its splits, which is then read.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/formats/ogb.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool has(const Ogb *o, const char *inside, const char *ending)
{
    char path[OGB_ROOT + OGB_NAME + 16];
    snprintf(path, sizeof path, "%s/%s%s", o->root, inside, ending);
    return file_exists(path);
}

bool ogb_has(const Ogb *o, const char *inside)
{
    return has(o, inside, ".csv.gz") || has(o, inside, ".csv");
}

bool ogb_has_file(const Ogb *o, const char *name)
{
    return has(o, name, "");
}

/* ------------------------------------------------------------------ the folder */

static bool is_folder(const Ogb *o)
{
    return ogb_has(o, "raw/edge") || ogb_has(o, "raw/num-node-list") || ogb_has(o, "raw/triplet-type-list") ||
           ogb_is_binary(o);
}

/* How much of a path stands before its last name, without the bar between them. */
static size_t parent(const char *path, size_t length)
{
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    return length;
}

static bool is_called(const char *path, size_t length, const char *name)
{
    const size_t end = strlen(name);
    return length >= end && !memcmp(path + length - end, name, end) && (length == end || path[length - end - 1] == '/');
}

static bool is_root(const char *path, size_t length, Ogb *o)
{
    snprintf(o->root, sizeof o->root, "%.*s", length > 0 ? (int)length : 1, length > 0 ? path : ".");
    return is_folder(o);
}

static bool is_split_of(const char *spec, size_t length, Ogb *o)
{
    const size_t above = parent(spec, length), name = above + (above > 0 && spec[above - 1] != '/');
    if (!is_called(spec, above, "split") || length - name >= OGB_NAME / 2 || !is_root(spec, parent(spec, above), o))
        return false;
    snprintf(o->split, sizeof o->split, "split/%.*s", (int)(length - name), spec + name);
    return has(o, o->split, "/");
}

bool ogb_find(const char *spec, Ogb *o)
{
    size_t length = strlen(spec);
    while (length > 1 && spec[length - 1] == '/')
        length--;
    o->split[0] = 0;
    if (length == 0 || length > OGB_ROOT - 16)
        return false;
    return is_root(spec, length, o) || is_split_of(spec, length, o) ||
           (is_called(spec, length, "raw") && is_root(spec, parent(spec, length), o));
}

/* ------------------------------------------------------------------ which split */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The names in a folder, in order; free each, and the list. -1: it cannot be read, or there is none. */
static int names_in(const Ogb *o, const char *inside, struct dirent ***names)
{
    char path[OGB_ROOT + OGB_NAME];
    snprintf(path, sizeof path, "%s/%s", o->root, inside);
    const int count = scandir(path, names, is_visible, alphasort);
    if (count < 0)
        *names = NULL;
    return count;
}

static void free_names(struct dirent **names, int count)
{
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static bool is_split(const Ogb *o, const char *folder)
{
    static const char *const files[] = {
        "train.csv.gz",          "train.csv", "train.pt", "split_dict.pt", "nodetype-has-split.csv.gz",
        "nodetype-has-split.csv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (has(o, folder, files[i]))
            return true;
    return false;
}

/* --split draws rows, or names files of them: which of several is there does not matter. */
static bool is_drawn(const DataUse *use)
{
    return use->rule && use->rule->kind >= RULE_PLANETOID;
}

bool ogb_find_split(Ogb *o)
{
    struct dirent **names;
    char found[128] = "";
    int splits = 0;
    if (o->split[0])
        return true;
    const int count = names_in(o, "split", &names);
    const int reason = errno;
    if (count < 0 && ogb_has_file(o, "split"))
        return error_set(o->error, "%s/split: cannot read the folder: %s", file_shown(o->root), strerror(reason));
    for (int i = 0; i < count; i++) {
        char folder[sizeof o->split];
        const int length = snprintf(folder, sizeof folder, "split/%s/", names[i]->d_name);
        if (length >= (int)sizeof folder || !is_split(o, folder))
            continue;
        const size_t at = strlen(found);
        snprintf(found + at, sizeof found - at, "%s%.40s", splits++ ? ", " : "", names[i]->d_name);
        if (splits == 1)
            snprintf(o->split, sizeof o->split, "%.*s", length - 1, folder);
    }
    free_names(names, count);
    if (splits > 1 && is_drawn(o->use))
        o->split[0] = 0;
    else if (splits > 1)
        return error_set(o->error, "%s: there are %d splits: %s; name one: --data %s/%.60s", file_shown(o->root),
                         splits, found, file_shown(o->root), o->split);
    if (splits == 0 && !is_drawn(o->use))
        origin_add(o->data, ORIGIN_REMARK, "split",
                   "there is no split/NAME/train.csv.gz: no row trains, validates or tests");
    return true;
}

/* ------------------------------------------------------------------ what is not read */

/* NULL: it is read, where there is use for it. */
static const char *why_ignored(const char *name)
{
    static const char *const read[] = {"edge",          "num-node-list",     "num-edge-list",      "node-feat",
                                       "edge-feat",     "node-label",        "graph-label",        "relations",
                                       "num-node-dict", "triplet-type-list", "nodetype-has-label", "edge_weight"};
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (!strncmp(name, read[i], strlen(read[i])) && (name[strlen(read[i])] == '.' || !name[strlen(read[i])]))
            return NULL;
    return !strncmp(name, "node_", 5)   ? "more of the nodes: node-feat alone is x"
           : !strncmp(name, "edge_", 5) ? "more of the edges: edge-feat alone is edge_attr"
                                        : "no part of a graph has this name";
}

static void tell_folder(const Ogb *o, const char *folder)
{
    struct dirent **names;
    const int count = names_in(o, folder, &names);
    for (int i = 0; i < count; i++) {
        char name[OGB_NAME + 256];
        const char *why = why_ignored(names[i]->d_name);
        snprintf(name, sizeof name, "%s/%s", folder, names[i]->d_name);
        if (why)
            origin_add(o->data, ORIGIN_IGNORED, name, "%s", why);
    }
    free_names(names, count);
}

/* Of several kinds each has folders of its own. */
void ogb_tell_others(const Ogb *o)
{
    const bool several = ogb_has(o, "raw/triplet-type-list");
    tell_folder(o, "raw");
    for (int i = 0; several && i < o->kind_count; i++) {
        char folder[OGB_NAME];
        snprintf(folder, sizeof folder, "raw/node-feat/%s", o->kinds[i].name);
        tell_folder(o, folder);
    }
    for (int i = 0; several && i < o->relation_count; i++)
        tell_folder(o, o->relations[i].folder);
}
