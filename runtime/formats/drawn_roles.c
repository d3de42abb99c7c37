/* drawn_roles.c - which attribute of a graph tool's file is the classes, which are features, masks, weights.
 *
 * What --data asks for is taken. Else names say it, and of several the first in `label_names`; features are a list called
 * x, or where there is none all numbers of nodes that nothing else is, and that every node has. What tools keep for drawing
 * is none of these: x and y are positions where both are single numbers and y has fractions. Whatever was decided,
 * drawn_data.c tells, and how to ask for something else.
 */
#include "runtime/formats/drawn.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static const char *const label_names[] = {"y", "class", "label", "target", "community", "club", NULL};
static const char *const list_names[] = {"x", "features", "feature", NULL};
static const char *const names_of_nodes[] = {"id", "node", "name", "label", "index", "key", NULL};
static const char *const drawing_names[] = {"x", "y", "z", "size", "r", "g", "b", "a", NULL};

static int place_in(const char *const *words, const char *name)
{
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], name))
            return i;
    return -1;
}

static DrawnColumn *column_at(const Drawn *d, DrawnOf of, int64_t column)
{
    return &d->of[of].columns[column];
}

static const char *name_at(const Drawn *d, DrawnOf of, int64_t column)
{
    return names_at(d->of[of].names, column);
}

/* NULL: there is none of this name and kind. */
static const DrawnColumn *named(const Drawn *d, const char *name, DrawnKind kind)
{
    const int64_t column = names_find(d->of[DRAWN_NODES].names, name, strlen(name));
    return column >= 0 && column_at(d, DRAWN_NODES, column)->kind == kind ? column_at(d, DRAWN_NODES, column) : NULL;
}

static bool is_number(const DrawnColumn *c)
{
    return c->kind == DRAWN_NUMBER || c->kind == DRAWN_FLAG;
}

static bool is_whole(const DrawnColumn *c)
{
    for (int64_t i = 0; i < c->count; i++)
        if (c->cells[i].value != floor(c->cells[i].value))
            return false;
    return true;
}

static bool has_drawing(const Drawn *d)
{
    const DrawnColumn *y = named(d, "y", DRAWN_NUMBER);
    return (named(d, "x", DRAWN_NUMBER) && y && !is_whole(y)) ||
           (named(d, "r", DRAWN_NUMBER) && named(d, "g", DRAWN_NUMBER) && named(d, "b", DRAWN_NUMBER));
}

static bool is_drawing(const DrawnRoles *roles, const Drawn *d, int64_t column)
{
    return roles->drawing && place_in(drawing_names, name_at(d, DRAWN_NODES, column)) >= 0;
}

/* Texts, most of which stand at several nodes. */
static bool repeats(const Drawn *d, const DrawnColumn *c)
{
    uint8_t *seen = mem_alloc((size_t)names_count(d->texts) + 1, 1);
    int64_t different = 0;
    for (int64_t i = 0; c->kind == DRAWN_TEXT && i < c->count; i++) {
        const int64_t text = (int64_t)c->cells[i].value;
        different += !seen[text];
        seen[text] = 1;
    }
    mem_free(seen);
    return 2 * different <= c->count;
}

/* ------------------------------------------------------------------ what is asked for */

static bool no_such(const Drawn *d, DrawnOf of, const char *asked, const char *name, size_t length)
{
    char names[128] = "";
    size_t at = 0;
    for (int64_t c = 0; c < d->of[of].count && at < sizeof names; c++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%.40s", c ? ", " : "", name_at(d, of, c));
    return error_set(d->error, "%s: %s=%.*s: no %s has it; they have %s", file_shown(d->path), asked,
                     length < 40 ? (int)length : 40, name, of == DRAWN_NODES ? "node" : "edge",
                     names[0] ? names : "no attributes");
}

/* Gives the role to each of A+B+C. */
static bool take_asked(DrawnRoles *roles, const Drawn *d, const DrawnAsked *asked, DrawnAsk which, DrawnRole role)
{
    const DrawnOf of = which == ASK_LABEL || which == ASK_FEATURES ? DRAWN_NODES : DRAWN_EDGES;
    const bool one = which == ASK_LABEL || which == ASK_WEIGHT; /* its name may have a + */
    for (const char *at = asked->value[which]; at;) {
        const size_t length = one ? strlen(at) : strcspn(at, "+");
        const int64_t column = names_find(d->of[of].names, at, length);
        if (column < 0)
            return no_such(d, of, drawn_ask_name[which], at, length);
        const DrawnColumn *c = column_at(d, of, column);
        if (c->kind == DRAWN_MIXED || (role != ROLE_LABEL && c->kind != DRAWN_LIST && !is_number(c)))
            return error_set(d->error, "%s: %s=%.60s: it holds %s, but must be numbers", file_shown(d->path),
                             drawn_ask_name[which], name_at(d, of, column),
                             c->kind == DRAWN_TEXT    ? "text"
                             : c->kind == DRAWN_EMPTY ? "nothing"
                                                      : "values of several kinds");
        if (roles->role[of][column] != ROLE_NONE)
            return error_set(d->error, "%s: %.60s is asked for twice", file_shown(d->path), name_at(d, of, column));
        roles->role[of][column] = role;
        roles->label = role == ROLE_LABEL ? column : roles->label;
        roles->weight = role == ROLE_WEIGHT ? column : roles->weight;
        at = at[length] ? at + length + 1 : NULL;
    }
    return true;
}

static bool take_all_asked(DrawnRoles *roles, const Drawn *d, const DrawnAsked *asked)
{
    static const DrawnRole as[ASK_COUNT] = {ROLE_LABEL, ROLE_FEATURE, ROLE_WEIGHT, ROLE_EDGE_FEATURE};
    for (int i = 0; i < ASK_COUNT; i++)
        if (!take_asked(roles, d, asked, i, as[i]))
            return false;
    return true;
}

/* ------------------------------------------------------------------ what names say */

static bool may_be_label(const DrawnRoles *roles, const Drawn *d, int64_t column)
{
    const DrawnColumn *c = column_at(d, DRAWN_NODES, column);
    const char *name = name_at(d, DRAWN_NODES, column);
    if (c->kind == DRAWN_EMPTY || c->kind == DRAWN_MIXED || place_in(label_names, name) < 0 ||
        is_drawing(roles, d, column))
        return false;
    if (c->kind == DRAWN_LIST)
        return !strcmp(name, "y");
    return strcmp(name, "label") != 0 || (!d->label_names && repeats(d, c));
}

/* What might be the classes is never a feature that nobody asked for. */
static void find_label(DrawnRoles *roles, const Drawn *d)
{
    int64_t best = -1;
    for (int64_t c = 0; c < d->of[DRAWN_NODES].count; c++) {
        if (roles->role[DRAWN_NODES][c] != ROLE_NONE || !may_be_label(roles, d, c))
            continue;
        roles->why[DRAWN_NODES][c] = "another is the classes; label= takes this one";
        roles->other[c] = roles->label < 0;
        if (best < 0 ||
            place_in(label_names, name_at(d, DRAWN_NODES, c)) < place_in(label_names, name_at(d, DRAWN_NODES, best)))
            best = c;
    }
    if (best < 0 || roles->label >= 0)
        return;
    roles->label = best;
    roles->role[DRAWN_NODES][best] = ROLE_LABEL;
    roles->other[best] = false;
}

static void find_masks(DrawnRoles *roles, const Drawn *d)
{
    bool found[3] = {false};
    for (int64_t c = 0; c < d->of[DRAWN_NODES].count; c++) {
        const char *name = name_at(d, DRAWN_NODES, c);
        int split;
        const SplitForm form = split_named(name, strlen(name), &split);
        if (roles->role[DRAWN_NODES][c] != ROLE_NONE || (form != SPLIT_MASK && form != SPLIT_BARE) ||
            !is_number(column_at(d, DRAWN_NODES, c)))
            continue;
        roles->role[DRAWN_NODES][c] = found[split] ? ROLE_NONE : ROLE_MASK;
        roles->why[DRAWN_NODES][c] = found[split] ? "another mask of the split is read" : NULL;
        found[split] = true;
    }
}

static bool find_list(DrawnRoles *roles, const Drawn *d)
{
    for (int i = 0; list_names[i]; i++) {
        const DrawnColumn *c = named(d, list_names[i], DRAWN_LIST);
        if (!c || roles->role[DRAWN_NODES][c - d->of[DRAWN_NODES].columns] != ROLE_NONE)
            continue;
        roles->role[DRAWN_NODES][c - d->of[DRAWN_NODES].columns] = ROLE_FEATURE;
        return true;
    }
    return false;
}

/* NULL: it may. */
static const char *why_no_feature(const DrawnRoles *roles, const Drawn *d, int64_t column)
{
    const DrawnColumn *c = column_at(d, DRAWN_NODES, column);
    if (d->label_names && !strcmp(name_at(d, DRAWN_NODES, column), "label"))
        return "what nodes are called, where each has one of its own; label= takes it for the classes";
    return c->kind == DRAWN_TEXT || c->kind == DRAWN_EMPTY ? "text; label= takes it for the classes"
           : c->kind == DRAWN_MIXED                        ? "values of several kinds, or lists of several lengths"
           : c->kind == DRAWN_LIST                         ? "a list; features= takes it"
           : is_drawing(roles, d, column)                  ? "of the drawing; features= or label= take it"
           : place_in(names_of_nodes, name_at(d, DRAWN_NODES, column)) >= 0 ? "a name; features= or label= take it"
           : !c->has_other && c->count < d->rows ? "not every node has it; a default would help"
                                                 : NULL;
}

static void find_features(DrawnRoles *roles, const Drawn *d, bool asked)
{
    const bool others = asked || find_list(roles, d);
    for (int64_t c = 0; c < d->of[DRAWN_NODES].count; c++) {
        if (roles->role[DRAWN_NODES][c] != ROLE_NONE || roles->why[DRAWN_NODES][c])
            continue;
        const char *why = why_no_feature(roles, d, c);
        roles->why[DRAWN_NODES][c] = why ? why : "features= takes it, too";
        if (!why && !others) {
            roles->role[DRAWN_NODES][c] = ROLE_FEATURE;
            roles->all = true;
        }
    }
}

/* ------------------------------------------------------------------ edges */

/* "edge_attr", a list, or "edge_attr0", ...: as data sets call them. */
static bool is_edge_feature(const char *name)
{
    static const char begin[] = "edge_attr";
    const size_t length = strlen(begin);
    return !strncmp(name, begin, length) && name[length + strspn(name + length, "0123456789")] == 0;
}

static const char *why_no_weight(const Drawn *d, const DrawnColumn *c)
{
    bool ones = !c->has_other || c->other == 1.0;
    for (int64_t i = 0; i < c->count && ones; i++)
        ones = c->cells[i].value == 1.0;
    return !is_number(c)                               ? "no numbers"
           : !c->has_other && c->count < d->edge_count ? "not every edge has it; a default would help"
           : ones                                      ? "all are 1; weight= takes them"
                                                       : NULL;
}

static void find_edges(DrawnRoles *roles, const Drawn *d, const DrawnAsked *asked)
{
    for (int64_t c = 0; c < d->of[DRAWN_EDGES].count; c++) {
        DrawnRole *role = &roles->role[DRAWN_EDGES][c];
        const DrawnColumn *column = column_at(d, DRAWN_EDGES, c);
        const char *name = name_at(d, DRAWN_EDGES, c);
        if (*role != ROLE_NONE)
            continue;
        const bool weight = !strcmp(name, "weight") && roles->weight < 0;
        const char *why = weight ? why_no_weight(d, column) : "edge_features= takes numbers, weight= one";
        const bool feature = is_edge_feature(name) && (is_number(column) || column->kind == DRAWN_LIST);
        if (weight && !why) {
            *role = ROLE_WEIGHT;
            roles->weight = c;
        } else if (feature && !asked->value[ASK_EDGE_FEATURES]) {
            *role = ROLE_EDGE_FEATURE;
        } else {
            roles->why[DRAWN_EDGES][c] = why;
        }
    }
}

/* ------------------------------------------------------------------ all of it */

bool drawn_roles(DrawnRoles *roles, const Drawn *d, const DrawnAsked *asked)
{
    *roles = (DrawnRoles){.label = -1, .weight = -1, .drawing = has_drawing(d)};
    for (int of = 0; of < 2; of++) {
        roles->role[of] = mem_alloc((size_t)d->of[of].count + 1, sizeof *roles->role[of]);
        roles->why[of] = mem_alloc((size_t)d->of[of].count + 1, sizeof *roles->why[of]);
    }
    roles->other = mem_alloc((size_t)d->of[DRAWN_NODES].count + 1, sizeof *roles->other);
    if (!take_all_asked(roles, d, asked))
        return false;
    find_label(roles, d);
    find_masks(roles, d);
    find_features(roles, d, asked->value[ASK_FEATURES] != NULL);
    find_edges(roles, d, asked);
    return true;
}

void drawn_roles_free(DrawnRoles *roles)
{
    for (int of = 0; of < 2; of++) {
        mem_free(roles->role[of]);
        mem_free(roles->why[of]);
    }
    mem_free(roles->other);
}
