/* bomb.c - writes an .npz of the tiny graph with 256 MiB of zeros in it, deflated: ./bomb FILE junk, as an array
 * that means nothing, or ./bomb FILE x, as features. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { ZEROS = 6 * 11184810 };

static void add(zip_t *zip, const char *name, const char *descr, const char *shape, const void *numbers, size_t size)
{
    char header[128] = "";
    int length = snprintf(header + 10, 118, "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n", descr, shape);
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = (char)length;
    const size_t head = (size_t)length + 10;
    char *all = calloc(head + size, 1);
    if (!all)
        exit(1);
    memcpy(all, header, head);
    if (numbers)
        memcpy(all + head, numbers, size);
    if (zip_file_add(zip, name, zip_source_buffer(zip, all, head + size, 1), 0) < 0)
        exit(1);
}

int main(int argc, char **argv)
{
    static const float x[18] = {1, 2, 3};
    static const int edges[16] = {0, 1, 2, 3, 4, 5, 0, 2, 1, 2, 3, 4, 5, 0, 3, 5}, y[6] = {0, 1, 1, 0, 1, 0};
    static const char train[6] = {1, 1, 1}, val[6] = {0, 0, 0, 1, 1}, test[6] = {0, 0, 0, 0, 0, 1};
    int code;
    zip_t *zip = argc > 2 ? zip_open(argv[1], ZIP_CREATE | ZIP_TRUNCATE, &code) : NULL;
    if (!zip)
        return 1;
    if (!strcmp(argv[2], "x"))
        add(zip, "x.npy", "<f4", "6, 11184810", NULL, (size_t)ZEROS * 4);
    else {
        add(zip, "x.npy", "<f4", "6, 3", x, sizeof x);
        add(zip, "junk.npy", "<f4", "67108860,", NULL, (size_t)ZEROS * 4);
    }
    add(zip, "edge_index.npy", "<i4", "2, 8", edges, sizeof edges);
    add(zip, "y.npy", "<i4", "6,", y, sizeof y);
    add(zip, "train_mask.npy", "|b1", "6,", train, 6);
    add(zip, "val_mask.npy", "|b1", "6,", val, 6);
    add(zip, "test_mask.npy", "|b1", "6,", test, 6);
    return zip_close(zip) != 0;
}
