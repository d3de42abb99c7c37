/* run_file.h - names of files that each of several runs has one of: "w-{run}.safetensors". */
#ifndef RUN_FILE_H
#define RUN_FILE_H

#include "runtime/runtime.h"

bool  run_file_each(const char *pattern);                 /* does it name a file for each run? NULL: no */
char *run_file_path(const char *pattern, int64_t number); /* of a run, counted from 0: its number from 1 on; mem_free */

#endif
