/* terminal.c - lines on a terminal that are drawn over: how wide it is, and how far a file is read that takes its time. All
 * of it goes to standard error, so that standard output holds results only.
 */
#define _DEFAULT_SOURCE /* struct winsize */
#include "runtime/runtime.h"
#include "runtime/base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FIRST_AFTER 1.0 /* seconds that need no telling */
#define AGAIN_AFTER 0.1

int terminal_columns(void)
{
    struct winsize size;
    const char *said = getenv("COLUMNS");
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const long columns = said ? strtol(said, NULL, 10) : 0;
    return columns > 0 && columns < 10000 ? (int)columns : 80;
}

/* NULL where it is not set, or to nothing. */
static const char *value_of(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value ? value : NULL;
}

bool terminal_draws(void)
{
    const char *kind = getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && !(kind && strcmp(kind, "dumb") == 0);
}

/* https://no-color.org: what it is set to does not matter. */
bool terminal_colours(void)
{
    return terminal_draws() && value_of("TERM") && !value_of("NO_COLOR");
}

/* As setlocale would look, without the files of a locale: the first that is set holds. */
bool terminal_blocks(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *value = NULL;
    for (size_t i = 0; !value && i < sizeof variables / sizeof variables[0]; i++)
        value = value_of(variables[i]);
    return value && (strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "utf-8"));
}

Loading loading_begin(bool asked)
{
    return (Loading){.on = asked && terminal_draws(), .started = clock_seconds()};
}

void loading_step(Loading *l, const char *path, uint64_t done, uint64_t all)
{
    const double now = l && l->on ? clock_seconds() : 0.0;
    char text[200];
    if (!l || !l->on || now - l->started < FIRST_AFTER || now - l->drawn < AGAIN_AFTER)
        return;
    l->drawn = now;
    snprintf(text, sizeof text, "reading %.120s, %3.0f %%", text_shown(file_shown(path)).text,
             all > 0 ? 100.0 * (double)done / (double)all : 0.0);
    const int columns = terminal_columns() - 1, length = (int)strlen(text);
    fprintf(stderr, "\r%s\033[K", length > columns ? text + length - columns : text);
    fflush(stderr);
}

/* What follows stands on a clean line. */
void loading_end(Loading *l)
{
    if (l->drawn > 0.0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    l->drawn = 0.0;
}
