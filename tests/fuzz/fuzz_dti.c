/* fuzz_dti.c - drugs and proteins as matrices: Yamanishi's files, DTINet's and Davis' stand behind each other, form feeds
 * between them. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

#include <stdio.h>

/* clang-format off */
const char *const dti_words[] = {
    "\f", "\f\f\f", "\tD1\tD2\n", "\tp1\n", "D1\t", "D2\t", "p1\t", "0\t", "1\t", "0 1\n", "1 0\n", "1\n", "0.5", "1e300", "\r\n",
    "nan", "\"\"", "#", "%", "2147483647", NULL,
};
/* clang-format on */

static void load(const char *spec, gatrt_data *(*loader)(const char *, const DataUse *, Error *))
{
    Error error = {""};
    gatrt_data *d = loader(spec, &(DataUse){.split = 0}, &error);
    if (d && data_check(d, &error))
        must_keep_promises(d);
    else
        must_be_one_line(error.text);
    gatrt_data_free(d);
}

void fuzz_dti(const uint8_t *bytes, size_t size)
{
    static const char *const files[] = {"A_admat_dgc.txt",
                                        "A_simmat_dc.txt",
                                        "A_simmat_dg.txt",
                                        "mat_drug_protein.txt",
                                        "mat_drug_drug.txt",
                                        "drug.txt",
                                        "protein.txt",
                                        "drug-target_interaction_affinities_Kd__Davis_et_al.2011v1.txt",
                                        "drug-drug_similarities_2D.txt",
                                        "target-target_similarities_WS.txt",
                                        "proteins.txt",
                                        NULL};
    char prefix[4200];
    const char *folder = scratch_files(bytes, size, files);
    snprintf(prefix, sizeof prefix, "%s/A", folder);
    load(prefix, load_yamanishi);
    load(folder, load_dtinet);
    load(folder, load_davis);
}
