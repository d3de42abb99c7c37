/* drawn_ask.c - what --data says of a graph tool's file: where it is, FILE or FILE:label=NAME,features=A+B, and by its
 * first bytes which form it has.
 */
#include "runtime/formats/drawn.h"
#include "runtime/base/words.h"

#include <ctype.h>
#include <string.h>

enum { DRAWN_HEAD = 4096 };

const char *const drawn_ask_name[ASK_COUNT] = {
    [ASK_LABEL] = "label",
    [ASK_FEATURES] = "features",
    [ASK_WEIGHT] = "weight",
    [ASK_EDGE_FEATURES] = "edge_features",
};

/* ------------------------------------------------------------------ the file */

/* The settings, or NULL: there are none. A file whose name has a colon is that file. */
static const char *find_path(const char *spec, char path[DRAWN_PATH])
{
    if (snprintf(path, DRAWN_PATH, "%s", spec) >= DRAWN_PATH || file_exists(path))
        return NULL;
    for (const char *colon = strchr(spec, ':'); colon; colon = strchr(colon + 1, ':')) {
        path[colon - spec] = 0;
        if (colon > spec && file_exists(path))
            return colon + 1;
        path[colon - spec] = ':';
    }
    return NULL;
}

static DrawnForm form_of_xml(const char *head)
{
    const char *graphml = strstr(head, "<graphml"), *gexf = strstr(head, "<gexf");
    return graphml && (!gexf || graphml < gexf) ? DRAWN_GRAPHML : gexf ? DRAWN_GEXF : DRAWN_NO;
}

/* "graph [" somewhere, between blanks: before it may be who made it, and a version. */
static bool is_gml(const char *head)
{
    for (const char *at = strstr(head, "graph"); at; at = strstr(at + 1, "graph")) {
        const char *behind = at + strlen("graph");
        behind += strspn(behind, " \t\r\n");
        if (*behind == '[' && (at == head || isspace((unsigned char)at[-1])))
            return true;
    }
    return false;
}

DrawnForm drawn_form(const char *spec)
{
    char path[DRAWN_PATH], text[DRAWN_HEAD + 1];
    Error unused;
    size_t size = 0;
    find_path(spec, path);
    if (!file_exists(path) || !file_head(path, (unsigned char *)text, DRAWN_HEAD, &size, &unused))
        return DRAWN_NO;
    text[size] = 0;
    const char *head = text + (strncmp(text, "\xEF\xBB\xBF", 3) ? 0 : 3);
    head += strspn(head, " \t\r\n");
    if (*head == '<')
        return form_of_xml(head);
    if (*head == '{')
        return DRAWN_NODE_LINK;
    return isalpha((unsigned char)*head) || *head == '#' ? (is_gml(head) ? DRAWN_GML : DRAWN_NO) : DRAWN_NO;
}

/* ------------------------------------------------------------------ what is asked for */

static bool unknown_setting(const char *name, const char *spec, Error *error)
{
    const char *near = word_nearest(name, drawn_ask_name, ASK_COUNT);
    return error_set(error,
                     "--data %s: unknown setting '%.40s'%s%s%s; expected label=NAME, features=A+B, weight=NAME or "
                     "edge_features=A+B",
                     file_shown(spec), name, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static bool take_setting(DrawnAsked *asked, char *setting, const char *spec, Error *error)
{
    char *equals = strchr(setting, '=');
    if (!equals || !equals[1])
        return error_set(error, "--data %s: '%.40s': expected NAME=VALUE", file_shown(spec), setting);
    *equals = 0;
    for (int i = 0; i < ASK_COUNT; i++) {
        if (strcmp(setting, drawn_ask_name[i]) != 0)
            continue;
        if (asked->value[i])
            return error_set(error, "--data %s: %s is there twice", file_shown(spec), setting);
        asked->value[i] = equals + 1;
        return true;
    }
    return unknown_setting(setting, spec, error);
}

bool drawn_ask(DrawnAsked *asked, const char *spec, Error *error)
{
    *asked = (DrawnAsked){.text = ""};
    const char *settings = find_path(spec, asked->path);
    if (!settings)
        return true;
    if (snprintf(asked->text, sizeof asked->text, "%s", settings) >= (int)sizeof asked->text)
        return error_set(error, "--data %s: more than %d bytes of settings", file_shown(spec), DRAWN_ASKED - 1);
    for (char *at = asked->text, *next; at; at = next) {
        next = strchr(at, ',');
        if (next)
            *next++ = 0;
        if (!take_setting(asked, at, spec, error))
            return false;
    }
    return true;
}
