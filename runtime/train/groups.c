/* groups.c - parameters by their names, for what is to be another thing for some of them: "conv1.*:lr=0.001;*.bias:weight_decay=0".
 *
 * Groups stand in a row with ; between them. A pattern has * for any letters and ? for one; of several that fit, the
 * first counts. What a group does not say is as for all. One that fits no parameter is refused: it was meant for one.
 */
#include "runtime/runtime.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* clang-format off */
#define OF(field) offsetof(OptimGroup, field)
static const Setting rows[MOST_SETTINGS] = {
    {"lr", OF(lr), NAN, RANGE_NOT_NEGATIVE}, {"weight_decay", OF(weight_decay), NAN, RANGE_NOT_NEGATIVE},
    {"l1", OF(l1), NAN, RANGE_NOT_NEGATIVE}, {"frozen", OF(frozen), 0, RANGE_FLAG},
};
/* clang-format on */

const Setting *groups_table(void)
{
    return rows;
}

bool pattern_fits(const char *pattern, const char *name)
{
    const char *star = NULL, *from = name;
    while (*name) {
        if (*pattern == '*') {
            star = ++pattern, from = name;
        } else if (*pattern == '?' || *pattern == *name) {
            pattern++, name++;
        } else if (star) {
            pattern = star, name = ++from;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

bool patterns_fit(const char *patterns, const char *name)
{
    for (const char *at = patterns; at && *at;) {
        char pattern[128];
        const size_t length = strcspn(at, ",");
        if (length < sizeof pattern) {
            memcpy(pattern, at, length);
            pattern[length] = '\0';
            if (pattern_fits(pattern, name))
                return true;
        }
        at += length + (at[length] == ',');
    }
    return false;
}

static bool read_group(const char *text, size_t length, NamedGroup *group, Error *error)
{
    char copy[256], what[96];
    if (length >= sizeof copy)
        return error_set(error, "groups: \"%.40s...\" is too long", text);
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *colon = strchr(copy, ':');
    if (!colon || colon == copy || (size_t)(colon - copy) >= sizeof group->pattern)
        return error_set(error, "groups: \"%.60s\": expected PATTERN:lr=0.001, as in *.bias:weight_decay=0", copy);
    *colon = '\0';
    memcpy(group->pattern, copy, (size_t)(colon - copy) + 1);
    snprintf(what, sizeof what, "group %.60s", copy);
    settings_initial(rows, &group->of);
    return settings_read(what, colon + 1, rows, &group->of, error);
}

bool groups_parse(const char *spec, Groups *groups, Error *error)
{
    groups->count = 0;
    for (const char *at = spec; at && *at;) {
        const size_t length = strcspn(at, ";");
        if (groups->count == MOST_GROUPS)
            return error_set(error, "groups: more than %d", (int)MOST_GROUPS);
        if (!read_group(at, length, &groups->group[groups->count++], error))
            return false;
        at += length + (at[length] == ';');
    }
    return true;
}

int groups_find(const Groups *groups, const char *name)
{
    for (int i = 0; i < groups->count; i++)
        if (pattern_fits(groups->group[i].pattern, name))
            return i;
    return -1;
}

bool groups_check(const Groups *groups, const char *const *names, int count, Error *error)
{
    int moving = 0;
    for (int i = 0; i < groups->count; i++) {
        int k = 0;
        while (k < count && groups_find(groups, names[k]) != i)
            k++;
        if (k < count)
            continue;
        error_set(error, "groups: %.60s fits no parameter%s; there are ", groups->group[i].pattern,
                  i > 0 ? " that is in no group before it" : "");
        for (k = 0; k < count; k++)
            error_add(error, "%s%s", k ? ", " : "", names[k]);
        return false;
    }
    for (int k = 0; k < count; k++) {
        const int group = groups_find(groups, names[k]);
        moving += group < 0 || groups->group[group].of.frozen == 0.0;
    }
    return moving > 0 || error_set(error, "groups: all parameters are frozen, so there is nothing to train");
}

/* ---------------------------------------------------------- of a model's block */

static int trained_names(const gatrt_model *model, const char **names)
{
    int count = 0;
    for (; count < model->param_count && !gatrt_is_state(model, &model->params[count]); count++)
        names[count] = model->params[count].name;
    return count;
}

bool groups_check_model(const Groups *groups, const gatrt_model *model, Error *error)
{
    const char **names = mem_alloc((size_t)model->param_count + 1, sizeof *names);
    const bool fine = groups->count == 0 || groups_check(groups, names, trained_names(model, names), error);
    mem_free(names);
    return fine;
}

/* Group 0 is of those in none; numbers between two parameters go with the one before. */
void groups_apply(const Groups *groups, const gatrt_model *model, Optim *optim)
{
    OptimGroup list[MOST_GROUPS + 1] = {{.lr = NAN, .weight_decay = NAN, .l1 = NAN, .frozen = 0.0}};
    ParamRange *ranges = mem_alloc((size_t)model->param_count + 1, sizeof *ranges);
    int count = 0;
    for (int i = 0; i < groups->count; i++)
        list[i + 1] = groups->group[i].of;
    for (int k = 0; k < model->param_count && !gatrt_is_state(model, &model->params[k]); k++) {
        const int group = groups_find(groups, model->params[k].name) + 1;
        if (count > 0 && ranges[count - 1].group == group)
            continue;
        const int64_t first = count > 0 ? model->params[k].offset : 0;
        ranges[count++] = (ParamRange){first, group};
    }
    optim_group(optim, list, groups->count + 1, ranges, count);
    mem_free(ranges);
}
