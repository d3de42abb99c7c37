/* checker.h - emitted C held to its contract before it is written; what the check's own files share: check.h.
 *
 * In: the text of model.c and model.h. Out: nothing, or a bug() with the kernel, the line and the model's line. To let
 * emitted C have something new: a call's name in CONTRACT_MATH or CONTRACT_STRING (check.h), a directive, pragma,
 * attribute or word in the lists of lexical.c; and in tests/check a file that breaks what still must hold. */
#ifndef CHECKER_H
#define CHECKER_H

typedef enum CheckLevel { CHECK_OFF, CHECK_SYNTAX, CHECK_STRICT } CheckLevel;

/* Reads the emitted text with libclang, before it is written. A diagnostic or a
 * breach of the contract is a bug(): kernel, emitted line, model line. */
void check_source(const char *c_name, const char *c_text, const char *h_name, const char *h_text, CheckLevel level);

/* checker.c: begins a process that loads libclang beside the work, where a check is to come, and in which it then
 * runs; check_end, called too where gatcc leaves early, ends one that is not wanted any more. */
void check_begin(CheckLevel level);
void check_end(void);

#endif
