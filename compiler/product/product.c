/* product.c - the files of a product, one row each. */
#include "compiler/product/product.h"
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"

#include <string.h>

typedef struct Row {
    const char *name; /* %s: the model's */
    void (*write)(const Model *m, Out *o);
    bool (*is_there)(const Model *m); /* NULL: always */
} Row;

static const Row rows[] = {
    {"%s.h", NULL, NULL},
    {"%s.c", NULL, NULL}, /* emit_model writes both */
    {"%s_weights.c", write_weights_source, has_large_weights},
    {"%s_weights.bin", emit_weights_bytes, has_large_weights},
    {"%s_test.c", write_selftest, has_sample},
    {"example.c", write_example, has_sample},
    {"%s.json", write_manifest, NULL},
    {"Makefile", write_makefile, has_sample},
    {"CMakeLists.txt", write_cmake, has_sample},
    {"%s.hpp", write_cpp, is_prepared},
    {"%s.py", write_python, is_prepared},
    {"%s.rs", write_rust, is_prepared},
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
    m->weights_apart = has_large_weights(m);
    for (int i = 0; i < row_count; i++) {
        if (rows[i].is_there && !rows[i].is_there(m))
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
