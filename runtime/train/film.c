/* film.c - the frames of train --film, in memory until the run ends, then in one file.
 *
 * Their room is taken before the first step. The file is not deflated: digits of weights that are learned are hardly
 * shorter for it, and that would take longer than all the rest.
 */
#include "runtime/train/film.h"
#include "runtime/train/log_result.h"

#include <inttypes.h>
#include <string.h>

#define MOST_BYTES ((size_t)1 << 30)

/* Of one output. */
typedef struct Track {
    int output;
    int64_t count, width, *row, *place; /* [count]: in the data set, in the outputs */
    float *values;                      /* [frames, count, width] */
} Track;

struct Film {
    int64_t every, room, frames;
    int64_t *epoch; /* [room] */
    float *loss;
    Track *tracks;
    int track_count;
    const gatrt_model *model;
};

static Track track_of(const View *all, int output, int64_t room)
{
    const gatrt_output *o = &all->model->outputs[output];
    const int64_t rows = view_output_rows(all, output), step = (rows + FILM_ROWS - 1) / FILM_ROWS;
    Track t = {.output = output, .width = o->width};
    int64_t *place = prepared_places(all->on, o->space);
    t.row = mem_alloc(FILM_ROWS, sizeof *t.row);
    t.place = mem_alloc(FILM_ROWS, sizeof *t.place);
    for (int64_t v = 0; v < rows; v += step) {
        t.row[t.count] = v;
        t.place[t.count++] = place[v];
    }
    mem_free(place);
    t.values = mem_alloc((size_t)(room * t.count), (size_t)t.width * sizeof *t.values);
    return t;
}

/* Outputs on demand are not in every view. */
static bool is_shown(const View *all, int output)
{
    return log_shows(all->model, output) && all->outputs_at[output] && view_output_rows(all, output) > 0;
}

static bool check_size(const View *all, int64_t room, int64_t every, Error *error)
{
    double bytes = 0.0;
    for (int i = 0; i < all->model->output_count; i++) {
        const int64_t rows = is_shown(all, i) ? view_output_rows(all, i) : 0;
        bytes += (double)(rows < FILM_ROWS ? rows : FILM_ROWS) * (double)all->model->outputs[i].width * sizeof(float);
    }
    if (bytes * (double)room <= (double)MOST_BYTES)
        return true;
    return error_set(error,
                     "--film %" PRId64 ": %" PRId64 " frames of %.1f MiB would be %.0f MiB, more than 1024; a larger N "
                     "is fewer frames",
                     every, room, bytes / (1 << 20), bytes * (double)room / (1 << 20));
}

Film *film_new(const View *all, int64_t first, int64_t last, int64_t every, Error *error)
{
    const int64_t room = last >= first ? last / every - first / every + 2 : 1;
    if (!check_size(all, room, every, error))
        return NULL;
    Film *f = mem_alloc(1, sizeof *f);
    *f = (Film){.every = every, .room = room, .model = all->model};
    f->epoch = mem_alloc((size_t)room, sizeof *f->epoch);
    f->loss = mem_alloc((size_t)room, sizeof *f->loss);
    f->tracks = mem_alloc((size_t)all->model->output_count, sizeof *f->tracks);
    for (int i = 0; i < all->model->output_count; i++)
        if (is_shown(all, i))
            f->tracks[f->track_count++] = track_of(all, i, room);
    return f;
}

void film_free(Film *f)
{
    if (!f)
        return;
    for (int i = 0; i < f->track_count; i++) {
        mem_free(f->tracks[i].row);
        mem_free(f->tracks[i].place);
        mem_free(f->tracks[i].values);
    }
    mem_free(f->tracks);
    mem_free(f->epoch);
    mem_free(f->loss);
    mem_free(f);
}

bool film_due(const Film *f, int64_t epoch)
{
    return f && epoch % f->every == 0 && f->frames < f->room;
}

void film_add(Film *f, const View *all, int64_t epoch, double loss)
{
    for (int i = 0; i < f->track_count; i++) {
        const Track *t = &f->tracks[i];
        float *to = t->values + f->frames * t->count * t->width;
        for (int64_t k = 0; k < t->count; k++)
            memcpy(to + k * t->width, all->outputs[t->output] + t->place[k] * t->width, (size_t)t->width * sizeof *to);
    }
    f->epoch[f->frames] = epoch;
    f->loss[f->frames++] = (float)loss;
}

static NpyArray array_of(const char *name, const char *suffix, NpyKind kind, int item, void *values)
{
    NpyArray a = {.kind = kind, .item = item, .rank = 1, .bytes = values, .stored = true};
    snprintf(a.name, sizeof a.name, "%.100s%s", name, suffix);
    return a;
}

bool film_write(Film *f, const char *path, Error *error)
{
    NpyArray *list = mem_alloc(2 * (size_t)f->track_count + 2, sizeof *list);
    int count = 0;
    list[count] = array_of("film.epoch", "", NPY_INT, sizeof *f->epoch, f->epoch);
    list[count].count = list[count].dim[0] = f->frames;
    count++;
    list[count] = array_of("film.loss", "", NPY_FLOAT, sizeof *f->loss, f->loss);
    list[count].count = list[count].dim[0] = f->frames;
    count++;
    for (int i = 0; i < f->track_count; i++) {
        const Track *t = &f->tracks[i];
        const char *name = f->model->outputs[t->output].name;
        NpyArray *values = &list[count++], *rows = &list[count++];
        *values = array_of(name, "", NPY_FLOAT, sizeof(float), t->values);
        values->rank = 3;
        values->dim[0] = f->frames, values->dim[1] = t->count, values->dim[2] = t->width;
        values->count = f->frames * t->count * t->width;
        *rows = array_of(name, ".rows", NPY_INT, sizeof *t->row, t->row);
        rows->count = rows->dim[0] = t->count;
    }
    const bool worked = npz_write(path, list, count, error);
    mem_free(list);
    return worked;
}
