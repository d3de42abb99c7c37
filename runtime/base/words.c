/* words.c - the distance between what was typed and what could have been meant. */
#include "runtime/base/words.h"

#include <string.h>

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, replace, swap neighbours) that turn a into b; Damerau 1964, Wagner and Fischer 1974. */
static int edit_distance(const char *a, const char *b)
{
    const size_t rows = strlen(a), columns = strlen(b);
    if (rows > WORD_FAR || columns > WORD_FAR)
        return WORD_FAR;
    int cost[WORD_FAR + 1][WORD_FAR + 1];
    for (size_t i = 0; i <= rows; i++)
        cost[i][0] = (int)i;
    for (size_t j = 0; j <= columns; j++)
        cost[0][j] = (int)j;
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            int replace = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            cost[i][j] = least(replace, least(cost[i - 1][j], cost[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[rows][columns];
}

int word_distance(const char *known, const char *word)
{
    const int distance = edit_distance(known, word), allowed = strlen(word) > 4 ? 2 : 1;
    return distance > allowed ? WORD_FAR : distance;
}

const char *word_nearest(const char *word, const char *const *known, int count)
{
    const char *best = NULL;
    int nearest = WORD_FAR;
    for (int i = 0; i < count; i++) {
        const int distance = word_distance(known[i], word);
        if (distance < nearest || (distance < WORD_FAR && distance == nearest && strcmp(known[i], best) < 0)) {
            best = known[i];
            nearest = distance;
        }
    }
    return best;
}

bool word_unknown(const char *where, const char *word, const char *what, const char *const *known, int count,
                  Error *error)
{
    const char *near = word_nearest(word, known, count);
    error_set(error, "%s %.40s: there is no such %s%s%s%s; there are", where, word, what, near ? "; did you mean " : "",
              near ? near : "", near ? "?" : "");
    for (int i = 0; i < count; i++)
        error_add(error, "%s %s", i ? "," : "", known[i]);
    return false;
}
