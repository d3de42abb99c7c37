/* split_lists.c - a split out of text files, one for each part.
 *
 * Rows are numbers, or names where the data set has names. They stand one in a line, below a header or not: then the
 * file is one list. Or several in a line, with commas or blanks between them: then each line is the list of a fold.
 */
#include "runtime/formats/row_names.h"
#include "runtime/formats/split_draw.h"

#include <inttypes.h>
#include <string.h>

/* ------------------------------------------------------------------ lists */

typedef struct List {
    const char *path;
    char *text; /* all of the file, with an end */
    bool folds; /* a line is a fold */
    int64_t lines;
} List;

static bool is_gap(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

/* The word at or behind `at` in its line; NULL: there is none. */
static const char *next_word(const char *at, size_t *length)
{
    while (is_gap(*at))
        at++;
    *length = 0;
    while (at[*length] && at[*length] != '\n' && !is_gap(at[*length]))
        ++*length;
    return *length ? at : NULL;
}

static const char *next_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end ? end + 1 : at + strlen(at);
}

/* Lines that hold something, and whether one holds several rows. */
static void look_at_lines(List *list)
{
    for (const char *at = list->text; *at; at = next_line(at)) {
        size_t length;
        const char *word = next_word(at, &length);
        list->lines += word != NULL;
        list->folds |= word && next_word(word + length, &length);
    }
}

static bool read_list(List *list, const char *path, Error *error)
{
    unsigned char *bytes;
    size_t size;
    list->path = path;
    if (!file_read(path, &bytes, &size, error))
        return false;
    list->text = (char *)bytes; /* which file_read ends with a 0 */
    if (memchr(list->text, 0, size))
        return error_set(error, "%s: a byte 0 in it: this is no text", file_shown(path));
    look_at_lines(list);
    return true;
}

static bool take_word(const Parts *p, const List *list, int part, const RowNames *rows, const char *word, size_t length,
                      int64_t line)
{
    const int shown = (int)(length < 60 ? length : 60);
    const int64_t row = row_names_find(rows, word, length);
    if (row < 0)
        return error_set(p->error, "%s:%" PRId64 ": '%.*s' is %s %s of %s, which has %s%s", file_shown(list->path),
                         line, shown, word, row == ROW_OF_SEVERAL ? "more than one" : "no", set_word(p->set), p->name,
                         rows_text(p->set, p->set->rows).text,
                         p->set->row_name ? " with names of their own" : ", counted from 0");
    return split_add(p->set, part, row) || error_set(p->error, "%s:%" PRId64 ": '%.*s' is there a second time",
                                                     file_shown(list->path), line, shown, word);
}

/* A first line that is no row is a header, where each line is one row. */
static bool take_list(const Parts *p, const List *list, int part, const RowNames *rows, int64_t fold)
{
    int64_t line = 1, filled = 0;
    for (const char *at = list->text; *at; at = next_line(at), line++) {
        size_t length;
        const char *word = next_word(at, &length);
        filled += word != NULL;
        if (!word || (list->folds && filled - 1 != fold))
            continue;
        const bool header = !list->folds && filled == 1 && row_names_find(rows, word, length) == ROW_NONE &&
                            (*word < '0' || *word > '9') && *word != '-';
        for (; word && !header; word = next_word(word + length, &length))
            if (!take_word(p, list, part, rows, word, length, line))
                return false;
    }
    return true;
}

static bool check_folds(const Parts *p, const List *list, const List *first, int64_t fold)
{
    if (list->folds != first->folds || (list->folds && list->lines != first->lines))
        return error_set(p->error, "%s: %" PRId64 " folds, but %s has %" PRId64, file_shown(list->path),
                         list->folds ? list->lines : 1, file_shown(first->path), first->folds ? first->lines : 1);
    return fold < (list->folds ? list->lines : 1) ||
           error_set(p->error, "%s: there is no fold %" PRId64 " of %" PRId64 ", which are counted from 0",
                     file_shown(list->path), fold, list->folds ? list->lines : 1);
}

bool split_read_lists(const Parts *p, int64_t *folds)
{
    List lists[3] = {{.path = NULL}};
    const List *first = NULL;
    RowNames *rows = row_names_new(p->set);
    const int64_t fold = p->rule->fold < 0 ? 0 : p->rule->fold;
    bool good = true;
    for (int m = 0; good && m < 3; m++) {
        const char *path = p->rule->path[m];
        if (!*path)
            continue;
        good = read_list(&lists[m], path, p->error) && check_folds(p, &lists[m], first ? first : &lists[m], fold) &&
               take_list(p, &lists[m], m, rows, fold);
        first = first ? first : &lists[m];
    }
    *folds = first && first->folds ? first->lines : 1;
    for (int m = 0; m < 3; m++)
        mem_free(lists[m].text);
    row_names_free(rows);
    return good;
}
