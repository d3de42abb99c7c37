/* outputs.c - what a command is to write, looked at before the work: that it destroys
 * nothing that is read, and that it can be written at all.
 */
#include "runtime/runtime.h"

#include <string.h>

static const char *file_of(const char *path)
{
    return path && strcmp(path, "-") != 0 ? path : NULL;
}

/* A run goes on in the checkpoint that it resumes. Results printed into a file would be lost with it. */
bool outputs_differ(const Options *o, Error *error)
{
    const bool trains = o->command->bit == FOR_TRAIN;
    if (trains && o->checkpoint && !file_of(o->checkpoint))
        return error_set(error, "--checkpoint -: expected a file; only --json goes to standard output");
    const FileUse uses[] = {
        {"--checkpoint", o->checkpoint, trains, trains},
        {"--out", o->out, true, false},
        {"--json", file_of(o->json), true, false},
        {"--data", o->data && data_is_path(o->data) ? o->data : NULL, false, false},
        {"--weights", o->weights, false, false},
        {"--resume", o->resume, false, true},
        {"the program", "/proc/self/exe", false, false},
        {"standard output", "/proc/self/fd/1", false, false},
        {"standard error", "/proc/self/fd/2", false, false},
    };
    return files_differ(uses, sizeof uses / sizeof uses[0], error);
}

bool outputs_writable(const Options *o, Error *error)
{
    const char *const paths[] = {file_of(o->json), o->out, o->command->bit == FOR_TRAIN ? o->checkpoint : NULL};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (paths[i] && !file_writable(paths[i], error))
            return false;
    return true;
}

/* Of a folder only the loader knows what it reads: this is for when it has. */
bool outputs_spare_data(const Options *o, Error *error)
{
    const FileUse uses[] = {{"--json", file_of(o->json), true, false},
                            {"--out", o->out, true, false},
                            {"--checkpoint", o->command->bit == FOR_TRAIN ? o->checkpoint : NULL, true, false}};
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
        if (uses[i].path && file_was_read(uses[i].path))
            return error_set(error, "%s and --data name one file: %s", uses[i].option, file_shown(uses[i].path));
    return true;
}
