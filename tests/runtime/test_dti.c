/* test_dti.c - drugs and proteins as matrices: Yamanishi's three files, Davis' and DTINet's folders, small ones, ones that are none,
 * and the real ones. Run: ctest -R test_dti, or the program itself. Real files are read from $GATCC_DATA, else from ../shared/data
 * beside $GATCC_SOURCE.
 */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../support/real_file.h"
#include "../support/told.h"

#define KD_FILE       "drug-target_interaction_affinities_Kd__Davis_et_al.2011v1.txt"
#define DRUGS_FILE    "drug-drug_similarities_2D.txt"
#define PROTEINS_FILE "target-target_similarities_WS.txt"
#define TRAINING_FILE "folds/train_fold_setting1.txt"
#define TESTING_FILE  "folds/test_fold_setting1.txt"

static char folder[] = "/tmp/test_dti_XXXXXX";
static const char *const files[] = {"s_admat_dgc.txt",
                                    "s_simmat_dc.txt",
                                    "s_simmat_dg.txt",
                                    "t_admat_dgc.txt",
                                    "mat_drug_protein.txt",
                                    "mat_drug_drug.txt",
                                    "mat_protein_drug.txt",
                                    "mat_protein_pathway.txt",
                                    "drug.txt",
                                    "protein.txt",
                                    KD_FILE,
                                    DRUGS_FILE,
                                    PROTEINS_FILE,
                                    "ligands_can.txt",
                                    "proteins.txt",
                                    TRAINING_FILE,
                                    TESTING_FILE};

static const char *path_of(const char *name)
{
    static char path[2][128];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s%s%s", folder, *name ? "/" : "", name);
    return path[turn];
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(path_of(files[i]));
    rmdir(path_of("folds"));
    return rmdir(folder);
}

static void save(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static gatrt_data *expect_read(const char *spec)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(spec, error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static void expect_refused(const char *spec, const char *why)
{
    char error[256] = "";
    assert_null(gatrt_data_load(spec, error));
    if (!strstr(error, why))
        fail_msg("%s", error);
}

/* ------------------------------------------------------------------ Yamanishi's */

#define JOINED  "\tD2\tD1\tD3\np1\t0\t1\t1\np2\t1\t0\t0\n"
#define DRUGS   "\tD1\tD2\tD3\nD1\t1\t0.5\t0.5\nD2\t0.5\t1\t0.25\nD3\t0.125\t0.25\t1\n"
#define PROTEIN "\tp2\tp1\np2\t1\t0.75\np1\t0.75\t1\n"

static void save_small(void)
{
    save("s_admat_dgc.txt", JOINED);
    save("s_simmat_dc.txt", DRUGS);
    save("s_simmat_dg.txt", PROTEIN);
}

/* Rows and columns of the first file go by name: its order is another than that of the similarities. */
static void reads_three_matrices(void **state)
{
    (void)state;
    static const int32_t label[] = {0, 1, 1, 0, 0, 1}, src[] = {1, 2, 0, 2, 1, 0}, dst[] = {0, 0, 1, 1, 2, 2};
    static const float weight[] = {0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.125f};
    save_small();
    gatrt_data *d = expect_read(path_of("s"));
    const gatrt_set *drug = data_find_set(d, "drug"), *pair = data_find_set(d, "pair");
    const gatrt_relation *alike = data_find_relation(d, "alike", "drug", "drug"),
                         *pairs = data_find_relation(d, "pair", "drug", "protein");
    assert_true(drug && pair && alike && pairs);
    assert_string_equal(drug->row_name[2], "D3");
    assert_true(drug->features == 3 && drug->x[6] == 0.125f);
    assert_int_equal(pair->rows, 6);
    assert_memory_equal(pair->label, label, sizeof label);
    assert_true(pairs->src[3] == 1 && pairs->dst[3] == 1);
    assert_int_equal(alike->edges, 6); /* no more than there are others */
    assert_memory_equal(alike->src, src, sizeof src);
    assert_memory_equal(alike->dst, dst, sizeof dst);
    assert_memory_equal(alike->edge_weight, weight, sizeof weight);
    expect_told(d, "3 of 6 pairs bind");
    expect_told(d, "with its 5 most similar ones; NAME:nearest=K for others");
    gatrt_data_free(d);
    d = expect_read(path_of("s:nearest=1"));
    assert_int_equal(data_find_relation(d, "alike", NULL, NULL)->edges, 3);
    assert_int_equal(data_find_relation(d, "alike", NULL, NULL)->src[2], 1);
    gatrt_data_free(d);
    gatrt_data_free(expect_read(path_of("s_admat_dgc.txt")));
    gatrt_data_free(expect_read(folder));
    save("t_admat_dgc.txt", JOINED);
    expect_refused(folder, "it holds several data sets: ");
}

static void refuses_other_matrices(void **state)
{
    (void)state;
    save_small();
    expect_refused(path_of("s:nearest=0"), "nearest is a whole number from 1 to 1000");
    expect_refused(path_of("s:nearest=2x"), "nearest is a whole number");
    save("s_admat_dgc.txt", "\tD2\tD1\np1\t0\t1\np2\t1\t0\n");
    expect_refused(path_of("s"), "s_admat_dgc.txt: 2 drugs, but there are similarities of 3");
    save("s_admat_dgc.txt", "\tD2\tD1\tD4\np1\t0\t1\t0\np2\t1\t0\t0\n");
    expect_refused(path_of("s"), "the drug D4 has no similarities");
    save("s_admat_dgc.txt", "\tD2\tD1\tD3\np1\t0\t0.5\t0\np2\t1\t0\t0\n");
    expect_refused(path_of("s"), "0.5 in row 1: every number must be 0 or 1");
    save("s_admat_dgc.txt", "0 1\n1 0\n");
    expect_refused(path_of("s"), "rows and columns without names");
    save("s_admat_dgc.txt", "\tD2\tD1\tD3\np1\t0\t1\n");
    expect_refused(path_of("s"), "s_admat_dgc.txt:2: 2 numbers, but there are 3 columns");
    save("s_admat_dgc.txt", "\tD2\tD1\tD3\np1\t0\tone\t0\n");
    expect_refused(path_of("s"), "\"one\" is not a number");
    save("s_admat_dgc.txt", "\tD2\tD2\tD3\np1\t0\t1\t0\n");
    expect_refused(path_of("s"), "D2 is there a second time");
    save("s_admat_dgc.txt", "\tD2\tD1\tD3\n");
    expect_refused(path_of("s"), "no row of numbers");
    save_small();
    save("s_simmat_dg.txt", "\tp1\tp2\np2\t1\t0.75\np1\t0.75\t1\n");
    expect_refused(path_of("s"), "row 1 is called p2, its column p1");
    save("s_simmat_dg.txt", "\tp2\tp1\np2\t1\t0.75\n");
    expect_refused(path_of("s"), "1 rows and 2 columns, but similarities are as many of both");
    unlink(path_of("s_simmat_dg.txt"));
    expect_refused(path_of("s"), "s_simmat_dg.txt: cannot open");
}

/* ------------------------------------------------------------------ Davis' */

static gatrt_data *expect_split(const char *spec, int64_t split)
{
    Error error = {""};
    gatrt_data *d = data_load(spec, &(DataUse){.split = split}, &error);
    if (!d)
        fail_msg("%s", error.text);
    return d;
}

static void save_affinities(void)
{
    save(KD_FILE, "10000 1 100\n0.1 10000 1000\n");
    save(DRUGS_FILE, "1 0.5\n0.25 1\n");
    save(PROTEINS_FILE, "4 3 0\n3 9 6\n0 6 16\n");
}

/* Scores of proteins are of one scale, y is of mol/l, pairs go drug by drug; a list of training pairs validates. */
static void reads_affinities(void **state)
{
    (void)state;
    static const float y[] = {5, 9, 7, 10, 5, 6}, alike[] = {1, 0.5f, 0, 0.5f, 1, 0.5f, 0, 0.5f, 1};
    static const uint8_t train[2][6] = {{0, 0, 1, 1, 0, 0}, {0, 1, 0, 0, 0, 0}}, test[6] = {1, 0, 0, 0, 0, 1};
    save_affinities();
    gatrt_data *d = expect_read(folder);
    const gatrt_set *pair = data_find_set(d, "pair"), *protein = data_find_set(d, "protein");
    const gatrt_relation *of = data_find_relation(d, "pair", "drug", "protein");
    assert_true(pair && protein && of && pair->rows == 6 && protein->features == 3);
    assert_true(of->src[4] == 1 && of->dst[4] == 1);
    assert_null(pair->mask[0]);
    assert_null(protein->row_name);
    for (int i = 0; i < 6; i++)
        assert_true(pair->target[i] == y[i]);
    assert_memory_equal(protein->x, alike, sizeof alike);
    assert_int_equal(data_find_relation(d, "akin", NULL, NULL)->edges, 6);
    gatrt_data_free(d);
    save("proteins.txt", "{\"p2\": \"MK\", \"p0\": \"MR\", \"p1\": \"MK\"}");
    assert_int_equal(mkdir(path_of("folds"), 0700), 0);
    save(TRAINING_FILE, "[[1], [2, 3]]");
    save(TESTING_FILE, "[5, 0]");
    for (int64_t split = 0; split < 2; split++) {
        d = expect_split(path_of(""), split);
        pair = data_find_set(d, "pair");
        assert_memory_equal(pair->mask[0], train[split], 6);
        assert_memory_equal(pair->mask[1], train[1 - split], 6);
        assert_memory_equal(pair->mask[2], test, 6);
        assert_string_equal(data_find_set(d, "protein")->row_name[1], "p0");
        gatrt_data_free(d);
    }
    char spec[128];
    snprintf(spec, sizeof spec, "%s:nearest=1", folder);
    d = expect_read(spec);
    assert_int_equal(data_find_relation(d, "akin", NULL, NULL)->edges, 3);
    gatrt_data_free(d);
}

static void refuses_other_affinities(void **state)
{
    (void)state;
    Error error = {""};
    save_affinities();
    assert_int_equal(mkdir(path_of("folds"), 0700), 0);
    save(TESTING_FILE, "[5, 0]");
    expect_refused(folder, "train_fold_setting1.txt: cannot open");
    save(TRAINING_FILE, "[[1], [2, 6]]");
    expect_refused(folder, "entry 1 of a list is no pair from 0 to 5");
    save(TRAINING_FILE, "[[1], [2, \"3\"]]");
    expect_refused(folder, "entry 1 of a list is no pair");
    save(TRAINING_FILE, "[[1], [2, 1]]");
    expect_refused(folder, "pair 1 is there a second time");
    save(TRAINING_FILE, "[[1], [2, 0]]");
    expect_refused(folder, "test_fold_setting1.txt: pair 0 is there a second time");
    save(TRAINING_FILE, "[[1], 2]");
    expect_refused(folder, "a list of pairs was expected");
    save(TRAINING_FILE, "[[1, 2]]");
    expect_refused(folder, "two lists of pairs or more were expected");
    save(TRAINING_FILE, "[[1], [2]]");
    assert_null(data_load(path_of(""), &(DataUse){.split = 2}, &error));
    assert_non_null(strstr(error.text, "there are 2 splits, 0 to 1, but --split is 2"));
    save("ligands_can.txt", "{\"d0\": \"C\"}");
    expect_refused(folder, "1 names, but there are 2 rows of drug");
    save(PROTEINS_FILE, "4 3 0\n3 0 6\n0 6 16\n");
    expect_refused(folder, "row 2: its score with itself is not above 0");
    save(PROTEINS_FILE, "4 3\n3 9\n");
    expect_refused(folder, "2 rows and 2 columns, but there are 3 proteins");
    save(KD_FILE, "10000 1 100\n0.1 0 1000\n");
    expect_refused(folder, "0 in row 2: a Kd is above 0");
}

/* ------------------------------------------------------------------ DTINet's */

static void reads_dtinets(void **state)
{
    (void)state;
    save("mat_drug_protein.txt", "1 0 0\n0 0 1\n");
    save("mat_drug_drug.txt", "0 1\n1 0\n");
    save("drug.txt", "DB1\r\nDB2\r\n");
    gatrt_data *d = expect_read(folder);
    const gatrt_relation *binds = data_find_relation(d, "binds", "drug", "protein");
    assert_non_null(binds);
    assert_true(binds->edges == 2 && binds->src[1] == 1 && binds->dst[1] == 2);
    assert_int_equal(data_find_relation(d, "interacts", "drug", "drug")->edges, 2);
    assert_string_equal(data_find_set(d, "drug")->row_name[1], "DB2");
    assert_null(data_find_set(d, "protein")->row_name);
    gatrt_data_free(d);
    save("protein.txt", "p\nq\np\n");
    save("mat_protein_drug.txt", "1 0\n0 0\n0 1\n");
    save("mat_protein_pathway.txt", "1 0\n0 0\n0 1\n");
    d = expect_read(folder);
    expect_told(d, "no relation and no set has this name");
    expect_told(d, "mat_drug_protein.txt is read");
    expect_told(d, "the name in line 3 is there already: rows of protein go by their numbers");
    gatrt_data_free(d);
    save("protein.txt", "p\nq\n");
    expect_refused(folder, "2 names, but there are 3 rows of protein");
    save("mat_drug_drug.txt", "0 1 0\n1 0 0\n1 0 0\n");
    expect_refused(folder, "mat_drug_drug.txt: 3 rows, but there are 2 of drug");
    save("mat_drug_drug.txt", "0 2\n1 0\n");
    expect_refused(folder, "mat_drug_drug.txt: 2 in row 1: every number must be 0 or 1");
}

/* ------------------------------------------------------------------ the real ones */

static void reads_the_real_ones(void **state)
{
    (void)state;
    char path[4096];
    static const struct {
        const char *name;
        int64_t drugs, proteins, bind;
    } sets[] = {{"nr", 54, 26, 90}, {"gpcr", 223, 95, 635}, {"ic", 210, 204, 1476}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        char name[64];
        int64_t ones = 0;
        snprintf(name, sizeof name, "dti/yamanishi/%s_admat_dgc.txt", sets[i].name);
        if (!real_file(name, path, sizeof path))
            skip();
        gatrt_data *d = expect_read(path);
        const gatrt_set *pair = data_find_set(d, "pair");
        for (int64_t v = 0; v < pair->rows; v++)
            ones += pair->label[v];
        assert_int_equal(data_find_set(d, "drug")->rows, sets[i].drugs);
        assert_int_equal(data_find_set(d, "protein")->rows, sets[i].proteins);
        assert_int_equal(ones, sets[i].bind);
        gatrt_data_free(d);
    }
    if (!real_file("dti/davis/" KD_FILE, path, sizeof path))
        skip();
    *strrchr(path, '/') = 0;
    gatrt_data *davis = expect_read(path);
    const gatrt_set *pair = data_find_set(davis, "pair");
    assert_int_equal(pair->rows, 30056);
    assert_true(split_count(pair, 0) == 20036 && split_count(pair, 1) == 5010 && split_count(pair, 2) == 5010);
    gatrt_data_free(davis);
    if (!real_file("dti/dtinet/drug.txt", path, sizeof path))
        skip();
    *strrchr(path, '/') = 0;
    gatrt_data *d = expect_read(path);
    assert_int_equal(data_find_relation(d, "binds", "drug", "protein")->edges, 1923);
    assert_int_equal(data_find_relation(d, "interacts", "drug", "drug")->edges, 10036);
    gatrt_data_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_three_matrices, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(refuses_other_matrices, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(reads_affinities, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(refuses_other_affinities, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(reads_dtinets, make_folder, remove_folder),
        cmocka_unit_test(reads_the_real_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
