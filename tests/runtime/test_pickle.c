/* test_pickle.c - pickles of protocol 2 to 5 as values, arrays of NumPy and matrices of SciPy in them, and bytes that
 * lie. Run: ctest -R test_pickle, or the program itself.
 */
#include "../../runtime/formats/pickle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Bytes {
    const char *bytes;
    size_t size;
} Bytes;

#define BYTES(literal) ((Bytes){literal, sizeof(literal) - 1})

/* A block of exactly this size, so that a sanitizer sees a read behind it. */
static Pickle *read_text(Bytes text, Error *error)
{
    static unsigned char *copy;
    free(copy);
    copy = malloc(text.size ? text.size : 1);
    assert_non_null(copy);
    memcpy(copy, text.bytes, text.size);
    return pickle_read(copy, text.size, NULL, "a.pkl", error);
}

static Pickle *expect_read(Bytes text)
{
    Error error = {""};
    Pickle *p = read_text(text, &error);
    if (!p)
        fail_msg("%s", error.text);
    return p;
}

static void check_line(const Error *error, const char *why)
{
    if (!strstr(error->text, why))
        fail_msg("expected \"%s\", got \"%s\"", why, error->text);
    assert_ptr_equal(strstr(error->text, "a.pkl: "), error->text);
    assert_null(strchr(error->text, '\n'));
    assert_true(strlen(error->text) < sizeof error->text - 1);
}

static void refuse(Bytes text, const char *why)
{
    Error error = {""};
    assert_null(read_text(text, &error));
    check_line(&error, why);
}

/* ------------------------------------------------------------------ values */

static void expect_whole(Bytes text, int64_t wanted)
{
    Pickle *p = expect_read(text);
    assert_int_equal(pickle_root(p)->kind, PICKLE_INT);
    assert_true(pickle_root(p)->whole == wanted);
    pickle_free(p);
}

static void test_numbers(void **state)
{
    (void)state;
    expect_whole(BYTES("\x80\2K\xff."), 255);
    expect_whole(BYTES("\x80\2M\xff\xff."), 65535);
    expect_whole(BYTES("\x80\2J\xfe\xff\xff\xff."), -2);
    expect_whole(BYTES("\x80\2\x8a\0."), 0);
    expect_whole(BYTES("\x80\2\x8a\1\x80."), -128);
    expect_whole(BYTES("\x80\2\x8a\2\x80\0."), 128);
    expect_whole(BYTES("\x80\2\x8a\x08\0\0\0\0\0\0\0\x80."), INT64_MIN);
    expect_whole(BYTES("\x80\2\x8b\3\0\0\0\1\0\1."), 65537);
    Pickle *p = expect_read(BYTES("\x80\2\x8a\x09\0\0\0\0\0\0\0\x80\0."));
    assert_int_equal(pickle_root(p)->kind, PICKLE_LONG);
    pickle_free(p);
    p = expect_read(BYTES("\x80\2G\xbf\xf8\0\0\0\0\0\0."));
    assert_int_equal(pickle_root(p)->kind, PICKLE_FLOAT);
    assert_true(pickle_root(p)->real == -1.5);
    pickle_free(p);
    p = expect_read(BYTES("\x80\2\x88."));
    assert_true(pickle_root(p)->kind == PICKLE_BOOL && pickle_root(p)->whole == 1);
    pickle_free(p);
}

static void test_texts(void **state)
{
    (void)state;
    const Bytes all[] = {BYTES("\x80\2U\3abc."),
                         BYTES("\x80\2T\3\0\0\0abc."),
                         BYTES("\x80\2X\3\0\0\0abc."),
                         BYTES("\x80\4\x95\7\0\0\0\0\0\0\0\x8c\3abc\x94."),
                         BYTES("\x80\4\x8d\3\0\0\0\0\0\0\0abc."),
                         BYTES("\x80\3C\3abc."),
                         BYTES("\x80\3B\3\0\0\0abc."),
                         BYTES("\x80\4\x8e\3\0\0\0\0\0\0\0abc."),
                         BYTES("\x80\5\x96\3\0\0\0\0\0\0\0abc."),
                         BYTES("\x80\2c_codecs\nencode\nX\3\0\0\0abcX\6\0\0\0latin1\x86R.")};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Pickle *p = expect_read(all[i]);
        assert_int_equal(pickle_root(p)->kind, i < 5 ? PICKLE_TEXT : PICKLE_BYTES);
        assert_int_equal(pickle_root(p)->length, 3);
        assert_memory_equal(pickle_root(p)->bytes, "abc", 3);
        assert_int_equal(pickle_is_text(pickle_root(p), "abc"), i < 5);
        assert_false(pickle_is_text(pickle_root(p), "ab"));
        pickle_free(p);
    }
    Pickle *p = expect_read(BYTES("\x80\2c_codecs\nencode\nX\6\0\0\0\xc3\xbf\xc2\x80\x7f\0X\6\0\0\0latin1\x86R."));
    assert_int_equal(pickle_root(p)->length, 4);
    assert_memory_equal(pickle_root(p)->bytes, "\xff\x80\x7f\0", 4);
    pickle_free(p);
}

static void test_containers(void **state)
{
    (void)state;
    Pickle *p = expect_read(BYTES("\x80\2}q\0(U\1a]q\1(K\1K\2eU\1bh\1U\1c(K\3K\4K\5K\6tU\1aK\7u."));
    const PickleValue *root = pickle_root(p), *list = pickle_get(root, "b"), *tuple = pickle_get(root, "c");
    assert_int_equal(root->kind, PICKLE_DICT);
    assert_true(pickle_get(root, "a")->whole == 7); /* the last of two */
    assert_true(list->kind == PICKLE_LIST && list->count == 2 && list->item[1]->whole == 2);
    assert_true(tuple->kind == PICKLE_TUPLE && tuple->count == 4 && pickle_at(tuple, 3, PICKLE_INT)->whole == 6);
    assert_null(pickle_at(tuple, 4, PICKLE_INT));
    assert_null(pickle_at(tuple, 3, PICKLE_TEXT));
    assert_null(pickle_get(root, "d"));
    assert_null(pickle_get(list, "a"));
    assert_null(pickle_get(NULL, "a"));
    pickle_free(p);
    p = expect_read(BYTES("\x80\2K\1K\2K\3\x87\x85)N\x87]K\4a\x86."));
    root = pickle_root(p);
    assert_int_equal(root->count, 2);
    assert_true(pickle_at(pickle_at(pickle_at(root, 0, PICKLE_TUPLE), 0, PICKLE_TUPLE), 0, PICKLE_TUPLE)->count == 3);
    assert_true(pickle_at(pickle_at(root, 1, PICKLE_LIST), 0, PICKLE_INT)->whole == 4);
    pickle_free(p);
    p = expect_read(BYTES("\x80\2]q\0h\0a.")); /* in itself */
    assert_ptr_equal(pickle_root(p)->item[0], pickle_root(p));
    pickle_free(p);
}

static void test_memo(void **state)
{
    (void)state;
    Pickle *p = expect_read(BYTES("\x80\4]\x94(\x8c\1a\x94\x8c\1b\x94h\1h\2j\1\0\0\0e."));
    const PickleValue *root = pickle_root(p);
    assert_int_equal(root->count, 5);
    assert_ptr_equal(root->item[2], root->item[0]);
    assert_ptr_equal(root->item[3], root->item[1]);
    assert_ptr_equal(root->item[4], root->item[0]);
    pickle_free(p);
    refuse(BYTES("\x80\2h\0."), "nothing has this number");
    refuse(BYTES("\x80\2Nr\xff\xff\xff\xff."), "its number is impossible");
    refuse(BYTES("\x80\2Nq\5h\4."), "nothing has this number");
    refuse(BYTES("\x80\2q\0."), "a value is missing");
    refuse(BYTES("\x80\2(q\0N."), "a value is missing");
}

static void test_calls(void **state)
{
    (void)state;
    Pickle *p = expect_read(BYTES("\x80\2ccollections\nOrderedDict\n)Rq\0(U\1aK\1u}U\1mK\2sb."));
    assert_int_equal(pickle_root(p)->kind, PICKLE_DICT);
    assert_int_equal(pickle_root(p)->count, 2);
    pickle_free(p);
    p = expect_read(BYTES("\x80\2ccollections\ndefaultdict\nc__builtin__\nlist\n\x85RK\1]s."));
    assert_int_equal(pickle_root(p)->kind, PICKLE_DICT);
    pickle_free(p);
    p = expect_read(BYTES("\x80\4\x8c\x19torch_geometric.data.data\x8c\4Data\x93)\x81}U\1aK\1sb."));
    assert_true(pickle_is(pickle_root(p), MEANS_DATA));
    assert_true(pickle_get(pickle_root(p)->state, "a")->whole == 1);
    assert_string_equal(pickle_shown(pickle_root(p)).text, "torch_geometric.data.data.Data");
    pickle_free(p);
    p = expect_read(BYTES("\x80\2ctorch\nSize\nK\2K\3\x86\x85R."));
    assert_true(pickle_root(p)->kind == PICKLE_TUPLE && pickle_root(p)->count == 2);
    pickle_free(p);
    p = expect_read(BYTES("\x80\2U\7storageQ."));
    assert_int_equal(pickle_root(p)->kind, PICKLE_STORED);
    assert_true(pickle_is_text(pickle_root(p)->given, "storage"));
    pickle_free(p);
}

static void test_several(void **state)
{
    (void)state;
    const Bytes two = BYTES("\x80\2K\1.\x80\2K\2.");
    Error error = {""};
    size_t used = 0;
    Pickle *p = pickle_read((const unsigned char *)two.bytes, two.size, &used, "a.pkl", &error);
    assert_non_null(p);
    assert_int_equal(used, 5);
    pickle_free(p);
    refuse(two, "bytes are left over");
}

/* ------------------------------------------------------------------ what is refused */

static void test_names_refused(void **state)
{
    (void)state;
    refuse(BYTES("\x80\2cposix\nsystem\nX\4\0\0\0true\x85R."), "it asks for posix.system, which is not read");
    refuse(BYTES("\x80\4\x8c\5posix\x8c\6system\x93."), "it asks for posix.system");
    refuse(BYTES("\x80\2c__builtin__\neval\nX\3\0\0\0"
                 "1+1\x85R."),
           "__builtin__.eval");
    refuse(BYTES("\x80\2c__builtin__\nlist\n)R."), "it calls __builtin__.list");
    refuse(BYTES("\x80\2ctorch\nFloatStorage\n)R."), "it calls torch.FloatStorage");
    refuse(BYTES("\x80\2ccollections\nOrderedDict.x\n)R."), "collections.OrderedDict.x");
    refuse(BYTES("\x80\2cevil\x1b[31m\nname\n."), "evil?[31m.name");
    refuse(BYTES("\x80\2K\1)R."), "what is called is no name");
    refuse(BYTES("\x80\2cnumpy\ndtype\nK\1R."), "what is called is no name");
    refuse(BYTES("\x80\4K\1K\2\x93."), "a name is no text");
    refuse(BYTES("\x80\2c_codecs\nencode\nX\1\0\0\0aX\4\0\0\0utf8\x86R."), "latin1");
    refuse(BYTES("\x80\2c_codecs\nencode\nX\2\0\0\0\xc4\x80X\6\0\0\0latin1\x86R."), "not latin1");
    refuse(BYTES("\x80\2c_codecs\nencode\nX\1\0\0\0\xc3X\6\0\0\0latin1\x86R."), "not latin1");
    refuse(BYTES("\x80\2c_codecs\nencode\n)R."), "latin1");
}

static void test_damage(void **state)
{
    (void)state;
    refuse(BYTES(""), "it ends too early");
    refuse(BYTES("\x80\6N."), "protocols are read up to 5");
    refuse(BYTES("\x80\2."), "STOP at byte 3 of the pickle: a value is missing");
    refuse(BYTES("\x80\2NN."), "values are left over");
    refuse(BYTES("\x80\2(N."), "values are left over");
    refuse(BYTES("\x80\2Nt."), "there is no mark");
    refuse(BYTES("\x80\2(\x85."), "a value is missing");
    refuse(BYTES("\x80\2a."), "a value is missing");
    refuse(BYTES("\x80\2NNa."), "there is no list");
    refuse(BYTES("\x80\2}NNNs."), "there is no dict");
    refuse(BYTES("\x80\2}(Nu."), "a value without key");
    refuse(BYTES("\x80\2(NNu."), "there is no dict");
    refuse(BYTES("\x80\2]}b."), "could have a state");
    refuse(BYTES("\x80\2i__main__\nx\n."), "opcode 0x69 at byte 2");
    refuse(BYTES("(dp0\n."), "opcode 0x64 at byte 1 of the pickle is not read; is it a pickle of protocol 2 or later");
    refuse(BYTES("\x80\2\x8b\xff\xff\xff\x7f."), "it ends too early");
    refuse(BYTES("\x80\2X\xff\xff\xff\xff."), "it ends too early");
    refuse(BYTES("\x80\4\x8d\xff\xff\xff\xff\xff\xff\xff\xff."), "it ends too early");
    refuse(BYTES("\x80\4\x95\xff\xff\xff\xff\xff\xff\xff\xffN."), "it ends too early");
    refuse(BYTES("\x80\2cnumpy"), "a name does not end");
}

/* Every part of a good pickle that is not all of it is refused. */
static void test_cut(void **state)
{
    (void)state;
    const Bytes whole =
        BYTES("\x80\4\x95\x0a\0\0\0\0\0\0\0}\x94(\x8c\1a\x94G\xbf\xf8\0\0\0\0\0\0cnumpy\nndarray\n\x85X\1\0\0"
              "\0b]K\1aj\0\0\0\0u.");
    pickle_free(expect_read(whole));
    for (size_t size = 0; size < whole.size; size++)
        refuse((Bytes){whole.bytes, size}, "a.pkl");
}

/* Depth costs what length does, and sharing costs nothing: no value is visited twice. */
static void test_deep_and_wide(void **state)
{
    (void)state;
    enum { DEPTH = 200000 };
    char *bytes = malloc(2 * DEPTH + 3);
    assert_non_null(bytes);
    memset(bytes, ']', DEPTH);
    memset(bytes + DEPTH, 'a', DEPTH - 1);
    memcpy(bytes + 2 * DEPTH - 1, ".", 1);
    Pickle *p = expect_read((Bytes){bytes, 2 * DEPTH});
    assert_int_equal(pickle_root(p)->count, 1);
    pickle_free(p);
    size_t size = 1;
    bytes[0] = ']';
    for (int i = 0; i < 60; i++) { /* 2^60 lists, if they were copied */
        const char step[] = {'q', (char)i, ']', '(', 'h', (char)i, 'h', (char)i, 'e'};
        memcpy(bytes + size, step, sizeof step);
        size += sizeof step;
    }
    bytes[size++] = '.';
    refuse((Bytes){bytes, size}, "values are left over");
    free(bytes);
}

/* One long text, made into bytes again and again. */
static void test_encoded_again(void **state)
{
    (void)state;
    enum { LENGTH = 1000, TIMES = 100 };
    char bytes[LENGTH + 16 * TIMES];
    const Bytes head = BYTES("\x80\2X\xe8\3\0\0"), name = BYTES("q\0X\6\0\0\0latin1\x86q\1c_codecs\nencode\nq\2"),
                again = BYTES("h\2h\1R");
    size_t size = head.size;
    memcpy(bytes, head.bytes, head.size);
    memset(bytes + size, 'x', LENGTH);
    size += LENGTH;
    memcpy(bytes + size, name.bytes, name.size);
    size += name.size;
    for (int i = 0; i < TIMES; i++, size += again.size)
        memcpy(bytes + size, again.bytes, again.size);
    refuse((Bytes){bytes, size}, "it makes more bytes than there are");
}

/* ------------------------------------------------------------------ arrays */

#define MADE "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R"
#define TYPE(letters, order)                                                                                           \
    "cnumpy\ndtype\nU\2" letters "K\0K\1\x87R(K\3U\1" order "NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
#define I4 TYPE("i4", "<")

static void expect_array(Bytes text, int rank, const double *wanted, int64_t count)
{
    Pickle *p = expect_read(text);
    NpyArray a;
    Error error = {""};
    if (!pickle_array(p, pickle_root(p), "x", &a, &error))
        fail_msg("%s", error.text);
    assert_int_equal(a.rank, rank);
    assert_int_equal(a.count, count);
    for (int64_t i = 0; i < count; i++)
        assert_true(npy_number(&a, i) == wanted[i]);
    pickle_free(p);
}

static void refuse_array(Bytes text, const char *why)
{
    Pickle *p = expect_read(text);
    NpyArray a;
    Error error = {""};
    assert_false(pickle_array(p, pickle_root(p), "x", &a, &error));
    check_line(&error, why);
    pickle_free(p);
}

static void test_arrays(void **state)
{
    (void)state;
    const double row[2] = {1, -2}, table[4] = {1, 2, 3, 4};
    expect_array(BYTES("\x80\2" MADE "(K\1K\2\x85" I4 "\x89U\x08\1\0\0\0\xfe\xff\xff\xfftb."), 1, row, 2);
    expect_array(BYTES("\x80\2" MADE "(K\1K\2\x85" TYPE("i4", ">") "\x89U\x08\0\0\0\1\xff\xff\xff\xfetb."), 1, row, 2);
    expect_array(BYTES("\x80\2" MADE "(K\1K\2\x85" TYPE("f4", "<") "\x89U\x08\0\0\x80\x3f\0\0\0\xc0tb."), 1, row, 2);
    expect_array(BYTES("\x80\2" MADE "(K\1K\2K\2\x86" TYPE("u1", "|") "\x89U\4\1\2\3\4tb."), 2, table, 4);
    expect_array(BYTES("\x80\2" MADE "(K\1K\2K\2\x86" TYPE("u1", "|") "\x88U\4\1\3\2\4tb."), 2, table, 4);
    expect_array(BYTES("\x80\2" MADE "(K\1K\0\x85" I4 "\x89U\0tb."), 1, NULL, 0);
    expect_array(BYTES("\x80\2" MADE "(K\1)" I4 "\x89U\4\1\0\0\0tb."), 0, row, 1);
    expect_array(BYTES("\x80\2" MADE
                       "(K\1K\2\x85" TYPE("u1", "|") "\x89"
                                                     "c_codecs\nencode\nX\2\0\0\0\1\2X\6\0\0\0latin1\x86Rtb."),
                 1, table, 2);
    expect_array(
        BYTES("\x80\5"
              "cnumpy._core.numeric\n_frombuffer\n(\x96\4\0\0\0\0\0\0\0\1\3\2\4" TYPE("u1", "|") "K\2K\2\x86U\1FtR."),
        2, table, 4);
    expect_array(BYTES("\x80\4"
                       "cnumpy._core.multiarray\nscalar\n" I4 "C\4\1\0\0\0\x86R."),
                 0, row, 1);
}

static void test_arrays_refused(void **state)
{
    (void)state;
    refuse_array(BYTES("\x80\2K\1."), "x is an integer: it is no array");
    refuse_array(BYTES("\x80\2" MADE "."), "it has no dtype");
    refuse_array(BYTES("\x80\2" MADE "(K\1K\2\x85" I4 "\x89U\4\1\0\0\0tb."), "does not match its shape");
    refuse_array(BYTES("\x80\2" MADE "(K\1K\2\x85" I4 "\x89Ntb."), "does not match its shape");
    refuse_array(BYTES("\x80\2" MADE "(K\1J\xff\xff\xff\xff\x85" I4 "\x89U\0tb."), "its shape is none");
    refuse_array(BYTES("\x80\2" MADE "(K\1N" I4 "\x89U\0tb."), "its shape is none");
    refuse_array(BYTES("\x80\2" MADE "(K\1(K\1K\1K\1K\1K\1t" I4 "\x89U\4\1\0\0\0tb."), "more than 4 dimensions");
    refuse_array(BYTES("\x80\2" MADE "(K\1\x8a\x08\0\0\0\0\0\0\0\x40\x8a\1\4\x86" I4 "\x89U\0tb."), "impossibly large");
    refuse_array(BYTES("\x80\2" MADE "(K\1\x8a\x08\0\0\0\0\0\0\0\x40\x85" I4 "\x89U\0tb."), "does not match its shape");
    refuse_array(BYTES("\x80\2" MADE "(K\1K\1\x85" TYPE("O8", "|") "\x89]tb."), "Python objects");
    refuse_array(BYTES("\x80\2" MADE "(K\1K\1\x85" TYPE("c8", "<") "\x89U\x08\0\0\0\0\0\0\0\0tb."),
                 "not bool, integer");
    refuse_array(BYTES("\x80\2" MADE "(K\1K\1\x85"
                       "cnumpy\ndtype\nU\2V4K\0K\1\x87R(K\3U\1|NU\1aNtb"
                       "\x89U\4\0\0\0\0tb."),
                 "structured");
    refuse_array(BYTES("\x80\2" MADE "(K\1K\1\x85"
                       "cnumpy\ndtype\nU\2i4K\0K\1\x87R(K\3U\0NNNtb"
                       "\x89U\4\0\0\0\0tb."),
                 "dtype is damaged");
}

/* ------------------------------------------------------------------ matrices */

#define LIST(count, letters, bytes) MADE "(K\1K" count "\x85" TYPE(letters, "|") "\x89" bytes "tb"
#define MATRIX(shape, starts, columns, values)                                                                         \
    "\x80\2cscipy.sparse.csr\ncsr_matrix\n)\x81}(U\6_shape" shape "U\6indptr" starts "U\7indices" columns              \
    "U\4data" values "ub."

static void expect_csr(Bytes text, const char *why)
{
    Pickle *p = expect_read(text);
    PickleCsr csr;
    Error error = {""};
    const bool good = pickle_csr(p, pickle_root(p), "x", &csr, &error);
    if (why) {
        assert_false(good);
        check_line(&error, why);
    } else {
        assert_true(good);
        assert_true(csr.rows == 2 && csr.columns == 5 && csr.values.count == 3);
        assert_true(npy_number(&csr.values, 2) == 9.0 && npy_number(&csr.indices, 2) == 4.0);
    }
    pickle_free(p);
}

static void test_matrices(void **state)
{
    (void)state;
#define SHAPE   "K\2K\5\x86"
#define STARTS  LIST("\3", "u1", "U\3\0\2\3")
#define COLUMNS LIST("\3", "u1", "U\3\0\3\4")
#define VALUES  LIST("\3", "u1", "U\3\7\x08\x09")
    const char *wrong = "do not fit each other";
    expect_csr(BYTES(MATRIX(SHAPE, STARTS, COLUMNS, VALUES)), NULL);
    expect_csr(BYTES("\x80\2K\1."), "x must be a csr_matrix of SciPy, but it is an integer");
    expect_csr(BYTES(MATRIX("N", STARTS, COLUMNS, VALUES)), "has no shape");
    expect_csr(BYTES(MATRIX("K\3K\5\x86", STARTS, COLUMNS, VALUES)), wrong);
    expect_csr(BYTES(MATRIX("K\2K\4\x86", STARTS, COLUMNS, VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, LIST("\3", "u1", "U\3\0\4\3"), COLUMNS, VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, LIST("\3", "u1", "U\3\1\2\3"), COLUMNS, VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, LIST("\3", "u1", "U\3\0\2\2"), COLUMNS, VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, STARTS, LIST("\3", "i1", "U\3\0\xff\4"), VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, STARTS, LIST("\2", "u1", "U\2\0\3"), VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, LIST("\0", "u1", "U\0"), COLUMNS, VALUES)), wrong);
    expect_csr(BYTES(MATRIX(SHAPE, "N", COLUMNS, VALUES)), "indptr is None: it is no array");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),        cmocka_unit_test(test_texts),         cmocka_unit_test(test_containers),
        cmocka_unit_test(test_memo),           cmocka_unit_test(test_calls),         cmocka_unit_test(test_several),
        cmocka_unit_test(test_names_refused),  cmocka_unit_test(test_damage),        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_deep_and_wide),  cmocka_unit_test(test_encoded_again), cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_arrays_refused), cmocka_unit_test(test_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
