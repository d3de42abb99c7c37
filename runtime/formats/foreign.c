/* foreign.c - what somebody gave instead of a data set: a folder without the files that are read, or a file
 * of another kind, called what it is.
 */
#include "runtime/runtime.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>

static const struct {
    const char *magic, *what;
} kinds[] = {
    {"\x93NUMPY", "one array (.npy); a data set is several in one .npz: numpy.savez"},
    {"\x89HDF", "HDF5; save its arrays with numpy.savez"},
    {"MATLAB", "a MATLAB file; save its arrays with numpy.savez"},
    {"PAR1", "Parquet; save its columns as CSV"},
    {"\x1f\x8b", "compressed by gzip; unpack it first"},
    {"BZh", "compressed by bzip2; unpack it first"},
    {"\xfd"
     "7zXZ",
     "compressed by xz; unpack it first"},
};

bool foreign_text(const unsigned char *head, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (head[i] < 128 && !isprint(head[i]) && !isspace(head[i]))
            return false;
    return size > 0;
}

const char *foreign_kind(const unsigned char *head, size_t size)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t length = strlen(kinds[i].magic);
        if (size >= length && !memcmp(head, kinds[i].magic, length))
            return kinds[i].what;
    }
    if (size == 0)
        return "empty";
    return foreign_text(head, size) ? "a text; text is read from a folder with features.csv, edges.csv, labels.csv"
                                    : NULL;
}

/* Some of its names, in no order. */
bool foreign_folder(const char *path, Error *error)
{
    char names[96] = "";
    size_t at = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && at + 16 < sizeof names && (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.')
            at += (size_t)snprintf(names + at, sizeof names - at, "%s%.40s", at ? ", " : "", entry->d_name);
    if (folder)
        closedir(folder);
    return error_set(error,
                     "%s: a folder without features.csv; expected features.csv, edges.csv, labels.csv, "
                     "train.txt, val.txt, test.txt; it holds %s",
                     file_shown(path), names[0] ? names : "nothing");
}
