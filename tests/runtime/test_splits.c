/* test_splits.c - --split: rules read and told, rows drawn by them, lists of them in files, small ones and real ones.
 * Run: ctest -R test_splits, or the program itself. Real files are read from $GATCC_DATA, else from ../shared/data
 * beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/real_file.h"

enum { ROWS = 1000, CLASSES = 7, LABELLED = 900 };

/* ------------------------------------------------------------------ rules as text */

static SplitRule rule_of(const char *text)
{
    SplitRule rule;
    Error error = {""};
    if (!split_rule_parse(text, &rule, &error))
        fail_msg("%s", error.text);
    return rule;
}

static void tells_rules_as_given(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "file",
        "7",
        "all",
        "planetoid:seed=3",
        "planetoid:train=5,val=6,test=7,seed=0",
        "random:60/20/20,seed=1",
        "random:33.3/0.000001/20,stratified,seed=9007199254740991",
        "k-fold:10,fold=3,seed=1",
        "k-fold:10,fold=0,stratified,val=12.5%,seed=2",
        "k-fold:10,fold=0,val=10%,by=drug,seed=2",
        "random:60/20/20,by=a_set_whose_name_is_as_long_as_sixty_three_bytes_are_at_most,seed=1",
        "links:33.333333/33.333333/33.333334,disjoint=99,negatives=1000,directed,"
        "of=a_relation_whose_name_is_as_long_as_these_may_be,seed=9007199254740991"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const SplitRule rule = rule_of(texts[i]);
        assert_string_equal(split_rule_text(&rule).text, texts[i]);
    }
    const SplitRule plain = rule_of("planetoid"), json = rule_of("a:b/c.json:fold=4"),
                    index = rule_of("d/E_train.index");
    assert_string_equal(split_rule_text(&plain).text, "planetoid:seed=0");
    assert_string_equal(json.path[0], "a:b/c.json");
    assert_int_equal(json.fold, 4);
    assert_string_equal(index.path[2], "d/E_test.index");
    assert_int_equal(index.fold, FOLD_OF_RUN);
}

static void refuses_what_is_no_rule(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"", "expected file, a split's number"},
        {"rnadom:60/20/20", "expected file"},
        {"1000001", "is not a whole number from 0 to 1000000"},
        {"3x", "is not a whole number"},
        {"random", "three shares in percent come first"},
        {"random:60/20", "three shares"},
        {"random:60/20/20/5", "three shares"},
        {"random:60/20/20.0000001", "three shares"},
        {"random:-60/20/20", "three shares"},
        {"random:99999999999999999999/0/0", "three shares"},
        {"random:60/20/21", "more than 100 %"},
        {"random:60/20/20,seed", "'seed' is none of its words"},
        {"random:60/20/20,seed=", "seed is not a whole number"},
        {"random:60/20/20,seed=1,seed=1", "seed is there twice"},
        {"random:60/20/20,fold=1", "'fold=1' is none of its words, which are seed=N fixed stratified by=SET"},
        {"random:60/20/20,by=", "by=SET names one of the data set's sets, once"},
        {"k-fold:5,by=drug,by=drug", "by=SET names one"},
        {"k-fold:5,by=drug,stratified", "what by=SET deals out has no classes"},
        {"planetoid:by=drug", "'by=drug' is none"},
        {"k-fold:1", "the number of folds, which comes first,"},
        {"k-fold:2", "none trains"},
        {"k-fold:5,fold=5", "there is no such fold"},
        {"k-fold:5,val=100%", "val of k-fold is"},
        {"k-fold:5,val=10", "val of k-fold is"},
        {"k-fold:5,fixed", "'fixed' is none of its words"},
        {"planetoid:stratified", "'stratified' is none"},
        {"planetoid:train=0", "train is not a whole number from 1"},
        {"files:a,b", "three files come first"},
        {"a.json:fold=x", "fold is not a whole number"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SplitRule rule;
        Error error = {""};
        assert_false(split_rule_parse(texts[i][0], &rule, &error));
        if (!strstr(error.text, texts[i][1]))
            fail_msg("%s: %s", texts[i][0], error.text);
    }
}

static void gives_each_run_its_own(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"all", "3"},
        {"5", "5"},
        {"file", "file"},
        {"random:1/1/1,seed=7", "random:1/1/1,seed=20"},
        {"k-fold:5", "k-fold:5,fold=3,seed=0"},
        {"k-fold:5,fold=1", "k-fold:5,fold=1,seed=0"},
        {"planetoid:fixed", "planetoid:seed=0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const SplitRule rule = rule_of(cases[i][0]), one = split_rule_of_run(&rule, 13, 5);
        assert_string_equal(split_rule_text(&one).text, cases[i][1]);
        assert_int_equal(split_rule_varies(&rule), i == 0 || i == 3 || i == 4);
        assert_int_equal(split_rule_of_runs(&rule), i == 0 || i == 4);
    }
}

/* ------------------------------------------------------------------ rows that are drawn */

/* Each tenth row is without a class; class c has 2c + 1 of 49 of the others, in no order. */
static gatrt_data *labelled(void)
{
    gatrt_data *d = data_new("small");
    gatrt_set *set = &d->sets[0];
    set->rows = ROWS;
    set->classes = CLASSES;
    set->label = mem_alloc(ROWS, sizeof *set->label);
    for (int v = 0, n = 0; v < ROWS; v++) {
        int at = n * 29 % 49, class = 0;
        for (; at >= 2 * class + 1; class ++)
            at -= 2 * class + 1;
        n += v % 10 != 9;
        set->label[v] = v % 10 != 9 ? class : v % 20 == 9 ? -1 : GATRT_UNKNOWN;
    }
    return d;
}

static gatrt_data *split_by(gatrt_data *d, const char *text)
{
    const SplitRule rule = rule_of(text);
    Error error = {""};
    if (!split_apply(d, NULL, &rule, &error))
        fail_msg("%s: %s", text, error.text);
    for (int64_t v = 0; v < d->sets[0].rows; v++) {
        int parts = 0;
        for (int m = 0; m < 3; m++)
            parts += d->sets[0].mask[m] && d->sets[0].mask[m][v];
        assert_true(parts <= 1);
        if (parts && d->sets[0].label)
            assert_true(d->sets[0].label[v] >= 0);
    }
    return d;
}

static void expect_sizes(const gatrt_data *d, int64_t train, int64_t val, int64_t test)
{
    const int64_t want[3] = {train, val, test};
    for (int m = 0; m < 3; m++)
        assert_int_equal(split_count(&d->sets[0], m), want[m]);
}

static int64_t count_of(const gatrt_set *set, int part, int class)
{
    int64_t count = 0;
    for (int64_t v = 0; v < set->rows; v++)
        count += set->label[v] == class && (part < 0 || (set->mask[part] && set->mask[part][v]));
    return count;
}

static uint64_t print_of(const gatrt_set *set)
{
    uint64_t print = 0;
    for (int64_t v = 0; v < set->rows; v++)
        for (int m = 0; m < 3; m++)
            print = gatrt_mix(print ^ (set->mask[m] && set->mask[m][v]));
    return print;
}

static uint64_t print_by(const char *text)
{
    gatrt_data *d = split_by(labelled(), text);
    const uint64_t print = print_of(&d->sets[0]);
    gatrt_data_free(d);
    return print;
}

static void draws_shares(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        int64_t train, val, test;
    } cases[] = {
        {"random:60/20/20,seed=1", 540, 180, 180}, {"random:50/0/25", 450, 0, 225}, {"random:100/0/0", 900, 0, 0},
        {"random:0.05/0.05/99.9", 0, 1, 899}, /* 0.45, 0.9, 900 */
        {"random:33.3/33.3/33.4", 300, 299, 301},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gatrt_data *d = split_by(labelled(), cases[i].rule);
        expect_sizes(d, cases[i].train, cases[i].val, cases[i].test);
        gatrt_data_free(d);
    }
}

static void draws_the_same_by_seed(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        uint64_t print;
    } pinned[] = {
        {"random:60/20/20,seed=1", 0xE4D64BEDFB0B86B7u},
        {"random:60/20/20,stratified,seed=1", 0xAD7100A48CD2A1F0u},
        {"planetoid:train=5,val=100,test=200,seed=1", 0xA6CD0CE0AABA5FC5u},
        {"k-fold:10,fold=3,seed=1", 0x9FB2E453FFC2D27Cu},
    };
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++) {
        const uint64_t print = print_by(pinned[i].rule);
        if (print != pinned[i].print)
            fail_msg("%s: 0x%016llX", pinned[i].rule, (unsigned long long)print);
        assert_int_equal(print, print_by(pinned[i].rule));
    }
    assert_int_not_equal(print_by("random:60/20/20,seed=1"), print_by("random:60/20/20,seed=2"));
    assert_int_equal(print_by("random:60/20/20"), print_by("random:60/20/20,seed=0,fixed"));
}

/* Of each class, within one row of its share. */
static void stratifies(void **state)
{
    (void)state;
    static const double share[3] = {0.6, 0.15, 0.25};
    gatrt_data *d = split_by(labelled(), "random:60/15/25,stratified,seed=5");
    for (int c = 0; c < CLASSES; c++)
        for (int m = 0; m < 3; m++) {
            const double off = (double)count_of(&d->sets[0], m, c) - share[m] * (double)count_of(&d->sets[0], -1, c);
            assert_true(off < 1.0 && off > -1.0);
        }
    assert_int_equal(split_count(&d->sets[0], 0) + split_count(&d->sets[0], 1) + split_count(&d->sets[0], 2), LABELLED);
    gatrt_data_free(d);
}

static void draws_as_planetoid(void **state)
{
    (void)state;
    gatrt_data *d = split_by(labelled(), "planetoid:train=18,val=100,test=200,seed=4");
    expect_sizes(d, 18 * CLASSES, 100, 200);
    for (int c = 0; c < CLASSES; c++)
        assert_int_equal(count_of(&d->sets[0], 0, c), 18);
    gatrt_data_free(d);
}

static void refuse(gatrt_data *d, const char *text, const char *why)
{
    const SplitRule rule = rule_of(text);
    Error error = {""};
    assert_false(split_apply(d, NULL, &rule, &error));
    if (!strstr(error.text, why))
        fail_msg("%s: %s", text, error.text);
    gatrt_data_free(d);
}

static gatrt_data *without_labels(int64_t width)
{
    gatrt_data *d = labelled();
    mem_free(d->sets[0].label);
    d->sets[0].label = NULL;
    d->sets[0].classes = width;
    if (width)
        d->sets[0].target = mem_alloc((size_t)(ROWS * width), sizeof(float));
    return d;
}

static void refuses_what_cannot_be_drawn(void **state)
{
    (void)state;
    refuse(labelled(), "planetoid", "nodes of class 0, but --split planetoid trains on 20 of each; planetoid:train=");
    refuse(labelled(), "planetoid:train=5", "865 labelled nodes are left, but --split planetoid wants 500 to validate");
    refuse(labelled(), "k-fold:901", "900 labelled nodes are too few for --split k-fold:901");
    refuse(without_labels(3), "k-fold:4,stratified", "--split stratified goes by classes, but y is not one class each");
    refuse(without_labels(0), "random:60/20/20", "there is no y, and --split draws labelled nodes only");
}

/* A row with an answer that is not known is not drawn. */
static void draws_of_targets(void **state)
{
    (void)state;
    gatrt_data *d = without_labels(3);
    for (int v = 0; v < 10; v++)
        d->sets[0].target[v * 3 + v % 3] = NAN;
    split_by(d, "random:50/25/25,seed=8");
    expect_sizes(d, 495, 248, 247);
    for (int v = 0; v < 10; v++)
        assert_false(d->sets[0].mask[0][v] || d->sets[0].mask[1][v] || d->sets[0].mask[2][v]);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ folds */

/* Test parts of all folds are all labelled rows once; what validates is what the next fold tests. */
static void expect_folds(const char *words, int64_t folds)
{
    int times[ROWS] = {0};
    uint8_t validated[ROWS] = {0};
    for (int64_t f = 0; f <= folds; f++) {
        char text[96];
        snprintf(text, sizeof text, "k-fold:%lld,fold=%lld%s", (long long)folds, (long long)(f % folds), words);
        gatrt_data *d = split_by(labelled(), text);
        const gatrt_set *set = &d->sets[0];
        const int64_t size = split_count(set, 2);
        assert_true(size == LABELLED / folds || size == LABELLED / folds + 1);
        for (int c = 0; c < CLASSES && strstr(words, "stratified"); c++) {
            const int64_t of_class = count_of(set, -1, c), here = count_of(set, 2, c);
            assert_true(here == of_class / folds || here == of_class / folds + 1);
        }
        for (int v = 0; v < ROWS; v++) {
            times[v] += f < folds && set->mask[2][v];
            if (f > 0 && !strstr(words, "val="))
                assert_int_equal(validated[v], set->mask[2][v]);
        }
        assert_int_equal(split_count(set, 0) + split_count(set, 1) + size, LABELLED);
        memcpy(validated, set->mask[1], ROWS);
        gatrt_data_free(d);
    }
    for (int v = 0; v < ROWS; v++)
        assert_int_equal(times[v], v % 10 != 9);
}

static void deals_folds(void **state)
{
    (void)state;
    expect_folds("", 10);
    expect_folds(",seed=3", 7);
    expect_folds(",stratified,seed=3", 7);
    expect_folds(",stratified,val=10%", 4);
    gatrt_data *d = split_by(labelled(), "k-fold:2,fold=1,val=20%");
    expect_sizes(d, 360, 90, 450);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ by=SET */

enum { DRUGS = 12, PROTEINS = 7 };

/* All pairs; with `same` of drugs among themselves. The last drug's have no known answer. */
static gatrt_data *pairs(bool same)
{
    const int others = same ? DRUGS : PROTEINS;
    gatrt_data *d = data_new_empty("pairs");
    data_add_set(d, "drug")->rows = DRUGS;
    data_add_set(d, "protein")->rows = PROTEINS;
    gatrt_set *pair = data_add_set(d, "pair");
    gatrt_relation *of = data_add_relation(d, "pair", 0, same ? 0 : 1);
    pair->rows = of->edges = DRUGS * others;
    pair->classes = 2;
    pair->label = mem_alloc((size_t)pair->rows, sizeof *pair->label);
    of->src = mem_alloc((size_t)pair->rows, sizeof *of->src);
    of->dst = mem_alloc((size_t)pair->rows, sizeof *of->dst);
    for (int i = 0; i < pair->rows; i++) {
        of->src[i] = i / others;
        of->dst[i] = i % others;
        pair->label[i] = i / others == DRUGS - 1 ? -1 : i % 2;
    }
    return d;
}

/* Each row of the end has its pairs in one part, and `test` of these rows have them in the test. */
static void expect_apart(gatrt_data *d, const char *text, bool by_source, int ends, int test)
{
    int part_of[DRUGS], tests = 0;
    split_by(d, text);
    const gatrt_set *pair = data_find_set(d, "pair");
    const gatrt_relation *of = data_find_relation(d, "pair", NULL, NULL);
    memset(part_of, -1, sizeof part_of);
    for (int i = 0; i < pair->rows; i++) {
        const int end = by_source ? of->src[i] : of->dst[i];
        for (int m = 0; m < 3; m++)
            if (pair->mask[m] && pair->mask[m][i]) {
                assert_true(pair->label[i] >= 0);
                assert_true(part_of[end] < 0 || part_of[end] == m);
                part_of[end] = m;
            }
    }
    for (int end = 0; end < ends; end++)
        tests += part_of[end] == 2;
    assert_int_equal(tests, test);
    assert_int_equal(split_count(pair, 0) + split_count(pair, 1) + split_count(pair, 2),
                     pair->rows / DRUGS * (DRUGS - 1));
    gatrt_data_free(d);
}

static void deals_by_ends(void **state)
{
    (void)state;
    expect_apart(pairs(false), "k-fold:4,fold=1,by=drug", true, DRUGS, 3);
    expect_apart(pairs(false), "k-fold:4,fold=3,val=20%,by=drug,seed=4", true, DRUGS, 2);
    expect_apart(pairs(false), "k-fold:7,fold=1,by=protein", false, PROTEINS, 1);
    expect_apart(pairs(false), "random:40/20/40,by=protein,seed=3", false, PROTEINS, 3);
    expect_apart(pairs(true), "random:50/0/50,by=target", false, DRUGS, 6);
    refuse(pairs(true), "random:50/0/50,by=drug",
           "--split by=drug: a pair goes from drug to drug; by=source or by=target");
    refuse(pairs(false), "k-fold:4,by=disease", "--split by=disease: a pair goes from drug to protein");
    refuse(pairs(false), "k-fold:8,by=protein", "7 labelled rows are too few for --split k-fold:8");
    refuse(labelled(), "k-fold:4,by=graph", "--split by=graph: rows of node belong to no such row");
}

static void deals_by_graphs(void **state)
{
    (void)state;
    gatrt_data *d = labelled();
    data_add_set(d, "graph")->rows = 10;
    d->sets[0].graph = mem_alloc(ROWS, sizeof *d->sets[0].graph);
    for (int v = 0; v < ROWS; v++)
        d->sets[0].graph[v] = v / 100;
    split_by(d, "random:60/20/20,by=graph");
    expect_sizes(d, 540, 180, 180);
    for (int v = 0; v < ROWS; v++)
        assert_int_equal(d->sets[0].mask[0][v], d->sets[0].mask[0][v / 100 * 100] && v % 10 != 9);
    gatrt_data_free(d);
}

/* ------------------------------------------------------------------ files */

static char folder[] = "/tmp/test_splits_XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const made[] = {"a", "b", "c", "d.json"};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        unlink(made[i]);
    return rmdir(folder);
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static gatrt_data *small(bool names)
{
    static char *const named[] = {"ann", "bob", "10", "dora", "eve", "f g"};
    gatrt_data *d = data_new("small");
    d->sets[0].rows = 6;
    if (names) {
        d->sets[0].row_name = mem_alloc(6, sizeof *named);
        memcpy(d->sets[0].row_name, named, sizeof named);
    }
    return d;
}

static void expect_masks(gatrt_data *d, const char *rule, const char *parts)
{
    split_by(d, rule);
    for (int v = 0; v < 6; v++)
        for (int m = 0; m < 3; m++)
            assert_int_equal(d->sets[0].mask[m] && d->sets[0].mask[m][v], parts[v] == "tve"[m]);
    gatrt_data_free(d);
}

static void reads_lists(void **state)
{
    (void)state;
    put("a", "Node_idx\r\n0\r\n5\r\n\r\n");
    put("b", "3");
    put("c", "\n1\n2\n");
    expect_masks(small(false), "files:a,b,c", "teev-t");
    expect_masks(small(false), "files:a,,c", "tee--t");
    put("a", "dora\n10\n");
    put("b", "ann\n");
    expect_masks(small(true), "files:a,b,", "v-tt--");
    put("a", "0, 1\n2 3\n");
    put("b", "2\t,3\n0,1");
    expect_masks(small(false), "files:a,b,", "ttvv--");
    expect_masks(small(false), "files:a,b,,fold=1", "vvtt--");
    put("c", "4\n");
    refuse(small(false), "files:a,b,c", "c: 1 folds, but a has 2");
    refuse(small(false), "files:a,b,,fold=2", "a: there is no fold 2 of 2");
    refuse(small(false), "files:a,a,", "--split has node 0 in two parts");
    put("a", "0\nx\n");
    refuse(small(false), "files:a,,", "a:2: 'x' is no node of small, which has 6 nodes, counted from 0");
    put("a", "-1\n");
    refuse(small(false), "files:a,,", "a:1: '-1' is no node");
    put("a", "1\n6\n");
    refuse(small(false), "files:a,,", "a:2: '6' is no node");
    put("a", "1\n1\n");
    refuse(small(false), "files:a,,", "a:2: '1' is there a second time");
    put("a", "ann\ncarl\n");
    refuse(small(true), "files:a,,", "a:2: 'carl' is no node of small, which has 6 nodes with names of their own");
    refuse(small(true), "files:nothing,,", "nothing: cannot open");
}

static void reads_json(void **state)
{
    (void)state;
    put("d.json", "{\"train\": [0, 2], \"valid\": [1], \"test_idx\": [5], \"note\": [7]}");
    expect_masks(small(false), "d.json", "tvt--e");
    put("d.json", "\xEF\xBB\xBF{\"train\": [0], \"test\": [5]}");
    expect_masks(small(false), "d.json", "t----e");
    put("d.json", "[{\"train\": [0], \"test\": [1]}, {\"test\": [4], \"model_selection\": [{\"train\": [0, 1], "
                  "\"validation\": [3]}, {\"train\": [2]}]}]");
    expect_masks(small(false), "json:d.json,fold=1", "tt-ve-");
    expect_masks(small(false), "d.json", "te----");
    put("d.json", "{\"train\": [\"f g\", 10], \"test\": [\"ann\"]}");
    expect_masks(small(true), "d.json", "e-t--t");
    refuse(small(false), "d.json", "d.json: fold 0: train[0] is no node of small");
    put("d.json", "{\"train\": [1, 1.0]}");
    refuse(small(false), "d.json", "train[1] is no node of small");
    put("d.json", "{\"train\": [1, 1]}");
    refuse(small(false), "d.json", "train[1] is in the list a second time");
    put("d.json", "{\"train\": [1], \"test\": [2, 1]}");
    refuse(small(false), "d.json", "node 1 in two parts");
    put("d.json", "{\"val\": [1], \"valid\": [2]}");
    refuse(small(false), "d.json", "valid is a second list of one part");
    put("d.json", "{\"learn\": [1]}");
    refuse(small(false), "d.json", "fold 0 has no lists; expected");
    put("d.json", "[]");
    refuse(small(false), "d.json", "there is no fold 0 of 0");
    put("d.json", "{\"train\": [1,\n}");
    refuse(small(false), "d.json", "d.json:2: not JSON");
}

/* Ten folds of 600 graphs, each tested once. */
static void expect_published(const char *name)
{
    char file[512], text[640];
    int times[600] = {0};
    if (!real_file(name, file, sizeof file))
        skip();
    for (int f = 0; f < 10; f++) {
        gatrt_data *d = data_new("enzymes");
        d->sets[0].rows = 600;
        snprintf(text, sizeof text, "%s:fold=%d", file, f);
        split_by(d, text);
        expect_sizes(d, split_count(&d->sets[0], 0), 600 - 60 - split_count(&d->sets[0], 0), 60);
        assert_int_equal(origin_splits(d), 10);
        for (int v = 0; v < 600; v++)
            times[v] += d->sets[0].mask[2][v];
        gatrt_data_free(d);
    }
    for (int v = 0; v < 600; v++)
        assert_int_equal(times[v], 1);
}

static void reads_erricas(void **state)
{
    (void)state;
    expect_published("splits/errica/ENZYMES.json");
}

static void reads_dwivedis(void **state)
{
    (void)state;
    expect_published("splits/dwivedi/ENZYMES_train.index");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_rules_as_given),
        cmocka_unit_test(refuses_what_is_no_rule),
        cmocka_unit_test(gives_each_run_its_own),
        cmocka_unit_test(draws_shares),
        cmocka_unit_test(draws_the_same_by_seed),
        cmocka_unit_test(stratifies),
        cmocka_unit_test(draws_as_planetoid),
        cmocka_unit_test(refuses_what_cannot_be_drawn),
        cmocka_unit_test(draws_of_targets),
        cmocka_unit_test(deals_folds),
        cmocka_unit_test(deals_by_ends),
        cmocka_unit_test(deals_by_graphs),
        cmocka_unit_test(reads_lists),
        cmocka_unit_test(reads_json),
        cmocka_unit_test(reads_erricas),
        cmocka_unit_test(reads_dwivedis),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
