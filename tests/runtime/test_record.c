/* test_record.c - what train --log writes: TensorBoard's files by a decoder of its own, which checks every sum, histograms
 * against counting, pictures as PNG, rows and the projector's tables as text; and the curve in a terminal's bar.
 *
 *   ./test_record       needs nothing
 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../runtime/runtime.h"
#include "../../runtime/record/crc32c.h"
#include "../../runtime/record/histogram.h"
#include "../../runtime/record/projector.h"
#include "../../runtime/record/recorder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char folder[] = "/tmp/gatcc-record-XXXXXX";

/* ---------------------------------------------------------------- the decoder
 * Written from the formats' descriptions, sharing nothing with the runtime. */

/* CRC-32C by its definition, a bit at a time. */
static uint32_t sum_of(const unsigned char *bytes, size_t size)
{
    uint32_t sum = ~0u;
    for (size_t i = 0; i < 8 * size; i++) {
        const uint32_t bit = (bytes[i / 8] >> i % 8 & 1u) ^ (sum & 1u);
        sum = (sum >> 1) ^ (bit ? 0x82F63B78u : 0);
    }
    return ~sum;
}

static uint32_t unmask(uint32_t masked)
{
    const uint32_t turned = masked - 0xA282EAD8u;
    return turned << 15 | turned >> 17;
}

static uint64_t little(const unsigned char *at, int bytes)
{
    uint64_t word = 0;
    for (int i = bytes; i-- > 0;)
        word = word << 8 | at[i];
    return word;
}

typedef struct Part {
    const unsigned char *at, *end;
} Part;
typedef struct Field {
    int number, wire;
    uint64_t word;
    Part part;
} Field;

static uint64_t varint(Part *p)
{
    uint64_t word = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        assert_true(p->at < p->end);
        word |= (uint64_t)(*p->at & 0x7F) << shift;
        if (!(*p->at++ & 0x80))
            return word;
    }
    fail_msg("a number of more than 64 bits");
    return 0;
}

/* The next field; false at the end. */
static bool next_field(Part *p, Field *f)
{
    if (p->at == p->end)
        return false;
    const uint64_t key = varint(p);
    *f = (Field){.number = (int)(key >> 3), .wire = (int)(key & 7)};
    const int fixed = f->wire == 1 ? 8 : f->wire == 5 ? 4 : 0;
    if (f->wire == 0) {
        f->word = varint(p);
    } else if (fixed) {
        assert_true(p->end - p->at >= fixed);
        f->word = little(p->at, fixed);
        p->at += fixed;
    } else {
        assert_int_equal(f->wire, 2);
        const uint64_t size = varint(p);
        assert_true(size <= (uint64_t)(p->end - p->at));
        f->part = (Part){p->at, p->at + size};
        p->at += size;
    }
    return true;
}

static Field field(Part p, int number)
{
    Field f, found = {.number = 0};
    while (next_field(&p, &f))
        if (f.number == number)
            found = f;
    assert_int_equal(found.number, number);
    return found;
}

static double as_double(uint64_t word)
{
    double number;
    memcpy(&number, &word, sizeof number);
    return number;
}

/* Record by record, each with both sums right; returns the message. */
static bool next_record(Part *file, Part *message)
{
    if (file->at == file->end)
        return false;
    assert_true(file->end - file->at >= 12);
    const uint64_t size = little(file->at, 8);
    assert_int_equal(unmask((uint32_t)little(file->at + 8, 4)), sum_of(file->at, 8));
    assert_true(size + 16 <= (uint64_t)(file->end - file->at));
    *message = (Part){file->at + 12, file->at + 12 + size};
    assert_int_equal(unmask((uint32_t)little(message->end, 4)), sum_of(message->at, size));
    file->at = message->end + 4;
    return true;
}

static bool is_text(Part p, const char *text)
{
    return (size_t)(p.end - p.at) == strlen(text) && memcmp(p.at, text, strlen(text)) == 0;
}

/* ------------------------------------------------------------------ pictures */

static uint64_t big(const unsigned char *at)
{
    return (uint64_t)at[0] << 24 | (uint64_t)at[1] << 16 | (uint64_t)at[2] << 8 | at[3];
}

/* The sum of PNG's, by its definition. */
static uint32_t png_sum(Part p)
{
    uint32_t sum = ~0u;
    for (; p.at < p.end; p.at++) {
        sum ^= *p.at;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xEDB88320u : sum >> 1;
    }
    return ~sum;
}

static Part next_chunk(Part *png, const char *name)
{
    assert_true(png->end - png->at >= 12);
    const uint64_t size = big(png->at);
    assert_true(size + 12 <= (uint64_t)(png->end - png->at));
    assert_memory_equal(png->at + 4, name, 4);
    const Part chunk = {png->at + 8, png->at + 8 + size};
    assert_int_equal(big(chunk.end), png_sum((Part){png->at + 4, chunk.end}));
    png->at = chunk.end + 4;
    return chunk;
}

/* The colour of each pixel, three bytes. mem_free */
static unsigned char *png_pixels(Part png, int width, int height)
{
    assert_memory_equal(png.at, "\x89PNG\r\n\x1A\n", 8);
    png.at += 8;
    const Part head = next_chunk(&png, "IHDR"), palette = next_chunk(&png, "PLTE"), data = next_chunk(&png, "IDAT");
    assert_int_equal(next_chunk(&png, "IEND").at - png.end, -4);
    assert_true(png.at == png.end);
    assert_int_equal(big(head.at), width);
    assert_int_equal(big(head.at + 4), height);
    assert_memory_equal(head.at + 8, "\x08\x03\0\0\0", 5);
    uLongf size = (uLongf)(height * (width + 1));
    unsigned char *lines = mem_alloc(size, 1), *pixels = mem_alloc((size_t)(3 * width), (size_t)height);
    assert_int_equal(uncompress(lines, &size, data.at, (uLong)(data.end - data.at)), Z_OK);
    assert_int_equal(size, height * (width + 1));
    for (int y = 0; y < height; y++) {
        assert_int_equal(lines[y * (width + 1)], 0);
        for (int x = 0; x < width; x++) {
            const int colour = lines[y * (width + 1) + 1 + x];
            assert_true(3 * colour + 3 <= palette.end - palette.at);
            memcpy(pixels + 3 * (y * width + x), palette.at + 3 * colour, 3);
        }
    }
    mem_free(lines);
    return pixels;
}

/* --------------------------------------------------------------------- tests */

static unsigned char *read_log(const char *name, size_t *size)
{
    char path[200];
    unsigned char *bytes;
    Error error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(file_read(path, &bytes, size, &error));
    return bytes;
}

/* RFC 3720, B.4, and the check value that all catalogues have. */
static void test_sums_are_castagnolis(void **state)
{
    (void)state;
    Crc32c table;
    const unsigned char zeros[32] = {0};
    crc32c_make(&table);
    assert_int_equal(unmask(crc32c_masked(&table, "123456789", 9)), 0xE3069283u);
    assert_int_equal(unmask(crc32c_masked(&table, zeros, sizeof zeros)), 0x8A9136AAu);
    assert_int_equal(sum_of((const unsigned char *)"123456789", 9), 0xE3069283u);
}

static void test_histograms_count(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    float *values = mem_alloc(COUNT, sizeof *values);
    Histogram *h = mem_alloc(1, sizeof *h);
    int64_t all = 0;
    for (int i = 0; i < COUNT; i++)
        values[i] = (float)((rng_uniform(7, 0, i) - 0.5) * exp2(40.0 * (rng_uniform(8, 0, i) - 0.7)));
    values[0] = NAN, values[1] = INFINITY, values[2] = 0.0f, values[3] = -0.0f, values[4] = 1e30f, values[5] = -1e-30f;
    histogram_of(h, values, COUNT);
    assert_int_equal(h->count, COUNT - 2);
    for (int b = 0; b < BUCKETS; b++) {
        const double low = b ? histogram_limit(b - 1) : -INFINITY,
                     high = b + 1 < BUCKETS ? histogram_limit(b) : INFINITY;
        int64_t inside = 0;
        assert_true(low < high);
        for (int i = 2; i < COUNT; i++) /* an edge belongs to the bucket that is farther from 0 */
            inside += ((double)values[i] > low || (low > 0 && (double)values[i] == low)) &&
                      ((double)values[i] < high || (high < 0 && (double)values[i] == high));
        assert_int_equal(h->bucket[b], inside);
        all += inside;
    }
    assert_int_equal(all, COUNT - 2);
    mem_free(h);
    mem_free(values);
}

static void check_histogram(Part message)
{
    const Part value = field(field(message, 5).part, 1).part, histogram = field(value, 5).part;
    const Part limits = field(histogram, 6).part, counts = field(histogram, 7).part;
    double all = 0.0;
    assert_true(is_text(field(value, 1).part, "weights/w"));
    assert_true(as_double(field(histogram, 1).word) == -2.0 && as_double(field(histogram, 2).word) == 3.0);
    assert_true(as_double(field(histogram, 3).word) == 4.0 && as_double(field(histogram, 4).word) == 1.5);
    assert_true(as_double(field(histogram, 5).word) == 13.25);
    assert_int_equal(limits.end - limits.at, counts.end - counts.at);
    for (int i = 0; i < (limits.end - limits.at) / 8; i++) {
        all += as_double(little(counts.at + 8 * i, 8));
        assert_true(!i || as_double(little(limits.at + 8 * i, 8)) > as_double(little(limits.at + 8 * i - 8, 8)));
    }
    assert_true(all == 4.0);
}

static void test_a_log_reads_back(void **state)
{
    (void)state;
    static const char *const names[] = {"loss", "val_loss"};
    const float weights[] = {-2.0f, 0.0f, 0.5f, 3.0f};
    Error error = {""};
    Recorder *r = recorder_new(folder, 0, names, 2, &error);
    assert_non_null(r);
    recorder_row(r, 1, (const double[]){0.75, NAN});
    recorder_row(r, 300, (const double[]){0.1, 2.5});
    recorder_histogram(r, 300, "weights", "w", weights, 4);
    assert_true(recorder_flush(r, true, &error));
    recorder_free(r);
    assert_null(recorder_new(folder, 0, names, 2, &error)); /* another run's log stays as it is */
    assert_non_null(strstr(error.text, "is there already"));

    size_t size;
    unsigned char *events = read_log("events.out.tfevents.0000000000.gatcc", &size);
    Part file = {events, events + size}, message;
    assert_true(next_record(&file, &message) && is_text(field(message, 3).part, "brain.Event:2"));
    assert_true(next_record(&file, &message));
    assert_int_equal(field(message, 2).word, 1);
    assert_true(as_double(field(message, 1).word) > 1e9);
    assert_true(next_record(&file, &message));
    assert_int_equal(field(message, 2).word, 300);
    const Part second = field(field(message, 5).part, 1).part; /* the last of the values */
    const uint32_t bits = (uint32_t)field(second, 2).word;
    assert_true(is_text(field(second, 1).part, "val_loss") && bits == 0x40200000u);
    assert_true(next_record(&file, &message));
    check_histogram(message);
    assert_false(next_record(&file, &message));
    mem_free(events);
}

static void check_image(Part message)
{
    const Part value = field(field(message, 5).part, 1).part, image = field(value, 4).part;
    assert_true(is_text(field(value, 1).part, "confusion/val"));
    assert_int_equal(field(image, 1).word, 20);
    assert_int_equal(field(image, 2).word, 30);
    assert_int_equal(field(image, 3).word, 3);
    unsigned char *pixels = png_pixels(field(image, 4).part, 30, 20);
    static const unsigned char white[3] = {255, 255, 255}, grey[3] = {127, 127, 127}, blue[3] = {31, 119, 180};
    int black = 0;
    for (int i = 0; i < 600; i++) {
        const int x = i % 30, y = i / 30;
        if (x >= 25 && y >= 10)
            assert_memory_equal(pixels + 3 * i, grey, 3); /* as far as there is picture */
        else if (x < 20 && y < 5)
            assert_memory_equal(pixels + 3 * i, blue, 3);
        else if (x < 10 && y >= 10)
            black += pixels[3 * i] == 0;
        else
            assert_memory_equal(pixels + 3 * i, white, 3);
    }
    assert_int_equal(black, 8 + 7); /* of 1 and 7 in fifteen squares: 010110010010111, 111001010010010 */
    mem_free(pixels);
}

static void test_pictures_read_back(void **state)
{
    (void)state;
    static const char *const names[] = {"loss"};
    Error error = {""};
    size_t size;
    Recorder *r = recorder_new(folder, 7, names, 1, &error);
    Picture *p = picture_new();
    assert_non_null(r);
    picture_begin(p, 30, 20);
    picture_fill(p, -5, -5, 25, 10, COLOUR_BLUE + 100);
    picture_fill(p, 25, 10, 1000, 1000, COLOUR_GREY);
    picture_number(p, 0, 10, 10, 17, COLOUR_BLACK);
    picture_number(p, 12, 10, 8, 12345, COLOUR_BLACK); /* no room for it */
    recorder_image(r, 8, "confusion/val", p);
    picture_begin(p, PICTURE_SIDE, PICTURE_SIDE); /* 64 classes, each share another: the worst there is */
    for (int i = 0; i < 64 * 64; i++)
        picture_fill(p, i % 64 * 8, i / 64 * 8, 7, 7, (int)(rng_uniform(5, 0, i) * COLOURS));
    recorder_image(r, 9, "confusion/large", p);
    assert_true(recorder_flush(r, true, &error));
    picture_free(p);
    recorder_free(r);

    unsigned char *events = read_log("events.out.tfevents.0000000007.gatcc", &size);
    Part file = {events, events + size}, message;
    assert_true(next_record(&file, &message) && next_record(&file, &message));
    assert_int_equal(field(message, 2).word, 8);
    check_image(message);
    assert_true(next_record(&file, &message));
    const Part large = field(field(field(message, 5).part, 1).part, 4).part;
    mem_free(png_pixels(field(large, 4).part, PICTURE_SIDE, PICTURE_SIDE));
    assert_false(next_record(&file, &message));
    mem_free(events);
}

static void expect_file(const char *name, const char *text)
{
    size_t size;
    unsigned char *bytes = read_log(name, &size);
    assert_int_equal(size, strlen(text));
    assert_memory_equal(bytes, text, size);
    mem_free(bytes);
}

static void test_rows_are_text(void **state)
{
    (void)state;
    expect_file("scalars.csv", "epoch,loss,val_loss\n1,0.75,nan\n300,0.1,2.5\n");
    expect_file("scalars.jsonl", "{\"epoch\": 1, \"loss\": 0.75, \"val_loss\": null}\n"
                                 "{\"epoch\": 300, \"loss\": 0.1, \"val_loss\": 2.5}\n");
}

static void test_tables_are_text(void **state)
{
    (void)state;
    Error error = {""};
    Projector *p = mem_alloc(1, sizeof *p);
    *p = (Projector){.folder = folder, .first = 40};
    const TableName values = projector_name(p, "a b\"/c", "tensors"), rows = projector_name(p, "node", "metadata");
    assert_string_equal(values.text, "a_b__c.tensors-40.tsv");
    projector_begin(p, values);
    for (int i = 0; i < 30000; i++) /* more than there is room for at a time */
        projector_put(p, "%d\t%d\n", i, -i);
    projector_end(p);
    projector_begin(p, rows);
    projector_text(p, "a\tb\nc\xC3\xA9");
    static const double numbers[] = {0.0, -0.01, 0.0099999, 1.0, -12.3456784, 999999.9999996,
                                     1e6, -3e-9, 0.9999999, NAN};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        projector_number(p, numbers[i], i % 2 ? '\n' : '\t');
    projector_end(p);
    projector_pair(p, values, rows);
    assert_true(projector_write(p, &error));
    expect_file("node.metadata-40.tsv", "a b c\xC3\xA9" "0\t-0.010000\n0.0099999\t1.000000\n-12.345678\t1000000.000000\n"
                                        "1e+06\t-3e-09\n1.000000\tnan\n");
    expect_file("projector_config.pbtxt", "embeddings {\n  tensor_name: \"a_b__c\"\n  tensor_path: "
                                          "\"a_b__c.tensors-40.tsv\"\n  metadata_path: \"node.metadata-40.tsv\"\n}\n");
    size_t size, lines = 0;
    unsigned char *bytes = read_log(values.text, &size);
    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    assert_int_equal(lines, 30000);
    assert_memory_equal(bytes + size - 14, "\n29999\t-29999\n", 14);
    mem_free(bytes);
    projector_begin(p, rows); /* another run's table stays as it is, and nothing more is written */
    projector_text(p, "x");
    projector_end(p);
    assert_false(projector_write(p, &error));
    assert_non_null(strstr(error.text, "is there already"));
    mem_free(p);
}

static void test_a_falling_curve_falls(void **state)
{
    (void)state;
    Sparkline s = {.count = 0};
    char text[SPARK_BYTES * 8 + 1];
    spark_text(&s, 8, text);
    assert_string_equal(text, "▁▁▁▁▁▁▁▁");
    for (int i = 0; i < 100000; i++)
        spark_add(&s, i % 5 ? (double)-i : (double)NAN);
    spark_text(&s, 8, text);
    assert_string_equal(text, "█▇▆▅▄▃▂▁");
    spark_text(&s, 0, text);
    assert_string_equal(text, "");
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"events.out.tfevents.0000000000.gatcc",
                                        "scalars.csv",
                                        "scalars.jsonl",
                                        "events.out.tfevents.0000000007.gatcc",
                                        "scalars-7.csv",
                                        "scalars-7.jsonl",
                                        "a_b__c.tensors-40.tsv",
                                        "node.metadata-40.tsv",
                                        "projector_config.pbtxt"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_castagnolis),  cmocka_unit_test(test_histograms_count),
        cmocka_unit_test(test_a_log_reads_back),      cmocka_unit_test(test_rows_are_text),
        cmocka_unit_test(test_a_falling_curve_falls), cmocka_unit_test(test_pictures_read_back),
        cmocka_unit_test(test_tables_are_text),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
