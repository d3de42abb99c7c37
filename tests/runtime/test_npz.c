/* test_npz.c - arrays in zip files: every type, both byte orders, both element orders,
 * what was written read back, and files that lie. Run: ctest -R test_npz, or the program itself.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

static char folder[] = "/tmp/test_npz_XXXXXX";
static char path[64], other[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a.npz", folder);
    snprintf(other, sizeof other, "%s/b.npz", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    return rmdir(folder); /* fails where something half-written was left */
}

/* ------------------------------------------------- members made byte by byte */

typedef struct Member {
    const char *name;
    unsigned char bytes[512];
    size_t size;
} Member;

/* A version 1 to 3 member with the given dict and elements. */
static Member make_member(const char *name, int version, const char *dict, const void *elements, size_t size)
{
    Member m = {.name = name};
    size_t length = strlen(dict), at = version == 1 ? 10 : 12;
    memcpy(m.bytes, "\x93NUMPY", 6);
    m.bytes[6] = (unsigned char)version;
    m.bytes[8] = (unsigned char)length;
    memcpy(m.bytes + at, dict, length);
    memcpy(m.bytes + at + length, elements, size);
    m.size = at + length + size;
    return m;
}

static void save_members(const Member *members, int count, int method)
{
    unlink(path);
    int code;
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(archive);
    for (int i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(archive, members[i].bytes, members[i].size, 0);
        zip_int64_t index = zip_file_add(archive, members[i].name, source, 0);
        assert_true(index >= 0);
        assert_int_equal(zip_set_file_compression(archive, (zip_uint64_t)index, method, 0), 0);
    }
    assert_int_equal(zip_close(archive), 0);
}

static void expect_refused(const Member *member, const char *why)
{
    Error error = {""};
    save_members(member, 1, ZIP_CM_STORE);
    assert_null(npz_read(path, &error));
    if (!strstr(error.text, why))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
    assert_ptr_equal(strstr(error.text, path), error.text);
    assert_null(strchr(error.text, '\n'));
}

static void refuse_header(const char *dict, const char *why)
{
    double elements[4] = {1, 2, 3, 4};
    Member m = make_member("y.npy", 1, dict, elements, sizeof elements);
    expect_refused(&m, why);
}

/* -------------------------------------------------------------------- tests */

static void expect_numbers(const char *dict, int version, const void *elements, size_t size, const double *wanted,
                           int count)
{
    Error error = {""};
    Member m = make_member("y.npy", version, dict, elements, size);
    for (int stored = 0; stored < 2; stored++) {
        save_members(&m, 1, stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE);
        Npz *npz = npz_read(path, &error);
        if (!npz)
            fail_msg("%s: %s", dict, error.text);
        const NpyArray *a = npz_find(npz, "y");
        assert_non_null(a);
        assert_int_equal(a->count, count);
        for (int i = 0; i < count; i++)
            assert_true(npy_number(a, i) == wanted[i]);
        assert_null(npz_find(npz, "x"));
        npz_free(npz);
    }
}

static void test_types(void **state)
{
    (void)state;
    const double small[3] = {1, 0, -3}, natural[3] = {1, 0, 250};
    expect_numbers("{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }", 1, (int8_t[]){1, 0, -3}, 3, small, 3);
    expect_numbers("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", 1, (uint8_t[]){1, 0, 250}, 3, natural,
                   3);
    expect_numbers("{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }", 2, (int16_t[]){1, 0, -3}, 6, small, 3);
    expect_numbers("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", 1, (int32_t[]){1, 0, -3}, 12, small, 3);
    expect_numbers("{'descr': '<i8', 'fortran_order': False, 'shape': (3L,), }", 1, (int64_t[]){1, 0, -3}, 24, small,
                   3);
    expect_numbers("{'descr': '<u8', 'fortran_order': False, 'shape': (3,), }", 3, (uint64_t[]){1, 0, 250}, 24, natural,
                   3);
    expect_numbers("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 1, (float[]){1, 0, -3}, 12, small, 3);
    expect_numbers("{\"descr\":\"<f8\",\"shape\":(3,),\"fortran_order\":False}", 1, (double[]){1, 0, -3}, 24, small, 3);
    expect_numbers("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }", 1, (uint16_t[]){0x3C00, 0, 0xC200}, 6,
                   small, 3);
    const double truth[3] = {1, 0, 1}, least[1] = {-9223372036854775808.0};
    expect_numbers("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", 1, (uint8_t[]){1, 0, 1}, 3, truth, 3);
    expect_numbers("{'descr': '<i8', 'fortran_order': False, 'shape': (), }", 1, (int64_t[]){INT64_MIN}, 8, least, 1);
    expect_numbers("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 0), }", 1, "", 0, NULL, 0);
}

static void test_orders(void **state)
{
    (void)state;
    const double small[3] = {1, 0, -3}, table[6] = {1, 2, 3, 4, 5, 6};
    expect_numbers("{'descr': '>i4', 'fortran_order': False, 'shape': (3,), }", 1, "\0\0\0\1\0\0\0\0\xff\xff\xff\xfd",
                   12, small, 3);
    expect_numbers("{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }", 1, "\0\1\0\0\xff\xfd", 6, small, 3);
    expect_numbers("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }", 1, (int32_t[]){1, 4, 2, 5, 3, 6}, 24,
                   table, 6);
}

static void test_hostile_headers(void **state)
{
    (void)state;
    refuse_header("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }", "Python objects");
    refuse_header("{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }", "dtype");
    refuse_header("{'descr': '<f16', 'fortran_order': False, 'shape': (2,), }", "size");
    refuse_header("{'descr': '<f99999999999999999999', 'fortran_order': False, 'shape': (2,), }", "size");
    refuse_header("{'descr': '<i-8', 'fortran_order': False, 'shape': (4,), }", "size");
    refuse_header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4,), }", "structured");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }", "does not match");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", "does not match");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387905,), }", "does not match");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952, 2), }", "does not match");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "impossibly large");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "bad shape");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (-4,), }", "bad shape");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1, 1, 4), }", "dimensions");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (4", "bad shape");
    refuse_header("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (4,), }", "fortran_order");
    refuse_header("{'descr': '<f8', 'shape': (4,), }", "lacks");
    refuse_header("{'descr': '<f8', 'descr': '<f8', 'shape': (4,), }", "repeated");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), 'evil': 1}", "unknown");
    refuse_header("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), } and more", "damaged");
    refuse_header("{'descr", "damaged");
    refuse_header("", "not a dict");
}

static void test_hostile_members(void **state)
{
    (void)state;
    const char *dict = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";
    double one = 1.0;
    Member good = make_member("y.npy", 1, dict, &one, sizeof one), bad = good;
    bad.bytes[0] = 'X';
    expect_refused(&bad, "not an .npy");
    bad = good;
    bad.bytes[6] = 9;
    expect_refused(&bad, "version");
    bad = good;
    bad.bytes[9] = 255;
    expect_refused(&bad, "longer than the member");
    bad = make_member("y.npy", 2, dict, &one, sizeof one);
    bad.bytes[11] = 255;
    expect_refused(&bad, "longer than the member");
    for (size_t size = 0; size < good.size; size++) {
        bad = good;
        bad.size = size;
        expect_refused(&bad, "y.npy");
    }
    bad = good;
    bad.name =
        "a-name-that-is-longer-than-the-hundred-and-twenty-seven-characters-there-are-room-for,-as-no-array-that-is-"
        "a-part-of-a-graph-has-one-so-long.npy";
    Error none = {""}; /* no loader asks for such a name */
    save_members(&bad, 1, ZIP_CM_DEFLATE);
    Npz *cut = npz_read(path, &none);
    assert_true(cut && cut->count == 1 && strlen(cut->arrays[0].name) == 127);
    npz_free(cut);
    bad = good;
    bad.name = "note.txt"; /* not an array, so nobody's business */
    Member both[2] = {bad, good};
    save_members(both, 2, ZIP_CM_DEFLATE);
    Error error = {""};
    Npz *npz = npz_read(path, &error);
    assert_non_null(npz);
    assert_int_equal(npz->count, 1);
    npz_free(npz);
}

static void write_sample(const char *to)
{
    static float values[2000];
    static int64_t numbers[300];
    for (int i = 0; i < 2000; i++)
        values[i] = (float)(gatrt_mix((uint64_t)i) & 255) / 3.0f;
    for (int i = 0; i < 300; i++)
        numbers[i] = i * i - 1000;
    NpyArray arrays[3] = {
        {.name = "logits",
         .kind = NPY_FLOAT,
         .item = 4,
         .rank = 2,
         .dim = {500, 4},
         .count = 2000,
         .bytes = (void *)values},
        {.name = "class", .kind = NPY_INT, .item = 8, .rank = 1, .dim = {300}, .count = 300, .bytes = (void *)numbers},
        {.name = "none", .kind = NPY_BOOL, .item = 1, .rank = 1, .dim = {0}},
    };
    Error error = {""};
    if (!npz_write(to, arrays, 3, &error))
        fail_msg("%s", error.text);
}

static void test_round_trip(void **state)
{
    (void)state;
    Error error = {""};
    write_sample(path);
    Npz *npz = npz_read(path, &error);
    if (!npz)
        fail_msg("%s", error.text);
    assert_int_equal(npz->count, 3);
    const NpyArray *logits = npz_find(npz, "logits"), *class = npz_find(npz, "class");
    assert_int_equal(logits->rank, 2);
    assert_int_equal(logits->dim[0], 500);
    assert_int_equal((intptr_t)logits->bytes % 64, 0);
    for (int i = 0; i < 2000; i++)
        assert_true(npy_number(logits, i) == (double)((float)(gatrt_mix((uint64_t)i) & 255) / 3.0f));
    assert_true(npy_number(class, 299) == 299 * 299 - 1000);
    assert_int_equal(npz_find(npz, "none")->count, 0);
    npz_free(npz);

    unsigned char *first, *second;
    size_t size, again;
    write_sample(other);
    assert_true(file_read(path, &first, &size, &error));
    assert_true(file_read(other, &second, &again, &error));
    assert_int_equal(size, again);
    assert_memory_equal(first, second, size); /* nothing in it depends on the hour or the name */
    mem_free(first);
    mem_free(second);
}

/* Not by file_write: thousands of files need not each reach the disk. */
static void save_bytes(const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(other, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Each is read without a crash; what cannot be read is refused in one line. */
static void test_damage(void **state)
{
    (void)state;
    unsigned char *bytes;
    size_t size;
    Error error = {""};
    write_sample(path);
    assert_true(file_read(path, &bytes, &size, &error));
    for (size_t cut = 0; cut < size; cut += 97) {
        save_bytes(bytes, cut);
        assert_null(npz_read(other, &error));
        assert_non_null(strstr(error.text, "b.npz"));
        assert_null(strchr(error.text, '\n'));
    }
    int refused = 0;
    for (size_t bit = 0; bit < size * 8; bit += bit < 1000 || bit > size * 8 - 1800 ? 1 : 61) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        save_bytes(bytes, size);
        Npz *npz = npz_read(other, &error);
        refused += !npz;
        npz_free(npz);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_true(refused > 1000);
    mem_free(bytes);
}

static size_t find_directory(const unsigned char *bytes, size_t size)
{
    for (size_t at = 0; at + 4 <= size; at++)
        if (!memcmp(bytes + at, "PK\1\2", 4))
            return at;
    return size;
}

/* The central directory is what a reader believes first. */
static void test_bad_directory(void **state)
{
    (void)state;
    unsigned char *bytes;
    size_t size;
    Error error = {""};
    write_sample(path);
    assert_true(file_read(path, &bytes, &size, &error));
    size_t entry = find_directory(bytes, size);
    assert_true(entry < size);
    memcpy(bytes + entry + 24, "\xff\xff\xff\x7f", 4); /* 2 GiB out of a few kilobytes */
    save_bytes(bytes, size);
    assert_null(npz_read(other, &error));
    assert_non_null(strstr(error.text, "impossible size"));
    memcpy(bytes + entry + 20, "\xff\xff\xff\x7f", 4);
    save_bytes(bytes, size);
    assert_null(npz_read(other, &error));
    for (size_t i = entry; i < size; i++)
        bytes[i] = (unsigned char)gatrt_mix(i);
    save_bytes(bytes, size);
    assert_null(npz_read(other, &error));
    mem_free(bytes);
    save_bytes((const unsigned char *)"PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22); /* a zip of nothing */
    Npz *npz = npz_read(other, &error);
    assert_true(!npz || npz->count == 0);
    npz_free(npz);
}

static void test_files(void **state)
{
    (void)state;
    Error error = {""};
    char missing[96], left[96];
    struct stat status;
    snprintf(missing, sizeof missing, "%s/no/such.npz", folder);
    assert_null(npz_read(missing, &error));
    assert_non_null(strstr(error.text, "No such file"));
    assert_false(file_write(missing, "x", 1, &error));
    assert_false(file_write(folder, "x", 1, &error));
    assert_non_null(strstr(error.text, "directory"));
    assert_true(file_write("/dev/null", "x", 1, &error));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));

    /* Behind a link the file is replaced, and the link stays. */
    snprintf(left, sizeof left, "%s/link", folder);
    assert_true(file_write(path, "old", 3, &error));
    assert_int_equal(symlink(path, left), 0);
    assert_true(file_write(left, "newer", 5, &error));
    assert_int_equal(lstat(left, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 5);
    unlink(left);
}

static void test_sizes(void **state)
{
    (void)state;
    size_t product;
    assert_true(size_mul(SIZE_MAX, 1, &product) && product == SIZE_MAX);
    assert_true(size_mul(0, SIZE_MAX, &product) && product == 0);
    assert_false(size_mul(SIZE_MAX / 2 + 1, 2, &product));
    Error error;
    assert_false(error_set(&error, "a\nb\x1b[31m %s", "c"));
    assert_string_equal(error.text, "a?b?[31m c");
    void *p = mem_alloc(0, 8), *large = mem_alloc((size_t)9 << 20, 1);
    assert_int_equal((intptr_t)p % 64, 0);
    assert_int_equal((intptr_t)large % 64, 0);
    mem_free(p);
    mem_free(large);
}

/* Where there is no memory the program ends with one line and exit code 1. */
static void test_out_of_memory(void **state)
{
    (void)state;
    const size_t counts[2] = {SIZE_MAX / 2, SIZE_MAX / 2 + 2}; /* too much, and a product that overflows */
    for (int i = 0; i < 2; i++) {
        int ends[2], status;
        char line[256] = "";
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            dup2(ends[1], STDERR_FILENO);
            mem_alloc(counts[i], i == 0 ? 1 : 2);
            _exit(0);
        }
        close(ends[1]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == GATRT_FAILED);
        assert_true(read(ends[0], line, sizeof line - 1) > 0);
        assert_ptr_equal(strstr(line, "gatrt: out of memory"), line);
        assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
        close(ends[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),           cmocka_unit_test(test_orders),
        cmocka_unit_test(test_hostile_headers), cmocka_unit_test(test_hostile_members),
        cmocka_unit_test(test_round_trip),      cmocka_unit_test(test_damage),
        cmocka_unit_test(test_bad_directory),   cmocka_unit_test(test_files),
        cmocka_unit_test(test_sizes),           cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("npz", tests, make_folder, remove_folder);
}
