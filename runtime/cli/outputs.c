/* outputs.c - what a command is to write, looked at before the work: that it destroys
 * nothing that is read, becomes no part of the data, and can be written at all.
 */
#define _POSIX_C_SOURCE 200809L /* NAME_MAX */
#include "runtime/runtime.h"
#include "runtime/base/target.h"
#include "runtime/formats/weights_list.h"

#include <string.h>

enum { OTHER_USES = 12 }; /* files beside those of --data */

static const char *file_of(const char *path)
{
    return path && strcmp(path, "-") != 0 ? path : NULL;
}

/* A folder is made, or empty: it is no file that there is, nor what is read. */
static const char *out_of(const Options *o)
{
    return o->out && o->out[0] && o->out[strlen(o->out) - 1] == '/' ? NULL : o->out;
}

static bool writes_checkpoint(const Options *o)
{
    return (o->command->bit & (FOR_TRAIN | FOR_TUNE)) != 0;
}

/* A run goes on in the checkpoint that it resumes. Results printed into a file would be lost with it. */
bool outputs_differ(const Options *o, Error *error)
{
    const bool writes = writes_checkpoint(o);
    if (writes && o->checkpoint && !file_of(o->checkpoint))
        return error_set(error, "--checkpoint -: expected a file; only --json goes to standard output");
    WeightsList members = {.count = 0};
    if (!writes && (o->weights || o->checkpoint) &&
        !weights_list("--weights", o->weights ? o->weights : o->checkpoint, &members, error))
        return false;
    FileUse uses[OTHER_USES + MOST_DATA + MOST_WORDS + MOST_MEMBERS] = {
        {"--checkpoint", writes ? o->checkpoint : NULL, writes, writes},
        {"--out", out_of(o), true, false},
        {"--json", file_of(o->json), true, false},
        {"--history", o->history, false, false},
        {"--labels", o->labels, false, false},
        {"--features", o->features && file_exists(o->features) ? o->features : NULL, false, false},
        {"--weights", writes ? o->weights : NULL, false, false},
        {"--resume", o->resume, false, true},
        {"--model", o->model_file, false, false},
        {"the program", "/proc/self/exe", false, false},
        {"standard output", "/proc/self/fd/1", false, false},
        {"standard error", "/proc/self/fd/2", false, false},
    };
    for (int i = 0; i < o->data_count; i++)
        uses[OTHER_USES + i] = (FileUse){"--data", data_is_path(o->datas[i]) ? o->datas[i] : NULL, false, false};
    int count = OTHER_USES + o->data_count;
    for (int i = 0; i < o->word_count && o->command->bit == FOR_COMPARE; i++)
        uses[count++] = (FileUse){"what is compared", o->words[i], false, false};
    for (int i = 0; i < members.count; i++)
        uses[count++] = (FileUse){o->weights ? "--weights" : "--checkpoint", members.path[i], false, false};
    const bool differ = files_differ(uses, count, error);
    weights_list_free(&members);
    return differ;
}

bool outputs_writable(const Options *o, Error *error)
{
    const char *const paths[] = {file_of(o->json), out_of(o), writes_checkpoint(o) ? o->checkpoint : NULL};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (paths[i] && !file_writable(paths[i], error))
            return false;
    return true;
}

/* A file that is not there yet, but that the next run would read as a part of this one's data. */
static bool joins_folder(const char *path, const char *data)
{
    Target t;
    struct stat data_folder, folder;
    const bool joins =
        data_is_path(data) && stat(data, &data_folder) == 0 && S_ISDIR(data_folder.st_mode) && target_find(path, &t);
    const bool same = joins && t.folder >= 0 && fstat(t.folder, &folder) == 0 && folder.st_dev == data_folder.st_dev &&
                      folder.st_ino == data_folder.st_ino && csv_reads(t.name);
    if (joins)
        target_close(&t);
    return same;
}

/* Of a folder only the loader knows what it reads: this is for when it has. */
bool outputs_spare_data(const Options *o, Error *error)
{
    const FileUse uses[] = {{"--json", file_of(o->json), true, false},
                            {"--out", out_of(o), true, false},
                            {"--checkpoint", writes_checkpoint(o) ? o->checkpoint : NULL, true, false}};
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        if (uses[i].path && file_was_read(uses[i].path))
            return error_set(error, "%s and --data name one file: %s", uses[i].option, file_shown(uses[i].path));
        for (int k = 0; uses[i].path && k < o->data_count; k++)
            if (joins_folder(uses[i].path, o->datas[k]))
                return error_set(
                    error,
                    "%s %s: in the folder of --data a file of this name is read as data by the next run; give "
                    "it another name or folder",
                    uses[i].option, file_shown(uses[i].path));
    }
    return true;
}

bool outputs_of_run(Job *job, const char *checkpoint, Error *error)
{
    Options o = *job->options;
    o.checkpoint = checkpoint;
    job->wrong_command = !outputs_differ(&o, error) || !outputs_spare_data(&o, error);
    return !job->wrong_command && file_writable(checkpoint, error);
}
