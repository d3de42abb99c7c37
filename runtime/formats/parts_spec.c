/* parts_spec.c - a data set whose parts lie in several files, as one text:
 *
 *   parts:edges=FILE,labels=FILE,label=NAME,features=FILE or WORD
 *
 * which says what --data FILE --labels FILE --label-column NAME --features WORD does. A comma is a part of what stands
 * before it, unless a part's name and = follow.
 */
#include "runtime/formats/beside.h"

#include <string.h>

static const char *const part_names[] = {"edges=", "labels=", "label=", "features="};
enum { EDGES, LABELS, LABEL, FEATURES, PARTS };

/* Which part begins here; -1: none. */
static int part_at(const char *at)
{
    for (int i = 0; i < PARTS; i++)
        if (!strncmp(at, part_names[i], strlen(part_names[i])))
            return i;
    return -1;
}

/* The comma before the next part, or the end. */
static char *part_end(char *at)
{
    while (*at && !(*at == ',' && part_at(at + 1) >= 0))
        at++;
    return at;
}

static bool split(PartsSpec *p, const char *part[PARTS], const char *spec, Error *error)
{
    for (char *at = p->text; *at;) {
        const int i = part_at(at);
        char *end = part_end(at);
        const bool more = *end == ',';
        if (i < 0 || part[i])
            return error_set(error,
                             "%s: \"%.40s\": expected parts:edges=FILE,labels=FILE,label=NAME,features=FILE, each once",
                             file_shown(spec), at);
        part[i] = at + strlen(part_names[i]);
        *end = 0;
        at = end + more;
    }
    return part[EDGES] || error_set(error, "%s: no edges=FILE, which the graph is read from", file_shown(spec));
}

bool parts_spec_read(PartsSpec *p, const char *spec, const DataUse *use, Error *error)
{
    const char *part[PARTS] = {NULL};
    p->use = *use;
    p->edges = spec;
    if (strncmp(spec, "parts:", strlen("parts:")) != 0)
        return true;
    if (snprintf(p->text, sizeof p->text, "%s", spec + strlen("parts:")) >= (int)sizeof p->text)
        return error_set(error, "%s: too long", file_shown(spec));
    if (!split(p, part, spec, error))
        return false;
    p->edges = part[EDGES];
    if ((part[LABELS] && use->labels) || (part[LABEL] && use->label_column) ||
        (part[FEATURES] && use->features && strcmp(use->features, "auto") != 0))
        return error_set(error, "%s: its labels or features are given by an option, too; give them once",
                         file_shown(spec));
    p->use.labels = part[LABELS] ? part[LABELS] : use->labels;
    p->use.label_column = part[LABEL] ? part[LABEL] : use->label_column;
    p->use.features = part[FEATURES] ? part[FEATURES] : use->features;
    return true;
}
