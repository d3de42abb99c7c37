/* fanout.c - how many edges are drawn into a row of each hop, as the command line says it.
 *
 *   15,10               in every relation 15 into each row of the batch, 10 into each of those that these came from
 *   10                  as many in each hop that the model goes; -1: every edge
 *   15,10;writes:5,5    another number in one relation
 *
 * What a program asks for is demand levels, and a hop leads from one to the next. A model goes as many as its inference
 * does: there are as many numbers, or one for all. Where the training program looks a hop further, for gradients that are
 * zero there, and behind a 0, rows have no edges but the self loops that the model adds.
 *
 * A model of links does not say how many hops it goes, so each hop has its number; -1 alone is the whole graph in every step.
 *
 * Models of graphs have no fan-outs: a batch is so many graphs, each with all its nodes and edges.
 */
#include "runtime/sample/sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_GIVEN = 0 };

typedef struct Reading {
    const gatrt_model *model;
    const char *text;
    Fanouts *f;
    int *given; /* [space_count] hops that a relation has numbers for; NOT_GIVEN */
    int hops;   /* of the first list that is no single number; 0: there is none */
} Reading;

/* Of those along which neighbours are drawn. */
static bool is_relation(const gatrt_model *model, int space)
{
    return model->spaces[space].kind == GATRT_EDGES && !joins_links(model, space);
}

/* Rows of a batch of graphs are nodes, which say what graph they are of, and graphs. */
bool samples_graphs(const gatrt_model *model)
{
    for (int s = 0; s < model->space_count; s++)
        if (is_link(model, s) || (model->spaces[s].kind == GATRT_ROWS && s != GATRT_NODE && s != GATRT_GRAPH))
            return false;
    return model_space(model) == GATRT_GRAPH;
}

/* Links that the loss is over are the only rows that join others. */
static bool samples_links(const gatrt_model *model)
{
    bool any = false;
    for (int i = 0; i < model->end_count; i++) {
        const int of = model->ends[i].of;
        if (!model->ends[i].used || model->spaces[of].kind != GATRT_ROWS)
            continue;
        any = is_link(model, of);
        if (of != model_space(model))
            return false;
    }
    return any;
}

/* A program that passes between rows of two kernels looks at every row of a graph, or at pairs of them. */
static bool batches_fit(const gatrt_model *model, const char *text, bool replace, Error *error)
{
    if (samples_graphs(model))
        return (!text && !replace) ||
               error_set(error,
                         "--%s is for neighbours of single nodes, but model %s is of graphs: --batch takes these whole",
                         text ? "fanout" : "replace", model->name);
    if (joins_rows(model) && !samples_links(model))
        return error_set(
            error,
            "--batch draws neighbours around single nodes or links, but model %s is of %s; train it without --batch",
            model->name,
            is_link(model, model_space(model)) ? "links and of other rows that join rows" : "whole graphs");
    return text != NULL ||
           error_set(error, "--batch needs --fanout LIST: how many edges are drawn into a row, hop by hop; -1: all");
}

/* A list of numbers up to `end`; how many, 0 on error. */
static int read_list(const Reading *r, const char *at, const char *end, int32_t most[MOST_HOPS], Error *error)
{
    for (int count = 0;; at++) {
        char *behind;
        errno = 0;
        const long value = strtol(at, &behind, 10);
        if (behind == at || behind > end || errno || value < FANOUT_ALL || value > MOST_FANOUT ||
            (behind < end && *behind != ','))
            return error_set(error, "--fanout %.60s: expected whole numbers from -1 (all) to %d, as in 15,10", r->text,
                             MOST_FANOUT);
        if (count == MOST_HOPS)
            return error_set(error, "--fanout %.60s: more than %d hops", r->text, MOST_HOPS);
        most[count++] = (int32_t)value;
        at = behind;
        if (at == end)
            return count;
    }
}

static void put_list(Reading *r, int relation, const int32_t *most, int count)
{
    memcpy(r->f->most[relation], most, (size_t)count * sizeof *most);
    r->given[relation] = count;
}

/* Sets them for the relation that the text names, or for all that have none yet. */
static bool take_list(Reading *r, const char *name, size_t length, const int32_t *most, int count, Error *error)
{
    bool found = false;
    if (count > 1) {
        if (r->hops && r->hops != count)
            return error_set(error, "--fanout %.60s: one list has %d numbers and another %d; give each hop one",
                             r->text, r->hops, count);
        r->hops = count;
    }
    for (int s = 0; s < r->model->space_count; s++) {
        const char *own = r->model->spaces[s].name;
        if (!is_relation(r->model, s) || (length && (strlen(own) != length || memcmp(own, name, length) != 0)))
            continue;
        if (length && r->given[s] != NOT_GIVEN)
            return error_set(error, "--fanout %.60s: %s is given twice", r->text, own);
        if (r->given[s] == NOT_GIVEN)
            put_list(r, s, most, count);
        found = true;
    }
    return found || !length ||
           error_set(error, "--fanout %.60s: model %s has no relation %.*s", r->text, r->model->name, (int)length,
                     name);
}

/* Of names first, then of all others. */
static bool read_items(Reading *r, bool named, Error *error)
{
    bool worked = true, others = false;
    for (const char *at = r->text; worked && at; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL) {
        const char *end = at + strcspn(at, ";"), *colon = memchr(at, ':', (size_t)(end - at));
        int32_t most[MOST_HOPS] = {0};
        if ((colon != NULL) != named)
            continue;
        if (!named && others)
            return error_set(error, "--fanout %.60s: two lists without a relation's name", r->text);
        others = !named;
        const int count = read_list(r, colon ? colon + 1 : at, end, most, error);
        if (colon == at)
            return error_set(error, "--fanout %.60s: a relation's name is missing before ':'", r->text);
        worked = count && take_list(r, at, colon ? (size_t)(colon - at) : 0, most, count, error);
    }
    return worked;
}

/* A program that computes every row says nothing of hops, but inference may. */
static int hops_of(const gatrt_model *model)
{
    const int train = model->train.levels, infer = model->infer.levels;
    const int levels = train > 0 && (infer <= 0 || train < infer) ? train : infer;
    return levels > 0 ? levels - 1 : 0;
}

/* Every model has the relation "edge", whether or not it goes along it. */
static bool is_met(const gatrt_model *model, int relation)
{
    for (int i = 0; i < model->end_count; i++)
        if (model->ends[i].of == relation && model->ends[i].used)
            return is_relation(model, relation);
    return false;
}

/* In a model of links: all edges, in whichever hop. */
static bool is_whole(const Reading *r)
{
    bool all = r->hops == 0 && joins_rows(r->model);
    for (int s = 0; s < r->model->space_count; s++)
        all &= !is_met(r->model, s) || r->f->most[s][0] == FANOUT_ALL;
    return all;
}

static bool is_endless(const Reading *r)
{
    bool all = false;
    for (int s = 0; s < r->model->space_count; s++)
        all |= is_relation(r->model, s) && r->given[s] == 1 && r->f->most[s][0] == FANOUT_ALL;
    return all && r->hops == 0;
}

/* How many hops there are, by the program and by the lists; a list of one number is for all of them. */
static bool settle_hops(Reading *r, Error *error)
{
    Fanouts *f = r->f;
    const int hops = hops_of(r->model);
    f->whole = is_whole(r);
    if (f->levels == 0 && !f->whole && is_endless(r))
        return error_set(error,
                         "--fanout %.60s: model %s computes every row that is there, so it does not end at a hop by "
                         "itself; give each hop a number, as in -1,-1",
                         r->text, r->model->name);
    if (f->levels > MOST_HOPS || hops >= MOST_HOPS)
        return error_set(error, "--fanout: model %s goes %d hops; batches are for %d at most", r->model->name,
                         f->levels > hops ? f->levels - 1 : hops, MOST_HOPS - 1);
    if (f->levels > 0 && r->hops && r->hops != hops)
        return error_set(error,
                         "--fanout %.60s: that is %d hops, but model %s goes %d; give as many numbers (0: no edges), "
                         "or one for all",
                         r->text, r->hops, r->model->name, hops);
    f->hops = r->hops ? r->hops : f->levels > 0 || hops ? hops : 1;
    for (int s = 0; s < r->model->space_count; s++)
        for (int h = 1; is_relation(r->model, s) && h < f->hops && r->given[s] == 1; h++)
            f->most[s][h] = f->most[s][0];
    return true;
}

static bool check_given(const Reading *r, Error *error)
{
    for (int s = 0; s < r->model->space_count; s++)
        if (is_met(r->model, s) && r->given[s] == NOT_GIVEN)
            return error_set(error, "--fanout %.60s: nothing is said of %s; add a list without a name for all others",
                             r->text, r->model->spaces[s].name);
    return true;
}

/* Every edge of the graphs is there, once its nodes are. */
static void take_whole(const gatrt_model *model, Fanouts *f)
{
    f->graphs = true;
    f->hops = 1;
    for (int s = 0; s < model->space_count; s++)
        f->most[s][0] = FANOUT_ALL;
}

static void take_rivals(const gatrt_model *model, Fanouts *f)
{
    for (int s = 0; s < model->space_count; s++)
        if (joins_links(model, s))
            f->most[s][0] = FANOUT_ALL;
}

bool fanouts_of_clusters(const gatrt_model *model, Fanouts *f, Error *error)
{
    if (samples_graphs(model) || joins_rows(model))
        return error_set(error, "--clusters are of nodes, but model %s is of %s", model->name,
                         is_link(model, model_space(model)) ? "links" : "whole graphs");
    *f = (Fanouts){.levels = model->train.levels,
                   .hops = MOST_HOPS,
                   .most = mem_alloc((size_t)model->space_count, sizeof *f->most)};
    for (int s = 0; s < model->space_count; s++)
        for (int h = 0; h < MOST_HOPS; h++)
            f->most[s][h] = FANOUT_ALL;
    return f->levels <= MOST_HOPS || error_set(error, "--clusters: model %s goes %d hops; batches are for %d at most",
                                               model->name, f->levels - 1, MOST_HOPS - 1);
}

bool fanouts_read(const gatrt_model *model, const char *text, bool replace, Fanouts *f, Error *error)
{
    const size_t spaces = (size_t)model->space_count;
    if (!batches_fit(model, text, replace, error))
        return false;
    *f = (Fanouts){.levels = model->train.levels, .replace = replace, .most = mem_alloc(spaces, sizeof *f->most)};
    if (!text) {
        take_whole(model, f);
        return true;
    }
    Reading r = {.model = model, .text = text, .f = f, .given = mem_alloc(spaces, sizeof *r.given)};
    const bool worked =
        read_items(&r, true, error) && read_items(&r, false, error) && check_given(&r, error) && settle_hops(&r, error);
    mem_free(r.given);
    take_rivals(model, f);
    if (!worked)
        fanouts_free(f);
    return worked;
}

void fanouts_free(Fanouts *f)
{
    mem_free(f->most);
    f->most = NULL;
}

int32_t fanout_at(const Fanouts *f, int relation, int hop)
{
    return hop < f->hops ? f->most[relation][hop] : 0;
}
