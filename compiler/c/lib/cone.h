/* cone.h - the rows that some rows' results depend on, hop by hop against the edges, for inference of these alone. In memory
 * that the caller brings. */
#pragma once

#include <stdint.h>
#include <string.h>

//: gat_cone_walk(
/* Of one space: rows within `level` hops of what was asked for are row[0] .. row[within[level] - 1]. */
typedef struct gat_cone {
    int64_t rows, count;
    int32_t *row;        /* [rows], of which `count` are known */
    unsigned char *seen; /* [rows] is it among them? */
    int64_t *within;     /* [levels] */
} gat_cone;

/* Words of 4 bytes that it takes. */
static int64_t gat_cone_words(int64_t rows)
{
    return rows + (rows + 3) / 4;
}

static void gat_cone_begin(gat_cone *c, int64_t rows, int64_t *within, int32_t **words)
{
    c->rows = rows;
    c->count = 0;
    c->within = within;
    c->row = *words;
    c->seen = (unsigned char *)(*words + rows);
    memset(c->seen, 0, (size_t)rows);
    *words += gat_cone_words(rows);
}

static void gat_cone_add(gat_cone *c, int32_t v)
{
    if (!c->seen[v])
        c->row[c->count++] = v;
    c->seen[v] = 1;
}

/* Adds what the edges into rows at this level come from. 0 where their lists lead outside. */
static int gat_cone_walk(gat_cone *from, const gat_cone *to, int level, int64_t edges, const int64_t *start,
                         const int32_t *src)
{
    const int64_t last = to->within[level];
    for (int64_t q = level ? to->within[level - 1] : 0; q < last; q++) {
        const int64_t v = to->row[q];
        if (start[v] < 0 || start[v] > start[v + 1] || start[v + 1] > edges)
            return 0;
        for (int64_t e = start[v]; e < start[v + 1]; e++) {
            if (src[e] < 0 || src[e] >= from->rows)
                return 0;
            gat_cone_add(from, src[e]);
        }
    }
    return 1;
}

/* How many rows from the q-th on follow one another: one call does them all. */
static int64_t gat_cone_run(const gat_cone *c, int64_t q, int64_t last)
{
    int64_t run = 1;
    for (int64_t e = q + 1; e < last && c->row[e] == c->row[e - 1] + 1; e++)
        run++;
    return run;
}
//:

//: gat_cone_is_sound(
/* Do these rows' lists hold what is there? */
static int gat_cone_is_sound(const gat_cone *c, const int64_t *start, const int32_t *item, int64_t items)
{
    int sound = 1;
    for (int64_t q = 0; sound && q < c->count; q++) {
        const int64_t v = c->row[q];
        sound &= start[v] >= 0 && start[v] <= start[v + 1] && start[v + 1] <= start[c->rows];
        for (int64_t e = start[v]; sound && e < start[v + 1]; e++)
            sound &= item[e] >= 0 && item[e] < items;
    }
    return sound;
}
//:
