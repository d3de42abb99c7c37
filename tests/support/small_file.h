/* small_file.h - one small data set in a file of its own, read or refused. Behind cmocka's headers, runtime.h, unistd.h.
 * A test program has one such file at a time; remove_small at its end. */
#ifndef TEST_SMALL_FILE_H
#define TEST_SMALL_FILE_H

static char small_folder[] = "/tmp/test_small_XXXXXX", small_path[64];

static inline int make_small(void **state)
{
    (void)state;
    return mkdtemp(small_folder) ? 0 : -1;
}

static inline int remove_small(void **state)
{
    (void)state;
    unlink(small_path);
    return rmdir(small_folder);
}

/* What --data would be given: the file with what is asked of it behind. */
static inline const char *save_small(const char *name, const char *text, const char *asked)
{
    static char spec[256];
    unlink(small_path);
    snprintf(small_path, sizeof small_path, "%s/%s", small_folder, name);
    FILE *file = fopen(small_path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    snprintf(spec, sizeof spec, "%s%s%s", small_path, *asked ? ":" : "", asked);
    return spec;
}

static inline gatrt_data *read_small(const char *name, const char *text, const char *asked)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(save_small(name, text, asked), error);
    if (!d)
        fail_msg("%s", error);
    return d;
}

static inline void refuse_small(const char *name, const char *text, const char *asked, const char *why)
{
    char error[256] = "";
    gatrt_data *d = gatrt_data_load(save_small(name, text, asked), error);
    if (d)
        fail_msg("not refused: %s", why);
    if (!strstr(error, why) || strchr(error, '\n'))
        fail_msg("expected \"%s\", got \"%s\"", why, error);
    assert_non_null(strstr(error, name));
}

static inline void expect_texts(char *const *texts, const char *const *wanted, int64_t count)
{
    assert_non_null(texts);
    for (int64_t i = 0; i < count; i++)
        assert_string_equal(texts[i], wanted[i]);
}

#endif
