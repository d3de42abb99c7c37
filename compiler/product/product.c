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
    {"%s.h", NULL, false},
    {"%s.c", NULL, false}, /* emit_model writes both */
    {"%s_test.c", write_selftest, true},
    {"example.c", write_example, true},
    {"%s.json", write_manifest, false},
    {"Makefile", write_makefile, true},
    {"CMakeLists.txt", write_cmake, true},
};
static const int row_count = sizeof rows / sizeof *rows;
_Static_assert(sizeof rows / sizeof *rows <= MOST_PRODUCT_FILES, "a product has room for its files");

static const char *named(const char *pattern, const Model *m)
{
    const char *at = strstr(pattern, "%s");
    return at ? arena_format("%.*s%s%s", (int)(at - pattern), pattern, m->name, at + 2) : pattern;
}

const char *product_file_name(const Model *m, int number)
{
    return number < row_count ? named(rows[number].name, m) : NULL;
}

int product_make(Model *m, ProductFile files[MOST_PRODUCT_FILES])
{
    int count = 0;
    for (int i = 0; i < row_count; i++) {
        if (rows[i].of_sample && !has_sample(m))
            continue;
        files[count].name = product_file_name(m, i);
        out_init(&files[count].text);
        if (rows[i].write)
            rows[i].write(m, &files[count].text);
        count++;
    }
    emit_model(m, files[PRODUCT_SOURCE].name, &files[PRODUCT_SOURCE].text, &files[PRODUCT_HEADER].text);
    return count;
}
