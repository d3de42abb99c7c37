/* shrink.c - makes a failing model smaller: line by line, a value becomes an older one of its
 * type, or a parameter, or goes where nothing uses it; a change stays while the model still fails. */
#include "generate.h"

#include <string.h>

typedef bool Fails(const Sketch *s, uint64_t seed);

static Sketch *copy_sketch(const Sketch *s)
{
    Sketch *copy = arena_alloc(1, sizeof *copy);
    *copy = *s;
    copy->capacity = s->count;
    copy->lines = arena_alloc((size_t)s->count + 1, sizeof *copy->lines);
    memcpy(copy->lines, s->lines, (size_t)s->count * sizeof *copy->lines);
    return copy;
}

static Sketch *without_line(const Sketch *s, int at)
{
    Sketch *less = copy_sketch(s);
    memmove(&less->lines[at], &less->lines[at + 1], (size_t)(s->count - at - 1) * sizeof *less->lines);
    less->count--;
    return less;
}

static Sketch *with_expression(const Sketch *s, int at, const char *expression)
{
    Sketch *changed = copy_sketch(s);
    changed->lines[at].expression = expression;
    return changed;
}

/* An alias or a leaf is as small as a line gets. */
static bool is_small(const Line *l)
{
    return !l->name || strncmp(l->expression, "v", 1) == 0 || strncmp(l->expression, "param(", 6) == 0 ||
           strncmp(l->expression, "input.", 6) == 0;
}

/* The smaller sketch, or NULL where no change of this line fails as well. */
static Sketch *shrink_line(const Sketch *s, int at, uint64_t seed, Fails *fails)
{
    Sketch *candidate = without_line(s, at);
    if (fails(candidate, seed))
        return candidate;
    const Line *l = &s->lines[at];
    if (is_small(l))
        return NULL;
    for (int i = at - 1, tried = 0; i > 0 && tried < 3; i--) {
        if (!s->lines[i].name || s->lines[i].type.space != l->type.space ||
            !shape_equal(s->lines[i].type.shape, l->type.shape))
            continue;
        tried++;
        candidate = with_expression(s, at, s->lines[i].name);
        if (fails(candidate, seed))
            return candidate;
    }
    candidate = with_expression(s, at, sketch_leaf(s, at, l->type));
    return strncmp(l->expression, "param(\"leaf", 11) != 0 && fails(candidate, seed) ? candidate : NULL;
}

static const Sketch *shrink(const Sketch *s, uint64_t seed, Fails *fails)
{
    if (!fails(s, seed))
        return s; /* it needs the company of others to fail */
    for (bool again = true; again;) {
        again = false;
        for (int at = s->count - 1; at > 0; at--) {
            Sketch *smaller = shrink_line(s, at, seed, fails);
            again = again || smaller;
            s = smaller ? smaller : s;
        }
    }
    return s;
}
