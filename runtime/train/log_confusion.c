/* log_confusion.c - confusion as a picture: a row for each true class, a column for each class told, as blue, or where they
 * differ as red, as is the row's share that it has.
 */
#include "runtime/train/log_result.h"

enum { MOST_CLASSES = 64, MOST_CELL = 40 };

static void draw_row(Picture *p, const int64_t *count, int64_t truth, int64_t classes, int cell)
{
    int64_t all = 0;
    for (int64_t told = 0; told < classes; told++)
        all += count[told];
    const int y = (int)(truth + 1) * cell;
    for (int64_t told = 0; told < classes; told++) {
        const int x = (int)(told + 1) * cell, share = all ? (int)(100 * count[told] / all) : 0;
        picture_fill(p, x + 1, y + 1, cell - 1, cell - 1, (told == truth ? COLOUR_BLUE : COLOUR_RED) + share);
        picture_number(p, x, y, cell, count[told], share > 60 ? COLOUR_WHITE : COLOUR_BLACK);
    }
}

/* The first row and column have the numbers of classes. */
static void draw(Picture *p, const int64_t *count, int64_t classes)
{
    const int most = PICTURE_SIDE / (int)(classes + 1), cell = most < MOST_CELL ? most : MOST_CELL;
    picture_begin(p, cell * (int)(classes + 1), cell * (int)(classes + 1));
    for (int64_t c = 0; c < classes; c++) {
        const int at = (int)(c + 1) * cell;
        picture_number(p, at, 0, cell, c, COLOUR_GREY);
        picture_number(p, 0, at, cell, c, COLOUR_GREY);
        draw_row(p, count + c * classes, c, classes, cell);
    }
}

void log_confusion(Recorder *r, Picture *picture, const View *view, const Job *job, const char *name, int64_t epoch)
{
    char tag[80];
    int64_t classes = 0, *count = view_confusion(view, job_set(job), &classes);
    if (count && classes <= MOST_CLASSES) {
        snprintf(tag, sizeof tag, "confusion/%.60s", name);
        draw(picture, count, classes);
        recorder_image(r, epoch, tag, picture);
    }
    mem_free(count);
}
