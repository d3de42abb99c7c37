/* emit_trainer.c - what is behind GATCC_INFERENCE_ONLY: helpers, constants, every program as the runtime runs it, the tables,
 * main. In: a model. Out: the second part of its source. */
#include "compiler/c/emit.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

/* Which chunks hold rows of a demand level is asked of the runtime's graph. */
static bool counts_chunks(const Model *m)
{
    for (int i = 0; i < PROGRAM_COUNT; i++)
        for (int j = 0; m->progs[i] && j < m->progs[i]->field_count; j++)
            if (m->progs[i]->fields[j].kind == FIELD_PIECES && m->progs[i]->fields[j].index < LEVEL_ALL)
                return true;
    return false;
}

/* Every program but inference, which stands in the file before; the tables. */
static void emit_programs(Model *m, Out *o)
{
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        const Prog *p = m->progs[emit_order[i]];
        if (!p)
            continue;
        out_blank(o);
        out_line(o, "/* ---------------------------------------------------------------- %s */", p->name);
        if (emit_order[i] != PROGRAM_INFER) {
            emit_context(o, p);
            emit_kernels(o, p);
        }
        emit_program_tables(p, o);
    }
    emit_descriptor(m, o);
}

/* Constants are made when they are first asked for: what asks is written before they are. */
void emit_trainer(Model *m, Out *o)
{
    Out programs;
    out_init(&programs);
    emit_programs(m, &programs);
    emit_helpers(o, m->progs, PROGRAM_COUNT, &m->progs[PROGRAM_INFER], 1);
    if (m->switches.exact)
        emit_helper(o, "gat_bits(");
    if (counts_chunks(m))
        emit_helper(o, "gat_chunks_within(");
    emit_chunk_constants(m, false, o);
    emit_table_constants(m, o);
    out_raw(o, programs.text);
    out_free(&programs);
    out_blank(o);
    out_line(o, "#ifndef GATCC_NO_MAIN");
    out_open_function(o, "int main(int argc, char **argv)");
    out_line(o, "return gatrt_main(&%s_model, argc, argv);", m->name);
    out_close(o, "");
    out_line(o, "#endif");
}
