/* told.h - what `info` says of a data set's parts. Behind cmocka's headers and runtime.h. */
#ifndef TEST_TOLD_H
#define TEST_TOLD_H

static inline void expect_told(const gatrt_data *d, const char *text)
{
    char *told = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&told, &size);
    Report *report = report_empty();
    assert_non_null(to);
    origin_print_all(to, d, report);
    report_free(report);
    fclose(to);
    if (!strstr(told, text))
        fail_msg("expected \"%s\" in \"%s\"", text, told);
    free(told);
}

#endif
