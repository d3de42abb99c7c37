/* planetoid_files.c - where the files of Planetoid are, by what the user gave, and each of them whole. */
#include "runtime/formats/planetoid.h"

#include <string.h>

static const char *const suffixes[] = {".x", ".tx", ".allx", ".y", ".ty", ".ally", ".graph", ".test.index"};

/* ------------------------------------------------------------------ where the files are */

static bool has_graph(const char *prefix)
{
    char path[PLANETOID_PATH];
    const char *slash = strrchr(prefix, '/');
    if (strncmp(slash ? slash + 1 : prefix, "ind.", 4) != 0)
        return false;
    const int length = snprintf(path, sizeof path, "%s.graph", prefix);
    return length > 0 && length < PLANETOID_PATH && file_exists(path);
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
        if (name_ends(spec, suffixes[i]))
            prefix[strlen(spec) - strlen(suffixes[i])] = 0;
        if (name_ends(spec, suffixes[i]) && has_graph(prefix))
            return 1;
    }
    return beginnings_in(spec, "ind.", ".graph", prefix, names);
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
