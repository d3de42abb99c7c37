/* test_ir.c - how values are typed, merged, copied, printed and verified.
 * Run: ctest -R ir/test_ir. The typing table has a row for every op of ops.def at
 * least; a new op without one fails here. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "../support/compiler.h"
#include "../support/spaces.h"

static const Pos here = {.file = "models/t.lua", .line = 7};

static Type parse_type(const char *text)
{
    char word[8];
    int32_t dim[MAX_RANK] = {1, 1, 1};
    int found = sscanf(text, "%7s [%d,%d,%d]", word, &dim[0], &dim[1], &dim[2]);
    assert_true(found >= 2);
    static const Space *const spaces[] = {SPACE_PARAM, SPACE_NODE, SPACE_EDGE, SPACE_GRAPH};
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, spaces[i]->name) == 0)
            return (Type){spaces[i], shape_make(found - 1, dim[0], dim[1], dim[2])};
    }
    fail_msg("no space in %s", text);
    return (Type){0};
}

static Model *new_model(void)
{
    Model *m = arena_alloc(1, sizeof *m);
    m->name = "t";
    return with_spaces(m);
}

static Val *new_leaf(Prog *p, const char *name, const char *type_words)
{
    Model *m = p->model;
    Type type = parse_type(type_words);
    if (type.space == SPACE_PARAM) {
        GROW(m->params, m->param_count, m->param_capacity);
        m->params[m->param_count++] = (ParamInfo){.name = name, .shape = type.shape};
        return build(p, OP_param, NULL, &(Attr){.index = m->param_count - 1}, here);
    }
    GROW(m->inputs, m->input_count, m->input_capacity);
    m->inputs[m->input_count++] = (InputInfo){.name = name, .type = type};
    return build(p, OP_input, NULL, &(Attr){.index = m->input_count - 1}, here);
}

/* ---------------------------------------------------------------- typing */

/* `attr_type` fills attr.type; `result` is the type's text, or NULL with what the refusal says. */
typedef struct Typing {
    Op op;
    const char *in[MAX_IN];
    const char *result, *message;
    Attr attr;
    const char *attr_type;
} Typing;

/* clang-format off */
#define PLAIN {.num = 0}   /* an attribute without content */
#define MAP1(op) {op, {"node [8,4]"}, "node [8,4]", NULL, PLAIN, NULL}
#define MAP2(op) {op, {"node [8,4]", "node [8]"}, "node [8,4]", NULL, PLAIN, NULL}

static const Typing typings[] = {
    {OP_input, {NULL}, "node [3]", NULL, {.index = 0}, NULL},
    {OP_input, {NULL}, NULL, "input number 1 of 1 does not exist", {.index = 1}, NULL},
    {OP_input, {NULL}, NULL, "does not exist", {.index = -1}, NULL},
    {OP_param, {NULL}, "param [3,2,2]", NULL, {.index = 0}, NULL},
    {OP_param, {NULL}, NULL, "param number 9 of 1 does not exist", {.index = 9}, NULL},
    {OP_constant, {NULL}, "edge [2]", NULL, {.num = 0.5}, "edge [2]"},
    {OP_constant, {NULL}, NULL, "would have 3 dimensions", {.num = 0.5}, "edge [2,2,2]"},
    {OP_constant, {NULL}, NULL, "it must be at least 1", {.num = 0.5}, "edge [0]"},
    {OP_constant, {NULL}, NULL, "more than 16777216 numbers", {.num = 0.5}, "param [2147483647,2147483647,2147483647]"},
    {OP_constant, {NULL}, NULL, "would have 0 dimensions", {.num = 0.5}, NULL},
    {OP_iota, {NULL}, "param [5]", NULL, PLAIN, "param [5]"},
    {OP_iota, {NULL}, NULL, "iota counts", PLAIN, "node [5]"},
    {OP_keep, {NULL}, "edge [8]", NULL, {.num = 0.6, .index = 3}, "edge [8]"},
    {OP_keep, {NULL}, NULL, "probability of dropout is 1;", {.num = 1}, "edge [8]"},
    {OP_keep, {NULL}, NULL, "probability of dropout", {.num = -0.1}, "edge [8]"},
    {OP_keep, {NULL}, NULL, "dropout number 65536", {.num = 0.1, .index = 65536}, "edge [8]"},
    {OP_self_loop, {NULL}, "edge [1]", NULL, PLAIN, "edge [1]"},
    {OP_self_loop, {NULL}, NULL, "needs a relation that joins rows of one space, found node", PLAIN, "node [1]"},
    {OP_gather, {"node [8]"}, NULL, "goes along an end of a relation, and none is given", PLAIN, NULL},
    MAP1(OP_neg), MAP1(OP_recip), MAP1(OP_exp), MAP1(OP_log), MAP1(OP_sqrt), MAP1(OP_square), MAP1(OP_abs),
    MAP1(OP_tanh), MAP1(OP_erf), MAP1(OP_sigmoid), MAP1(OP_softplus), MAP1(OP_relu), MAP1(OP_leaky_relu),
    MAP1(OP_elu), MAP1(OP_detach),
    {OP_elu, {"node [8]"}, NULL, "must be finite", {.num = (double)INFINITY}, NULL},
    MAP2(OP_add), MAP2(OP_sub), MAP2(OP_mul), MAP2(OP_div), MAP2(OP_maximum), MAP2(OP_minimum), MAP2(OP_equal),
    {OP_add, {"node [8]", "edge [8]"}, NULL, "cannot add values of different spaces: node [8] and edge [8]", PLAIN,
     NULL},
    {OP_mul, {"graph [1]", "node [8]"}, NULL, "cannot multiply values of different spaces", PLAIN, NULL},
    {OP_add, {"param [1]", "edge [8,2]"}, "edge [8,2]", NULL, PLAIN, NULL},
    {OP_add, {"edge [8,2]", "param [1,2]"}, "edge [8,2]", NULL, PLAIN, NULL},
    {OP_add, {"param [3]", "param [3,4,5]"}, "param [3,4,5]", NULL, PLAIN, NULL},
    {OP_add, {"node [1,4]", "node [8]"}, "node [8,4]", NULL, PLAIN, NULL},
    {OP_add, {"node [4]", "node [8,4]"}, NULL, "dimension 1 is 4 and 8", PLAIN, NULL},
    {OP_add, {"node [8,3]", "node [8,4]"}, NULL, "dimension 2 is 3 and 4", PLAIN, NULL},
    {OP_add, {"node [8]", "param [8,2,2]"}, NULL, "would have 3 dimensions", PLAIN, NULL},
    {OP_select, {"edge [8]", "edge [8,4]", "param [1]"}, "edge [8,4]", NULL, PLAIN, NULL},
    {OP_select, {"edge [8]", "edge [8,4]", "node [8]"}, NULL, "cannot apply select to values of", PLAIN, NULL},
    MAP2(OP_training),
    {OP_training, {"param [4]", "node [1]"}, "node [4]", NULL, PLAIN, NULL},
    {OP_sum_last, {"node [8,4]"}, "node [8]", NULL, PLAIN, NULL},
    {OP_sum_last, {"graph [4]"}, "graph [1]", NULL, PLAIN, NULL},
    {OP_sum_last, {"param [2,3,4]"}, "param [2,3]", NULL, PLAIN, NULL},
    {OP_max_last, {"edge [8,4]"}, "edge [8]", NULL, PLAIN, NULL},
    {OP_sum_heads, {"node [8,4]"}, "node [1,4]", NULL, PLAIN, NULL},
    {OP_sum_heads, {"node [8]"}, NULL, "sum_heads needs two dimensions", PLAIN, NULL},
    {OP_reshape, {"node [8,4]"}, "node [32]", NULL, PLAIN, "node [32]"},
    {OP_reshape, {"param [8,4]"}, "param [2,4,4]", NULL, PLAIN, "param [2,4,4]"},
    {OP_reshape, {"node [8,4]"}, NULL, "would have 3 dimensions", PLAIN, "node [2,4,4]"},
    {OP_reshape, {"node [8,4]"}, NULL, "32 numbers a row do not fill 33", PLAIN, "node [33]"},
    {OP_expand, {"node [8]"}, "node [8,4]", NULL, PLAIN, "node [8,4]"},
    {OP_expand, {"node [1,4]"}, "node [8,4]", NULL, PLAIN, "node [8,4]"},
    {OP_expand, {"node [4]"}, NULL, "cannot expand node [4] to node [8,4]", PLAIN, "node [8,4]"},
    {OP_expand, {"node [4,1]"}, NULL, "cannot expand", PLAIN, "node [4]"},
    {OP_slice, {"node [2,8]"}, "node [2,3]", NULL, {.index = 5, .length = 3}, NULL},
    {OP_slice, {"node [2,8]"}, NULL, "the last dimension is 8", {.index = 6, .length = 3}, NULL},
    {OP_slice, {"node [2,8]"}, NULL, "cannot take", {.index = INT32_MAX, .length = INT32_MAX}, NULL},
    {OP_slice, {"node [2,8]"}, NULL, "cannot take 0", {.index = 0, .length = 0}, NULL},
    {OP_slice, {"node [2,8]"}, NULL, "from position -1", {.index = -1, .length = 2}, NULL},
    {OP_concat, {"edge [2,8]", "edge [2,3]"}, "edge [2,11]", NULL, PLAIN, NULL},
    {OP_concat, {"edge [2,8]", "edge [3,8]"}, NULL, "all dimensions but the last must agree", PLAIN, NULL},
    {OP_concat, {"edge [8]", "edge [1,8]"}, NULL, "all dimensions but the last must agree", PLAIN, NULL},
    {OP_concat, {"edge [8]", "param [8]"}, NULL, "cannot concat values of different spaces", PLAIN, NULL},
    {OP_concat, {"edge [16777216]", "edge [1]"}, NULL, "more than 16777216", PLAIN, NULL},
    {OP_gather, {"node [8,4]"}, "edge [8,4]", NULL, {.end = &src_end}, NULL},
    {OP_gather, {"param [8]"}, NULL, "src takes a node value, found param [8]", {.end = &src_end}, NULL},
    {OP_gather, {"node [8,4]"}, "edge [8,4]", NULL, {.end = &dst_end}, NULL},
    {OP_gather, {"edge [8,4]"}, NULL, "dst takes a node value, found edge [8,4]", {.end = &dst_end}, NULL},
    {OP_gather, {"graph [4]"}, "node [4]", NULL, {.end = &graph_end}, NULL},
    {OP_gather, {"node [4]"}, NULL, "spread takes a graph value", {.end = &graph_end}, NULL},
    {OP_sum_to, {"edge [8,4]"}, "node [8,4]", NULL, {.end = &dst_end}, NULL},
    {OP_sum_to, {"node [8,4]"}, NULL, "sum_in takes an edge value, found node [8,4]", {.end = &dst_end}, NULL},
    {OP_sum_to, {"edge [8,4]"}, "node [8,4]", NULL, {.end = &src_end}, NULL},
    {OP_max_to, {"edge [8,4]"}, "node [8,4]", NULL, {.end = &dst_end}, NULL},
    {OP_sum_to, {"node [8,4]"}, "graph [8,4]", NULL, {.end = &graph_end}, NULL},
    {OP_sum_to, {"edge [8,4]"}, NULL, "pool_sum takes a node value", {.end = &graph_end}, NULL},
    {OP_matmul, {"node [8,4]", "param [32,5]"}, "node [5]", NULL, PLAIN, NULL},
    {OP_matmul, {"edge [7]", "param [7,2,3]"}, "edge [2,3]", NULL, PLAIN, NULL},
    {OP_matmul, {"param [7]", "param [7,2]"}, "param [2]", NULL, PLAIN, NULL},
    {OP_matmul, {"node [6]", "param [7,2]"}, NULL, "the row is 6 wide, the matrix takes 7", PLAIN, NULL},
    {OP_matmul, {"node [7]", "param [7]"}, NULL, "param matrix", PLAIN, NULL},
    {OP_matmul, {"node [7]", "node [7,2]"}, NULL, "param matrix", PLAIN, NULL},
    {OP_matmul_t, {"node [2,3]", "param [7,2,3]"}, "node [7]", NULL, PLAIN, NULL},
    {OP_matmul_t, {"node [7]", "param [7,2,3]"}, NULL, "the row is 7 wide, the matrix takes 6", PLAIN, NULL},
    {OP_sum_rows, {"edge [8,4]"}, "param [8,4]", NULL, PLAIN, NULL},
    {OP_sum_rows, {"param [8,4]"}, NULL, "sum_rows takes a value with rows", PLAIN, NULL},
    {OP_outer, {"node [2,3]", "node [4]"}, "param [6,4]", NULL, PLAIN, NULL},
    {OP_outer, {"node [6]", "node [2,2]"}, "param [6,2,2]", NULL, PLAIN, "param [6,2,2]"},
    {OP_outer, {"node [6]", "node [4]"}, NULL, "does not fill param [4,6]", PLAIN, "param [4,6]"},
    {OP_outer, {"node [6]", "edge [4]"}, NULL, "outer takes two values of one space", PLAIN, NULL},
    {OP_outer, {"node [65536]", "node [65536]"}, NULL, "more than 16777216", PLAIN, NULL},
};
/* clang-format on */

static void check_typing(const Typing *row)
{
    Prog *p = prog_new(new_model(), "typing");
    if (op_info[row->op].arity == 0) {
        new_leaf(p, "x", "node [3]");
        new_leaf(p, "w", "param [3,2,2]");
    }
    Val *in[MAX_IN] = {0};
    for (int i = 0; i < op_info[row->op].arity; i++)
        in[i] = new_leaf(p, "x", row->in[i]);
    Attr attr = row->attr;
    if (row->attr_type)
        attr.type = parse_type(row->attr_type);
    Type type;
    Diag why;
    bool typed = infer_type(p->model, row->op, in, &attr, &type, &why);
    if (row->result) {
        if (!typed)
            fail_msg("%s refused: %s", op_info[row->op].name, why.message);
        assert_string_equal(type_text(type), row->result);
        Val *v = build(p, row->op, in, &attr, here);
        assert_ptr_equal(build(p, row->op, in, &attr, here), v);
        assert_ptr_equal(find_val(p, row->op, in, &attr), v);
        verify(p, "build");
    } else {
        if (typed)
            fail_msg("%s accepted as %s, expected: %s", op_info[row->op].name, type_text(type), row->message);
        if (!strstr(why.message, row->message))
            fail_msg("%s: expected \"%s\" in \"%s\"", op_info[row->op].name, row->message, why.message);
        assert_false(infer_type(p->model, row->op, in, &attr, &type, NULL));
        assert_null(find_val(p, row->op, in, &attr));
    }
}

static void test_typing(void **state)
{
    (void)state;
    bool seen[OP_COUNT] = {false};
    for (size_t i = 0; i < sizeof typings / sizeof *typings; i++) {
        check_typing(&typings[i]);
        seen[typings[i].op] = seen[typings[i].op] || typings[i].result;
    }
    for (int op = 0; op < OP_COUNT; op++) {
        if (!seen[op])
            fail_msg("no typing test for %s", op_info[op].name);
    }
}

static void test_hints(void **state)
{
    (void)state;
    Prog *p = prog_new(new_model(), "hints");
    Val *node = new_leaf(p, "x", "node [2]"), *edge = new_leaf(p, "a", "edge [2]");
    Val *whole = new_leaf(p, "g", "graph [2]");
    Type type;
    Diag why;
    assert_false(infer_type(p->model, OP_add, (Val *[]){node, edge}, NULL, &type, &why));
    assert_string_equal(why.hint, "src(x) or dst(x) brings a node value to the edges");
    assert_false(infer_type(p->model, OP_add, (Val *[]){node, whole}, NULL, &type, &why));
    assert_string_equal(why.hint, "spread(x) brings a graph value to the nodes");
    assert_false(infer_type(p->model, OP_sum_to, (Val *[]){node}, &(Attr){.end = &dst_end}, &type, &why));
    assert_string_equal(why.hint, "src(x) or dst(x) brings a node value to the edges");
}

/* --------------------------------------------------------- hash-consing */

static void test_merging(void **state)
{
    (void)state;
    Prog *p = prog_new(new_model(), "merging");
    Val *x = new_leaf(p, "x", "node [2]"), *y = new_leaf(p, "y", "node [2]");
    Val *sum = mk2(p, OP_add, x, y, here);
    assert_ptr_equal(mk2(p, OP_add, x, y, (Pos){.file = "other.lua", .line = 9}), sum);
    assert_int_equal(sum->pos.line, 7);
    assert_ptr_not_equal(mk2(p, OP_add, y, x, here), sum);
    assert_ptr_not_equal(mk_constant(p, 0.0, here), mk_constant(p, -0.0, here));
    assert_ptr_equal(mk_constant(p, 0.1, here), mk_constant(p, 0.1, here));
    Attr first = {.num = 0.5, .index = 0, .type = x->type}, second = {.num = 0.5, .index = 1, .type = x->type};
    assert_ptr_not_equal(build(p, OP_keep, NULL, &first, here), build(p, OP_keep, NULL, &second, here));
    /* What an op does not read keeps nothing apart. */
    assert_ptr_equal(build(p, OP_add, (Val *[]){x, y}, &(Attr){.num = 3, .index = 4, .type = x->type}, here), sum);
    assert_ptr_equal(mk_reshape(p, x, x->type.shape, here), x);
    assert_ptr_equal(mk_slice(p, x, 0, 2, here), x);
    assert_int_equal(val_width(mk_expand(p, x, shape_make(2, 2, 5, 1), here)), 10);
    for (int i = 0; i < 3000; i++)
        mk_constant(p, i, here);
    for (int i = 0; i < 3000; i++)
        assert_true(mk_constant(p, i, here)->attr.num == i);
    verify(p, "build");
}

/* ------------------------------------------------------- whole programs */

/* x -> relu -> sum -> loss, a second output, and values nobody needs. */
static Prog *sample(void)
{
    Prog *p = prog_new(new_model(), "train");
    Val *dead = new_leaf(p, "unused", "node [9]");
    Val *x = new_leaf(p, "x", "node [4]"), *w = new_leaf(p, "lin.weight", "param [4,2]");
    mk1(p, OP_exp, dead, here);
    Val *z = mk2(p, OP_matmul, x, w, here);
    z->name = "z";
    Val *kept = build(p, OP_keep, NULL, &(Attr){.num = 0.6, .index = 1, .type = z->type}, here);
    Val *h = build(p, OP_leaky_relu, (Val *[]){mk2(p, OP_mul, z, kept, here)}, &(Attr){.num = 0.2}, here);
    Val *loss = mk1(p, OP_sum_rows, mk_slice(p, h, 1, 1, here), here);
    add_root(p, ROOT_OUTPUT, 0, "logits", h);
    add_root(p, ROOT_LOSS, 0, "loss", loss);
    add_root(p, ROOT_GRAD, 0, NULL, mk2(p, OP_outer, x, z, here));
    return p;
}

static char *prog_text(const Prog *p)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    print_prog(out, p);
    fclose(out);
    char *kept = arena_format("%s", text);
    free(text);
    return kept;
}

static void test_compact_and_print(void **state)
{
    (void)state;
    Prog *p = sample();
    int before = p->count;
    p->level = arena_alloc((size_t)before, sizeof *p->level);
    prog_compact(p);
    assert_int_equal(p->count, before - 2);
    assert_null(p->level);
    verify(p, "compact");
    char *text = prog_text(p);
    assert_string_equal(text, "prog train\n"
                              "%0   node [4]         input x                            ; models/t.lua:7\n"
                              "%1   param [4,2]      param lin.weight                   ; models/t.lua:7\n"
                              "%2   node [2]         matmul %0 %1                       ; z  models/t.lua:7\n"
                              "%3   node [2]         keep 0.6 #1                        ; models/t.lua:7\n"
                              "%4   node [2]         mul %2 %3                          ; models/t.lua:7\n"
                              "%5   node [2]         leaky_relu 0.2 %4                  ; models/t.lua:7\n"
                              "%6   node [1]         slice 1+1 %5                       ; models/t.lua:7\n"
                              "%7   param [1]        sum_rows %6                        ; models/t.lua:7\n"
                              "%8   param [4,2]      outer %0 %2                        ; models/t.lua:7\n"
                              "output logits %5\n"
                              "loss %7\n"
                              "grad lin.weight %8\n");
    assert_ptr_equal(mk2(p, OP_matmul, p->vals[0], p->vals[1], here), p->vals[2]);
}

static bool is_output(const Root *root)
{
    return root->kind == ROOT_OUTPUT;
}

static Val *without_dropout(Prog *to, const Val *v, Val **in, void *arg)
{
    (void)to, (void)arg;
    return v->op == OP_mul && is_op(in[1], OP_keep) ? in[0] : NULL;
}

static void test_copy(void **state)
{
    (void)state;
    Prog *p = sample();
    Prog *same = prog_copy(p, "copy", NULL, NULL, NULL);
    verify(same, "copy");
    assert_int_equal(same->root_count, 3);
    assert_ptr_equal(same->model, p->model);
    assert_int_equal(same->count, p->count - 2);
    Prog *infer = prog_copy(p, "infer", is_output, without_dropout, NULL);
    prog_compact(infer);
    verify(infer, "copy");
    assert_int_equal(infer->root_count, 1);
    assert_int_equal(infer->count, 4);
    assert_string_equal(infer->vals[2]->name, "z");
    assert_ptr_equal(infer->roots[0].val, infer->vals[3]);
    assert_int_equal(infer->roots[0].val->op, OP_leaky_relu);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0.1, "constant 0.1"},
        {-0.0, "constant -0"},
        {1e-30, "constant 1e-30"},
        {1.0 / 3, "constant 0.3333333333333333"},
        {(double)INFINITY, "constant inf"},
        {16777216, "constant 16777216"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Prog *p = prog_new(new_model(), "numbers");
        mk_constant(p, rows[i].number, here);
        char *text = prog_text(p);
        if (!strstr(text, arena_format("%s ", rows[i].text)))
            fail_msg("expected \"%s\" in \"%s\"", rows[i].text, text);
    }
}

/* -------------------------------------------------------------- verifier */

/* clang-format off */
static void break_type(Prog *p) { p->vals[2]->type.shape.dim[0] = 3; }
static void break_id(Prog *p) { p->vals[2]->id = 3; }
static void break_order(Prog *p) { p->vals[4]->in[0] = p->vals[5]; }
static void break_arity(Prog *p) { p->vals[4]->in[2] = p->vals[0]; }
static void break_missing(Prog *p) { p->vals[4]->in[1] = NULL; }
static void break_table(Prog *p) { p->table = prog_new(p->model, "other")->table; }
static void break_twice(Prog *p)
{
    Val *x = p->vals[0];
    build(p, OP_leaky_relu, (Val *[]){x}, &(Attr){.num = 0.1}, here);
    build(p, OP_leaky_relu, (Val *[]){x}, &(Attr){.num = 0.3}, here)->attr.num = 0.1;
}
static void break_loss(Prog *p) { p->roots[1].val = p->vals[0]; }
static void break_grad(Prog *p) { p->roots[2].val = p->vals[7]; }
static void break_root(Prog *p) { p->roots[0].val = sample()->vals[1]; }
static void break_roots(Prog *p) { add_root(p, ROOT_LOSS, 0, "loss", p->vals[7]); }
/* clang-format on */

static void expect_bug(void (*harm)(Prog *p), const char *message)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        Prog *p = sample();
        prog_compact(p);
        harm(p);
        verify(p, "harm");
        _exit(0);
    }
    close(ends[1]);
    char text[512] = "";
    size_t used = 0;
    for (ssize_t got = 0; (got = read(ends[0], text + used, sizeof text - 1 - used)) > 0;)
        used += (size_t)got;
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != GATRT_BUG || !strstr(text, message) || !strstr(text, "after harm"))
        fail_msg("expected a bug \"%s\", got status %d: %s", message, status, text);
}

static void test_verify(void **state)
{
    (void)state;
    expect_bug(break_type, "value %2 (matmul, node [3], models/t.lua:7): its rule gives the type node [2]");
    expect_bug(break_id, "stands at position 2");
    expect_bug(break_order, "operand 0 is %5, which does not come before it");
    expect_bug(break_arity, "has an operand 2, but takes 2");
    expect_bug(break_missing, "operand 1 is missing");
    expect_bug(break_table, "the table does not know it");
    expect_bug(break_twice, ", and was made a second time"); /* which of the two is told depends on the table's order */
    expect_bug(break_loss, "the loss must be param [1]");
    expect_bug(break_grad, "a gradient must have its parameter's type");
    expect_bug(break_root, "root 0 (logits) is not a value of this program");
    expect_bug(break_roots, "roots 1 and 3 are for the same thing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typing),  cmocka_unit_test(test_hints),
        cmocka_unit_test(test_merging), cmocka_unit_test(test_compact_and_print),
        cmocka_unit_test(test_copy),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_verify),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
