/* planetoid_files.c - where the files of Planetoid are, by what the user gave, and each of them whole. */
#include "runtime/formats/planetoid.h"

#include <dirent.h>
#include <string.h>

static const char *const suffixes[] = {".x", ".tx", ".allx", ".y", ".ty", ".ally", ".graph", ".test.index"};

/* ------------------------------------------------------------------ where the files are */

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && !strcmp(text + length - end_length, end);
}

static bool has_graph(const char *prefix)
{
    char path[PLANETOID_PATH];
    const char *slash = strrchr(prefix, '/');
    if (strncmp(slash ? slash + 1 : prefix, "ind.", 4) != 0)
        return false;
    const int length = snprintf(path, sizeof path, "%s.graph", prefix);
    return length > 0 && length < PLANETOID_PATH && file_exists(path);
}

/* The graphs in a folder, the first by name; how many there are. */
static int find_graphs(const char *folder, char first[PLANETOID_PATH], char names[PLANETOID_NAMES])
{
    int count = 0;
    DIR *listing = opendir(folder);
    for (struct dirent *entry; listing && (entry = readdir(listing)) != NULL;) {
        const char *name = entry->d_name;
        const size_t length = strlen(name);
        if (strncmp(name, "ind.", 4) != 0 || !ends_with(name, ".graph"))
            continue;
        char path[PLANETOID_PATH];
        snprintf(path, sizeof path, "%.2000s/%.*s", folder, (int)(length - 6), name);
        if (count == 0 || strcmp(path, first) < 0)
            memcpy(first, path, sizeof path);
        const size_t at = strlen(names);
        snprintf(names + at, PLANETOID_NAMES - at, "%s%.*s", count ? ", " : "", (int)(length - 6), name);
        count++;
    }
    if (listing)
        closedir(listing);
    return count;
}

/* The beginning itself, a folder of such files, or one of them. */
int planetoid_find(const char *spec, char prefix[PLANETOID_PATH], char names[PLANETOID_NAMES])
{
    if (strlen(spec) >= PLANETOID_PATH / 2)
        return 0;
    names[0] = 0;
    snprintf(prefix, PLANETOID_PATH, "%s", spec);
    if (has_graph(prefix))
        return 1;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(prefix, PLANETOID_PATH, "%s", spec);
        if (ends_with(spec, suffixes[i]))
            prefix[strlen(spec) - strlen(suffixes[i])] = 0;
        if (ends_with(spec, suffixes[i]) && has_graph(prefix))
            return 1;
    }
    return find_graphs(spec, prefix, names);
}

bool planetoid_is_at(const char *spec)
{
    char prefix[PLANETOID_PATH], names[PLANETOID_NAMES];
    return planetoid_find(spec, prefix, names) > 0;
}

/* ------------------------------------------------------------------ pickles */

bool planetoid_read(const Planetoid *pl, const char *suffix, PlanetoidPart *part)
{
    *part = (PlanetoidPart){.bytes = NULL};
    snprintf(part->path, sizeof part->path, "%s.%s", pl->prefix, suffix);
    return file_read(part->path, &part->bytes, &part->size, pl->error);
}

bool planetoid_read_pickle(const Planetoid *pl, const char *suffix, PlanetoidPart *part)
{
    if (!planetoid_read(pl, suffix, part))
        return false;
    part->pickle = pickle_read(part->bytes, part->size, NULL, file_shown(part->path), pl->error);
    return part->pickle != NULL;
}

void planetoid_free(PlanetoidPart *part)
{
    pickle_free(part->pickle);
    mem_free(part->bytes);
    *part = (PlanetoidPart){.bytes = NULL};
}

bool planetoid_error(const Planetoid *pl, const PlanetoidPart *part, const char *wrong)
{
    return error_set(pl->error, "%s: %s", file_shown(part->path), wrong);
}
