/* export.c - writes the parameters of a checkpoint as the floats of gat2_params, for app.c: export WEIGHTS PARAMS.
 * Linked with the emitted trainer (-DGATCC_NO_MAIN) and the runtime by tests/embed/embed.sh. */
#include <stdio.h>

#include "runtime.h"

extern const gatrt_model gat2_model;

int main(int argc, char **argv)
{
    Error error;
    if (argc != 3)
        return GATRT_USAGE;
    float *params = mem_alloc((size_t)gat2_model.param_floats, sizeof *params);
    if (!weights_load(&gat2_model, argv[1], params, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return GATRT_FAILED;
    }
    FILE *out = fopen(argv[2], "wb");
    size_t count = (size_t)gat2_model.param_floats;
    if (!out || fwrite(params, sizeof *params, count, out) != count || fclose(out))
        return GATRT_FAILED;
    mem_free(params);
    return GATRT_OK;
}
