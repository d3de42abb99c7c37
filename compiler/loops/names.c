/* names.c - C names for a model's members and a program's values, buffers and kernels:
 * as in Lua where there was a name, else after the op; unique, clear of C's words, of
 * the letters loops use, and of what kernels derive from names. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/ir/ends.h"
#include "compiler/ir/model.h"
#include "compiler/ir/words.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/schedule.h"

#include <ctype.h>
#include <string.h>

static const char *plain_name(const Val *v)
{
    switch (v->op) {
    case OP_sum_to:
    case OP_sum_last:
    case OP_sum_heads:
    case OP_sum_rows: return "sum";
    case OP_max_to:
    case OP_max_last: return "top";
    case OP_matmul:
    case OP_matmul_t: return "product";
    case OP_outer: return "outer";
    default: return op_word(v);
    }
}

static const char *c_name(const char *name)
{
    char *text = arena_format("%s%s", isdigit((unsigned char)*name) || *name == '_' ? "x" : "", name);
    for (char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return text;
}

static bool in_list(const char *const *list, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (list[i] && !strcmp(list[i], name))
            return true;
    return false;
}

/* Macros, functions and types of the helpers and of the runtime. */
static bool is_of_helpers(const char *name)
{
    static const char *const heads[] = {"gat_", "gatrt_", "GAT_", "GATRT_", "GATCC_"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (!strncmp(name, heads[i], strlen(heads[i])))
            return true;
    return false;
}

/* Names that kernels derive from others: z_v is a row of z, grad_W a parameter's gradient. */
static bool has_derived_head(const char *name)
{
    static const char *const heads[] = {"grad_", "next_", "out_", "term_", "rows"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (!strncmp(name, heads[i], strlen(heads[i])))
            return true;
    return false;
}

static bool has_tail(const char *name, const char *const *tails, size_t count)
{
    const size_t size = strlen(name);
    for (size_t i = 0; i < count; i++)
        if (size >= strlen(tails[i]) && !strcmp(name + size - strlen(tails[i]), tails[i]))
            return true;
    return false;
}

static bool has_derived_tail(const char *name)
{
    static const char *const tails[] = {"_v",   "_u",     "_e",   "_0",    "_row_start", "_col_start", "_col_val",
                                        "_row", "_col",   "_val", "_t",    "_held",      "_left",      "_right",
                                        "_acc", "_lanes", "_new", "_draw", "_pieces",    "_wanted",    "_wide"};
    return has_tail(name, tails, sizeof tails / sizeof *tails) || strstr(name, "_within_hop");
}

static bool is_reserved(const char *name)
{
    /* letters of loops, what kernels and inference declare, functions of <math.h> */
    static const char *const words[] = {"v",         "u",      "e",           "q",          "n",
                                        "h",         "i",      "k",           "c",          "lo",
                                        "hi",        "chunk",  "piece",       "first",      "sum",
                                        "draw",      "nodes",  "edges",       "a_k",        "w",
                                        "dy_i",      "loss",   "in_start",    "in_src",     "chunks",
                                        "ctx",       "run",    "params",      "graph",      "inputs",
                                        "workspace", "asked",  "asked_count", "cone",       "within",
                                        "words",     "fixed",  "out_start",   "out_dst",    "out_edge",
                                        "none",      "part",   "stop",        "last",       "next",
                                        "head",      "rows",   "ahead",       "b",          "j",
                                        "b_i",       "log",    "exp",         "sqrt",       "tanh",
                                        "erf",       "abs",    "div",         "index",      "wide",
                                        "bound",     "graphs", "graph_start", "node_graph", "graph_chunks",
                                        "kept",      "kept_k", "kept_x",      "drawn",      "level",
                                        "LEVELS"};
    return in_list(words, (int)(sizeof words / sizeof *words), name) || reserved_word(name) || reserved_constant(name);
}

/* Names given out, as a table with open addressing; each also knows the number its next namesake gets. */
typedef struct Name {
    const char *text; /* interned */
    bool given;
    int next;
} Name;

typedef struct Names {
    Name *slots;
    size_t capacity, used; /* a power of two, never more than half full */
} Names;

static Name *find_slot(const Names *names, const char *text)
{
    size_t at = (size_t)gatrt_mix((uint64_t)(uintptr_t)text) & (names->capacity - 1);
    while (names->slots[at].text && names->slots[at].text != text)
        at = (at + 1) & (names->capacity - 1);
    return &names->slots[at];
}

static void grow_names(Names *names)
{
    Names more = {.capacity = names->capacity ? 2 * names->capacity : 64, .used = names->used};
    more.slots = arena_alloc(more.capacity, sizeof *more.slots);
    for (size_t i = 0; i < names->capacity; i++)
        if (names->slots[i].text)
            *find_slot(&more, names->slots[i].text) = names->slots[i];
    *names = more;
}

static Name *name_of(Names *names, const char *text)
{
    text = intern(text);
    if (2 * (names->used + 1) > names->capacity)
        grow_names(names);
    Name *name = find_slot(names, text);
    if (!name->text) {
        *name = (Name){.text = text, .next = 2};
        names->used++;
    }
    return name;
}

static bool is_free(Names *names, const char *text)
{
    return !name_of(names, text)->given && !is_reserved(text);
}

/* The wish, or the wish with the least number that makes it a name not given out before. */
static const char *unique_name(Names *names, const char *wish)
{
    const char *base = c_name(wish), *text = base;
    int next = name_of(names, base)->next;
    while (!is_free(names, text))
        text = arena_format("%s%s%d", base, isdigit((unsigned char)base[strlen(base) - 1]) ? "_" : "", next++);
    name_of(names, base)->next = next;
    Name *name = name_of(names, text);
    name->given = true;
    return name->text;
}

/* Types, functions and constants of the file begin so. */
static bool is_of_model(const Model *m, const char *name)
{
    size_t length = strlen(m->name);
    return (!strncmp(name, m->name, length) || !strncmp(name, upper_name(m->name), length)) && name[length] == '_';
}

/* A value's name must not look like one that kernels derive, z_v becomes its_z_v2, nor like one of the model's. */
static const char *value_name(const Model *m, Names *names, const char *wish)
{
    const char *name = c_name(wish);
    if (has_derived_tail(name))
        name = arena_format("%s_value", name);
    return unique_name(names, has_derived_head(name) || is_of_helpers(name) || is_of_model(m, name)
                                  ? arena_format("its_%s", name)
                                  : name);
}

/* A member of a struct, and as an output an argument of the inference function, which calls kernels and helpers. */
static const char *member_name(const Model *m, Names *names, const char *wish)
{
    const char *name = c_name(wish);
    return unique_name(names, is_of_helpers(name) || is_of_model(m, name) ? arena_format("its_%s2", name) : name);
}

/* A sparse input has three members, whose names end so. */
static bool is_part_of_sparse(const char *name)
{
    static const char *const tails[] = {"_row_start", "_col", "_val"};
    return has_tail(name, tails, sizeof tails / sizeof *tails);
}

/* Inputs, parameters and outputs keep their names in all programs, and in the header. */
void name_members(Model *m)
{
    const Prog *forward = m->forward;
    Names inputs = {0}, params = {0}, outputs = {0};
    m->input_ids = arena_alloc((size_t)m->input_count + 1, sizeof(char *));
    m->param_ids = arena_alloc((size_t)m->param_count + 1, sizeof(char *));
    m->output_ids = arena_alloc((size_t)forward->root_count + 1, sizeof(char *));
    for (int i = 0; i < m->input_count; i++)
        m->input_ids[i] = member_name(m, &inputs,
                                      is_part_of_sparse(m->inputs[i].name) ? arena_format("%s_in", m->inputs[i].name)
                                                                           : m->inputs[i].name);
    for (int i = 0; i < m->param_count; i++)
        m->param_ids[i] = member_name(m, &params, m->params[i].name);
    for (int i = 0; i < forward->root_count; i++)
        if (forward->roots[i].kind == ROOT_OUTPUT || forward->roots[i].kind == ROOT_ON_DEMAND)
            m->output_ids[forward->roots[i].index] = member_name(m, &outputs, forward->roots[i].name);
}

/* What the model's user, its layer or the values around it call it; what a layer makes bears the layer's name, too. */
static const char *wish_of(const Model *m, const Val *v)
{
    if (v->op == OP_input)
        return m->input_ids[v->attr.index];
    if (v->op == OP_param)
        return m->param_ids[v->attr.index];
    const char *word = val_word(v) ? val_word(v) : plain_name(v);
    return v->pos.layer ? arena_format("%s_%s", v->pos.layer, word) : word;
}

/* Names that were chosen come first, so that they stay as they are whatever else a model has. */
static int rank_of(const Val *v)
{
    return v->op == OP_input || v->op == OP_param ? 0 : v->name ? 1 : v->hint ? 2 : 3;
}

static const char *pieces_name(const Prog *p, const Kernel *k)
{
    const Val *widest = widest_sum(k);
    return widest ? arena_format("%s_pieces", p->labels[widest->id]) : arena_format("pieces_of_%d", k->id);
}

static void reserve(Names *names, const char *text)
{
    name_of(names, text)->given = true;
}

/* Members of a program's context that count rows and list them. */
static void reserve_graph(const Model *m, Names *names)
{
    for (int i = 0; i < m->space_count; i++) {
        reserve(names, rows_name(m->spaces[i]));
        reserve(names, arena_format("%s_chunks", m->spaces[i]->name));
    }
    for (int i = 0; i < m->end_count; i++)
        for (int list = LIST_START; list <= LIST_AT; list++)
            reserve(names, list_name(m->ends[i], (List)list));
}

void name_values(Prog *p)
{
    Names names = {0};
    reserve_graph(p->model, &names);
    give_words(p);
    p->labels = arena_alloc((size_t)p->count + 1, sizeof(char *));
    for (int rank = 0; rank <= 3; rank++)
        for (int i = 0; i < p->count; i++)
            if (rank_of(p->vals[i]) == rank)
                p->labels[i] = value_name(p->model, &names, wish_of(p->model, p->vals[i]));
    for (int i = 0; i < p->buf_count; i++)
        p->bufs[i].name =
            p->bufs[i].val ? p->labels[p->bufs[i].val->id] : pieces_name(p, p->kernels[p->bufs[i].kernel]);
}

/* A kernel is called after the widest thing it makes. */
const char *kernel_word(const Prog *p, const Kernel *k)
{
    const Val *widest = k->vals[0];
    for (int i = 1; i < k->count; i++)
        if (val_width(k->vals[i]) > val_width(widest) && k->kind != KERNEL_REDUCE)
            widest = k->vals[i];
    return k->kind == KERNEL_REDUCE ? "sums" : p->labels[widest->id];
}

void name_kernel(Prog *p, Kernel *k)
{
    k->name = arena_format("%s_%s_k%d_%s", p->model->name, p->name, k->id, kernel_word(p, k));
}
