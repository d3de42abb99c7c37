/* beginnings.c - data sets of several files that share the beginning of their names, as they lie in a folder. */
#include "runtime/formats/beginnings.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

bool name_ends(const char *name, const char *end)
{
    const size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && !strcmp(name + length - end_length, end);
}

int beginnings_in(const char *folder, const char *start, const char *end, char first[BEGINNING_PATH],
                  char names[BEGINNING_NAMES])
{
    int count = 0;
    DIR *listing = opendir(folder);
    names[0] = 0;
    for (struct dirent *entry; listing && (entry = readdir(listing)) != NULL;) {
        const char *name = entry->d_name;
        if (name[0] == '.' || strncmp(name, start, strlen(start)) != 0 || !name_ends(name, end))
            continue;
        char path[BEGINNING_PATH];
        const int length = (int)(strlen(name) - strlen(end));
        snprintf(path, sizeof path, "%.2000s/%.*s", folder, length, name);
        if (count == 0 || strcmp(path, first) < 0)
            memcpy(first, path, sizeof path);
        const size_t at = strlen(names);
        snprintf(names + at, BEGINNING_NAMES - at, "%s%.*s", count ? ", " : "", length, name);
        count++;
    }
    if (listing)
        closedir(listing);
    return count;
}
