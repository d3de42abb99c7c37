/* metis.c - rows into parts of about the same size with few edges between them, by METIS (Karypis and Kumar 1998).
 *
 * libmetis is loaded when the first partition is wanted; nothing else needs it. How wide its numbers are is asked of it: it
 * sets an array of 40 of them to -1. Its draws are a C library's rand, begun anew in each call: one call at a time has the
 * same parts for the same graph.
 */
#include "runtime/sample/sample.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#ifndef GATRT_METIS
#define GATRT_METIS "libmetis.so.5"
#endif

enum { OPTIONS = 40, METIS_DONE = 1 };

typedef int SetOptions(void *options);
typedef int PartGraph(int32_t *rows, int32_t *weights, int32_t *start, int32_t *far, void *row_weight, void *row_size,
                      void *edge_weight, int32_t *parts, void *shares, void *unevenness, void *options, int32_t *cut,
                      int32_t *part);

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* C has no conversion from an object pointer to a function's. */
static bool find(void *library, const char *name, void *function, size_t size)
{
    void *address = dlsym(library, name);
    memcpy(function, &address, size);
    return address != NULL;
}

static bool is_narrow(SetOptions *set_options)
{
    int64_t options[OPTIONS] = {0};
    set_options(options);
    return options[OPTIONS - 1] == 0; /* of 32 bits they end in the middle */
}

static PartGraph *load(Error *error)
{
    PartGraph *part_graph = NULL;
    SetOptions *set_options = NULL;
    void *library = dlopen(GATRT_METIS, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        error_set(error, "--clusters needs METIS, and %s cannot be loaded; install libmetis5", GATRT_METIS);
        return NULL;
    }
    if (!find(library, "METIS_PartGraphKway", &part_graph, sizeof part_graph) ||
        !find(library, "METIS_SetDefaultOptions", &set_options, sizeof set_options) || !is_narrow(set_options)) {
        error_set(error, "--clusters: %s is not METIS 5 with numbers of 32 bits", GATRT_METIS);
        return NULL;
    }
    return part_graph;
}

bool metis_part(int32_t rows, int32_t *start, int32_t *far, int32_t parts, int32_t *part, Error *error)
{
    int32_t weights = 1, cut = 0;
    pthread_mutex_lock(&one_at_a_time);
    PartGraph *part_graph = load(error);
    const int done =
        part_graph ? part_graph(&rows, &weights, start, far, NULL, NULL, NULL, &parts, NULL, NULL, NULL, &cut, part)
                   : METIS_DONE;
    pthread_mutex_unlock(&one_at_a_time);
    return done == METIS_DONE ? part_graph != NULL
                              : error_set(error, "--clusters %d: METIS failed with code %d", parts, done);
}
