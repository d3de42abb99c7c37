/* test_write.c - files appear whole or not at all: what is staged, what is there at every moment, what a name leads
 * to, and which names are one file. */
#define _GNU_SOURCE
#include "runtime/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/test_write-XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void assert_holds(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(text, 1, sizeof text - 1, file), strlen(expected));
    fclose(file);
    assert_string_equal(text, expected);
}

static bool put(const char *path, const char *text)
{
    Error error = {""};
    return file_write(path, text, strlen(text), &error);
}

/* Files in the current folder whose names end in .part. */
static int parts(char *name)
{
    DIR *list = opendir(".");
    int count = 0;
    assert_non_null(list);
    for (const struct dirent *entry; (entry = readdir(list));) {
        size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 5, ".part") != 0)
            continue;
        count++;
        if (name)
            strcpy(name, entry->d_name);
    }
    closedir(list);
    return count;
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static void nothing_before_commit(void **state)
{
    (void)state;
    Error error = {""};
    char name[256];
    assert_true(put("a", "old"));
    Staged *a = file_stage("a", "new a", 5, 0, &error), *b = file_stage("b", "new b", 5, FILE_PROGRAM, &error);
    assert_true(a && b);
    assert_holds("a", "old");
    assert_int_equal(access("b", F_OK), -1);
    assert_int_equal(parts(name), 2);
    assert_true(file_commit(b, &error));
    assert_holds("b", "new b");
    assert_int_equal(mode_of("b") & 0100, 0100);
    file_discard(a);
    assert_holds("a", "old");
    assert_int_equal(parts(NULL), 0);
    assert_int_equal(unlink("a") + unlink("b"), 0);
}

static void as_many_as_fit(void **state)
{
    (void)state;
    Error error = {""};
    Staged *staged[64];
    int count = 0;
    while (count < 64 && (staged[count] = file_stage("a", "x", 1, 0, &error)))
        count++;
    assert_in_range(count, 4, 63);
    assert_non_null(strstr(error.text, "a: cannot write: "));
    assert_int_equal(parts(NULL), count);
    file_remove_unfinished(); /* as a signal handler would */
    assert_int_equal(parts(NULL), 0);
    assert_false(file_commit(staged[0], &error)); /* no name to give any more: an error, no crash */
    for (int i = 1; i < count; i++)
        file_discard(staged[i]);
    assert_int_equal(access("a", F_OK), -1);
    assert_true(put("a", "y"));
    assert_int_equal(unlink("a"), 0);
}

/* While it is written nobody else may read what will be secret; then the mode is that of what was replaced. */
static void modes(void **state)
{
    (void)state;
    Error error = {""};
    char name[256];
    mode_t before = umask(022);
    assert_true(put("a", "old"));
    assert_int_equal(mode_of("a"), 0644);
    assert_int_equal(chmod("a", 0604), 0);
    assert_true(put("a", "new"));
    assert_int_equal(mode_of("a"), 0604);
    Staged *a = file_stage("a", "run", 3, FILE_PROGRAM, &error);
    assert_non_null(a);
    assert_int_equal(parts(name), 1);
    assert_int_equal(mode_of(name), 0705);
    assert_true(file_commit(a, &error));
    assert_int_equal(chmod("a", 04711), 0);
    assert_true(put("a", "new"));
    assert_int_equal(mode_of("a"), 0711); /* never the rights of an owner */
    umask(before);
    assert_int_equal(unlink("a"), 0);
}

static void links(void **state)
{
    (void)state;
    struct stat status;
    Error error = {""};
    assert_int_equal(mkdir("real", 0777), 0);
    assert_int_equal(symlink("real/later", "link"), 0);
    assert_int_equal(symlink("../link", "real/chain"), 0);
    assert_true(file_writable("real/chain", &error));
    assert_true(put("real/chain", "first"));
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_holds("real/later", "first");
    assert_true(put("link", "second"));
    assert_holds("real/later", "second");
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_false(file_writable("loop", &error));
    assert_int_equal(symlink("absent/a", "nowhere"), 0);
    assert_false(file_writable("nowhere", &error));
    assert_non_null(strstr(error.text, "No such file or directory"));
    assert_int_equal(unlink("loop") + unlink("nowhere") + unlink("link") + unlink("real/chain"), 0);
    assert_int_equal(unlink("real/later") + rmdir("real"), 0);
}

static void found_out_before(void **state)
{
    (void)state;
    Error error = {""};
    char name[300];
    memset(name, 'n', sizeof name);
    name[255] = '\0';
    assert_true(file_writable(name, &error));
    assert_true(put(name, "long"));
    assert_holds(name, "long");
    assert_int_equal(unlink(name), 0);
    name[255] = 'n', name[256] = '\0';
    assert_false(file_writable(name, &error));
    assert_non_null(strstr(error.text, "File name too long"));
    const char *const folders[] = {".", "..", folder, "/", "./", "absent/"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        assert_false(file_writable(folders[i], &error));
        assert_non_null(strstr(error.text, "it is a directory"));
        assert_false(put(folders[i], "x"));
    }
    assert_true(put("a", "x"));
    assert_false(file_writable("a/b", &error));
    assert_non_null(strstr(error.text, "Not a directory"));
    assert_false(file_writable("/proc/nothing", &error)); /* a file system that takes no files */
    assert_true(file_writable("a", &error));
    assert_holds("a", "x");
    assert_int_equal(parts(NULL), 0);
    assert_int_equal(unlink("a"), 0);
}

/* Runs as nobody, where we may become that; exit code of `try`, or -1. */
static int as_nobody(bool (*try)(void))
{
    enum { NOBODY = 65534 };
    if (geteuid() != 0)
        return -1;
    pid_t child = fork();
    if (child == 0)
        _exit(setgid(NOBODY) != 0 || setuid(NOBODY) != 0 ? 77 : try() ? 0 : 1);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status) == 77 ? -1 : WEXITSTATUS(status);
}

static bool can_write_a(void)
{
    Error error = {""};
    return file_writable("a", &error);
}

static void rights(void **state)
{
    (void)state;
    if (as_nobody(can_write_a) < 0) {
        print_message("not tried: rights of other users, which only root can try\n");
        skip();
    }
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(as_nobody(can_write_a), 1);
    assert_int_equal(chmod(".", 01777), 0);
    assert_int_equal(as_nobody(can_write_a), 0);
    assert_true(put("a", "root's")); /* in a folder like /tmp nobody can replace it, though anybody may write to it */
    assert_int_equal(chmod("a", 0666), 0);
    assert_int_equal(as_nobody(can_write_a), 1);
    assert_int_equal(chmod(".", 0777), 0);
    assert_int_equal(as_nobody(can_write_a), 0);
    assert_int_equal(chmod(".", 0700) + unlink("a"), 0);
}

/* Owner and group stay, where we can give them. */
static void owners(void **state)
{
    (void)state;
    struct stat status;
    assert_true(put("a", "old"));
    if (chown("a", 12345, 23456) != 0) {
        assert_int_equal(unlink("a"), 0);
        print_message("not tried: files of other users, which only root can make\n");
        skip();
    }
    assert_int_equal(chmod("a", 0640), 0);
    assert_true(put("a", "new"));
    assert_int_equal(stat("a", &status), 0);
    assert_true(status.st_uid == 12345 && status.st_gid == 23456);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(unlink("a"), 0);
}

static void limits(void **state)
{
    (void)state;
    static const char text[8192];
    struct rlimit before, small;
    Error error = {""};
    file_prepare_process();
    assert_true(put("a", "old"));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 4096;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool written = file_write("a", text, sizeof text, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(written);
    assert_non_null(strstr(error.text, "a: cannot write: File too large"));
    assert_holds("a", "old");
    assert_int_equal(parts(NULL), 0);
    assert_int_equal(unlink("a"), 0);
}

/* A writer that was killed; what it left goes with the next write to the same place, and only to that. */
static void leftovers(void **state)
{
    (void)state;
    char name[256] = "";
    Error error = {""};
    pid_t child = fork();
    if (child == 0) {
        file_stage("a", "half", 4, 0, &error);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(parts(name), 1);
    assert_true(put("b", "x"));
    assert_int_equal(parts(NULL), 1);
    Staged *a = file_stage("a", "new", 3, 0, &error);
    assert_non_null(a);
    assert_int_equal(access(name, F_OK), -1);
    assert_int_equal(parts(name), 1);
    file_discard(a);
    assert_int_equal(parts(NULL), 0);
    assert_int_equal(unlink("b"), 0);
}

/* Names that begin alike for as long as the name of a file on its way shows them. */
static void leftovers_of_long_names(void **state)
{
    (void)state;
    Error error = {""};
    char one[100], other[100];
    memset(one, 'n', sizeof one), memset(other, 'n', sizeof other);
    one[98] = '1', other[98] = '2';
    one[99] = other[99] = '\0';
    pid_t child = fork();
    if (child == 0) {
        file_stage(one, "half", 4, 0, &error);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(put(other, "x"));
    assert_int_equal(parts(NULL), 1);
    assert_true(put(one, "x"));
    assert_int_equal(parts(NULL), 0);
    assert_int_equal(unlink(one) + unlink(other), 0);
}

/* A living writer's file is nobody's leftover, though its process cannot be seen: the lock says so. */
static void locked(void **state)
{
    (void)state;
    char name[256] = "", dead[256];
    Error error = {""};
    int ready[2], done[2];
    assert_int_equal(pipe(ready) + pipe(done), 0);
    pid_t child = fork();
    if (child == 0) {
        char byte = 0;
        close(done[1]); /* the parent's end is its end */
        Staged *a = file_stage("a", "whole", 5, 0, &error);
        bool told = write(ready[1], "x", 1) == 1 && read(done[0], &byte, 1) == 1;
        (void)a;
        _exit(told ? 0 : 1);
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(parts(name), 1);
    /* As if its number were that of a process that has ended: "a.HASH-HOST-PID-RANDOM.part", the host's as it is. */
    pid_t gone = fork();
    if (gone == 0)
        _exit(0);
    assert_int_equal(waitpid(gone, NULL, 0), gone);
    snprintf(dead, sizeof dead, "%.20s%ld-00000000.part", name, (long)gone); /* "a." + 8 + "-" + 8 + "-" */
    assert_int_equal(rename(name, dead), 0);
    assert_true(put("b", "x"));
    Staged *ours = file_stage("a", "ours", 4, 0, &error);
    assert_non_null(ours);
    file_discard(ours);
    assert_int_equal(access(dead, F_OK), 0);
    assert_int_equal(write(done[1], "x", 1), 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(put("b", "x")); /* another place in between: the list is read again */
    assert_true(put("a", "last"));
    assert_int_equal(access(dead, F_OK), -1);
    assert_int_equal(unlink("a") + unlink("b"), 0);
}

static bool differ(const char *out, const char *other, bool other_out, bool goes_on)
{
    Error error = {""};
    const FileUse uses[] = {
        {"--out", out, true, goes_on}, {"--other", other, other_out, goes_on}, {"--no", NULL, true, false}};
    bool differ = files_differ(uses, 3, &error);
    assert_true(differ == (error.text[0] == '\0'));
    return differ;
}

static void one_file(void **state)
{
    (void)state;
    char whole[64];
    assert_int_equal(mkdir("d", 0777), 0);
    assert_true(put("a", "x") && put("d/a", "y"));
    assert_int_equal(link("a", "hard") + symlink("a", "soft") + symlink("later", "dangling") + symlink("d", "e"), 0);
    snprintf(whole, sizeof whole, "%s/a", folder);
    const char *const same[][2] = {{"a", "a"},         {"a", "./a"},  {"a", "d/../a"},    {"hard", "a"},
                                   {"a", "soft"},      {"a", whole},  {"later", "later"}, {"later", "dangling"},
                                   {"d/new", "e/new"}, {"d/a", "e/a"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_false(differ(same[i][0], same[i][1], false, false));
        assert_false(differ(same[i][1], same[i][0], true, false));
        assert_true(differ(same[i][0], same[i][1], false, true));
    }
    const char *const other[][2] = {
        {"a", "d/a"},       {"later", "d/later"}, {"a", "d"}, {"absent/a", "absent/a"}, {"/dev/null", "/dev/null"},
        {"later", "later2"}};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_true(differ(other[i][0], other[i][1], true, false));
    assert_int_equal(unlink("hard") + unlink("soft") + unlink("dangling") + unlink("e") + unlink("a") + unlink("d/a") +
                         rmdir("d"),
                     0);
}

static void read_files_are_known(void **state)
{
    (void)state;
    Error error = {""};
    unsigned char head[1];
    size_t size;
    assert_true(put("a", "x") && put("b", "y"));
    assert_false(file_was_read("a"));
    assert_true(file_head("a", head, 1, &size, &error));
    assert_int_equal(link("a", "other"), 0);
    assert_true(file_was_read("a") && file_was_read("./other"));
    assert_false(file_was_read("b") || file_was_read("absent"));
    assert_int_equal(unlink("a") + unlink("b") + unlink("other"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_before_commit),
        cmocka_unit_test(as_many_as_fit),
        cmocka_unit_test(modes),
        cmocka_unit_test(links),
        cmocka_unit_test(found_out_before),
        cmocka_unit_test(rights),
        cmocka_unit_test(owners),
        cmocka_unit_test(limits),
        cmocka_unit_test(leftovers),
        cmocka_unit_test(leftovers_of_long_names),
        cmocka_unit_test(locked),
        cmocka_unit_test(one_file),
        cmocka_unit_test(read_files_are_known),
    };
    return cmocka_run_group_tests(tests, enter, leave_folder);
}
