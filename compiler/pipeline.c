/* pipeline.c - the compiler on one page: the list of passes, what each needs and
 * gives, and the programs that are made of one model. After every pass the program is
 * verified, and printed where --dump asks for it. */
#define _POSIX_C_SOURCE 200809L
#include "compiler/pipeline.h"
#include "compiler/algebra/algebra.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/files.h"
#include "compiler/c/emit.h"
#include "compiler/ir/print.h"
#include "compiler/ir/verify.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"
#include "compiler/kernels/verify.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct Pass {
    const char *name;
    void (*run)(Prog *p);
    void (*print)(FILE *out, const Prog *p);
    unsigned needs, gives;
    bool training; /* programs with gradients only */
} Pass;

static void print_simplified(FILE *out, const Prog *p)
{
    simplify_report(out, p);
    print_prog(out, p);
}

/* clang-format off */
static const Pass passes[] = {
    /* name        run       print             needs                        gives         */
    {"forward",  simplify, print_simplified, FACT_TYPED,                  0,            true},
    {"autodiff", autodiff, print_prog,       FACT_TYPED,                  FACT_DIFFED,  true},
    {"simplify", simplify, print_simplified, FACT_TYPED | FACT_DIFFED,    0,            false},
    {"demand",   demand,   demand_print,     FACT_TYPED | FACT_DIFFED,    FACT_LEVELED, false},
    {"place",    place,    place_print,      FACT_LEVELED,                FACT_PLACED,  false},
    {"fuse",     fuse,     fuse_print,       FACT_LEVELED | FACT_PLACED,  FACT_GROUPED, false},
    {"plan",     plan,     plan_print,       FACT_GROUPED,                FACT_PLANNED, false},
    {"schedule", schedule, schedule_print,   FACT_GROUPED | FACT_PLANNED, FACT_LOWERED, false},
};
/* clang-format on */

enum { PASS_COUNT = sizeof passes / sizeof *passes };

const char *pipeline_pass_names(void)
{
    const char *names = "front";
    for (int i = 0; i < PASS_COUNT; i++)
        names = arena_format("%s,%s", names, passes[i].name);
    return names;
}

/* ------------------------------------------------------------ dumps */

static bool asked_for(const DumpOptions *dump, const char *name)
{
    if (!dump || !dump->passes)
        return false;
    size_t n = strlen(name);
    for (const char *c = dump->passes; *c; c += strcspn(c, ","), c += *c == ',') {
        size_t word = strcspn(c, ",");
        if ((word == n && !strncmp(c, name, n)) || (word == 3 && !strncmp(c, "all", 3)))
            return true;
    }
    return false;
}

const char *pipeline_dump_path(const char *folder, int number)
{
    if (number < 1 || number > PASS_COUNT + 1)
        return NULL;
    return arena_format("%s/%02d-%s.txt", folder, number, number == 1 ? "front" : passes[number - 2].name);
}

/* What is printed after one pass: to standard output, or into memory and from there to its file. */
typedef struct Dump {
    FILE *to;
    const char *path; /* NULL: standard output */
    char *text;
    size_t size;
} Dump;

static void dump_open(Dump *d, const DumpOptions *options, int number)
{
    *d = (Dump){.to = stdout};
    if (!options->directory)
        return;
    d->path = pipeline_dump_path(options->directory, number);
    d->to = open_memstream(&d->text, &d->size);
    if (!d->to)
        die("%s: out of memory", d->path);
}

static void dump_close(Dump *d)
{
    bool failed = fflush(d->to) || ferror(d->to);
    if (!d->path && failed)
        die("standard output: cannot write: %s", strerror(errno));
    if (!d->path)
        return;
    if (fclose(d->to) || failed)
        die("%s: out of memory", d->path);
    out_write_file(d->path, d->text, d->size);
    free(d->text);
}

/* ------------------------------------------------------------ the programs of a model */

static bool is_loss(const Root *root)
{
    return root->kind == ROOT_LOSS && root->index == 0;
}

/* What a training step gives: the loss, its terms, and what states become. */
static bool is_trained(const Root *root)
{
    return root->kind == ROOT_LOSS || root->kind == ROOT_STATE;
}

static bool is_output(const Root *root)
{
    return root->kind == ROOT_OUTPUT;
}

static bool is_shown(const Root *root)
{
    return root->kind == ROOT_OUTPUT || root->kind == ROOT_ON_DEMAND;
}

/* A value where one of v's type stood: an operand may be narrower than the result. */
static Val *stands_for(Prog *to, const Val *v, Val *operand)
{
    Attr zero = {.type = v->type};
    if (operand->type.space != v->type.space)
        operand = mk2(to, OP_add, operand, build(to, OP_constant, NULL, &zero, v->pos), v->pos);
    return mk_expand(to, operand, v->type.shape, v->pos);
}

static Val *in_training(Prog *to, const Val *v, Val **in, void *arg)
{
    (void)arg;
    return v->op == OP_training ? stands_for(to, v, in[0]) : NULL;
}

static Val *after_training(Prog *to, const Val *v, Val **in, void *arg)
{
    (void)arg;
    Attr one = {.num = 1, .type = v->type};
    if (v->op == OP_keep)
        return build(to, OP_constant, NULL, &one, v->pos);
    return v->op == OP_training ? stands_for(to, v, in[1]) : NULL;
}

static int output_input(Model *m, const Root *root)
{
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].output_of == root->index + 1)
            return i;
    GROW(m->inputs, m->input_count, m->input_capacity);
    m->inputs[m->input_count] =
        (InputInfo){.name = root->name, .role = GATRT_FEATURES, .type = root->val->type, .output_of = root->index + 1};
    return m->input_count++;
}

/* The loss of given outputs: an output is an input, and what it was made from falls away. */
static Val *from_outputs(Prog *to, const Val *v, Val **in, void *model)
{
    Model *m = model;
    const Prog *forward = m->forward;
    for (int i = 0; i < forward->root_count; i++) {
        const Root *root = &forward->roots[i];
        if (root->kind != ROOT_OUTPUT || root->val != v || v->type.space == SPACE_PARAM)
            continue;
        Attr attr = {.index = output_input(m, root), .type = v->type};
        return build(to, OP_input, NULL, &attr, v->pos);
    }
    return after_training(to, v, in, NULL);
}

static Prog *derive(Model *m, const char *name, bool (*keep)(const Root *), MapVal *map)
{
    bool any = false;
    for (int i = 0; i < m->forward->root_count; i++)
        any |= keep(&m->forward->roots[i]);
    if (!any)
        return NULL;
    Prog *p = prog_copy(m->forward, name, keep, map, m);
    if (map != in_training)
        p->facts |= FACT_DIFFED; /* no gradients to come */
    prog_compact(p);
    return p;
}

static void make_programs(Model *m)
{
    bool on_demand = false;
    for (int i = 0; i < m->forward->root_count; i++)
        on_demand |= m->forward->roots[i].kind == ROOT_ON_DEMAND;
    m->progs[PROGRAM_INFER] = derive(m, "infer", is_output, after_training);
    if (!m->alone || m->switches.steps)
        m->progs[PROGRAM_TRAIN] = derive(m, "train", is_trained, in_training);
    if (!m->alone && m->switches.explains)
        m->progs[PROGRAM_EXPLAIN] = explained(m, after_training);
    /* Behind explain: what it reads of outputs are inputs that no table has. */
    if (!m->alone || m->switches.steps)
        m->progs[PROGRAM_SCORE] = derive(m, "score", is_loss, from_outputs);
    if (m->alone)
        return;
    if (on_demand)
        m->progs[PROGRAM_INSPECT] = derive(m, "inspect", is_shown, after_training);
}

/* Outputs proper come first: the first is what metrics and predictions are about. */
static void number_outputs(Prog *forward)
{
    int next = 0;
    for (int on_demand = 0; on_demand < 2; on_demand++)
        for (int i = 0; i < forward->root_count; i++)
            if (forward->roots[i].kind == (on_demand ? ROOT_ON_DEMAND : ROOT_OUTPUT))
                forward->roots[i].index = next++;
}

/* ------------------------------------------------------------ the run */

static void run_pass(const Pass *pass, Prog *p)
{
    if ((p->facts & pass->needs) != pass->needs)
        bug("%s runs too early on program %s", pass->name, p->name);
    pass->run(p);
    p->facts |= pass->gives;
    verify(p, pass->name);
    verify_kernels(p, pass->name);
    verify_loops(p, pass->name);
}

/* Of all programs at once: a kernel of one may run the function of another's. */
static void share(Model *m)
{
    share_kernels(m);
    for (int i = 0; i < PROGRAM_COUNT; i++)
        if (m->progs[i])
            m->progs[i]->facts |= FACT_SHARED;
    verify_shared(m);
}

/* Inference alone, for a trainer: a training step has its values for the way back, and a product has no bands. */
static void band(Model *m)
{
    if (!m->alone && m->progs[PROGRAM_INFER])
        find_banded(m->progs[PROGRAM_INFER]);
}

void pipeline_run(Model *m, const DumpOptions *dump)
{
    number_outputs(m->forward);
    verify(m->forward, "front");
    if (asked_for(dump, "front")) {
        Dump d;
        dump_open(&d, dump, 1);
        print_prog(d.to, m->forward);
        dump_close(&d);
    }
    make_programs(m);
    name_members(m);
    for (int i = 0; i < PASS_COUNT; i++) {
        bool print = asked_for(dump, passes[i].name);
        Dump d;
        if (print)
            dump_open(&d, dump, i + 2);
        for (int j = 0; j < PROGRAM_COUNT; j++) {
            Prog *p = m->progs[j];
            if (!p || (passes[i].training && j != PROGRAM_TRAIN && j != PROGRAM_EXPLAIN))
                continue;
            run_pass(&passes[i], p);
            if (print)
                passes[i].print(d.to, p);
            if (print && (j < PROGRAM_INSPECT || (j == PROGRAM_INSPECT && m->progs[PROGRAM_EXPLAIN])))
                fputc('\n', d.to);
        }
        if (print)
            dump_close(&d);
    }
    share(m);
    band(m);
}
