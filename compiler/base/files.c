/* files.c - what gatcc writes, by the runtime's writer: all of it or nothing. */
#include "compiler/base/files.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "runtime/runtime.h"

#include <string.h>

static void discard(Staged **staged, int count)
{
    for (int i = 0; i < count; i++)
        file_discard(staged[i]);
}

void out_write_files(const OutFile *files, int count)
{
    Staged **staged = arena_alloc((size_t)count, sizeof *staged);
    Error error = {""};
    for (int i = 0; i < count; i++) {
        unsigned flags = files[i].program ? FILE_PROGRAM : 0; /* what gatcc writes can be made again */
        staged[i] = file_stage(files[i].path, files[i].text, files[i].size, flags, &error);
        if (!staged[i]) {
            discard(staged, i);
            die("%s", error.text);
        }
    }
    for (int i = 0; i < count; i++) {
        if (!file_commit(staged[i], &error)) {
            discard(staged + i + 1, count - i - 1);
            die("%s", error.text);
        }
    }
}

void out_write_file(const char *path, const char *text, size_t size)
{
    out_write_files(&(OutFile){path, text, size, false}, 1);
}

OutFile out_read_file(const char *path)
{
    Error error = {""};
    unsigned char *bytes;
    size_t size;
    if (!file_read(path, &bytes, &size, &error))
        die("%s", error.text);
    char *text = arena_alloc(size + 1, 1);
    memcpy(text, bytes, size);
    mem_free(bytes);
    return (OutFile){path, text, size, false};
}
