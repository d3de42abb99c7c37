/* update.h - what changes where some rows' inputs or some edges do: sets of rows that grow along the edges, and lists that edges
 * come into and leave in the place that preparing all of them would give them. In memory that the caller brings. */
#pragma once

#include "prepare.h"

#include <stddef.h>
#include <stdint.h>

//: gat_rows_add(
/* Rows of one space, each once. */
typedef struct gat_rows {
    int64_t rows, count;
    int32_t *row;      /* [rows + 1], of which `count` are in it */
    unsigned char *in; /* [rows] is it? all 0 while there are none */
} gat_rows;

/* Words of 8 bytes that it takes. */
static int64_t gat_words_rows(int64_t rows)
{
    return (rows + 2) / 2 + (rows + 7) / 8;
}

static void gat_rows_place(gat_rows *s, int64_t rows, int64_t **words)
{
    s->rows = rows;
    s->count = 0;
    s->row = (int32_t *)*words;
    s->in = (unsigned char *)(*words + (rows + 2) / 2);
    *words += gat_words_rows(rows);
}

static void gat_rows_add(gat_rows *s, int64_t v)
{
    s->row[s->count] = (int32_t)v;
    s->count += !s->in[v];
    s->in[v] = 1;
}

static void gat_rows_empty(gat_rows *s)
{
    for (int64_t q = 0; q < s->count; q++)
        s->in[s->row[q]] = 0;
    s->count = 0;
}

/* How many from the q-th on follow one another: one call does them all. */
static int64_t gat_rows_run(const gat_rows *s, int64_t q)
{
    int64_t run = 1;
    while (q + run < s->count && s->row[q + run] == s->row[q] + run)
        run++;
    return run;
}
//:

//: gat_rows_join(
static void gat_rows_join(gat_rows *s, const gat_rows *other)
{
    for (int64_t q = 0; q < other->count; q++)
        gat_rows_add(s, other->row[q]);
}
//:

//: gat_rows_step(
/* The rows to which an edge leads from one of `from`. */
static void gat_rows_step(gat_rows *s, const gat_rows *from, const int64_t *start, const int32_t *to)
{
    for (int64_t q = 0; q < from->count; q++)
        for (int64_t e = start[from->row[q]]; e < start[from->row[q] + 1]; e++)
            gat_rows_add(s, to[e]);
}
//:

//: gat_rows_are_sound(
/* Do these rows' lists hold what is there? */
static int gat_rows_are_sound(const gat_rows *s, const int64_t *start, const int32_t *item, int64_t items)
{
    int sound = 1;
    for (int64_t q = 0; sound && q < s->count; q++) {
        const int64_t v = s->row[q];
        sound &= start[v] >= 0 && start[v] <= start[v + 1] && start[v + 1] <= start[s->rows];
        for (int64_t e = start[v]; sound && e < start[v + 1]; e++)
            sound &= item[e] >= 0 && item[e] < items;
    }
    return sound;
}
//:

//: gat_links_mark(
/* What is kept of `id` is which edges were made; the numbers before one of them are read when it is written. */
static void gat_links_mark(gat_lists *l)
{
    unsigned char *const made = (unsigned char *)(void *)l->id;
    for (int64_t e = 0; e < l->count; e++)
        made[e] = l->id[e] < -1;
}
//:

//: gat_links_change(
/* The lists of a relation, and what has changed of them. */
typedef struct gat_links {
    gat_lists lists;
    int64_t slots;
    unsigned char *made; /* [slots] is this edge the reverse of one that the application gave? Over `id`. */
    int64_t *out_start;  /* the same edges by source; 0: they are not needed */
    int32_t *out_dst;
    gat_rows *in_rows, *out_rows; /* whose lists are others now; 0: nobody asks */
} gat_links;

/* Behind the last item of item[from] .. item[to - 1], which rise, that is not past `key`. */
static int64_t gat_behind(const int32_t *item, int64_t from, int64_t to, int32_t key)
{
    while (from < to) {
        const int64_t middle = from + (to - from) / 2;
        if (item[middle] <= key)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Makes room for one item, or takes it away: what is behind it moves. */
static void gat_item_in(int32_t *item, int64_t at, int64_t count, int32_t value)
{
    for (int64_t e = count; e > at; e--)
        item[e] = item[e - 1];
    item[at] = value;
}

static void gat_item_out(int32_t *item, int64_t at, int64_t count)
{
    for (int64_t e = at; e + 1 < count; e++)
        item[e] = item[e + 1];
}

static void gat_starts_move(int64_t *start, int64_t row, int64_t rows, int64_t by)
{
    for (int64_t v = row + 1; v <= rows; v++)
        start[v] += by;
}

static int64_t gat_links_count(const gat_links *k, int32_t u, int32_t v)
{
    const gat_lists *const l = &k->lists;
    const int64_t lo = l->in_start[v], hi = gat_behind(l->in_src, lo, l->in_start[v + 1], u);
    int64_t count = 0;
    while (hi - count > lo && l->in_src[hi - count - 1] == u)
        count++;
    return count;
}

/* Those from u to v stand together; are they all made? */
static int gat_links_are_made(const gat_links *k, int32_t u, int32_t v)
{
    const gat_lists *const l = &k->lists;
    const int64_t at = gat_behind(l->in_src, l->in_start[v], l->in_start[v + 1], u);
    return l->reverses && gat_links_count(k, u, v) && k->made[at - 1];
}

/* One edge more (1) or less (-1) from u to v. */
static void gat_links_move(gat_links *k, int32_t u, int32_t v, int by)
{
    gat_lists *const l = &k->lists;
    const int64_t at = gat_behind(l->in_src, l->in_start[v], l->in_start[v + 1], u) - (by < 0);
    if (by > 0)
        gat_item_in(l->in_src, at, l->count, u);
    else
        gat_item_out(l->in_src, at, l->count);
    gat_starts_move(l->in_start, v, l->to_rows, by);
    for (int64_t e = l->count; l->reverses && by > 0 && e > at; e--)
        k->made[e] = k->made[e - 1];
    for (int64_t e = at; l->reverses && by < 0 && e + 1 < l->count; e++)
        k->made[e] = k->made[e + 1];
    if (k->out_start) {
        const int64_t to = gat_behind(k->out_dst, k->out_start[u], k->out_start[u + 1], v) - (by < 0);
        if (by > 0)
            gat_item_in(k->out_dst, to, l->count, v);
        else
            gat_item_out(k->out_dst, to, l->count);
        gat_starts_move(k->out_start, u, l->from_rows, by);
    }
    l->count += by;
    if (k->in_rows)
        gat_rows_add(k->in_rows, v);
    if (k->out_rows)
        gat_rows_add(k->out_rows, u);
}

/* So many edges from u to v, made or given. */
static void gat_links_set(gat_links *k, int32_t u, int32_t v, int64_t wanted, int made)
{
    gat_lists *const l = &k->lists;
    int64_t count = gat_links_count(k, u, v);
    while (count != wanted) {
        const int by = count < wanted ? 1 : -1;
        gat_links_move(k, u, v, by);
        count += by;
    }
    const int64_t end = gat_behind(l->in_src, l->in_start[v], l->in_start[v + 1], u);
    for (int64_t e = end - count; l->reverses && e < end; e++)
        k->made[e] = (unsigned char)made;
}

/* An edge from u to v is given (1) or given no more (-1). 0: there is none; -1: there is no room. Self loops that preparing
 * sets in the place of those that are given stay as they are. */
static int gat_links_change(gat_links *k, int32_t u, int32_t v, int by)
{
    const gat_lists *const l = &k->lists;
    if (l->loops && u == v)
        return 1;
    const int64_t there = gat_links_count(k, u, v), given = (gat_links_are_made(k, u, v) ? 0 : there) + by;
    if (!l->reverses || u == v) {
        if (given < 0 || l->count + by > k->slots)
            return given < 0 ? 0 : -1;
        gat_links_set(k, u, v, given, 0);
        return 1;
    }
    const int64_t back = gat_links_count(k, v, u), backs = gat_links_are_made(k, v, u) ? 0 : back;
    const int64_t wanted = given ? given : backs, wanted_back = backs ? backs : given;
    if (given < 0 || l->count + wanted - there + wanted_back - back > k->slots)
        return given < 0 ? 0 : -1;
    gat_links_set(k, u, v, wanted, !given);
    gat_links_set(k, v, u, wanted_back, !backs);
    return 1;
}

/* All of these edges, or none; as gat_links_change. */
static int gat_links_change_all(gat_links *k, const int32_t *src, const int32_t *dst, int64_t count, int by)
{
    int64_t done = 0;
    int code = 1;
    while (done < count && (code = gat_links_change(k, src[done], dst[done], by)) > 0)
        done++;
    while (code <= 0 && done-- > 0)
        gat_links_change(k, src[done], dst[done], -by);
    return code;
}

/* Do they lead to rows that are there? */
static int gat_links_lead(const gat_links *k, const int32_t *src, const int32_t *dst, int64_t count)
{
    int sound = 1;
    for (int64_t e = 0; e < count; e++)
        sound &= src[e] >= 0 && src[e] < k->lists.from_rows && dst[e] >= 0 && dst[e] < k->lists.to_rows;
    return sound;
}

/* Edges of a relation that come (by = 1) or go (-1). */
typedef struct gat_edit {
    gat_links *links;
    const int32_t *src, *dst;
    int64_t count;
    int by;
} gat_edit;

static int gat_edits_lead(const gat_edit *edit, int64_t count)
{
    int sound = 1;
    for (int64_t n = 0; n < count; n++)
        sound &= gat_links_lead(edit[n].links, edit[n].src, edit[n].dst, edit[n].count);
    return sound;
}

static void gat_edits_undo(const gat_edit *edit, int64_t count)
{
    for (int64_t n = count - 1; n >= 0; n--)
        gat_links_change_all(edit[n].links, edit[n].src, edit[n].dst, edit[n].count, -edit[n].by);
}

/* All of them, or none; as gat_links_change. */
static int gat_edits_do(const gat_edit *edit, int64_t count)
{
    for (int64_t n = 0; n < count; n++) {
        const int code = gat_links_change_all(edit[n].links, edit[n].src, edit[n].dst, edit[n].count, edit[n].by);
        if (code <= 0) {
            gat_edits_undo(edit, n);
            return code;
        }
    }
    return 1;
}
//:
