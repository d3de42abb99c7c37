/* frames.c - outputs of rows as they were while the model was trained. Two columns are drawn as they are, more by their two
 * principal axes in each frame, turned so that a frame agrees with the one after it: the last frame's axes are its own.
 * All frames have one scale.
 */
#include "runtime/report/frames.h"
#include "runtime/formats/beginnings.h"
#include "runtime/report/pca.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_PLACES = 100000, MOST_FRAMES = 200, SIDE = 1000, MARGIN = 12 };

static bool is_film(const gatrt_model *model, int output)
{
    return model->outputs[output].width > 1 && model->spaces[model->outputs[output].space].kind == GATRT_ROWS;
}

static const NpyArray *rows_of(const Npz *film, const char *name)
{
    char text[128];
    snprintf(text, sizeof text, "%.100s.rows", name);
    return npz_find(film, text);
}

static bool is_list(const NpyArray *a, NpyKind kind, int item, int64_t count)
{
    return a && a->kind == kind && a->item == item && a->rank == 1 && a->dim[0] == count && !a->fortran;
}

static int64_t frames_of(const Npz *film)
{
    const NpyArray *epoch = npz_find(film, "film.epoch");
    return epoch ? epoch->dim[0] : 0;
}

/* An output that the film has must be the model's, of rows of the data set, and of numbers. */
static bool check_output(const Study *s, int output, const char *path, Error *error)
{
    const gatrt_output *o = &s->model->outputs[output];
    const NpyArray *a = npz_find(s->film, o->name), *rows = rows_of(s->film, o->name);
    if (!a || a->kind != NPY_FLOAT || a->item != sizeof(float) || a->rank != 3 || a->fortran ||
        a->dim[0] != frames_of(s->film) || a->dim[2] != o->width || !is_list(rows, NPY_INT, 8, a->dim[1]))
        return error_set(error, "%s: its %s is not that of the model %s", file_shown(path), o->name, s->model->name);
    for (int64_t i = 0; i < rows->count; i++)
        if (npy_number(rows, i) < 0 || npy_number(rows, i) >= (double)s->view->on->spaces[o->space].count)
            return error_set(error, "%s: it has row %.0f of %s, which the data set has not: a film of other data",
                             file_shown(path), npy_number(rows, i), o->name);
    if (first_not_finite((const float *)(const void *)a->bytes, a->count) >= 0)
        return error_set(error, "%s: %s holds what is no number", file_shown(path), o->name);
    return true;
}

static bool check(const Study *s, const char *path, Error *error)
{
    int64_t count = frames_of(s->film);
    bool any = false, good = true;
    if (count < 1 || !is_list(npz_find(s->film, "film.epoch"), NPY_INT, 8, count) ||
        !is_list(npz_find(s->film, "film.loss"), NPY_FLOAT, 4, count))
        return error_set(error, "%s: is no film that train --film wrote", file_shown(path));
    for (int i = 0; good && i < s->model->output_count; i++) {
        const bool there = is_film(s->model, i) && npz_find(s->film, s->model->outputs[i].name);
        good = !there || check_output(s, i, path, error);
        any |= there;
    }
    return good && (any || error_set(error, "%s: a film of another model: it has no output of %s", file_shown(path),
                                     s->model->name));
}

bool frames_read(Study *s, const char *log, Error *error)
{
    char path[4096];
    const bool named = name_ends(log, ".npz");
    if ((size_t)snprintf(path, sizeof path, named ? "%s" : "%s/film.npz", log) >= sizeof path)
        return error_set(error, "--log: the path is too long: %s", file_shown(log));
    s->film = npz_read(path, error);
    return s->film && check(s, path, error);
}

/* ------------------------------------------------------------------------ places */

/* What is drawn of an output. */
typedef struct Reel {
    const float *values; /* [all, points, width] */
    int64_t all, points, width, count;
    int64_t *frame; /* [count] which of all, first and last among them */
    double *xy;     /* [count, points, 2] */
} Reel;

static Reel reel_of(const Study *s, int output)
{
    const NpyArray *a = npz_find(s->film, s->model->outputs[output].name);
    Reel r = {
        .values = (const float *)(const void *)a->bytes, .all = a->dim[0], .points = a->dim[1], .width = a->dim[2]};
    const int64_t most = MOST_PLACES / (r.points + 1) < 2 ? 2 : MOST_PLACES / (r.points + 1);
    r.count = r.all < most ? r.all : most;
    r.count = r.count < MOST_FRAMES ? r.count : MOST_FRAMES;
    r.frame = mem_alloc((size_t)r.count, sizeof *r.frame);
    for (int64_t k = 0; k < r.count; k++)
        r.frame[k] = r.count > 1 ? k * (r.all - 1) / (r.count - 1) : r.all - 1;
    r.xy = mem_alloc((size_t)(r.count * r.points) + 1, 2 * sizeof *r.xy);
    return r;
}

/* From the last on, for it is what the other pictures show. */
static void place(const Reel *r)
{
    double *axes = mem_alloc(2 * (size_t)r->width, sizeof *axes);
    for (int64_t k = r->count - 1; k >= 0; k--) {
        const float *rows = r->values + r->frame[k] * r->points * r->width;
        double *xy = r->xy + 2 * k * r->points;
        if (r->width > 2)
            pca_place(rows, r->points, r->width, axes, xy);
        for (int64_t i = 0; i < 2 * r->points && r->width == 2; i++)
            xy[i] = (double)rows[i];
        if (r->width > 2 && k + 1 < r->count)
            procrustes_turn(xy + 2 * r->points, xy, r->points);
    }
    mem_free(axes);
}

/* ------------------------------------------------------------------------ the page */

/* Places as the script has them: 65536 wide, little endian, as drawn points are (cloud.c). */
static void put_places(Study *s, const Reel *r)
{
    const int64_t count = 2 * r->count * r->points;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    unsigned char *bytes = mem_alloc((size_t)count + 1, 2);
    for (int64_t k = 0; k < count; k++) {
        low[k % 2] = fmin(low[k % 2], r->xy[k]);
        high[k % 2] = fmax(high[k % 2], r->xy[k]);
    }
    const double side = fmax(fmax(high[0] - low[0], high[1] - low[1]), 1e-300);
    for (int64_t k = 0; k < count; k++) {
        const double share = 0.5 + (r->xy[k] - 0.5 * (low[k % 2] + high[k % 2])) / side * (1.0 - 2.0 * MARGIN / SIDE);
        const unsigned at = (unsigned)(65535.0 * fmax(0.0, fmin(1.0, share)));
        bytes[2 * k] = (unsigned char)at;
        bytes[2 * k + 1] = (unsigned char)(at >> 8);
    }
    page_raw(&s->page, ",\"xy\":\"");
    page_bytes(&s->page, bytes, 2 * (size_t)count);
    page_raw(&s->page, "\"");
    mem_free(bytes);
}

static void put_classes(Study *s, const Reel *r, int output)
{
    const gatrt_output *o = &s->model->outputs[output];
    const NpyArray *rows = rows_of(s->film, o->name);
    const bool of_set = o->space == s->space && s->set->rows == s->view->on->spaces[o->space].count;
    unsigned char *bytes = mem_alloc((size_t)r->points + 1, 1);
    for (int64_t i = 0; i < r->points; i++) {
        const int64_t row = (int64_t)npy_number(rows, i);
        const int64_t truth = of_set ? study_truth(s, row) : -1,
                      class = truth >= 0 || !of_set ? truth : study_told(s, row);
        bytes[i] = (unsigned char)(class < 0 ? 255 : class % CLASS_COLOURS);
    }
    page_raw(&s->page, ",\"class\":\"");
    page_bytes(&s->page, bytes, (size_t)r->points);
    page_raw(&s->page, "\"");
    mem_free(bytes);
}

static void put_titles(Study *s, const Reel *r)
{
    const NpyArray *epoch = npz_find(s->film, "film.epoch"), *loss = npz_find(s->film, "film.loss");
    page_raw(&s->page, ",\"epochs\":[");
    for (int64_t k = 0; k < r->count; k++)
        page_put(&s->page, "%s%.0f", k ? "," : "", npy_number(epoch, r->frame[k]));
    page_raw(&s->page, "],\"losses\":[");
    for (int64_t k = 0; k < r->count; k++)
        if (isfinite(npy_number(loss, r->frame[k])))
            page_put(&s->page, "%s%.6g", k ? "," : "", npy_number(loss, r->frame[k]));
        else
            page_put(&s->page, "%snull", k ? "," : "");
    page_raw(&s->page, "]");
}

static void put_film(Study *s, const Reel *r, int output, const char *text)
{
    page_put(&s->page,
             "<div class=\"film\"><div class=\"pan\"><canvas class=\"cloud\" role=\"img\" width=\"%d\" height=\"%d\" "
             "aria-label=\"",
             SIDE, SIDE);
    page_xml(&s->page, s->model->outputs[output].name);
    page_raw(&s->page, " while the model was trained. ");
    page_xml(&s->page, text);
    page_put(&s->page,
             "\">A film is drawn by the page's script.</canvas>\n<script type=\"application/json\">{\"points\":%" PRId64
             ",\"radius\":\"\",\"edges\":\"\",\"widths\":\"\"",
             r->points);
    put_titles(s, r);
    put_classes(s, r, output);
    put_places(s, r);
    page_put(&s->page,
             "}</script></div>\n<p class=\"choose\" hidden=\"hidden\"><label>Frame <input type=\"range\" min=\"0\" "
             "max=\"%" PRId64 "\" value=\"%" PRId64 "\" step=\"1\"/></label> <button type=\"button\">Play</button> "
             "<output></output></p></div>\n",
             r->count - 1, r->count - 1);
}

void frames_put(Study *s, int output)
{
    const gatrt_output *o = &s->model->outputs[output];
    char text[120], heading[200], caption[400];
    if (!s->film || s->page.sheet || !npz_find(s->film, o->name))
        return;
    Reel r = reel_of(s, output);
    place(&r);
    snprintf(text, sizeof text,
             r.width == 2 ? "The two columns as they are"
                          : "The two principal axes of %" PRId64 " columns, each frame turned to agree with the next",
             r.width);
    snprintf(heading, sizeof heading, "%.120s while it was trained", o->name);
    figure_begin(&s->page, heading);
    put_film(s, &r, output, text);
    snprintf(caption, sizeof caption,
             "%s. %" PRId64 " of %" PRId64
             " frames, of weights as they were after each epoch, not those that were kept; "
             "all have one scale.",
             text, r.count, r.all);
    figure_end(&s->page, caption);
    mem_free(r.frame);
    mem_free(r.xy);
}
