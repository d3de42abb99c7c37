/* step_structs.c - NAME_answers and NAME_trainer: as the header declares them, and member by member, in that order, for languages that
 * have to say them again. In: a model with a scheduled training program. Out: text; calls of a writer. */
#include "compiler/base/arena.h"
#include "compiler/base/reserved.h"
#include "compiler/c/step.h"
#include "compiler/ir/ends.h"

/* ------------------------------------------------------------------ the header */

static const char *answer_note(const InputInfo *in)
{
    switch (in->role) {
    case GATRT_LABEL: return "the class of each, any where it does not count";
    case GATRT_WEIGHT: return "what each counts in the loss: of n that are learned from 1/n, else 0";
    case GATRT_CLASS_WEIGHT: return "what each class weighs";
    case GATRT_POS_WEIGHT: return "what the rows that have each label weigh";
    default: return "what is to come out, any number where it does not count";
    }
}

void declare_answers(const Model *m, Out *h)
{
    bool any = false;
    out_blank(h);
    out_line(h, "/* What is learned from. */");
    out_open(h, "typedef struct %s_answers", m->name);
    for (int i = 0; i < m->input_count; i++) {
        const InputInfo *in = &m->inputs[i];
        const char *rows = in->type.space->kind == SPACE_ONE ? "" : arena_format("%s, ", rows_name(in->type.space));
        if (!is_answer(m, i))
            continue;
        any = true;
        out_line(h, "const float *%s; /* [%s%lld] %s */", m->input_ids[i], rows, (long long)shape_width(in->type.shape),
                 answer_note(in));
    }
    if (!any)
        out_line(h, "char none;");
    out_close(h, arena_format(" %s_answers;", m->name));
}

static int loss_count(const Model *m)
{
    int count = 0;
    for (int i = 0; i < training(m)->root_count; i++)
        count += training(m)->roots[i].kind == ROOT_LOSS;
    return count;
}

/* What training walks the other way than inference. */
static void declare_turned(const Model *m, Out *h)
{
    const End *turned = turned_end(m);
    if (turned) {
        out_line(h,
                 "/* %s by source: those from v are %s_start[v] .. %s_start[v + 1] - 1, and which of the graph's each "
                 "is. */",
                 rows_name(turned->of), turned->list, turned->list);
        out_line(h, "int64_t *%s_start;", turned->list);
        out_line(h, "int32_t *%s_%s, *%s_%s;", turned->list, sorted_end(turned->of)->name, turned->list,
                 turned->of->name);
    }
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (has_columns(m, i)) {
            out_line(h, "/* %s by column, with its rows. */", id);
            out_line(h, "int64_t *%s_col_start;", id);
            out_line(h, "int32_t *%s_row;", id);
            out_line(h, "float *%s_col_val;", id);
        }
        if (copies_entries(m, i)) {
            out_line(h, "/* %s once more, with room behind it that vectors may read. */", id);
            out_line(h, "int32_t *%s_col;", id);
            out_line(h, "float *%s_val;", id);
        }
    }
}

void declare_trainer(const Model *m, Out *h)
{
    out_blank(h);
    out_line(h,
             "/* A training under way. Between two steps lr and weight_decay may be changed; all else is %s_step's. */",
             m->name);
    out_open(h, "typedef struct %s_trainer", m->name);
    out_line(h, "double lr, weight_decay; /* as the model says, until they are changed */");
    out_line(h, "float loss[%d];           /* of the last step, before it changed anything%s */", loss_count(m),
             loss_count(m) > 1 ? "; behind it the terms it is the sum of" : "");
    out_line(h, "int64_t steps;           /* done so far */");
    out_line(h, "uint64_t seed;");
    out_line(h, "%s_params *params;", m->name);
    out_line(h, "const %s_graph *graph;", m->name);
    out_line(h, "const %s_inputs *inputs;", m->name);
    out_line(h, "const %s_answers *answers;", m->name);
    out_line(h,
             "/* In the trainer's memory: gradients of the last step, running means of them and of their squares. */");
    out_line(h, "%s_params *grads;", m->name);
    out_line(h, "float *mean, *square;");
    out_line(h, "/* Chunk n of the rows, in whose order sums over rows are added up, is chunk_start[n] .. "
                "chunk_start[n + 1] - 1. */");
    out_line(h, "int64_t chunks, *chunk_start;");
    declare_turned(m, h);
    out_line(h, "void *workspace;");
    out_close(h, arena_format(" %s_trainer;", m->name));
}

/* ------------------------------------------------------------------ member by member */

void answers_members(const Model *m, void *to, MemberWriter *member)
{
    for (int i = 0; i < m->input_count; i++)
        if (is_answer(m, i))
            member(to, m->input_ids[i], MEMBER_FLOATS);
}

static void members(void *to, MemberWriter *member, Member kind, const char *const *names)
{
    for (; *names; names++)
        member(to, *names, kind);
}

static void turned_members(const Model *m, void *to, MemberWriter *member)
{
    const End *turned = turned_end(m);
    if (turned) {
        member(to, arena_format("%s_start", turned->list), MEMBER_INT64S);
        member(to, arena_format("%s_%s", turned->list, sorted_end(turned->of)->name), MEMBER_INT32S);
        member(to, arena_format("%s_%s", turned->list, turned->of->name), MEMBER_INT32S);
    }
    for (int i = 0; i < m->input_count; i++) {
        const char *id = m->input_ids[i];
        if (has_columns(m, i)) {
            member(to, arena_format("%s_col_start", id), MEMBER_INT64S);
            member(to, arena_format("%s_row", id), MEMBER_INT32S);
            member(to, arena_format("%s_col_val", id), MEMBER_FLOATS);
        }
        if (copies_entries(m, i)) {
            member(to, arena_format("%s_col", id), MEMBER_INT32S);
            member(to, arena_format("%s_val", id), MEMBER_FLOATS);
        }
    }
}

void trainer_members(const Model *m, void *to, MemberWriter *member)
{
    members(to, member, MEMBER_DOUBLE, (const char *[]){"lr", "weight_decay", NULL});
    for (int i = 0; i < loss_count(m); i++)
        member(to, i ? arena_format("loss%d", i) : "loss", MEMBER_FLOAT);
    members(to, member, MEMBER_INT64, (const char *[]){"steps", "seed", NULL});
    members(to, member, MEMBER_FLOATS,
            (const char *[]){"params", "graph", "inputs", "answers", "grads", "mean", "square", NULL});
    member(to, "chunks", MEMBER_INT64);
    member(to, "chunk_start", MEMBER_INT64S);
    turned_members(m, to, member);
    member(to, "workspace", MEMBER_FLOATS);
}
