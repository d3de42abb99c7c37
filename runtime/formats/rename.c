/* rename.c - OLD=NEW,OLD=NEW: names of tensors from one program's into another's.
 *
 * A rule puts NEW where OLD is one part of a name between dots, or several in a row; where NEW is nothing, the part is
 * left out. Rules hold one after another, each for what those before it made.
 */
#include "runtime/formats/rename.h"

#include <string.h>

bool rename_next(const char **rules, RenameRule *rule, Error *error)
{
    const char *text = *rules;
    const size_t length = strcspn(text, ","), old = strcspn(text, "=,");
    if (old == 0 || text[old] != '=' || memchr(text + old + 1, '=', length - old - 1))
        return error_set(error, "--rename %.*s: expected OLD=NEW,...: conv1 for gat_net.0 is gat_net.0=conv1",
                         (int)(length < 60 ? length : 60), text);
    *rule = (RenameRule){.old = text, .new = text + old + 1, .old_length = old, .new_length = length - old - 1};
    *rules += length + (text[length] == ',');
    return true;
}

bool rename_check(const char *rules, Error *error)
{
    RenameRule rule = {.old = ""};
    for (const char *left = rules; left && *left;)
        if (!rename_next(&left, &rule, error))
            return false;
    return true;
}

int rename_name(const RenameRule *rule, char name[RENAME_ROOM])
{
    char made[RENAME_ROOM];
    size_t used = 0;
    bool changed = false;
    for (const char *at = name; *at; at += *at == '.') {
        const char end = strncmp(at, rule->old, rule->old_length) ? 'x' : at[rule->old_length];
        const bool here = !end || end == '.';
        const char *piece = here ? rule->new : at;
        const size_t length = here ? rule->new_length : strcspn(at, ".");
        changed |= here;
        at += here ? rule->old_length : length;
        if (used + length + 1 >= sizeof made)
            return changed ? -1 : 0;
        if (used && length)
            made[used++] = '.';
        memcpy(made + used, piece, length);
        used += length;
    }
    made[used] = '\0';
    if (changed && used)
        memcpy(name, made, used + 1);
    return !changed ? 0 : used ? 1 : -1;
}
