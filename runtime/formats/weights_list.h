/* weights_list.h - several files of weights as one text, "a.safetensors,b.safetensors": the members of an ensemble. */
#ifndef WEIGHTS_LIST_H
#define WEIGHTS_LIST_H

#include "runtime/base/file.h"

enum { MOST_MEMBERS = 64 };
typedef struct WeightsList {
    char *text;                         /* what the paths are in */
    const char *path[MOST_MEMBERS];
    int count;
} WeightsList;

/* `given` is the value of `option`. A file whose name has a comma is one file, where it is there. weights_list_free */
bool weights_list(const char *option, const char *given, WeightsList *list, Error *error);
void weights_list_free(WeightsList *list);

#endif
