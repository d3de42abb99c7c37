/* live.h - `-o page.html`: one page that trains the model on a data set where it is read. In: a model with NAME_step, its module of
 * JavaScript and its WebAssembly, a data set. Out: the page's text. */
#ifndef LIVE_H
#define LIVE_H

#include "compiler/ir/model.h"
#include "runtime/gatrt.h"
#include "runtime/report/page.h"

typedef struct LiveParts {
    const char *model_file, *spec;      /* the model's file and --data, as they were given */
    const char *model_words, *data_words;   /* what else was said of the model, and of the data set: " -D heads=4" */
    const char *module;                 /* write_javascript()'s text, without a file to load */
    const void *wasm;
    size_t wasm_bytes;
} LiveParts;

void live_check(const Model *m, const gatrt_data *data, const char *out);    /* usage_error() or die() where there is nothing to show */
void live_page(const Model *m, const gatrt_data *data, const LiveParts *parts, Page *page);

/* ---- live_data.c: what #given holds, an object of JSON */
void live_data(const Model *m, const gatrt_data *data, const LiveParts *parts, Page *page);

/* ---- live.js and live.css, by the build (embed.cmake) */
extern const char live_script_text[], live_style_text[];

#endif
