/* torch_files.h - files of torch.save: one that a test writes by hand, and those that PyTorch wrote, in
 * $GATCC_REFERENCE_TASKS/pt, by default ../shared/reference-tasks beside $GATCC_SOURCE. Behind cmocka's headers. */
#ifndef TEST_TORCH_FILES_H
#define TEST_TORCH_FILES_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/test_torch_XXXXXX";

static inline int make_file(void **state)
{
    (void)state;
    const int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static inline int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

typedef struct Bytes {
    const char *bytes;
    size_t size;
} Bytes;

static inline const char *folder(void)
{
    static char text[512];
    const char *tasks = getenv("GATCC_REFERENCE_TASKS"), *source = getenv("GATCC_SOURCE");
    if (tasks)
        snprintf(text, sizeof text, "%s/pt", tasks);
    else
        snprintf(text, sizeof text, "%s/../shared/reference-tasks/pt", source ? source : ".");
    return text;
}

static inline json_t *read_json(const char *name)
{
    char file[640];
    snprintf(file, sizeof file, "%s/%s", folder(), name);
    return json_load_file(file, 0, NULL);
}

#endif
