/* packed.c - weights in fewer bytes. In: a model whose weights were read. Out: Model.baked rounded, Model.unpacked, and what this
 * changes of the first output, in double by the oracle, so that the difference is of the weights alone. */
#include "compiler/packed.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/narrow.h"
#include "compiler/base/quote.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/eval.h"
#include "compiler/oracle/runtime_model.h"
#include "runtime/runtime.h"

#include <math.h>

static const char *const names[] = {[PACK_FLOAT16] = "float16", [PACK_INT8] = "int8"};

/* ------------------------------------------------------------------ rounding */

static void round_halves(const ParamInfo *info, float *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        const float rounded = narrow_half_value(narrow_half(values[i]));
        if (isinf(rounded))
            die("--weights-as=float16: %s has %g, and the largest number of two bytes is 65504", info->name,
                (double)values[i]);
        values[i] = rounded;
    }
}

static void round_int8(float *values, int64_t count)
{
    int8_t at[NARROW_BLOCK];
    for (int64_t b = 0; b < count; b += NARROW_BLOCK) {
        const int64_t left = count - b < NARROW_BLOCK ? count - b : NARROW_BLOCK;
        const float scale = narrow_int8(values + b, left, at);
        for (int64_t i = 0; i < left; i++)
            values[b + i] = (float)at[i] * scale;
    }
}

void pack_weights(Model *m)
{
    int64_t floats = 0;
    for (int i = 0; i < m->param_count; i++)
        floats += shape_width(m->params[i].shape);
    float *rounded = arena_alloc((size_t)floats + 1, sizeof *rounded), *at = rounded;
    for (int64_t i = 0; i < floats; i++)
        rounded[i] = m->baked[i];
    for (int i = 0; i < m->param_count; i++) {
        const int64_t count = shape_width(m->params[i].shape);
        if (param_packing(m, i) == PACK_FLOAT16)
            round_halves(&m->params[i], at, count);
        else if (param_packing(m, i) == PACK_INT8)
            round_int8(at, count);
        at += count;
    }
    m->unpacked = m->baked;
    m->baked = rounded;
}

/* ------------------------------------------------------------------ what it changes */

static int64_t largest_of(const double *row, int64_t width)
{
    int64_t best = 0;
    for (int64_t i = 1; i < width; i++)
        best = row[i] > row[best] ? i : best;
    return best;
}

static PackingError compare(const double *as_read, const double *as_stored, int64_t rows, int64_t width)
{
    PackingError e = {0};
    int64_t changed = 0;
    for (int64_t v = 0; v < rows; v++) {
        const double *a = as_read + v * width, *b = as_stored + v * width;
        changed += largest_of(a, width) != largest_of(b, width);
        for (int64_t i = 0; i < width; i++) {
            e.most = fmax(e.most, fabs(a[i] - b[i]));
            e.mean += fabs(a[i] - b[i]);
        }
    }
    e.mean /= fmax(1.0, (double)rows * (double)width);
    e.changed = (double)changed / fmax(1.0, (double)rows);
    return e;
}

static const Val *first_output(const Prog *p)
{
    for (int i = 0; i < p->root_count; i++)
        if (p->roots[i].kind == ROOT_OUTPUT)
            return p->roots[i].val;
    bug("packed: the model has no output");
}

static PackingError measured(const Model *m, const gatrt_data *data)
{
    const gatrt_model tables = runtime_model(m);
    const Wanted wanted = {.self_loops = m->recipe.self_loops, .symmetric = m->recipe.symmetric > 0};
    Error error = {""};
    Prepared *on = graph_prepare(&tables, data, &wanted, &error);
    if (!on)
        die("%s", error.text);
    const Val *output = first_output(m->forward);
    const Space *space = output->type.space;
    const int64_t rows = space->kind == SPACE_ROWS ? on->spaces[space->id].count
                         : space->kind == SPACE_EDGES
                             ? on->ends[sorted_end(space)->id].start[on->spaces[sorted_end(space)->to->id].count]
                             : 1;
    EvalData eval = {.graph = &on->graph, .inputs = on->inputs, .params = m->unpacked};
    double **as_read = eval_prog(m->forward, &eval);
    eval.params = m->baked;
    double **as_stored = eval_prog(m->forward, &eval);
    const PackingError e = compare(as_read[output->id], as_stored[output->id], rows, val_width(output));
    eval_free(m->forward, as_read);
    eval_free(m->forward, as_stored);
    prepared_free(on);
    return e;
}

void pack_measure(Model *m, const gatrt_data *data, const char *from)
{
    const char *as = names[m->switches.packing];
    if (!data) {
        fprintf(stderr, "gatcc: weights as %s: how much they change is not known without --data\n", as);
        return;
    }
    m->packing_error = measured(m, data);
    m->packing_error.on = from;
    fprintf(stderr, "gatcc: weights as %s: %s on %s: off by %.3g at most, by %.3g on average", as, m->output_ids[0],
            quote_visible(from), m->packing_error.most, m->packing_error.mean);
    if (val_width(first_output(m->forward)) > 1)
        fprintf(stderr, "; %.3g %% of rows are of another class", 100.0 * m->packing_error.changed);
    fputc('\n', stderr);
}
