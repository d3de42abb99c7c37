/* constants.c - the constants of a generated source: of what each chunk has of its own, of a program's workspace, of the
 * runtime's tables. Those of shapes are the header's.
 * In: Model.constants, once all that asks for them has been written. Out: enums. */
#include "compiler/c/emit.h"

typedef bool Wanted(const ConstantInfo *constant, const void *arg);

static void emit_enum(const Model *m, const char *title, Wanted *wanted, const void *arg, Out *o)
{
    bool open = false;
    for (int i = 0; i < m->constant_count; i++) {
        if (!wanted(&m->constants[i], arg))
            continue;
        if (!open) {
            out_blank(o);
            out_line(o, "/* %s */", title);
            out_open(o, "enum");
        }
        open = true;
        out_line(o, "%s = %lld,", m->constants[i].name, (long long)m->constants[i].num);
    }
    if (open)
        out_close(o, ";");
}

static bool is_of_chunks(const ConstantInfo *constant, const void *arg)
{
    const bool *of_inference = arg;
    return constant->kind == CONSTANT_CHUNK && constant->of_inference == *of_inference;
}

/* What inference uses stands before it, the others behind. */
void emit_chunk_constants(const Model *m, bool of_inference, Out *o)
{
    emit_enum(m,
              "Floats in a piece of sums over all rows, where a sum begins in it and among all that are added up; rows "
              "too wide for the stack.",
              is_of_chunks, &of_inference, o);
}

static bool is_of_workspace(const ConstantInfo *constant, const void *arg)
{
    return constant->kind == CONSTANT_WORKSPACE && constant->of == arg;
}

void emit_workspace_constants(const Prog *p, Out *o)
{
    emit_enum(p->model, "Floats of the workspace: for each row where most of them are alive, for each chunk.",
              is_of_workspace, p, o);
}

static bool is_of_table(const ConstantInfo *constant, const void *arg)
{
    const ConstantKind *kind = arg;
    return constant->kind == *kind;
}

void emit_table_constants(const Model *m, Out *o)
{
    static const char *const titles[] = {
        [CONSTANT_SPACE] = "Spaces, behind those that every model has.",
        [CONSTANT_END] = "Ends of relations, behind those that every model has.",
        [CONSTANT_INPUT] = "Inputs.",
        [CONSTANT_OUTPUT] = "Outputs.",
        [CONSTANT_DRAW] = "Random draws.",
    };
    for (ConstantKind kind = CONSTANT_SPACE; kind <= CONSTANT_DRAW; kind++)
        emit_enum(m, titles[kind], is_of_table, &kind, o);
}
