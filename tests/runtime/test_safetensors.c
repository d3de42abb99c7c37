/* test_safetensors.c - files written, read, hostile; weights and checkpoints. Run: ctest -R safetensors */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* mkdtemp */
#endif
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/gatrt-safetensors-XXXXXX";
static char path[64], second_path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a.safetensors", folder);
    snprintf(second_path, sizeof second_path, "%s/b.safetensors", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(second_path);
    return rmdir(folder); /* fails where anything else was left behind */
}

/* A file of the given header and so many bytes of data (0, 1, 2, ...); `claim` is the length it states. */
static void put_file(const char *header, uint64_t claim, size_t data)
{
    unsigned char bytes[4096];
    const size_t length = strlen(header);
    assert_true(8 + length + data <= sizeof bytes);
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(claim >> (8 * i));
    memcpy(bytes + 8, header, length);
    for (size_t i = 0; i < data; i++)
        bytes[8 + length + i] = (unsigned char)i;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, 8 + length + data, file), 8 + length + data);
    fclose(file);
}

static void same_bytes(const char *a, const char *b)
{
    unsigned char *left, *right;
    size_t left_size, right_size;
    Error error = {""};
    assert_true(file_read(a, &left, &left_size, &error));
    assert_true(file_read(b, &right, &right_size, &error));
    assert_int_equal(left_size, right_size);
    assert_memory_equal(left, right, left_size);
    mem_free(left);
    mem_free(right);
}

/* -------------------------------------------------------------- round trips */

static void a_round_trip_is_exact(void **state)
{
    (void)state;
    float values[6] = {1.0f, -0.0f, NAN, INFINITY, 0x1p-149f, 3.4e38f};
    NamedTensor tensors[3] = {{"z.weight", 2, {2, 3}, 6, values, false},
                              {"a \"quoted\"\n\xC3\xA9", 0, {0}, 1, values, false},
                              {"nothing", 2, {0, 7}, 0, values, false}};
    char meta[2][2][256] = {{"format", "x"}, {"a", "line\nbreak"}};
    const Tensors out = {3, tensors, 2, meta};
    Error error = {""};
    assert_true(tensors_write(path, &out, &error));
    Tensors *in = tensors_read(path, &error);
    assert_non_null(in);
    assert_int_equal(in->count, 3);
    for (int k = 0; k < 3; k++) {
        assert_string_equal(in->tensors[k].name, tensors[k].name);
        assert_int_equal(in->tensors[k].rank, tensors[k].rank);
        assert_int_equal(in->tensors[k].count, tensors[k].count);
        assert_memory_equal(in->tensors[k].values, values, (size_t)tensors[k].count * sizeof(float));
    }
    assert_int_equal(in->meta_count, 2);
    assert_string_equal(in->meta[1][1], "line\nbreak");
    assert_true(tensors_write(second_path, in, &error));
    same_bytes(path, second_path);
    tensors_free(in);
}

static void the_header_is_padded(void **state)
{
    (void)state;
    float value = 1.0f;
    NamedTensor tensor = {"w", 1, {1}, 1, &value, false};
    Error error = {""};
    unsigned char *bytes;
    size_t size;
    assert_true(tensors_write(path, &(Tensors){1, &tensor, 0, NULL}, &error));
    assert_true(file_read(path, &bytes, &size, &error));
    assert_int_equal(bytes[0] % 8, 0);
    assert_int_equal(size, 8 + bytes[0] + 4);
    mem_free(bytes);
}

static void twice_the_same_name_is_not_written(void **state)
{
    (void)state;
    float value = 1.0f;
    NamedTensor tensors[2] = {{"w", 1, {1}, 1, &value, false}, {"w", 1, {1}, 1, &value, false}};
    Error error = {""};
    unlink(path);
    assert_false(tensors_write(path, &(Tensors){2, tensors, 0, NULL}, &error));
    assert_non_null(strstr(error.text, "twice"));
    assert_int_equal(access(path, F_OK), -1);
}

/* Numbers of every kind: bytes chosen by hand. */
static void all_dtypes_are_read(void **state)
{
    (void)state;
    static const unsigned char data[44] = {
        0x00, 0x00, 0x20, 0xC0,                         /* F32  -2.5 */
        0, 0, 0, 0, 0, 0, 0xF8, 0x3F,                   /* F64   1.5 */
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, /* I64  -1 */
        0xFE, 0xFF, 0xFF, 0xFF,                         /* I32  -2 */
        /* F16 1, -2^-24, -inf, 65504, NaN, 1/3 */
        0x00, 0x3C, 0x01, 0x80, 0x00, 0xFC, 0xFF, 0x7B, 0x00, 0x7E, 0x55, 0x35, 0x80, 0x3F, 0x80,
        0xFF,       /* BF16 1, -inf */
        0, 0, 0, 0, /* F32  0 */
    };
    const char *header = "{\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                         "\"d\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[4,12]},"
                         "\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[12,20]},"
                         "\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[20,24]},"
                         "\"h\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[24,36]},"
                         "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[36,40]},"
                         "\"z\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1],\"data_offsets\":[40,44]}}";
    put_file(header, strlen(header), 44);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, (long)(8 + strlen(header)), SEEK_SET);
    assert_int_equal(fwrite(data, 1, sizeof data, file), sizeof data);
    fclose(file);
    Error error = {""};
    Tensors *t = tensors_read(path, &error);
    assert_non_null(t);
    static const float first[7] = {-2.5f, 1.5f, -1.0f, -2.0f, 1.0f, 1.0f, 0.0f};
    for (int k = 0; k < 7; k++)
        assert_true(t->tensors[k].values[0] == first[k]);
    const float *half = t->tensors[4].values;
    assert_true(half[1] == -0x1p-24f && half[2] == -INFINITY && half[3] == 65504.0f && isnan(half[4]));
    assert_true(half[5] == 0x1.554p-2f && t->tensors[5].values[1] == -INFINITY);
    tensors_free(t);
}

/* ------------------------------------------------------------- hostile files */

#define ONE(name, dtype, shape, offsets)                                                                               \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define DEEP "[[[[[[[[[[[[[[[["

typedef struct Hostile {
    const char *header;
    size_t data;
    const char *says;
} Hostile;

static const Hostile hostile[] = {
    {"", 0, "header"},
    {"[1]", 0, "JSON object"},
    {"7", 0, "JSON object"},
    {"{\"a\":", 0, "JSON object"},
    {"{} x", 0, "JSON object"},
    {DEEP DEEP DEEP, 0, "JSON object"},
    {"{" ONE("a", "F32", "[1]", "[0,4]") "," ONE("a", "F32", "[1]", "[4,8]") "}", 8, "JSON object"},
    {"{\"a\\u0000b\":1}", 0, "JSON object"},
    {"{\"\xFF\":1}", 0, "JSON object"},
    {"{\"a\":1}", 0, "not an object"},
    {"{\"a\":{}}", 0, "no dtype"},
    {"{" ONE("a", "U8", "[4]", "[0,4]") "}", 4, "its dtype"},
    {"{" ONE("a", "F32", "4", "[0,4]") "}", 4, "not a list"},
    {"{" ONE("a", "F32", "[1,1,1,1,1]", "[0,4]") "}", 4, "more than 4"},
    {"{" ONE("a", "F32", "[-1]", "[0,4]") "}", 4, "at least 0"},
    {"{" ONE("a", "F32", "[1.0]", "[0,4]") "}", 4, "at least 0"},
    {"{" ONE("a", "F32", "[\"1\"]", "[0,4]") "}", 4, "at least 0"},
    {"{" ONE("a", "F32", "[4294967296,4294967296]", "[0,4]") "}", 4, "overflows"},
    {"{" ONE("a", "F64", "[4611686018427387904]", "[0,0]") "}", 0, "do not match"},
    {"{" ONE("a", "F32", "[99999999999999999999999]", "[0,4]") "}", 4, "JSON object"},
    {"{" ONE("a", "F32", "[1]", "[0]") "}", 4, "not a pair"},
    {"{" ONE("a", "F32", "[1]", "{}") "}", 4, "not a pair"},
    {"{" ONE("a", "F32", "[1]", "[0,4,8]") "}", 4, "not a pair"},
    {"{" ONE("a", "F32", "[1]", "[-4,0]") "}", 4, "outside"},
    {"{" ONE("a", "F32", "[1]", "[4,0]") "}", 4, "outside"},
    {"{" ONE("a", "F32", "[2]", "[0,8]") "}", 4, "outside"},
    {"{" ONE("a", "F32", "[1]", "[9223372036854775800,9223372036854775804]") "}", 4, "outside"},
    {"{" ONE("a", "F32", "[2]", "[0,4]") "}", 4, "do not match"},
    {"{" ONE("a", "F32", "[2]", "[0,8]") "," ONE("b", "F32", "[2]", "[4,12]") "}", 12, "overlaps"},
    {"{" ONE("a", "F32", "[1]", "[0,4]") "," ONE("b", "F32", "[1]", "[0,4]") "}", 4, "overlaps"},
    {"{" ONE("a", "F32", "[1]", "[0,4]") "," ONE("b", "F32", "[1]", "[8,12]") "}", 12, "hole"},
    {"{" ONE("a", "F32", "[1]", "[4,8]") "}", 8, "hole"},
    {"{" ONE("a", "F32", "[1]", "[0,4]") "}", 6, "belong to nothing"},
    {"{}", 1, "belong to nothing"},
    {"{\"__metadata__\":[]}", 0, "__metadata__"},
    {"{\"__metadata__\":{\"a\":1}}", 0, "not a text"},
    {"{\"a\\nb\":1}", 0, "a?b"},
};

static void hostile_files_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        Error error = {""};
        put_file(hostile[i].header, strlen(hostile[i].header), hostile[i].data);
        Tensors *t = tensors_read(path, &error);
        if (t || !strstr(error.text, hostile[i].says) || !strstr(error.text, "a.safetensors") ||
            strchr(error.text, '\n'))
            fail_msg("header %s: %s", hostile[i].header, t ? "was accepted" : error.text);
    }
}

static void hostile_lengths_are_refused(void **state)
{
    (void)state;
    static const uint64_t claims[] = {3, 1000, 100000001, UINT64_MAX, UINT64_MAX - 7, (uint64_t)1 << 63};
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
        Error error = {""};
        put_file("{}", claims[i], 0);
        assert_null(tensors_read(path, &error));
        assert_non_null(strstr(error.text, "cut short"));
    }
    Error error = {""};
    assert_int_equal(truncate(path, 5), 0);
    assert_null(tensors_read(path, &error));
    assert_int_equal(truncate(path, 0), 0);
    assert_null(tensors_read(path, &error));
    unlink(path);
    assert_null(tensors_read(path, &error));
}

static void long_names_are_refused(void **state)
{
    (void)state;
    char name[200], header[400];
    Error error = {""};
    memset(name, 'n', sizeof name);
    name[128] = '\0';
    snprintf(header, sizeof header, "{\"%s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", name);
    put_file(header, strlen(header), 4);
    assert_null(tensors_read(path, &error));
    assert_non_null(strstr(error.text, "127"));
}

/* Every prefix of a good file is a bad file, and none of them hurts. */
static void cut_files_are_refused(void **state)
{
    (void)state;
    const char *header = "{" ONE("a", "F32", "[2]", "[0,8]") "," ONE("b", "I64", "[1]", "[8,16]") "}";
    const long whole = (long)(8 + strlen(header) + 16);
    for (long size = 0; size <= whole; size++) {
        Error error = {""};
        put_file(header, strlen(header), 16);
        assert_int_equal(truncate(path, size), 0);
        Tensors *t = tensors_read(path, &error);
        assert_true((t != NULL) == (size == whole));
        tensors_free(t);
    }
}

/* ---------------------------------------------------- weights and checkpoints */

static const gatrt_param params_of_model[] = {
    {.name = "lin.weight", .offset = 0, .count = 6, .rank = 2, .stored = {2, 3}, .transposed = 1},
    {.name = "att", .offset = 8, .count = 4, .rank = 3, .stored = {1, 2, 2}},
    {.name = "bias", .offset = 12, .count = 2, .rank = 1, .stored = {2}},
};
enum { FLOATS = 14 }; /* two of them are padding */
static const gatrt_model model = {
    .abi = GATRT_ABI, .name = "tiny", .params = params_of_model, .param_count = 3, .param_floats = FLOATS};

/* stored [2, 3] is 1 2 3 / 4 5 6, so memory [3, 2] is 1 4 / 2 5 / 3 6 */
static void weights_take_their_layout(void **state)
{
    (void)state;
    float stored[6] = {1, 2, 3, 4, 5, 6}, att[4] = {7, 8, 9, 10}, bias[2] = {11, 12}, extra = 0.0f;
    NamedTensor tensors[4] = {{"bias", 2, {1, 2}, 2, bias, false},
                              {"lin.weight", 2, {2, 3}, 6, stored, false},
                              {"att", 2, {2, 2}, 4, att, false},
                              {"optimizer.exp_avg.other", 1, {1}, 1, &extra, false}};
    const float expected[FLOATS] = {1, 4, 2, 5, 3, 6, -1, -1, 7, 8, 9, 10, 11, 12};
    float params[FLOATS];
    Error error = {""};
    for (int i = 0; i < FLOATS; i++)
        params[i] = -1.0f;
    assert_true(tensors_write(path, &(Tensors){4, tensors, 0, NULL}, &error));
    assert_true(weights_load(&model, &(WeightsFile){.path = path}, params, NULL, &error));
    assert_memory_equal(params, expected, sizeof expected);
}

static void expect_refusal(NamedTensor *tensors, int count, const char *first, const char *second)
{
    float params[FLOATS] = {0};
    Error error = {""};
    assert_true(tensors_write(path, &(Tensors){count, tensors, 0, NULL}, &error));
    assert_false(weights_load(&model, &(WeightsFile){.path = path}, params, NULL, &error));
    if (!strstr(error.text, first) || !strstr(error.text, second))
        fail_msg("%s does not name %s and %s", error.text, first, second);
    for (int i = 0; i < FLOATS; i++)
        assert_true(params[i] == 0.0f); /* nothing was taken */
}

static void other_weights_are_refused(void **state)
{
    (void)state;
    float v[6] = {1, 2, 3, 4, 5, 6};
    NamedTensor wrong_shape[3] = {
        {"lin.weight", 2, {3, 2}, 6, v, false}, {"att", 3, {1, 2, 2}, 4, v, false}, {"bias", 1, {2}, 2, v, false}};
    NamedTensor missing[2] = {{"lin.weight", 2, {2, 3}, 6, v, false}, {"bias", 1, {2}, 2, v, false}};
    NamedTensor more[4] = {{"lin.weight", 2, {2, 3}, 6, v, false},
                           {"att", 3, {1, 2, 2}, 4, v, false},
                           {"bias", 1, {2}, 2, v, false},
                           {"conv2.bias", 1, {2}, 2, v, false}};
    expect_refusal(wrong_shape, 3, "lin.weight", "[3, 2], but model tiny expects [2, 3]");
    expect_refusal(missing, 2, "att", "[1, 2, 2]");
    expect_refusal(more, 4, "conv2.bias", "not a parameter");
}

static Optim *new_optim(const char *name)
{
    Error error = {""};
    const OptimSettings settings = {
        .name = name, .lr = 0.01, .weight_decay = 1e-3, .momentum = 0.9, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};
    Optim *o = optim_new(&settings, FLOATS, &error);
    assert_non_null(o);
    return o;
}

static void fill(float *block, float from)
{
    for (int i = 0; i < FLOATS; i++)
        block[i] = i == 6 || i == 7 ? 0.0f : from + (float)i / 3.0f; /* padding stays 0 */
}

static void a_checkpoint_restores_everything(void **state)
{
    (void)state;
    float params[FLOATS], best[FLOATS], grads[FLOATS], read_params[FLOATS] = {0}, read_best[FLOATS] = {0};
    Optim *o = new_optim("adam"), *read_optim = new_optim("adam");
    fill(params, 1.0f);
    fill(best, -7.0f);
    fill(grads, 0.1f);
    for (int i = 0; i < 5; i++)
        optim_step(o, NULL, params, grads);
    TrainState s = {.seed = 0xFEDCBA9876543211u,
                    .epoch = INT64_MAX,
                    .best_epoch = 9007199254740993,
                    .waited = 3,
                    .best_loss = 0.1,
                    .best_metric = -INFINITY,
                    .params = params,
                    .best = best,
                    .optim = o};
    TrainState r = {.params = read_params, .best = read_best, .optim = read_optim};
    Error error = {""};
    assert_true(checkpoint_save(&model, path, &s, &error));
    assert_true(checkpoint_load(&model, path, &r, &error));
    assert_true(r.seed == s.seed && r.epoch == s.epoch && r.best_epoch == s.best_epoch && r.waited == s.waited);
    assert_true(r.best_loss == s.best_loss && r.best_metric == s.best_metric && r.optim == read_optim);
    assert_memory_equal(read_params, params, sizeof params);
    assert_memory_equal(read_best, best, sizeof best);
    assert_int_equal(*optim_steps(read_optim), 5);
    optim_step(o, NULL, params, grads);
    optim_step(read_optim, NULL, read_params, grads);
    assert_memory_equal(read_params, params, sizeof params);
    assert_true(weights_load(&model, &(WeightsFile){.path = path}, read_params, NULL,
                             &error)); /* the file serves as a state dict: the best */
    assert_memory_equal(read_params, best, sizeof best);
    assert_true(checkpoint_save(&model, second_path, &s, &error));
    optim_free(o);
    optim_free(read_optim);
}

static void weights_alone_make_a_checkpoint(void **state)
{
    (void)state;
    float params[FLOATS], read[FLOATS] = {0};
    fill(params, 2.0f);
    const TrainState s = {.seed = 1, .best_loss = INFINITY, .params = params};
    TrainState r = {.params = read};
    Error error = {""};
    assert_true(checkpoint_save(&model, path, &s, &error));
    assert_true(checkpoint_load(&model, path, &r, &error));
    assert_memory_equal(read, params, sizeof params);
    assert_true(isinf(r.best_loss));
}

/* Another model's, another optimiser's, or no checkpoint at all: a line, and nothing changes. */
static void other_checkpoints_are_refused(void **state)
{
    (void)state;
    float params[FLOATS], best[FLOATS];
    fill(params, 1.0f);
    fill(best, 2.0f);
    Optim *adam = new_optim("adam"), *sgd = new_optim("sgd");
    const TrainState s = {.seed = 1, .params = params, .best = best, .optim = adam};
    TrainState r = {.seed = 77, .params = params, .best = best, .optim = sgd};
    gatrt_model other = model;
    Error error = {""};
    other.name = "other";
    assert_true(checkpoint_save(&model, path, &s, &error));
    assert_false(checkpoint_load(&model, path, &r, &error));
    assert_non_null(strstr(error.text, "adam"));
    assert_false(checkpoint_load(&other, path, &r, &error));
    assert_non_null(strstr(error.text, "other"));
    Tensors *t = tensors_read(path, &error);
    assert_non_null(t);
    t->meta_count = 0;
    assert_true(tensors_write(path, t, &error));
    assert_false(checkpoint_load(&model, path, &r, &error));
    assert_non_null(strstr(error.text, "format"));
    assert_true(r.seed == 77);
    tensors_free(t);
    optim_free(adam);
    optim_free(sgd);
}

static void broken_metadata_is_refused(void **state)
{
    (void)state;
    static const char *const numbers[] = {"", "x", "1x", "-1", " 1", "99999999999999999999999"};
    float params[FLOATS];
    fill(params, 1.0f);
    const TrainState s = {.seed = 1, .params = params};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        TrainState r = {.params = params};
        Error error = {""};
        assert_true(checkpoint_save(&model, path, &s, &error));
        Tensors *t = tensors_read(path, &error);
        for (int k = 0; k < t->meta_count; k++)
            if (strcmp(t->meta[k][0], "epoch") == 0)
                snprintf(t->meta[k][1], sizeof t->meta[k][1], "%s", numbers[i]);
        assert_true(tensors_write(path, t, &error));
        tensors_free(t);
        assert_false(checkpoint_load(&model, path, &r, &error));
        assert_non_null(strstr(error.text, "\"epoch\""));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_trip_is_exact),
        cmocka_unit_test(the_header_is_padded),
        cmocka_unit_test(twice_the_same_name_is_not_written),
        cmocka_unit_test(all_dtypes_are_read),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(hostile_lengths_are_refused),
        cmocka_unit_test(long_names_are_refused),
        cmocka_unit_test(cut_files_are_refused),
        cmocka_unit_test(weights_take_their_layout),
        cmocka_unit_test(other_weights_are_refused),
        cmocka_unit_test(a_checkpoint_restores_everything),
        cmocka_unit_test(weights_alone_make_a_checkpoint),
        cmocka_unit_test(other_checkpoints_are_refused),
        cmocka_unit_test(broken_metadata_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
