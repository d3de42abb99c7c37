/* test_state_dict.c - weights from files of torch.save: written by hand here, in both containers, against the same
 * weights in safetensors; names that are changed; and what is no state dict, or not this model's. Those that PyTorch
 * wrote are read from $GATCC_REFERENCE_TASKS/pt, by default ../shared/reference-tasks beside $GATCC_SOURCE.
 * Run: ctest -R test_state_dict, or the program itself. */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/formats/rename.h"
#include "../../runtime/formats/state_dict.h"
#include "../support/sha256.c"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "../support/torch_files.h"

/* ------------------------------------------------------------------ the model: as gatcc stores parameters */

static const gatrt_param params_of_model[] = {
    {.name = "conv1.lin.weight", .offset = 0, .count = 6, .rank = 2, .stored = {2, 3}, .transposed = 1},
    {.name = "conv1.att_src", .offset = 8, .count = 4, .rank = 3, .stored = {1, 2, 2}},
    {.name = "norm.num_batches_tracked", .offset = 12, .count = 1, .rank = 1, .stored = {1}},
};
enum { FLOATS = 16, WEIGHTS = 12 };
static const gatrt_model model = {.abi = GATRT_ABI,
                                  .name = "tiny",
                                  .params = params_of_model,
                                  .param_count = 3,
                                  .param_floats = FLOATS,
                                  .state_floats = FLOATS - WEIGHTS};

/* What every type that is read holds exactly. */
static float numbers[10] = {0.5f, -1.0f, 2.25f, 3.0f, 1024.0f, -0.0f, 7.0f, 0.125f, -6.0f, 1.5f};

/* ------------------------------------------------------------------ pickles by hand */

typedef struct Pickled {
    unsigned char bytes[4096];
    size_t size;
} Pickled;

static void put(Pickled *p, const void *bytes, size_t size)
{
    assert_true(p->size + size <= sizeof p->bytes);
    memcpy(p->bytes + p->size, bytes, size);
    p->size += size;
}

#define PUT(p, literal) put(p, literal, sizeof(literal) - 1)

static void put_byte(Pickled *p, int byte)
{
    const unsigned char one = (unsigned char)byte;
    put(p, &one, 1);
}

static void put_text(Pickled *p, const char *text)
{
    const size_t size = strlen(text);
    PUT(p, "X");
    put_byte(p, (int)size);
    PUT(p, "\0\0\0");
    put(p, text, size);
}

static void put_numbers(Pickled *p, const int *values, int count)
{
    PUT(p, "(");
    for (int i = 0; i < count; i++) {
        PUT(p, "K");
        put_byte(p, values[i]);
    }
    PUT(p, "t");
}

typedef struct Entry {
    const char *name, *type;
    int key, count, offset, rank, shape[4];
} Entry;

/* A part of storage `key`, in C order. */
static void put_tensor(Pickled *p, const Entry *e, bool legacy)
{
    int strides[4], stride = 1;
    for (int d = e->rank - 1; d >= 0; stride *= e->shape[d--])
        strides[d] = stride;
    const char key[2] = {(char)('0' + e->key), 0};
    PUT(p, "ctorch._utils\n_rebuild_tensor_v2\n((");
    put_text(p, "storage");
    PUT(p, "ctorch\n");
    put(p, e->type, strlen(e->type));
    PUT(p, "\n");
    put_text(p, key);
    put_text(p, "cuda:0");
    PUT(p, "K");
    put_byte(p, e->count);
    if (legacy)
        PUT(p, "N");
    PUT(p, "tQK");
    put_byte(p, e->offset);
    put_numbers(p, e->shape, e->rank);
    put_numbers(p, strides, e->rank);
    PUT(p, "\x89)tR");
}

/* As PyTorch has it: an OrderedDict, which is given its items. */
static void put_dict(Pickled *p, const Entry *entries, int count, bool legacy)
{
    PUT(p, "ccollections\nOrderedDict\n)R(");
    for (int i = 0; i < count; i++) {
        put_text(p, entries[i].name);
        put_tensor(p, &entries[i], legacy);
    }
    PUT(p, "u");
}

/* ------------------------------------------------------------------ files by hand */

typedef struct Storage {
    const void *bytes;
    size_t size;
    int64_t count;
} Storage;

static const int64_t steps[1] = {41};
static const Storage floats = {numbers, sizeof numbers, 10}, counts = {steps, sizeof steps, 1};

static void add_member(zip_t *archive, const char *name, const void *bytes, size_t size)
{
    zip_source_t *source = zip_source_buffer(archive, bytes, size, 0);
    assert_true(zip_file_add(archive, name, source, 0) >= 0);
}

static void save_zip(const Pickled *p, Storage first, Storage second)
{
    int code;
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(archive);
    add_member(archive, "best/data.pkl", p->bytes, p->size);
    add_member(archive, "best/data/0", first.bytes, first.size);
    add_member(archive, "best/data/1", second.bytes, second.size);
    assert_int_equal(zip_close(archive), 0);
}

static void save_legacy(const Pickled *p, Storage first, Storage second)
{
    Pickled all = {.size = 0};
    PUT(&all, "\x80\2\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\2M\xe9\3.\x80\2}U\x0dlittle_endian\x88s.");
    put(&all, p->bytes, p->size);
    PUT(&all, "\x80\2](U\1"
              "0U\1"
              "1e.");
    put(&all, &first.count, 8);
    put(&all, first.bytes, first.size);
    put(&all, &second.count, 8);
    put(&all, second.bytes, second.size);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(all.bytes, 1, all.size, file), all.size);
    assert_int_equal(fclose(file), 0);
}

#define ENTRIES(type, prefix)                                                                                          \
    {                                                                                                                  \
        {prefix "conv1.lin.weight", type, 0, 10, 0, 2, {2, 3}},                                                        \
            {prefix "conv1.att_src", type, 0, 10, 6, 3, {1, 2, 2}},                                                    \
            {prefix "norm.num_batches_tracked", "LongStorage", 1, 1, 0, 0, {0}},                                       \
    }
static const Entry plain[3] = ENTRIES("FloatStorage", ""), wrapped[3] = ENTRIES("FloatStorage", "module.");

static Pickled dict_of(const Entry *entries, int count)
{
    Pickled p = {.size = 0};
    PUT(&p, "\x80\2");
    put_dict(&p, entries, count, false);
    PUT(&p, ".");
    return p;
}

/* {"epoch": 3, NAME: entries, "optimizer": {}} */
static Pickled member_of(const char *name, const Entry *entries, int count)
{
    Pickled p = {.size = 0};
    PUT(&p, "\x80\2}(");
    put_text(&p, "epoch");
    PUT(&p, "K\3");
    put_text(&p, name);
    put_dict(&p, entries, count, false);
    put_text(&p, "optimizer");
    PUT(&p, "}u.");
    return p;
}

/* ------------------------------------------------------------------ what is read */

static void fill(float params[FLOATS])
{
    for (int i = 0; i < FLOATS; i++)
        params[i] = -99.0f;
}

static float expected[FLOATS];

/* The same weights in safetensors. */
static void save_safetensors(void)
{
    float count = 41.0f;
    NamedTensor tensors[3] = {{"conv1.lin.weight", 2, {2, 3}, 6, numbers, false},
                              {"conv1.att_src", 3, {1, 2, 2}, 4, numbers + 6, false},
                              {"norm.num_batches_tracked", 1, {1}, 1, &count, false}};
    Error error = {""};
    assert_true(tensors_write(path, &(Tensors){3, tensors, 0, NULL}, &error));
}

static int setup(void **state)
{
    Error error = {""};
    if (make_file(state))
        return -1;
    save_safetensors();
    fill(expected);
    return weights_load(&model, &(WeightsFile){.path = path}, expected, NULL, &error) ? 0 : -1;
}

static void expect_weights(WeightsFile from, const char *key, const char *prefix)
{
    float params[FLOATS];
    WeightsTold told;
    Error error = {""};
    fill(params);
    from.path = path;
    if (!weights_load(&model, &from, params, &told, &error))
        fail_msg("%s", error.text);
    assert_string_equal(told.key, key);
    assert_string_equal(told.prefix, prefix);
    assert_false(told.other);
    assert_memory_equal(params, expected, sizeof expected);
}

static void expect_refused(WeightsFile from, const char *why)
{
    float params[FLOATS], before[FLOATS];
    Error error = {""};
    fill(params);
    fill(before);
    from.path = path;
    if (weights_load(&model, &from, params, NULL, &error) || !strstr(error.text, why) || !strstr(error.text, path) ||
        strchr(error.text, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error.text);
    assert_memory_equal(params, before, sizeof before);
}

static void save(const Pickled *p)
{
    save_zip(p, floats, counts);
}

static const WeightsFile as_it_is = {.path = NULL};

static void test_both_containers(void **state)
{
    (void)state;
    const Pickled zip = dict_of(plain, 3);
    save(&zip);
    expect_weights(as_it_is, "", "");
    Pickled old = {.size = 0};
    PUT(&old, "\x80\2");
    put_dict(&old, plain, 3, true);
    PUT(&old, ".");
    save_legacy(&old, floats, counts);
    expect_weights(as_it_is, "", "");
}

static void test_types(void **state)
{
    (void)state;
    static const Entry half[3] = ENTRIES("HalfStorage", ""), brain[3] = ENTRIES("BFloat16Storage", ""),
                       wide[3] = ENTRIES("DoubleStorage", "");
    const uint16_t halves[10] = {0x3800, 0xBC00, 0x4080, 0x4200, 0x6400, 0x8000, 0x4700, 0x3000, 0xC600, 0x3E00};
    const uint16_t brains[10] = {0x3F00, 0xBF80, 0x4010, 0x4040, 0x4480, 0x8000, 0x40E0, 0x3E00, 0xC0C0, 0x3FC0};
    double doubles[10];
    for (int i = 0; i < 10; i++)
        doubles[i] = (double)numbers[i];
    Pickled p = dict_of(half, 3);
    save_zip(&p, (Storage){halves, sizeof halves, 10}, counts);
    expect_weights(as_it_is, "", "");
    p = dict_of(brain, 3);
    save_zip(&p, (Storage){brains, sizeof brains, 10}, counts);
    expect_weights(as_it_is, "", "");
    p = dict_of(wide, 3);
    save_zip(&p, (Storage){doubles, sizeof doubles, 10}, counts);
    expect_weights(as_it_is, "", "");
    doubles[7] = 1e300;
    save_zip(&p, (Storage){doubles, sizeof doubles, 10}, counts);
    expect_refused(as_it_is, "\"conv1.att_src\" holds an infinite number, at 1");
}

static void test_members(void **state)
{
    (void)state;
    static const char *const usual[] = {"state_dict", "model_state_dict", "model", "net"};
    Pickled p;
    for (int i = 0; i < 4; i++) {
        p = member_of(usual[i], plain, 3);
        save(&p);
        expect_weights(as_it_is, usual[i], "");
        expect_weights((WeightsFile){.key = usual[i]}, "", "");
    }
    p = member_of("ema.best", plain, 3);
    save(&p);
    expect_weights((WeightsFile){.key = "ema.best"}, "", "");
    expect_refused(as_it_is, "--key NAME takes one of what it holds: epoch, ema.best, optimizer");
    expect_refused((WeightsFile){.key = "ema"},
                   "--key ema: there is no ema in it; it holds epoch, ema.best, optimizer");
    expect_refused((WeightsFile){.key = "epoch"},
                   "--key epoch: it is no dict of names to tensors; it holds an integer");
    expect_refused((WeightsFile){.key = "epoch.x"}, "there is no x in it; it holds an integer");
    expect_refused((WeightsFile){.key = "optimizer"}, "it holds nothing");
    expect_refused((WeightsFile){.key = "."}, "there is no . in it");
    p = (Pickled){.size = 0};
    PUT(&p, "\x80\2}(");
    put_text(&p, "a");
    PUT(&p, "}");
    put_text(&p, "b");
    put_dict(&p, plain, 3, false);
    PUT(&p, "s");
    put_text(&p, "net");
    put_dict(&p, plain, 3, false);
    put_text(&p, "model");
    put_dict(&p, plain, 3, false);
    PUT(&p, "u.");
    save(&p);
    expect_weights((WeightsFile){.key = "a.b"}, "", "");
    expect_refused(as_it_is, "more than one member is a dict of names to tensors; --key NAME");
}

static void test_prefixes(void **state)
{
    (void)state;
    static const Entry deeper[3] = ENTRIES("FloatStorage", "model.module."),
                       near[3] = ENTRIES("FloatStorage", "conv1.");
    Pickled p = dict_of(wrapped, 3);
    save(&p);
    expect_weights(as_it_is, "", "module.");
    p = member_of("state_dict", deeper, 3);
    save(&p);
    expect_weights(as_it_is, "state_dict", "model.module.");
    p = dict_of(near, 3); /* names of the model begin so, too */
    save(&p);
    expect_refused(as_it_is, "no tensor \"conv1.lin.weight\"");
    Entry mixed[3] = ENTRIES("FloatStorage", "module.");
    mixed[2].name = "norm.num_batches_tracked";
    p = dict_of(mixed, 3);
    save(&p);
    expect_refused(as_it_is, "not in the model: module.conv1.lin.weight, module.conv1.att_src");
}

static void test_rename(void **state)
{
    (void)state;
    const Entry other[4] = {{"net.0.proj.weight", "FloatStorage", 0, 10, 0, 2, {2, 3}},
                            {"net.0.source", "FloatStorage", 0, 10, 6, 3, {1, 2, 2}},
                            {"net.norm.module.num_batches_tracked", "LongStorage", 1, 1, 0, 0, {0}},
                            {"net.0.proj_dst.weight", "FloatStorage", 0, 10, 0, 2, {2, 3}}};
    Pickled p = dict_of(other, 3);
    save(&p);
    expect_weights((WeightsFile){.rename = "net.0=conv1,proj=lin,source=att_src,module=,net="}, "", "");
    expect_weights((WeightsFile){.rename = "0=conv1,proj=lin,source=att_src,module="}, "", "net.");
    expect_refused((WeightsFile){.rename = "net.0=conv1,sourc=att_src"}, "--rename sourc: no name has it as a part");
    expect_refused((WeightsFile){.rename = "net.0=conv1,proj=lin"},
                   "no tensor \"conv1.att_src\"; model tiny expects it, with shape [1, 2, 2]; missing too: "
                   "norm.num_batches_tracked; not in the model: conv1.source, net.norm.module.num_batches_tracked");
    expect_refused((WeightsFile){.rename = "source=proj.weight"}, "of two tensors that are not the same");
    p = dict_of(other, 4); /* one matrix under two names, as for both ends of an edge */
    save(&p);
    expect_weights((WeightsFile){.rename = "net.0=conv1,proj=lin,proj_dst=lin,source=att_src,module=,net="}, "", "");
    Error error = {""};
    static const char *const wrong[] = {"a", "=b", "a=b,c", "a=b=c", ",a=b", "a=b,,c=d"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(rename_check(wrong[i], &error));
    assert_true(rename_check(NULL, &error) && rename_check("a=", &error) && rename_check("a.b=c.d,e=f", &error));
}

static void test_names(void **state)
{
    (void)state;
    char name[RENAME_ROOM] = "a.ab.a.b";
    const char *text = "a=x";
    RenameRule rule;
    Error error = {""};
    assert_true(rename_next(&text, &rule, &error));
    assert_int_equal(rename_name(&rule, name), 1);
    assert_string_equal(name, "x.ab.x.b");
    assert_int_equal(rename_name(&rule, name), 0);
    text = "x.ab=,x.b=";
    assert_true(rename_next(&text, &rule, &error));
    assert_int_equal(rename_name(&rule, name), 1);
    assert_string_equal(name, "x.b");
    assert_true(rename_next(&text, &rule, &error));
    assert_int_equal(rename_name(&rule, name), -1);
    memset(name, 'n', 126);
    strcpy(name + 125, ".b");
    text = "b=cc";
    assert_true(rename_next(&text, &rule, &error));
    assert_int_equal(rename_name(&rule, name), -1);
}

/* ------------------------------------------------------------------ what is refused */

static void refuse_dict(const Entry *entries, int count, const char *why)
{
    const Pickled p = dict_of(entries, count);
    save(&p);
    expect_refused(as_it_is, why);
}

static void test_other_weights(void **state)
{
    (void)state;
    Entry e[4] = ENTRIES("FloatStorage", "");
    e[3] = (Entry){"conv2.bias", "FloatStorage", 0, 10, 0, 1, {2}};
    refuse_dict(e, 2, "no tensor \"norm.num_batches_tracked\"");
    refuse_dict(e, 4, "tensor \"conv2.bias\" of shape [2] is not a parameter of model tiny");
    e[0].shape[0] = 3;
    e[0].shape[1] = 2;
    refuse_dict(e, 3, "\"conv1.lin.weight\" has shape [3, 2], but model tiny expects [2, 3]");
    e[0] = (Entry){"conv1.lin.weight", "LongStorage", 1, 1, 0, 2, {1, 1}};
    refuse_dict(e, 3, "\"conv1.lin.weight\" has shape [1, 1]");
    e[0] = plain[0];
    e[3] = e[0];
    refuse_dict(e, 4, "the name conv1.lin.weight is there twice");
    e[3].name = "two\nlines";
    refuse_dict(e, 4, "\"two?lines\": its name has other than plain characters");
    char name[150];
    memset(name, 'n', sizeof name);
    name[128] = '\0';
    e[3].name = name;
    refuse_dict(e, 4, "its name is longer than 127 bytes");
    e[3] = (Entry){"conv2.bias", "ComplexFloatStorage", 0, 10, 0, 1, {2}};
    refuse_dict(e, 4, "it asks for torch.ComplexFloatStorage, which is not read");
    e[0].type = "IntStorage";
    e[1].type = "IntStorage";
    refuse_dict(e, 3, "\"conv1.lin.weight\" holds whole numbers");
    e[0].offset = 5;
    refuse_dict(e, 3, "its elements lie outside of its storage");
}

static void refuse_bytes(const char *bytes, size_t size, const char *why)
{
    Pickled p = {.size = 0};
    put(&p, bytes, size);
    save(&p);
    expect_refused(as_it_is, why);
}
#define REFUSE(literal, why) refuse_bytes(literal, sizeof(literal) - 1, why)

static void test_no_state_dict(void **state)
{
    (void)state;
    REFUSE("\x80\2].", "it holds a list of 0, but a state dict is needed: torch.save(model.state_dict(), FILE)");
    REFUSE("\x80\2}.", "--key NAME takes one of what it holds: nothing");
    REFUSE("\x80\2}K\1K\2s.", "takes one of what it holds: 1");
    REFUSE("\x80\2}U\1aK\2s.", "takes one of what it holds: a");
    REFUSE("\x80\2}U\3a\nbK\2s.", "takes one of what it holds: a?b");
    REFUSE("\x80\2}U\5modelh\0s.", "");
    REFUSE("\x80\2}q\0U\5modelh\0s.", "takes one of what it holds: model"); /* it holds itself */
    expect_refused((WeightsFile){.key = "model.model.model"}, "it is no dict of names to tensors; it holds model");
    REFUSE("\x80\2cposix\nsystem\nU\4true\x85R.", "it asks for posix.system, which is not read, and nothing was run");
    const Pickled p = dict_of(plain, 3);
    save_zip(&p, (Storage){numbers, sizeof numbers - 4, 9}, counts);
    expect_refused(as_it_is, "it has more or fewer bytes than it says");
    save_safetensors();
    expect_refused((WeightsFile){.key = "model"}, "--key model: only files of torch.save have members");
}

static void test_resume(void **state)
{
    (void)state;
    const Pickled p = dict_of(plain, 3);
    TrainState s = {.epoch = 7};
    Error error = {""};
    save(&p);
    assert_false(checkpoint_load(&model, path, &s, &error));
    assert_non_null(strstr(error.text, "--weights begins anew from its weights"));
    assert_int_equal(s.epoch, 7);
}

/* ------------------------------------------------------------------ files that PyTorch wrote */

static const NamedTensor *find(const Tensors *t, const char *name)
{
    for (int i = 0; i < t->count; i++)
        if (strcmp(t->tensors[i].name, name) == 0)
            return &t->tensors[i];
    fail_msg("there is no %s", name);
    return NULL;
}

/* Of entries "MEMBER/NAME" all are there, and nothing else is. */
static void check_tensors(const Tensors *t, const json_t *said, const char *member)
{
    size_t i, length = strlen(member);
    json_t *entry;
    int found = 0;
    json_array_foreach(json_object_get(said, "entries"), i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "path"));
        const char *hash = json_string_value(json_object_get(entry, "sha256_float32"));
        if (strncmp(name, member, length) != 0)
            continue;
        const NamedTensor *tensor = find(t, name + length);
        found++;
        assert_int_equal(tensor->rank, json_array_size(json_object_get(entry, "shape")));
        assert_int_equal(tensor->whole, hash == NULL);
        if (hash)
            assert_string_equal(sha256(tensor->values, (size_t)tensor->count * sizeof(float)).text, hash);
    }
    assert_true(found > 0);
    assert_int_equal(found, t->count);
}

static void check_file(const char *file, const char *json, const char *key, const char *member)
{
    char name[640], taken[TAKEN];
    Error error = {""};
    json_t *said = read_json(json);
    snprintf(name, sizeof name, "%s/%s", folder(), file);
    Tensors *t = said ? state_dict_read(name, key, taken, &error) : NULL;
    if (!t)
        fail_msg("%s: %s", name, error.text);
    check_tensors(t, said, member);
    tensors_free(t);
    json_decref(said);
}

static void test_of_pytorch(void **state)
{
    (void)state;
    if (access(folder(), R_OK) != 0)
        skip();
    check_file("state_dict.pt", "state_dict.json", NULL, "");
    check_file("state_dict.legacy.pt", "state_dict.json", NULL, "");
    check_file("checkpoint.pt", "checkpoint.json", NULL, "model/");
    check_file("checkpoint.legacy.pt", "checkpoint.json", "model", "model/");
    check_file("lightning.pt", "lightning.json", NULL, "state_dict/");
    check_file("pytorch_gat.pth", "pytorch_gat.json", NULL, "state_dict/");
    check_file("pytorch_skip_gat.legacy.pth", "pytorch_skip_gat.json", NULL, "state_dict/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_containers), cmocka_unit_test(test_types),         cmocka_unit_test(test_members),
        cmocka_unit_test(test_prefixes),        cmocka_unit_test(test_rename),        cmocka_unit_test(test_names),
        cmocka_unit_test(test_other_weights),   cmocka_unit_test(test_no_state_dict), cmocka_unit_test(test_resume),
        cmocka_unit_test(test_of_pytorch),
    };
    return cmocka_run_group_tests(tests, setup, remove_file);
}
