/* explained.c - answers explained: of each row the edges without which it would answer otherwise, drawn around it by what they do.
 *
 * Rows are those asked for, else those that are told wrong with the greatest probability among the rows that are measured: where one
 * would ask why. The same numbers as `explain` tells; runtime/explanations.md says what they are.
 */
#include "runtime/explain/explain.h"
#include "runtime/formats/row_names.h"
#include "runtime/report/attention.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { ASKED = 3, MOST_ASKED = 24, DRAWN = 24, TOLD = 10, TOP = 5, MIDDLE = 200, NEAR = 90, FAR = 170, ASIDE = 3 };
#define TURN      6.28318530717958647692
#define MOST_WORK 4e8 /* edges of a scene, squared: beyond it a page would take minutes */

/* An end of an edge that is drawn. */
typedef struct Spot {
    int space;
    int64_t row;
    int ring; /* 0: the row itself; 1: an edge leads from here to it; 2: behind */
    double angle;
} Spot;

typedef struct Star {
    const Explanation *e;
    const SceneStage *stage;
    Spot spots[2 * DRAWN + 1];
    int count;
    int64_t edges[DRAWN]; /* places in e->effects, the largest effect first */
    int64_t drawn;
    double most;
} Star;

/* -------------------------------------------------------------------- which rows */

static double certainty(const Study *s, int64_t row)
{
    const Asked asked = {.answer = s->answer, .width = s->model->outputs[0].width, .column = -1};
    return asked_value(&asked, study_output(s, row), study_told(s, row));
}

static bool is_taken(const int64_t *rows, int64_t count, int64_t row)
{
    for (int64_t i = 0; i < count; i++)
        if (rows[i] == row)
            return true;
    return false;
}

/* Told wrong, the most certain first; where there are none, the first that are measured. */
static int64_t *usual_rows(const Study *s, int64_t *count)
{
    int64_t *rows = mem_alloc(ASKED, sizeof *rows);
    for (*count = 0; *count < ASKED;) {
        int64_t best = -1;
        for (int64_t v = 0; v < s->set->rows; v++)
            if (study_measures(s, v) && !is_taken(rows, *count, v) && s->answer == ANSWER_CLASS &&
                study_truth(s, v) >= 0 && study_told(s, v) != study_truth(s, v) &&
                (best < 0 || certainty(s, v) > certainty(s, best)))
                best = v;
        for (int64_t v = 0; best < 0 && v < s->set->rows; v++)
            if (study_measures(s, v) && !is_taken(rows, *count, v))
                best = v;
        if (best < 0)
            break;
        rows[(*count)++] = best;
    }
    return rows;
}

/* ------------------------------------------------------------------------ places */

static int spot_of(Star *star, int space, int64_t row, int ring)
{
    for (int i = 0; i < star->count; i++)
        if (star->spots[i].space == space && star->spots[i].row == row) {
            if (ring < star->spots[i].ring)
                star->spots[i].ring = ring;
            return i;
        }
    star->spots[star->count] = (Spot){.space = space, .row = row, .ring = ring};
    return star->count++;
}

static bool is_asked(const Star *star, int space, int64_t row)
{
    return space == star->stage->space && row == star->e->row;
}

static void take_edge(Star *star, int64_t at)
{
    const Unit u = star->e->units[star->e->effects[at].unit];
    const Joined ends = space_ends(star->stage->model, u.space);
    const bool into = is_asked(star, ends.to, u.to), out = is_asked(star, ends.from, u.from);
    spot_of(star, ends.from, u.from, out ? 0 : into ? 1 : 2);
    spot_of(star, ends.to, u.to, into ? 0 : out ? 1 : 2);
    star->edges[star->drawn++] = at;
    star->most = fmax(star->most, fabs(star->e->effects[at].amount));
}

/* The largest effects, from both ends of the order. */
static void take_edges(Star *star)
{
    int64_t first = 0, last = star->e->count - 1;
    spot_of(star, star->stage->space, star->e->row, 0);
    while (star->drawn < DRAWN && first <= last) {
        const bool against = fabs(star->e->effects[last].amount) > fabs(star->e->effects[first].amount);
        const int64_t at = against ? last-- : first++;
        if (star->e->effects[at].amount == 0.0)
            break;
        take_edge(star, at);
    }
}

/* Neighbours stand around the row as their edges come; what is behind, as near as it can to what it is joined to. */
static void place_spots(Star *star)
{
    int near = 0, far = 0, at_near = 0;
    for (int i = 0; i < star->count; i++) {
        near += star->spots[i].ring == 1;
        far += star->spots[i].ring == 2;
    }
    for (int i = 0; i < star->count; i++)
        if (star->spots[i].ring == 1)
            star->spots[i].angle = TURN * at_near++ / near;
    int order[2 * DRAWN + 1], count = 0;
    for (int i = 0; i < star->count; i++) {
        Spot *spot = &star->spots[i];
        for (int64_t k = 0; spot->ring == 2 && k < star->drawn; k++) {
            const Unit u = star->e->units[star->e->effects[star->edges[k]].unit];
            const Joined ends = space_ends(star->stage->model, u.space);
            const bool from = ends.from == spot->space && u.from == spot->row;
            const bool to = ends.to == spot->space && u.to == spot->row;
            for (int j = 0; (from || to) && j < star->count; j++)
                if (star->spots[j].ring == 1 && star->spots[j].space == (from ? ends.to : ends.from) &&
                    star->spots[j].row == (from ? u.to : u.from))
                    spot->angle = star->spots[j].angle;
        }
        int place = spot->ring == 2 ? count++ : -1;
        for (; place > 0 && star->spots[order[place - 1]].angle > spot->angle; place--)
            order[place] = order[place - 1];
        if (place >= 0)
            order[place] = i;
    }
    for (int k = 0; k < count; k++)
        star->spots[order[k]].angle = TURN * (k + 0.5) / far;
}

static void point_at(const Spot *spot, double *x, double *y)
{
    const double radius = spot->ring == 0 ? 0.0 : spot->ring == 1 ? NEAR : FAR;
    *x = MIDDLE + radius * sin(spot->angle);
    *y = MIDDLE - radius * cos(spot->angle);
}

/* ----------------------------------------------------------------------- drawing */

static void draw_edge(Study *s, Star *star, const Effect *effect)
{
    const Unit u = star->e->units[effect->unit];
    const Joined ends = space_ends(s->model, u.space);
    char numbers[80];
    double x0, y0, x1, y1;
    point_at(&star->spots[spot_of(star, ends.from, u.from, 2)], &x0, &y0);
    point_at(&star->spots[spot_of(star, ends.to, u.to, 2)], &x1, &y1);
    /* Each direction on its own side. */
    const double length = sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)),
                 aside = length > 0.0 ? ASIDE / length : 0.0;
    const double dx = aside * (y1 - y0), dy = aside * (x0 - x1);
    page_put(&s->page, "<path class=\"tie%s\" stroke-width=\"%.2f\" d=\"M%.1f %.1fL%.1f %.1f\"><title>",
             effect->amount < 0.0 ? " against" : "", 0.6 + 6.0 * fabs(effect->amount) / star->most, x0 + dx, y0 + dy,
             x1 + dx, y1 + dy);
    page_xml(&s->page, unit_text(star->stage, u).text);
    snprintf(numbers, sizeof numbers, ": %+.4f; %.4f without it", effect->amount, effect->without);
    page_xml(&s->page, numbers);
    page_raw(&s->page, "</title></path>");
}

static void draw_star(Study *s, Star *star)
{
    char title[240];
    snprintf(title, sizeof title, "Edges that the answer of %.180s hangs on",
             neighbour_text(s, star->stage->space, star->e->row).text);
    drawing_begin(&s->page, "around", 2.0 * MIDDLE, 2.0 * MIDDLE, "", title, NULL);
    for (int64_t k = star->drawn - 1; k >= 0; k--)
        draw_edge(s, star, &star->e->effects[star->edges[k]]);
    for (int i = star->count - 1; i >= 0; i--) {
        double x, y;
        point_at(&star->spots[i], &x, &y);
        neighbour_circle(s, star->spots[i].space, star->spots[i].row, x, y, i == 0 ? 12.0 : 7.0);
        page_put(&s->page, "<text class=\"tx name\" x=\"%.1f\" y=\"%.1f\">%" PRId64 "</text>\n", x,
                 y + (i == 0 ? 26.0 : 19.0), star->spots[i].row);
    }
    drawing_end(&s->page);
}

static void put_table(Study *s, const Star *star)
{
    static const char *const columns[] = {"edge", "#the answer less that without it", "#without it"};
    page_raw(&s->page, "<details><summary>The largest effects in numbers</summary>");
    table_begin(&s->page, "Edges by the size of their effect", columns, 3);
    for (int64_t k = 0; k < star->drawn && k < TOLD; k++) {
        const Effect *effect = &star->e->effects[star->edges[k]];
        table_row(&s->page, unit_text(star->stage, star->e->units[effect->unit]).text);
        table_number(&s->page, 4, effect->amount);
        table_number(&s->page, 4, effect->without);
        table_row_end(&s->page);
    }
    table_end(&s->page);
    page_raw(&s->page, "</details>\n");
}

static void put_row(Study *s, const SceneStage *stage, const Explanation *e)
{
    Star star = {.e = e, .stage = stage};
    char caption[480];
    take_edges(&star);
    place_spots(&star);
    figure_begin(&s->page, neighbour_text(s, stage->space, e->row).text);
    draw_star(s, &star);
    put_table(s, &star);
    size_t used = (size_t)snprintf(
        caption, sizeof caption,
        "The answer is %.4f%s. Of %" PRId64 " edges that it depends on, the %" PRId64
        " of the largest effect are drawn, as wide as that: whole lines speak for the answer, broken ones against it.",
        e->value, s->answer == ANSWER_VALUES ? "" : ", as a probability", e->count, star.drawn);
    if (e->top)
        snprintf(caption + used, sizeof caption - used,
                 " Without the %" PRId64 " that speak most for it together it is %.4f, with no other edges %.4f.",
                 e->top, e->without_top, e->top_alone);
    figure_end(&s->page, caption);
}

/* -------------------------------------------------------------------- the section */

static bool explain_rows(Study *s, const SceneStage *stage, Scene *scene, const int64_t *rows, int64_t count,
                         Error *error)
{
    const Why why = {
        .stage = stage, .asked = {.answer = s->answer, .width = s->model->outputs[0].width, .column = -1}, .top = TOP};
    const ExplainMethod *method = explain_method("leave-one-out", error);
    Explanation e = {.row = 0};
    bool worked = method != NULL, begun = false;
    for (int64_t i = 0; worked && i < count; i++) {
        worked = scene_stand(scene, rows[i], s->job->pool, error);
        const double edges = worked ? (double)scene_units(scene) : 0.0;
        if (!worked || edges == 0.0 || edges * edges > MOST_WORK)
            continue;
        worked = explain_row(&why, method, scene, rows[i], s->job->pool, &e, error);
        if (worked && !begun)
            section_begin(s, "explained", "Explanations");
        begun = true;
        if (worked)
            put_row(s, stage, &e);
    }
    if (begun)
        section_end(s);
    explanation_free(&e);
    return worked;
}

/* Of models that explain is not for there is no section; where rows are asked for by `draw`, that is an error. */
bool section_explained(Study *s, Error *error)
{
    const char *nodes = s->job->options->nodes;
    const SceneStage stage = {.job = s->job,
                              .model = s->model,
                              .all = s->view,
                              .params = s->params,
                              .of = OF_EDGES,
                              .space = s->space,
                              .set = s->set,
                              .place = s->place};
    Error none = {""};
    Scene *scene = s->place ? scene_new(&stage, &none) : NULL;
    if (!scene)
        return !s->page.sheet || !none.text[0] || error_set(error, "%s", none.text);
    int64_t count = 0;
    int64_t *rows = nodes ? row_names_list(s->job->data, s->set, nodes, &count, error) : usual_rows(s, &count);
    bool worked = rows != NULL;
    if (worked && count > MOST_ASKED)
        worked = error_set(error, "--nodes: more than %d", MOST_ASKED);
    worked = worked && explain_rows(s, &stage, scene, rows, count, error);
    mem_free(rows);
    scene_free(scene);
    return worked;
}
