/* fuzz_options.c - a trainer's command line: the first byte chooses the command, each line is an argument. */
#include "fuzz.h"

#include "../../runtime/runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 24 };

/* clang-format off */
const char *const options_words[] = {
    "--data", "--checkpoint", "--checkpoint-every", "--resume", "--weights", "--out", "--attention", "--seed", "--runs",
    "--epochs", "--patience", "--optimizer", "--lr", "--weight-decay", "--momentum", "--metric", "--threads", "--no-prune",
    "--log-every", "--quiet", "--json", "--help", "-h", "\n", "=", "karate", "a.npz", "a.csv", "adam", "adamw", "sgd",
    "rmsprop", "adagrad:", "lr=0.1", ",nesterov", "--schedule", "--clip", "norm:max=1", "--groups", "*:", "frozen", ";", "cosine", "multistep:milestones=", "1/2", ":warmup=1", "rmse", "f1_macro", "-", "--", "\n--data\nkarate", "\n--weights\na.safetensors", "\n--out\na.npz", NULL,
};
/* clang-format on */

static const Command fuzz_commands[] = {
    {"train", "trains", FOR_TRAIN, NULL},       {"eval", "evaluates", FOR_EVAL, NULL},
    {"predict", "predicts", FOR_PREDICT, NULL}, {"bench", "measures", FOR_BENCH, NULL},
    {"info", "tells", FOR_INFO, NULL},
};
static const gatrt_model fuzz_options_model = {
    .abi = GATRT_ABI,
    .spaces = plain_spaces,
    .space_count = GATRT_PLAIN_SPACES,
    .ends = plain_ends,
    .end_count = GATRT_PLAIN_ENDS,
    .name = "m",
    .recipe = {.epochs = 9, .optimizer = "adam:lr=0.01", .metric = "accuracy"}};

static void check_options(const Options *o)
{
    MUST(o->seed >= 0 && o->threads >= 0 && o->epochs >= 0 && o->patience >= 0 && o->runs >= 1);
    const OptimSettings *s = &o->optim;
    const bool steps = !o->help && (o->command->bit & (FOR_TRAIN | FOR_BENCH));
    MUST(!steps || (s->name && isfinite(s->lr) && isfinite(s->weight_decay) && isfinite(s->momentum)));
    MUST(!steps || (s->lr >= 0.0 && s->momentum >= 0.0 && s->momentum <= 1.0));
    MUST(!steps || strcmp(s->name, "adam") != 0 || (s->beta2 < 1.0 && s->eps >= 0.0));
    MUST(o->help || o->data || o->command->bit == FOR_INFO);
    MUST(o->help || o->command->bit != FOR_PREDICT || o->out);
}

void fuzz_options(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return;
    char *text = scratch_text(bytes + 1, size - 1), *argv[MOST_ARGUMENTS + 1];
    int argc = 0;
    for (char *at = text; argc < MOST_ARGUMENTS; at++) {
        argv[argc++] = at;
        at += strcspn(at, "\n");
        if (!*at)
            break;
        *at = '\0';
    }
    argv[argc] = NULL;
    Error error = {""};
    Options o = {.program = "m"};
    if (options_parse(&o, &fuzz_options_model, &fuzz_commands[bytes[0] % 5], argc, argv, &error))
        check_options(&o);
    else
        must_be_one_line(error.text);
    free(text);
}
