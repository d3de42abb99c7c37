/* apart.c - weights above some 64 kB beside a product's source: as text they cost a compiler of C seconds, and a folder of numbers
 * reads ill. NAME_weights.bin has the bytes, and NAME_weights.c has the assembler take them in; for who cannot it has the text. */
#include "compiler/base/quote.h"
#include "compiler/base/reserved.h"
#include "compiler/c/emit.h"
#include "compiler/product/product.h"

/* Floats, whatever they are stored as. */
enum { LARGE_BYTES = 64 * 1024 };

bool has_large_weights(const Model *m)
{
    return m->baked && param_floats(m) * (int64_t)sizeof(float) > LARGE_BYTES;
}

static int64_t size_in_bytes(const Model *m)
{
    Out bytes;
    out_init(&bytes);
    emit_weights_bytes(m, &bytes);
    const int64_t size = (int64_t)bytes.size;
    out_free(&bytes);
    return size;
}

/* Names of sections and symbols are as ELF has them; elsewhere, and where bytes lie the other way round, there is the text. */
static void write_assembler(const Model *m, Out *o)
{
    const char *name = m->name;
    out_line(o, "#ifndef GATCC_WEIGHTS_BIN");
    out_line(o, "#define GATCC_WEIGHTS_BIN \"%s_weights.bin\"", name);
    out_line(o, "#endif");
    out_line(o, "_Static_assert(sizeof(%s_params) == %lld, \"%s_params lies as the file has it\");", name,
             (long long)size_in_bytes(m), name);
    out_line(o, "__asm__(\".section .rodata\\n\"");
    out_line(o, "        \".globl %s_weights\\n\"", name);
    out_line(o, "        \".type %s_weights, %%object\\n\"", name);
    out_line(o, "        \".balign 16\\n\"");
    out_line(o, "        \"%s_weights:\\n\"", name);
    out_line(o, "        \".incbin \\\"\" GATCC_WEIGHTS_BIN \"\\\"\\n\"");
    out_line(o, "        \".size %s_weights, . - %s_weights\\n\"", name, name);
    out_line(o, "        \".text\\n\");");
}

void write_weights_source(const Model *m, Out *o)
{
    out_line(o,
             "/* %s_weights.c - %s for %s.c: gcc and clang take the bytes of %s_weights.bin where the format of "
             "objects is ELF",
             m->name, quote_comment(m->baked_from), m->name, m->name);
    out_line(o, " * and the lowest byte is first. They look for it in the current folder, or where "
                "-DGATCC_WEIGHTS_BIN='\"PATH\"' says.");
    out_line(o, " * All others read the text, as does who has a section of their own, or -DGATCC_WEIGHTS_TEXT. */");
    out_line(o, "#include \"%s.h\"", m->name);
    out_blank(o);
    out_line(o, "#if defined(__GNUC__) && defined(__ELF__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && \\");
    out_line(o, "    !defined(GATCC_WEIGHTS_TEXT) && !defined(GATCC_WEIGHTS_SECTION)");
    write_assembler(m, o);
    out_line(o, "#else");
    emit_weights_text(m, o);
    out_line(o, "#endif");
}
