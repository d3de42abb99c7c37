/* product.c - the files of a product, one row each. */
#include "compiler/product/product.h"
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"

#include <string.h>

typedef struct Row {
    const char *name; /* %s: the model's */
    void (*write)(const Model *m, Out *o);
    bool of_sample; /* only where the model has one */
} Row;

static const Row rows[] = {
    {"%s_test.c", write_selftest, true}, {"example.c", write_example, true},    {"%s.json", write_manifest, false},
    {"Makefile", write_makefile, true},  {"CMakeLists.txt", write_cmake, true},
};
enum { ROWS = sizeof rows / sizeof *rows, SOURCES = 2 };
_Static_assert(ROWS + SOURCES <= MOST_PRODUCT_FILES, "a product has room for its files");

static const char *named(const char *pattern, const Model *m)
{
    const char *at = strstr(pattern, "%s");
    return at ? arena_format("%.*s%s%s", (int)(at - pattern), pattern, m->name, at + 2) : pattern;
}

const char *product_file_name(const Model *m, int number)
{
    return number == 0               ? named("%s.h", m)
           : number == 1             ? named("%s.c", m)
           : number < ROWS + SOURCES ? named(rows[number - SOURCES].name, m)
                                     : NULL;
}

int product_make(Model *m, ProductFile files[MOST_PRODUCT_FILES])
{
    int count = SOURCES;
    for (int i = 0; i < SOURCES; i++) {
        files[i].name = product_file_name(m, i);
        out_init(&files[i].text);
    }
    m->alone = true;
    emit_model(m, files[1].name, &files[1].text, &files[0].text);
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].of_sample && !has_sample(m))
            continue;
        files[count].name = named(rows[i].name, m);
        out_init(&files[count].text);
        rows[i].write(m, &files[count++].text);
    }
    return count;
}
