/* words.c - words for values that no line of Lua names.
 *
 * What is summed up, or brought to another row, for one value that has a name is a part of it: score = dst(a) + src(b)
 * makes a score_dst and b score_src, out = r sum_in(m) calls the sum out_sum. What is made of one value that has a name
 * is called after that: x_keep, x_exp. Only values of one layer, or of none, name each other. No rule knows a layer.
 * In: names, and hints of the language's own Lua. Out: Val.hint. */
#include "compiler/ir/words.h"
#include "compiler/base/arena.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"

#include <string.h>

enum { LONGEST = 40, FARTHEST = 3 };

const char *val_word(const Val *v)
{
    return v->name ? v->name : v->hint;
}

/* v is called after another value: what it is to that one. Layers name their own values only. */
static void call_after(Val *v, const Val *other, const char *word, const char *what)
{
    const char *layer = other->pos.layer;
    if (!word || strlen(word) + strlen(what) >= LONGEST || (layer && v->pos.layer && layer != v->pos.layer))
        return;
    v->hint = *what ? intern(arena_format("%s_%s", word, what)) : word;
    v->pos.layer = layer ? layer : v->pos.layer;
}

/* ------------------------------------------------------------ after what it is for */

static bool is_product(const Val *v)
{
    return v->op == OP_mul || v->op == OP_square;
}

/* What a value is to the one that it is summed up for; NULL: it is no sum. */
static const char *part_of(const Val *v)
{
    switch (v->op) {
    case OP_sum_last: return is_product(view_base(v->in[0])) ? "dot" : "sum";
    case OP_sum_to:
    case OP_sum_heads:
    case OP_sum_rows: return "sum";
    case OP_max_to:
    case OP_max_last: return "max";
    case OP_matmul:
    case OP_matmul_t:
    case OP_outer: return "product";
    default: return NULL;
    }
}

/* The first reader with a word, through readers without one that have no rival; end: what the first step gathers along. */
static const Val *reader_with_word(const Prog *p, const Readers *readers, const Val *v, const End **end)
{
    *end = NULL;
    for (int far = 0; far < FARTHEST; far++) {
        const int first = readers->start[v->id], count = readers->start[v->id + 1] - first;
        const Val *next = count ? p->vals[readers->id[first]] : NULL;
        for (int i = 0; i < count; i++) {
            const Val *reader = p->vals[readers->id[first + i]];
            if (val_word(reader) && op_info[reader->op].kind != KIND_FOLD)
                return reader;
        }
        if (!next || (count > 1 && next->op != OP_gather))
            return NULL;
        if (far == 0 && next->op == OP_gather)
            *end = next->attr.end;
        v = next;
    }
    return NULL;
}

/* A number in a sum, or of a product, for one value that has a name. */
static const char *term_of(const Prog *p, const Readers *readers, const Val *v)
{
    const int first = readers->start[v->id];
    const Op reader = first < readers->start[v->id + 1] ? p->vals[readers->id[first]]->op : OP_COUNT;
    return reader == OP_add || reader == OP_sub ? "term" : reader == OP_mul || reader == OP_div ? "factor" : "part";
}

static void name_part(const Prog *p, const Readers *readers, Val *v)
{
    const End *end;
    const char *part = op_info[v->op].kind == KIND_MAP ? term_of(p, readers, v) : part_of(v);
    const Val *whole = part ? reader_with_word(p, readers, v, &end) : NULL;
    if (whole)
        call_after(v, whole, val_word(whole), whole->op == OP_detach ? "" : end ? end->name : part);
}

/* ------------------------------------------------------------ after what it is made of */

static const Val *seen_through(const Val *v)
{
    while (is_view(v) || v->op == OP_gather || v->op == OP_detach)
        v = v->in[0];
    return v;
}

static bool is_given(const Val *v)
{
    return v->op == OP_constant || v->op == OP_keep || v->op == OP_param;
}

static bool is_binary(const Val *v)
{
    return op_info[v->op].arity == 2 && op_info[v->op].kind == KIND_MAP;
}

/* The one operand that is no constant, parameter or random draw; NULL: there is none, or more. */
static const Val *only_operand(const Val *v)
{
    if (!is_binary(v))
        return op_info[v->op].arity == 1 ? seen_through(v->in[0]) : NULL;
    const Val *a = seen_through(v->in[0]), *b = seen_through(v->in[1]);
    return is_given(b) ? a : is_given(a) ? b : NULL;
}

/* What a value is made of alone: s + (s == 0) is made of s. */
static const Val *origin(const Val *v)
{
    const Val *one = only_operand(v);
    if (one || !is_binary(v))
        return one;
    const Val *a = seen_through(v->in[0]), *b = seen_through(v->in[1]);
    return only_operand(b) == a ? a : only_operand(a) == b ? b : NULL;
}

/* "bias" of "conv1.bias" */
static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

static const char *word_for_op(const Prog *p, const Val *v, const Val *from)
{
    const char *part = part_of(v);
    if (part)
        return part;
    if (v->op != OP_mul && v->op != OP_add)
        return op_word(v);
    const bool mul = v->op == OP_mul;
    const Val *other = seen_through(v->in[0]) == from ? seen_through(v->in[1]) : seen_through(v->in[0]);
    if (other->op == OP_param)
        return arena_format("%s_%s", mul ? "times" : "plus", last_part(p->model->params[other->attr.index].name));
    return !mul ? "shifted" : other->op == OP_keep ? "kept" : "scaled";
}

static const char *word_of_origin(const Prog *p, const Val *v)
{
    return v->op == OP_input ? p->model->inputs[v->attr.index].name : v->op == OP_param ? NULL : val_word(v);
}

static void name_made(const Prog *p, Val *v)
{
    const Val *from = origin(v);
    if (from && !is_view(v) && v->op != OP_gather)
        call_after(v, from, word_of_origin(p, from), word_for_op(p, v, from));
}

/* A random draw is called after what it drops. */
static void name_draw(const Prog *p, const Readers *readers, Val *v)
{
    const int first = readers->start[v->id];
    if (first == readers->start[v->id + 1])
        return;
    const Val *reader = p->vals[readers->id[first]];
    const Val *from = reader->op == OP_mul ? origin(reader) : NULL;
    if (from && from != v)
        call_after(v, from, word_of_origin(p, from), "keep");
}

/* ------------------------------------------------------------ */

static bool has_word(const Val *v)
{
    return val_word(v) || v->op == OP_input || v->op == OP_param;
}

/* Roots that nothing else names. */
static void name_root(const Prog *p, const Root *root)
{
    if (has_word(root->val))
        return;
    if (root->kind == ROOT_LOSS)
        root->val->hint = root->index ? intern(arena_format("loss_%s", root->name)) : "loss_sum";
    if (root->kind != ROOT_GRAD)
        return;
    const char *name = p->model->params[root->index].name, *last = last_part(name);
    root->val->hint = intern(arena_format("d%s", last));
    root->val->pos.layer = last == name ? NULL : intern(arena_format("%.*s", (int)(last - name) - 1, name));
}

void give_words(Prog *p)
{
    const Readers readers = readers_of(p);
    for (int i = 0; i < p->root_count; i++)
        name_root(p, &p->roots[i]);
    for (int maps = 0; maps < 2; maps++) {
        for (int i = p->count - 1; i >= 0; i--)
            if (!has_word(p->vals[i]) && (maps || op_info[p->vals[i]->op].kind != KIND_MAP))
                name_part(p, &readers, p->vals[i]);
        for (int i = 0; i < p->count; i++)
            if (!has_word(p->vals[i]))
                name_made(p, p->vals[i]);
    }
    for (int i = 0; i < p->count; i++)
        if (p->vals[i]->op == OP_keep && !has_word(p->vals[i]))
            name_draw(p, &readers, p->vals[i]);
}
