/* event_file.c - TensorBoard's files: TFRecords of Event messages, in protocol buffers' encoding.
 *
 *   record     length u64, masked CRC-32C of these 8 bytes, message, masked CRC-32C of it; all little endian
 *   Event      wall_time = 1 double, step = 2 int64, file_version = 3 string, summary = 5 Summary
 *   Summary    value = 1 Value, repeated
 *   Value      tag = 1 string, simple_value = 2 float, image = 4 Image, histo = 5 HistogramProto
 *   Image      height = 1, width, colorspace = 3 int32, encoded_image_string = 4 bytes
 *   HistogramProto  min = 1, max, num, sum, sum_squares = 5 doubles, bucket_limit = 6, bucket = 7 packed doubles
 *
 * Field numbers are those of TensorFlow's event.proto and summary.proto.
 */
#define _POSIX_C_SOURCE 200809L
#include "runtime/runtime.h"
#include "runtime/record/event_file.h"

#include <string.h>
#include <time.h>

enum { VARINT = 0, DOUBLE = 1, BYTES = 2, FLOAT = 5 }; /* wire types */
enum { MESSAGE_ROOM = 1 << 15, LONGEST_TAG = 200, IMAGE_ROOM = MESSAGE_ROOM - 4 * LONGEST_TAG };
enum { COLOURS_RGB = 3 };
_Static_assert(MESSAGE_ROOM > BUCKETS * 2 * sizeof(double) + 2 * LONGEST_TAG, "a histogram is one message");

typedef struct Message {
    unsigned char bytes[MESSAGE_ROOM];
    size_t used;
    bool full; /* something had no room */
} Message;

struct EventFile {
    LogFile file;
    Crc32c crc;
    Message value, summary, event; /* each is a part of the next */
    unsigned char image[IMAGE_ROOM];
};

static void put(Message *m, const void *bytes, size_t size)
{
    m->full |= size > MESSAGE_ROOM - m->used;
    if (m->full)
        return;
    memcpy(m->bytes + m->used, bytes, size);
    m->used += size;
}

static void put_varint(Message *m, uint64_t number)
{
    do {
        const unsigned char byte = (unsigned char)((number & 0x7F) | (number > 0x7F ? 0x80 : 0));
        put(m, &byte, 1);
        number >>= 7;
    } while (number);
}

static void put_key(Message *m, int field, int wire)
{
    put_varint(m, (uint64_t)(field << 3 | wire));
}

/* Little endian, whatever this machine is. */
static void put_word(Message *m, uint64_t word, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        const unsigned char byte = (unsigned char)(word >> 8 * i);
        put(m, &byte, 1);
    }
}

static void put_bare_double(Message *m, double number)
{
    uint64_t word;
    memcpy(&word, &number, sizeof word);
    put_word(m, word, sizeof word);
}

static void put_double(Message *m, int field, double number)
{
    put_key(m, field, DOUBLE);
    put_bare_double(m, number);
}

static void put_float(Message *m, int field, float number)
{
    uint32_t word;
    memcpy(&word, &number, sizeof word);
    put_key(m, field, FLOAT);
    put_word(m, word, sizeof word);
}

static void put_bytes(Message *m, int field, const void *bytes, size_t size)
{
    put_key(m, field, BYTES);
    put_varint(m, size);
    put(m, bytes, size);
}

static void put_tag(Message *m, const char *tag)
{
    const size_t length = strlen(tag);
    put_bytes(m, 1, tag, length < LONGEST_TAG ? length : LONGEST_TAG);
}

static void put_message(Message *m, int field, const Message *part)
{
    m->full |= part->full;
    put_bytes(m, field, part->bytes, part->used);
}

static void clear(Message *m)
{
    m->used = 0;
    m->full = false;
}

/* ---------------------------------------------------------------- records */

static void add_record(EventFile *f)
{
    const Message *event = &f->event;
    unsigned char length[8], sum[2][4];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)event->used >> 8 * i);
    const uint32_t sums[2] = {crc32c_masked(&f->crc, length, sizeof length),
                              crc32c_masked(&f->crc, event->bytes, event->used)};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 4; i++)
            sum[k][i] = (unsigned char)(sums[k] >> 8 * i);
    f->file.broken |= event->full;
    log_file_add(&f->file, length, sizeof length);
    log_file_add(&f->file, sum[0], sizeof sum[0]);
    log_file_add(&f->file, event->bytes, event->used);
    log_file_add(&f->file, sum[1], sizeof sum[1]);
}

static void begin_event(EventFile *f)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    clear(&f->event);
    put_double(&f->event, 1, (double)now.tv_sec + 1e-9 * (double)now.tv_nsec);
}

/* The summary as an event of this step. */
static void add_summary(EventFile *f, int64_t step)
{
    begin_event(f);
    put_key(&f->event, 2, VARINT);
    put_varint(&f->event, (uint64_t)step);
    put_message(&f->event, 5, &f->summary);
    add_record(f);
}

void event_file_scalars(EventFile *f, int64_t step, const char *const *tags, const double *values, int count)
{
    clear(&f->summary);
    for (int i = 0; i < count; i++) {
        clear(&f->value);
        put_tag(&f->value, tags[i]);
        put_float(&f->value, 2, (float)values[i]);
        put_message(&f->summary, 1, &f->value);
    }
    add_summary(f, step);
}

/* The buckets between the first and the last that hold something; of empty ones in a row the last stands for all. */
static int used_buckets(const Histogram *h, int used[BUCKETS])
{
    int count = 0, last = BUCKETS - 1;
    while (last >= 0 && !h->bucket[last])
        last--;
    for (int i = 0; i <= last; i++)
        if (h->bucket[i] || h->bucket[i + 1])
            used[count++] = i;
    return count;
}

static void put_histogram(Message *m, const Histogram *h)
{
    int used[BUCKETS];
    const int count = used_buckets(h, used);
    const double figures[] = {h->least, h->most, (double)h->count, h->sum, h->squares};
    for (int i = 0; i < 5; i++)
        put_double(m, i + 1, figures[i]);
    for (int field = 6; field <= 7; field++) {
        put_key(m, field, BYTES);
        put_varint(m, (uint64_t)count * sizeof(double));
        for (int i = 0; i < count; i++)
            put_bare_double(m, field == 6 ? histogram_limit(used[i]) : (double)h->bucket[used[i]]);
    }
}

/* What stands in the event so far becomes the one value of a summary, in this field of it. */
static void add_value(EventFile *f, int64_t step, const char *tag, int field)
{
    clear(&f->value);
    put_tag(&f->value, tag);
    put_message(&f->value, field, &f->event);
    clear(&f->summary);
    put_message(&f->summary, 1, &f->value);
    add_summary(f, step);
}

void event_file_histogram(EventFile *f, int64_t step, const char *tag, const Histogram *h)
{
    if (h->count == 0)
        return;
    clear(&f->event);
    put_histogram(&f->event, h);
    add_value(f, step, tag, 5);
}

static void put_count(Message *m, int field, int count)
{
    put_key(m, field, VARINT);
    put_varint(m, (uint64_t)count);
}

void event_file_image(EventFile *f, int64_t step, const char *tag, const Picture *picture)
{
    const size_t size = picture_png(picture, f->image, sizeof f->image);
    f->file.broken |= size == 0;
    clear(&f->event);
    put_count(&f->event, 1, picture_height(picture));
    put_count(&f->event, 2, picture_width(picture));
    put_count(&f->event, 3, COLOURS_RGB);
    put_bytes(&f->event, 4, f->image, size);
    add_value(f, step, tag, 4);
}

EventFile *event_file_new(const char *path, Error *error)
{
    static const char version[] = "brain.Event:2";
    EventFile *f = mem_alloc(1, sizeof *f);
    if (!log_file_open(&f->file, path, 4 * (size_t)MESSAGE_ROOM, error)) {
        mem_free(f);
        return NULL;
    }
    crc32c_make(&f->crc);
    begin_event(f);
    put_bytes(&f->event, 3, version, sizeof version - 1);
    add_record(f);
    return f;
}

bool event_file_full(const EventFile *f)
{
    return log_file_full(&f->file);
}

bool event_file_flush(EventFile *f, Error *error)
{
    return log_file_flush(&f->file, error);
}

void event_file_free(EventFile *f)
{
    if (f)
        log_file_close(&f->file);
    mem_free(f);
}
