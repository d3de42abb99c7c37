/* Limits of a model that is read: the watch, which ends what no other limit sees.
 *
 *   build/tests/test_compiler_limits */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/compiler.h"

static const FrontOptions one_second = {.seconds = 1};

/* A model that prints into a pipe which nobody reads stands still within one instruction. */
static void ended_within_one_instruction(void **state)
{
    (void)state;
    static const char text[] = "local s = (\"x\"):rep(1 << 17) print(s) print(s)\n";
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *error = NULL;
        dup2(ends[1], STDERR_FILENO);
        alarm(60); /* without a watch the child ends by this signal */
        (void)front_read_text("still.lua", text, sizeof text - 1, &one_second, &error);
        _exit(99);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), GATRT_FAILED);
    close(ends[0]);
    close(ends[1]);
}

/* What can be told with its line is. */
static void late_with_its_line(void **state)
{
    (void)state;
    static const char text[] = "local s = (\"x\"):rep(1 << 20)\n"
                               "local other = s:sub(1, -2) .. \"y\"\n"
                               "while true do local less = s < other end\n";
    char *error = NULL;
    assert_null(front_read_text("late.lua", text, sizeof text - 1, &one_second, &error));
    assert_non_null(error);
    if (!strstr(error, "million Lua instructions")) /* a fast machine gets there first */
        assert_non_null(strstr(error, "late.lua:3: the model ran for more than 1 seconds"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ended_within_one_instruction),
        cmocka_unit_test(late_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
