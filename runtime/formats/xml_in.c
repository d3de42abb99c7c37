/* xml_in.c - XML by expat, of which less is let in than there is: an entity that the file declares is refused, as none is
 * needed and few lines of them stand for more text than fits any memory; nothing outside the file is read; depth and the
 * length of a text are bounded.
 */
#include "runtime/formats/xml_in.h"

#include <expat.h>
#include <string.h>

enum { PIECE = 1 << 20, FIRST_TEXT = 256, MOST_TEXT = 1 << 26 };

struct XmlIn {
    XML_Parser parser;
    const XmlReader *reader;
    const char *path;
    Error *error;
    int depth;
    char *text; /* of the innermost element so far */
    size_t used, room;
    bool failed; /* `error` says why */
};

static void stop(XmlIn *in)
{
    in->failed = true;
    XML_StopParser(in->parser, XML_FALSE);
}

static void refuse(XmlIn *in, const char *wrong)
{
    error_set(in->error, "%s:%llu: %s", file_shown(in->path), (unsigned long long)XML_GetCurrentLineNumber(in->parser),
              wrong);
    stop(in);
}

static const char *without_prefix(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

/* ------------------------------------------------------------------ what expat calls */

static void XMLCALL on_start(void *user, const char *name, const char **attributes)
{
    XmlIn *in = user;
    if (in->failed)
        return;
    if (in->depth == XML_MOST_DEPTH) {
        refuse(in, "elements are nested too deep");
        return;
    }
    in->used = 0;
    *in->reader->line = (int64_t)XML_GetCurrentLineNumber(in->parser);
    if (!in->reader->start(in->reader->reader, in->depth++, without_prefix(name), (const char *const *)attributes))
        stop(in);
}

static void XMLCALL on_end(void *user, const char *name)
{
    XmlIn *in = user;
    (void)name;
    if (in->failed)
        return;
    in->text[in->used] = 0;
    if (!in->reader->end(in->reader->reader, --in->depth, in->text))
        stop(in);
    in->used = 0;
}

static void XMLCALL on_text(void *user, const char *text, int length)
{
    XmlIn *in = user;
    if (in->failed)
        return;
    if (in->used + (size_t)length > MOST_TEXT) {
        refuse(in, "a text is too long");
        return;
    }
    if (in->used + (size_t)length >= in->room) {
        in->room = 2 * (in->used + (size_t)length) + 1;
        in->text = mem_longer(in->text, (int64_t)in->used, (int64_t)in->room, 1);
    }
    memcpy(in->text + in->used, text, (size_t)length);
    in->used += (size_t)length;
}

static void XMLCALL on_entity(void *user, const char *name, int is_parameter, const char *value, int length,
                              const char *base, const char *system, const char *public, const char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
    refuse(user, "it declares an entity of its own, which is not read; write the text itself");
}

/* ------------------------------------------------------------------ the file */

static bool xml_error(const XmlIn *in)
{
    if (in->failed)
        return false;
    return error_set(in->error, "%s:%llu: not XML that can be read: %s", file_shown(in->path),
                     (unsigned long long)XML_GetCurrentLineNumber(in->parser),
                     XML_ErrorString(XML_GetErrorCode(in->parser)));
}

static bool read_pieces(XmlIn *in, int file)
{
    for (size_t got = PIECE; got == PIECE;) {
        void *piece = XML_GetBuffer(in->parser, PIECE);
        if (!piece)
            return xml_error(in);
        if (!file_next(file, in->path, piece, PIECE, &got, in->error))
            return false;
        if (XML_ParseBuffer(in->parser, (int)got, got < PIECE) != XML_STATUS_OK || in->failed)
            return xml_error(in);
    }
    return true;
}

bool xml_read(const char *path, const XmlReader *reader, Error *error)
{
    uint64_t size;
    XmlIn in = {.reader = reader, .path = path, .error = error, .room = FIRST_TEXT};
    const int file = file_open(path, &size, error);
    if (file < 0)
        return false;
    in.parser = XML_ParserCreate(NULL);
    in.text = mem_alloc(in.room, 1);
    bool good = in.parser != NULL || error_set(error, "%s: out of memory", file_shown(path));
    if (good) {
        XML_SetUserData(in.parser, &in);
        XML_SetElementHandler(in.parser, on_start, on_end);
        XML_SetCharacterDataHandler(in.parser, on_text);
        XML_SetEntityDeclHandler(in.parser, on_entity);
        good = read_pieces(&in, file);
    }
    file_close(file);
    mem_free(in.text);
    if (in.parser)
        XML_ParserFree(in.parser);
    return good;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(without_prefix(attributes[0]), name))
            return attributes[1];
    return NULL;
}
