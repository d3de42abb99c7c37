/* fuzz.h - what the fuzzers of everything that reads a stranger's bytes share.
 *
 * A target is one function of bytes. It returns where they were read or refused as they
 * should be; anything else (abort, exit, a sanitizer's report, no return) is a finding.
 * engine.c hands a target to libFuzzer; test_replay.c runs all targets on the files in
 * corpus/, without libFuzzer. ./build.sh fuzz runs the fuzzers. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

typedef void FuzzTarget(const uint8_t *bytes, size_t size);

FuzzTarget fuzz_lua;         /* a model: front end, passes, emitter */
FuzzTarget fuzz_npz;         /* arrays in a zip */
FuzzTarget fuzz_data;        /* an .npz as a data set: loaded, checked, prepared */
FuzzTarget fuzz_pickle;      /* values, arrays and matrices in a pickle */
FuzzTarget fuzz_pt;          /* a file of torch.save as a data set */
FuzzTarget fuzz_tu;          /* texts of many graphs */
FuzzTarget fuzz_drawn;       /* a file of a graph tool as a data set */
FuzzTarget fuzz_dti;         /* matrices as text, by names and without */
FuzzTarget fuzz_musae;       /* a graph in JSON and texts with quotes */
FuzzTarget fuzz_safetensors; /* tensors, weights, a checkpoint to go on from */
FuzzTarget fuzz_text;        /* lines of numbers, packed or not */
FuzzTarget fuzz_ogb;         /* a folder of OGB */
FuzzTarget fuzz_spec;        /* karate, synth:... */
FuzzTarget fuzz_list;        /* a text as a data set: lists of edges, Matrix Market */
FuzzTarget fuzz_options;     /* a trainer's command line */

/* ---- scratch.c */
/* The bytes as a file of this process that is nowhere on a disk; the next call replaces it. */
const char *scratch_file(const uint8_t *bytes, size_t size);
/* The bytes, cut at form feeds, as files of these names in a folder of this process; the next call replaces them. What
 * has no bytes is not there. */
const char *scratch_files(const uint8_t *bytes, size_t size, const char *const *names);
/* The bytes with a 0 behind them; free(). */
char *scratch_text(const uint8_t *bytes, size_t size);
/* Where a promise is broken: says which, and aborts. */
#define MUST(holds) ((holds) ? (void)0 : must_fail(__FILE__, __LINE__, #holds))
_Noreturn void must_fail(const char *file, int line, const char *what);
/* An error is one line of text: printable but for what UTF-8 needs, and not empty. */
void must_be_one_line(const char *error);

/* ---- promises.c */
struct gatrt_data;
void must_keep_promises(const struct gatrt_data *data);

/* ---- fuzz_lua.c */
/* Frees what the compiler holds between two models: it relies on exit for that. */
void compiler_forget(void);
/* One model in so many goes through all passes, has its C read by libclang. */
extern unsigned fuzz_lua_pass_every, fuzz_lua_check_every;

/* ---- mutators: bytes to other bytes of the same form, so that what is behind the form is reached.
 * As libFuzzer's own: at most `capacity` bytes in place, and a function of the seed. */
typedef size_t FuzzMutator(uint8_t *bytes, size_t size, size_t capacity, unsigned seed);
FuzzMutator mutate_zip, mutate_pickle, mutate_tensors, mutate_words;
/* What mutate_words puts in; NULL at the end. */
extern const char *const lua_words[], *const text_words[], *const ogb_words[], *const spec_words[], *const options_words[], *const tu_words[];
extern const char *const drawn_words[], *const list_words[], *const musae_words[], *const dti_words[];

/* libFuzzer's interface */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t capacity);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t capacity, unsigned seed);

#endif
