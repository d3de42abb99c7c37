/* masks.c - the program that explanations are made with: inference whose messages can be weakened.
 *
 * A message is what an edge brings to a sum or a maximum at one of its ends, as far as it depends on features: PyTorch Geometric's
 * explainers multiply these by a mask, behind attention, so that is done here. What only normalises messages, a sum that goes
 * back to the same edges and nowhere else, as under a softmax, is none, and nor are degrees.
 *
 * Sparse features that only meet matrices stay sparse: their gradient is the matrix's rows. Others have slopes where they are 0, too, so
 * the program has a dense input of its own in their place.
 */
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/ir/model.h"

typedef struct Masking {
    Model *m;
    MapVal *after_training;
    Readers readers;
    bool *depends; /* by id of the model as written: on features */
    int *mask;     /* by space: input of the relation's mask; -1: none yet */
    int *dense;    /* by input: that which stands for it; -1: none yet */
} Masking;

static int add_input(Model *m, const char *name, gatrt_role role, Type type)
{
    GROW(m->inputs, m->input_count, m->input_capacity);
    m->inputs[m->input_count] = (InputInfo){.name = name, .role = role, .type = type, .explains = true};
    return m->input_count++;
}

static void find_dependent(Masking *k)
{
    const Prog *p = k->m->forward;
    k->depends = arena_alloc((size_t)p->count + 1, sizeof(bool));
    for (int i = 0; i < p->count; i++) {
        const Val *v = p->vals[i];
        k->depends[i] = v->op == OP_input && k->m->inputs[v->attr.index].role == GATRT_FEATURES;
        for (int j = 0; j < op_info[v->op].arity; j++)
            k->depends[i] |= k->depends[v->in[j]->id];
    }
}

/* Does it reach the relation's edges again, row by row, and nothing else? */
static bool only_goes_back(const Masking *k, const Val *v, const End *end)
{
    const Prog *p = k->m->forward;
    const int *start = k->readers.start;
    if (start[v->id] == start[v->id + 1])
        return false;
    for (int i = start[v->id]; i < start[v->id + 1]; i++) {
        const Val *reader = p->vals[k->readers.id[i]];
        const bool back = reader->op == OP_gather && reader->attr.end == end;
        if (!back && (op_info[reader->op].kind != KIND_MAP || !only_goes_back(k, reader, end)))
            return false;
    }
    return true;
}

static bool is_message_sum(const Masking *k, const Val *v)
{
    return (v->op == OP_sum_to || v->op == OP_max_to) && v->attr.end->of->kind == SPACE_EDGES &&
           k->depends[v->in[0]->id] && !only_goes_back(k, v, v->attr.end);
}

static Val *mask_of(Masking *k, Prog *to, const Space *relation, Pos pos)
{
    const Type type = {relation, shape_make(1, 1, 1, 1)};
    if (k->mask[relation->id] < 0)
        k->mask[relation->id] = add_input(k->m, arena_format("%s_mask", relation->name), GATRT_MASK, type);
    Attr attr = {.index = k->mask[relation->id], .type = type};
    return build(to, OP_input, NULL, &attr, pos);
}

/* Dropout is none any more by then. */
static bool only_meets_matrices(const Masking *k, const Val *v)
{
    const Prog *p = k->m->forward;
    for (int i = k->readers.start[v->id]; i < k->readers.start[v->id + 1]; i++) {
        const Val *reader = p->vals[k->readers.id[i]];
        const bool dropped = reader->op == OP_mul && (is_op(reader->in[0], OP_keep) || is_op(reader->in[1], OP_keep));
        if (reader->op == OP_matmul ? view_base(reader->in[1]) == v : !dropped || !only_meets_matrices(k, reader))
            return false;
    }
    return true;
}

static Val *dense_of(Masking *k, Prog *to, const Val *v)
{
    const InputInfo sparse = k->m->inputs[v->attr.index];
    int *stands = &k->dense[v->attr.index];
    if (*stands < 0) {
        *stands = add_input(k->m, arena_format("%s_dense", sparse.name), GATRT_FEATURES, sparse.type);
        k->m->inputs[*stands].row_normalize = sparse.row_normalize;
    }
    Attr attr = {.index = *stands, .type = v->type};
    return build(to, OP_input, NULL, &attr, v->pos);
}

static Val *masked(Prog *to, const Val *v, Val **in, void *arg)
{
    Masking *k = arg;
    const InputInfo *input = v->op == OP_input ? &k->m->inputs[v->attr.index] : NULL;
    if (input && input->role == GATRT_FEATURES && input->sparse && !only_meets_matrices(k, v))
        return dense_of(k, to, v);
    if (!is_message_sum(k, v))
        return k->after_training(to, v, in, NULL);
    Val *message = mk2(to, OP_mul, in[0], mask_of(k, to, v->attr.end->of, v->pos), v->pos);
    return mk_along(to, v->op, v->attr.end, message, v->pos);
}

static bool is_first_output(const Root *root)
{
    return root->kind == ROOT_OUTPUT && root->index == 0;
}

Prog *explained(Model *m, MapVal *after_training)
{
    const Val *output = NULL;
    for (int i = 0; i < m->forward->root_count; i++)
        output = is_first_output(&m->forward->roots[i]) ? m->forward->roots[i].val : output;
    if (!output || output->type.space->kind != SPACE_ROWS)
        return NULL;
    Masking k = {.m = m, .after_training = after_training, .readers = readers_of(m->forward)};
    k.mask = arena_alloc((size_t)m->space_count, sizeof(int));
    for (int s = 0; s < m->space_count; s++)
        k.mask[s] = -1;
    k.dense = arena_alloc((size_t)m->input_count + 1, sizeof(int));
    for (int i = 0; i < m->input_count; i++)
        k.dense[i] = -1;
    find_dependent(&k);
    Prog *p = prog_copy(m->forward, "explain", is_first_output, masked, &k);
    add_input(m, "asked", GATRT_ASKED, output->type);
    prog_compact(p);
    return p;
}
