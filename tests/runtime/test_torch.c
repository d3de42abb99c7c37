/* test_torch.c - files of torch.save: every tensor and number in those that PyTorch wrote, in both containers, against
 * what it says of them; and those that lie. Run: ctest -R test_torch, or the program itself.
 *
 * The files are read from $GATCC_REFERENCE_TASKS/pt, by default ../shared/reference-tasks beside $GATCC_SOURCE. What is
 * made by hand here runs everywhere.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/formats/torch.h"
#include "../support/sha256.c"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "../support/torch_files.h"

/* ------------------------------------------------------------------ files by hand */

#define BYTES(literal) ((Bytes){literal, sizeof(literal) - 1})

static void add_member(zip_t *archive, const char *name, Bytes bytes)
{
    zip_source_t *source = zip_source_buffer(archive, bytes.bytes, bytes.size, 0);
    assert_true(zip_file_add(archive, name, source, 0) >= 0);
}

static void save_zip(Bytes pickle, Bytes storage, const char *order)
{
    int code;
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(archive);
    add_member(archive, "a/data.pkl", pickle);
    add_member(archive, "a/data/0", storage);
    if (order)
        add_member(archive, "a/byteorder", (Bytes){order, strlen(order)});
    assert_int_equal(zip_close(archive), 0);
}

static void save_bytes(const Bytes *pieces, int count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < count; i++)
        assert_int_equal(fwrite(pieces[i].bytes, 1, pieces[i].size, file), pieces[i].size);
    assert_int_equal(fclose(file), 0);
}

#define STORED(type, count)                                                                                            \
    "(U\7storagectorch\n" type "\nU\1"                                                                                 \
    "0U\3cpuK" count
#define TENSOR(type, count, offset, size, stride)                                                                      \
    "\x80\2ctorch._utils\n_rebuild_tensor_v2\n(" STORED(type, count) "tQK" offset size stride "\x89)tR."

static void expect_numbers(const double *wanted, int64_t count)
{
    Error error = {""};
    Torch *t = torch_open(path, &error);
    NpyArray a;
    if (!t || !torch_look(t, torch_root(t), "x", &a, &error) || !torch_load(t, torch_root(t), &a, &error))
        fail_msg("%s", error.text);
    assert_int_equal(a.count, count);
    for (int64_t i = 0; i < count; i++)
        assert_true(npy_number(&a, i) == wanted[i]);
    mem_free(a.bytes);
    torch_free(t);
}

static void expect_refused(const char *why)
{
    Error error = {""};
    NpyArray a = {.bytes = NULL};
    Torch *t = torch_open(path, &error);
    const bool read = t && torch_look(t, torch_root(t), "x", &a, &error) && torch_load(t, torch_root(t), &a, &error);
    if (read || !strstr(error.text, why) || !strstr(error.text, path) || strchr(error.text, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
    torch_free(t);
}

static const Bytes six = {"\1\0\2\0\3\0\4\0\5\0\6\0", 12};

static void expect_tensor(Bytes pickle, const double *wanted, int64_t count)
{
    save_zip(pickle, six, "little");
    expect_numbers(wanted, count);
}

static void refuse_tensor(Bytes pickle, const char *why)
{
    save_zip(pickle, six, NULL);
    expect_refused(why);
}

static void test_views(void **state)
{
    (void)state;
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\2K\3\x86", "K\3K\1\x86")), (double[]){1, 2, 3, 4, 5, 6},
                  6);
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\3K\2\x86", "K\1K\3\x86")), (double[]){1, 4, 2, 5, 3, 6},
                  6);
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\4", "K\2\x85", "K\1\x85")), (double[]){5, 6}, 2);
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\1", "K\3\x85", "K\2\x85")), (double[]){2, 4, 6}, 3);
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\2", "K\2K\2\x86", "K\0K\1\x86")), (double[]){3, 4, 3, 4}, 4);
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\5", ")", ")")), (double[]){6}, 1);
    expect_tensor(BYTES(TENSOR("ShortStorage", "\6", "\6", "K\0K\3\x86", "K\3K\1\x86")), NULL, 0);
    save_zip(BYTES(TENSOR("BFloat16Storage", "\2", "\0", "K\2\x85", "K\1\x85")), BYTES("\x80\x3f\x20\xc0"), NULL);
    expect_numbers((double[]){1, -2.5}, 2);
}

static void test_views_refused(void **state)
{
    (void)state;
    const char *outside = "lie outside of its storage";
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\7\x85", "K\1\x85")), outside);
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\1", "K\2K\3\x86", "K\3K\1\x86")), outside);
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\2K\3\x86", "K\4K\1\x86")), outside);
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\6", ")", ")")), outside);
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\7", "K\0\x85", "K\1\x85")), outside);
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\3\x85", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85")),
                  outside);
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "J\xff\xff\xff\xff\x85", "K\1\x85")), "negative");
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\5", "K\2\x85", "J\xff\xff\xff\xff\x85")), "negative");
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\2\x85", "K\1K\1\x86")), "shape is damaged");
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "(K\1K\1K\1K\1K\1t", "(K\1K\1K\1K\1K\1t")),
                  "more than 4 dimensions");
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "\x8a\x08\0\0\0\0\0\0\0\x40K\4\x86", "K\0K\0\x86")),
                  "impossibly large");
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\6", "\0", "\x8a\5\0\0\0\0\x01\x85", "K\0\x85")),
                  "far larger than the file");
    refuse_tensor(BYTES(TENSOR("ShortStorage", "\5", "\0", "K\5\x85", "K\1\x85")), "more or fewer bytes");
    refuse_tensor(BYTES(TENSOR("IntStorage", "\6", "\0", "K\5\x85", "K\1\x85")), "more or fewer bytes");
    refuse_tensor(BYTES("\x80\2U\1xQ."), "but a tensor is needed");
    refuse_tensor(BYTES("\x80\2ctorch._utils\n_rebuild_tensor_v2\n(U\1xQK\0))\x89)tR."), "a kind that is not read");
    save_zip(BYTES(TENSOR("ShortStorage", "\6", "\0", "K\6\x85", "K\1\x85")), six, "big");
    expect_refused("big-endian");
}

#define MAGIC "\x80\2\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\2M\xe9\3.\x80\2}U\x0dlittle_endian\x88s."
#define OLD(count)                                                                                                     \
    "\x80\2ctorch._utils\n_rebuild_tensor_v2\n(" STORED("ShortStorage", count) "NtQK\0K\2\x85K\1\x85\x89)tR."
#define KEYS                                                                                                           \
    "\x80\2]U\1"                                                                                                       \
    "0a."

static void save_legacy(Bytes head, Bytes value, Bytes keys, Bytes storage)
{
    save_bytes((Bytes[]){head, value, keys, storage}, 4);
}

static void test_legacy(void **state)
{
    (void)state;
    const Bytes head = BYTES(MAGIC), value = BYTES(OLD("\2")), keys = BYTES(KEYS);
    const Bytes storage = BYTES("\2\0\0\0\0\0\0\0\x07\0\x08\0");
    save_legacy(head, value, keys, storage);
    expect_numbers((double[]){7, 8}, 2);
    save_legacy(head, value, BYTES("\x80\2]."), BYTES(""));
    expect_refused("its elements are not in the file");
    save_legacy(head, value,
                BYTES("\x80\2]U\1"
                      "1a."),
                storage);
    expect_refused("its storages do not fit");
    save_legacy(head, value,
                BYTES("\x80\2](U\1"
                      "0U\1"
                      "0e."),
                storage);
    expect_refused("its storages do not fit");
    save_legacy(head, value, BYTES("\x80\2N."), storage);
    expect_refused("its list of storages is none");
    save_legacy(head, BYTES(OLD("\3")), keys, storage);
    expect_refused("its storages do not fit");
    save_legacy(head, value, keys, BYTES("\2\0\0\0\0\0\0\0\x07\0\x08"));
    expect_refused("its storages do not fit");
    save_legacy(head, value, keys, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\x07\0\x08\0"));
    expect_refused("its storages do not fit");
    save_legacy(head, value, keys, BYTES("\2\0\0\0\0\0\0\0\x07\0\x08\0\0"));
    expect_refused("bytes are left over");
    save_legacy(BYTES("\x80\2\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\2M\xe9\3.\x80\2}U\x0dlittle_endian\x89s."), value,
                keys, storage);
    expect_refused("big-endian");
}

/* ------------------------------------------------------------------ files that PyTorch wrote */

/* What a graph of PyG keeps its tensors in. */
static const PickleValue *contents(const PickleValue *v)
{
    if (pickle_is(v, MEANS_DATA))
        return contents(pickle_get(v->state, "_store"));
    return pickle_is(v, MEANS_STORE) ? pickle_get(v->state, "_mapping") : v;
}

static bool is_key(const PickleValue *key, const char *word)
{
    char text[256] = "";
    if (key->kind == PICKLE_INT)
        snprintf(text, sizeof text, "%lld", (long long)key->whole);
    for (size_t i = 0; key->kind == PICKLE_TUPLE && i < key->count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s", i ? "__" : "", (int)key->item[i]->length,
                 (const char *)key->item[i]->bytes);
    return pickle_is_text(key, word) || !strcmp(text, word);
}

static const PickleValue *child(const PickleValue *v, const char *word)
{
    if (pickle_is(v, MEANS_HETERO)) {
        const PickleValue *of_nodes = child(pickle_get(v->state, "_node_store_dict"), word);
        const PickleValue *of_edges = child(pickle_get(v->state, "_edge_store_dict"), word);
        return of_nodes ? of_nodes : of_edges ? of_edges : pickle_get(v->state, word);
    }
    v = contents(v);
    if (v && (v->kind == PICKLE_LIST || v->kind == PICKLE_TUPLE)) {
        const size_t i = (size_t)atoi(word);
        return i < v->count ? v->item[i] : NULL;
    }
    for (size_t i = 0; v && v->kind == PICKLE_DICT && i < v->count; i += 2)
        if (is_key(v->item[i], word))
            return v->item[i + 1];
    return NULL;
}

static const PickleValue *find(const PickleValue *v, const char *where)
{
    char word[256];
    while (v && *where) {
        const size_t length = strcspn(where, "/");
        snprintf(word, sizeof word, "%.*s", (int)length, where);
        v = child(v, word);
        where += length + (where[length] == '/');
    }
    return v;
}

static NpyArray loaded(Torch *t, const PickleValue *v)
{
    Error error = {""};
    NpyArray a;
    if (!torch_look(t, v, "x", &a, &error) || !torch_load(t, v, &a, &error))
        fail_msg("%s", error.text);
    return a;
}

static void check_hash(const void *bytes, size_t size, const json_t *entry, const char *key)
{
    assert_string_equal(sha256(bytes, size).text, json_string_value(json_object_get(entry, key)));
}

/* As float32 in C order, whatever it was. */
static void check_floats(const NpyArray *a, const json_t *entry, const char *key)
{
    float *numbers = mem_alloc((size_t)a->count, sizeof *numbers);
    for (int64_t i = 0; i < a->count; i++)
        numbers[i] = (float)npy_number(a, i);
    check_hash(numbers, (size_t)a->count * sizeof *numbers, entry, key);
    mem_free(numbers);
}

static void check_array(Torch *t, const PickleValue *v, const json_t *entry)
{
    NpyArray a = loaded(t, v);
    const json_t *shape = json_object_get(entry, "shape");
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    assert_int_equal(a.rank, json_array_size(shape));
    for (int d = 0; d < a.rank; d++)
        assert_int_equal(a.dim[d], json_integer_value(json_array_get(shape, (size_t)d)));
    if (json_object_get(entry, "sha256_float32"))
        check_floats(&a, entry, "sha256_float32");
    if (a.fortran)
        check_floats(&a, entry, "sha256");
    if (!a.fortran && strcmp(type, "bfloat16") != 0)
        check_hash(a.bytes, (size_t)a.count * (size_t)a.item, entry, "sha256");
    mem_free(a.bytes);
}

static void check_sparse(Torch *t, const TorchSparse *s, const json_t *entry)
{
    NpyArray at = loaded(t, s->indices), values = loaded(t, s->values);
    float *dense = mem_alloc((size_t)(s->rows * s->columns), sizeof *dense);
    for (int64_t i = 0; i < values.count; i++)
        dense[(int64_t)npy_number(&at, i) * s->columns + (int64_t)npy_number(&at, values.count + i)] =
            (float)npy_number(&values, i);
    check_hash(dense, (size_t)(s->rows * s->columns) * sizeof *dense, entry, "sha256");
    assert_int_equal(values.count, json_integer_value(json_object_get(entry, "nnz")));
    mem_free(dense);
    mem_free(at.bytes);
    mem_free(values.bytes);
}

static void check_value(Torch *t, const PickleValue *v, const json_t *entry)
{
    const char *type = json_string_value(json_object_get(entry, "type"));
    const json_t *value = json_object_get(entry, "value");
    TorchSparse sparse;
    if (torch_sparse(v, &sparse))
        check_sparse(t, &sparse, entry);
    else if (!strcmp(type, "tensor") || !strcmp(type, "ndarray"))
        check_array(t, v, entry);
    else if (!strcmp(type, "int"))
        assert_true(v->kind == PICKLE_INT && v->whole == json_integer_value(value));
    else if (!strcmp(type, "bool"))
        assert_true(v->kind == PICKLE_BOOL && v->whole == json_is_true(value));
    else if (!strcmp(type, "float"))
        assert_true(v->kind == PICKLE_FLOAT && v->real == json_number_value(value));
    else if (!strcmp(type, "str"))
        assert_true(pickle_is_text(v, json_string_value(value)));
    else if (!strcmp(type, "NoneType"))
        assert_int_equal(v->kind, PICKLE_NONE);
    else if (!strcmp(type, "class"))
        assert_int_equal(v->kind, PICKLE_NAME);
    else
        assert_int_equal(v->kind, !strcmp(type, "list") ? PICKLE_LIST : PICKLE_TUPLE);
}

static int check_file(const char *name, const char *expected)
{
    char file[640];
    size_t i;
    Error error = {""};
    json_t *said = read_json(expected), *entry;
    snprintf(file, sizeof file, "%s/%s", folder(), name);
    Torch *t = torch_open(file, &error);
    if (!t || !said)
        fail_msg("%s: %s", name, error.text);
    json_t *entries = json_object_get(said, "entries");
    json_array_foreach(entries, i, entry)
    {
        const char *where = json_string_value(json_object_get(entry, "path"));
        const PickleValue *v = find(torch_root(t), where);
        if (!v)
            fail_msg("%s: no %s", name, where);
        check_value(t, v, entry);
    }
    torch_free(t);
    json_decref(said);
    return (int)i;
}

/* Each value that a hostile file has at its top, or the file itself, is refused in one line. */
static bool is_refused(const char *name)
{
    char file[640];
    Error error = {""};
    bool good = true;
    snprintf(file, sizeof file, "%s/%s", folder(), name);
    Torch *t = torch_open(file, &error);
    const PickleValue *root = t ? torch_root(t) : NULL;
    for (size_t i = 0; good && root && root->kind == PICKLE_DICT && i < root->count; i += 2) {
        NpyArray a = {.bytes = NULL};
        good = torch_look(t, root->item[i + 1], "x", &a, &error) && torch_load(t, root->item[i + 1], &a, &error);
        mem_free(a.bytes);
    }
    torch_free(t);
    if (t && good)
        return false;
    if (!strstr(error.text, name) || strchr(error.text, '\n'))
        fail_msg("%s: %s", name, error.text);
    return true;
}

static void test_reference(void **state)
{
    (void)state;
    json_t *files = read_json("files.json"), *row;
    size_t i;
    int good = 0, bad = 0, values = 0;
    if (!files) {
        printf("skipped: files of PyTorch, as %s/files.json is not there (GATCC_REFERENCE_TASKS)\n", folder());
        return;
    }
    json_array_foreach(files, i, row)
    {
        const char *name = json_string_value(json_object_get(row, "file"));
        const json_t *accept = json_object_get(row, "accept");
        if (json_is_true(accept))
            values += check_file(name, json_string_value(json_object_get(row, "expected")));
        else if (!is_refused(name) && json_is_false(accept))
            fail_msg("%s is hostile, and was read", name);
        good += json_is_true(accept);
        bad += json_is_false(accept);
    }
    printf("%d files with %d values, %d hostile files\n", good, values, bad);
    assert_true(good > 20 && bad > 10 && values > 200);
    json_decref(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_views_refused),
        cmocka_unit_test(test_legacy),
        cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
