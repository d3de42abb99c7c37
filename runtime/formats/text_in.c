/* text_in.c - the lines of a text, unpacked on the way where the file is gzip's, told by its first bytes.
 *
 * Neither the file nor the text is ever there as a whole: a piece of each is, and a line, which may have MOST_LINE bytes.
 * Members that follow each other are one text (RFC 1952); each is held to its checksum and length, and what is cut off
 * is an error. What a text unpacks to is bounded by its readers, who stop where there is more than there should be.
 */
#include "runtime/formats/text_in.h"

#include <stdarg.h>
#include <string.h>
#include <zlib.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
enum { PIECE = 1 << 18, LEAST = 256, PACKED_PIECE = 1 << 16, MOST_LINE = 1 << 24 };
enum { DEFLATE_RATIO = 1032, DEFLATE_SLACK = 64 }; /* a deflate stream cannot expand further */

struct Unpacking {
    z_stream stream;
    bool inside; /* a member */
    unsigned char bytes[PACKED_PIECE];
};

bool text_error(const TextIn *t, const char *format, ...)
{
    char wrong[224];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(wrong, sizeof wrong, format, arguments);
    va_end(arguments);
    return error_set(t->error, "%s:%lld: %s", file_shown(t->path), (long long)t->line, wrong);
}

uint64_t text_most(const TextIn *t)
{
    return !t->packed || t->size > UINT64_MAX / (2 * DEFLATE_RATIO) ? t->size : t->size * DEFLATE_RATIO + DEFLATE_SLACK;
}

/* ------------------------------------------------------------------ bytes of the file */

static bool next_bytes(TextIn *t, void *to, size_t room, size_t *got)
{
    if (!file_next(t->file, t->path, to, room, got, t->error))
        return false;
    t->taken += *got;
    loading_step(t->loading, t->path, t->taken, t->size);
    return true;
}

/* ------------------------------------------------------------------ gzip */

static const char *why(int code, const z_stream *s)
{
    return code == Z_MEM_ERROR ? "out of memory" : s->msg ? s->msg : "it is damaged";
}

static bool packed_error(const TextIn *t, const char *wrong)
{
    return error_set(t->error, "%s: cannot be unpacked: %s; is the file complete?", file_shown(t->path), wrong);
}

/* More packed bytes, where none are left. */
static bool feed(TextIn *t)
{
    Unpacking *p = t->packed;
    size_t got = 0;
    if (p->stream.avail_in > 0)
        return true;
    if (!next_bytes(t, p->bytes, sizeof p->bytes, &got))
        return false;
    p->stream.next_in = p->bytes;
    p->stream.avail_in = (unsigned)got;
    return true;
}

/* The next member, if there is one: at the file's end, or of what pads it with zeros, there is none. */
static bool begin_member(TextIn *t)
{
    z_stream *s = &t->packed->stream;
    for (;;) {
        if (!feed(t))
            return false;
        if (s->avail_in == 0) {
            t->ended = true;
            return true;
        }
        if (*s->next_in != 0)
            break;
        s->next_in++;
        s->avail_in--;
    }
    const int code = inflateReset(s);
    t->packed->inside = code == Z_OK;
    return code == Z_OK || packed_error(t, why(code, s));
}

/* A piece of text into `room` bytes, at least one unless the text has ended. */
static bool unpack(TextIn *t, char *to, size_t room, size_t *got)
{
    Unpacking *p = t->packed;
    z_stream *s = &p->stream;
    s->next_out = (unsigned char *)to;
    s->avail_out = (unsigned)room;
    while (s->avail_out > 0 && !t->ended) {
        if (!(p->inside ? feed(t) : begin_member(t)))
            return false;
        if (t->ended)
            break;
        if (s->avail_in == 0)
            return packed_error(t, "it ends too early");
        const int code = inflate(s, Z_NO_FLUSH);
        p->inside = code != Z_STREAM_END;
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return packed_error(t, code == Z_NEED_DICT ? "it needs a dictionary" : why(code, s));
    }
    *got = room - s->avail_out;
    return true;
}

/* ------------------------------------------------------------------ the text */

/* What tells the kind of file is the beginning of what follows. */
static bool begin(TextIn *t)
{
    char head[2];
    size_t got;
    if (!next_bytes(t, head, sizeof head, &got))
        return false;
    if (got < 2 || memcmp(head, "\x1f\x8b", 2) != 0) {
        memcpy(t->text, head, got);
        t->filled = got;
        return true;
    }
    t->packed = mem_alloc(1, sizeof *t->packed);
    z_stream *s = &t->packed->stream;
    memcpy(t->packed->bytes, head, got);
    s->next_in = t->packed->bytes;
    s->avail_in = (unsigned)got;
    const int code = inflateInit2(s, 15 + 16); /* any window, gzip's header and checksum */
    t->packed->inside = code == Z_OK;
    return code == Z_OK || packed_error(t, why(code, s));
}

bool text_open(TextIn *t, const char *path, Error *error)
{
    *t = (TextIn){.error = error, .file = -1};
    if (snprintf(t->path, sizeof t->path, "%s", path) >= (int)sizeof t->path)
        return error_set(error, "%s: the path is too long", file_shown(path));
    t->file = file_open(path, &t->size, error);
    t->room = t->size >= PIECE / 4 ? PIECE : t->size < LEAST / 4 ? LEAST : 4 * (size_t)t->size;
    t->text = mem_alloc(t->room + 1, 1);
    return t->file >= 0 && begin(t);
}

/* Room for another piece behind what is there, which moves to the front. */
static bool make_room(TextIn *t)
{
    const size_t rest = t->filled - t->start;
    if (rest > MOST_LINE)
        return error_set(t->error, "%s:%lld: the line has more than %d bytes", file_shown(t->path),
                         (long long)t->line + 1, MOST_LINE);
    if (rest > t->room / 2) {
        char *longer = mem_alloc(2 * t->room + 1, 1);
        memcpy(longer, t->text + t->start, rest);
        mem_free(t->text);
        t->text = longer;
        t->room *= 2;
    } else {
        memmove(t->text, t->text + t->start, rest);
    }
    t->start = 0;
    t->filled = rest;
    return true;
}

static bool fill(TextIn *t)
{
    size_t got = 0;
    if (!make_room(t))
        return false;
    const size_t room = t->room - t->filled;
    if (!(t->packed ? unpack(t, t->text + t->filled, room, &got) : next_bytes(t, t->text + t->filled, room, &got)))
        return false;
    t->ended |= !t->packed && got < room;
    t->filled += got;
    t->text[t->filled] = 0;
    return true;
}

static bool is_blank(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t' || *from == '\r'))
        from++;
    return from == to;
}

TextStep text_next(TextIn *t, const char **line)
{
    for (;;) {
        const char *start = t->text + t->start, *all = t->text + t->filled;
        const char *end = memchr(start, '\n', (size_t)(all - start));
        if (!end && !t->ended) {
            if (!fill(t))
                return TEXT_FAILED;
            continue;
        }
        if (!end && start == all)
            return TEXT_END;
        t->line++;
        t->start = (size_t)((end ? end + 1 : all) - t->text);
        *line = start;
        if (t->line == 1 && !strncmp(start, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)))
            *line = start += strlen(BYTE_ORDER_MARK);
        if (memchr(start, 0, (size_t)((end ? end : all) - start))) {
            text_error(t, "it holds a byte that is 0, so it is not text");
            return TEXT_FAILED;
        }
        if (!is_blank(start, end ? end : all))
            return TEXT_LINE;
    }
}

void text_close(TextIn *t)
{
    if (t->packed)
        inflateEnd(&t->packed->stream);
    if (t->file >= 0)
        file_close(t->file);
    mem_free(t->packed);
    mem_free(t->text);
    *t = (TextIn){.file = -1};
}
