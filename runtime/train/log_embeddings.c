/* log_embeddings.c - outputs of rows for TensorBoard's projector: for each output a table of its numbers, for each space a
 * table of what is known of its rows. Of many rows some, evenly: those whose number is a multiple of a step.
 */
#include "runtime/train/log_result.h"
#include "runtime/record/projector.h"
#include "runtime/train/answer.h"

#include <inttypes.h>

enum { MOST_ROWS = 20000 };

bool log_shows(const gatrt_model *model, int output)
{
    const gatrt_output *o = &model->outputs[output];
    return o->width > 1 && model->spaces[o->space].kind == GATRT_ROWS;
}

bool log_embeds(const gatrt_model *model)
{
    for (int i = 0; i < model->output_count; i++)
        if (log_shows(model, i))
            return true;
    return false;
}

static int64_t step_of(int64_t rows)
{
    return (rows + MOST_ROWS - 1) / MOST_ROWS;
}

static void put_values(Projector *p, const View *all, int output, const int64_t *place)
{
    const gatrt_output *o = &all->model->outputs[output];
    const int64_t rows = view_output_rows(all, output);
    for (int64_t v = 0; v < rows; v += step_of(rows)) {
        const float *row = all->outputs[output] + place[v] * o->width;
        for (int64_t j = 0; j < o->width; j++)
            projector_number(p, (double)row[j], j + 1 < o->width ? '\t' : '\n');
    }
}

/* What is known of the rows of a space. */
typedef struct Known {
    const gatrt_set *set; /* NULL: nothing but their number */
    bool classes, told;   /* are there true classes, does output 0 tell one? */
} Known;

static Known known_of(const Job *job, const View *all, int space)
{
    const gatrt_set *set = space_set(job->model, job->data, space);
    const bool classes = set && answer_of(job->model) == ANSWER_CLASS && answer_space(job->model) == space;
    return (Known){set, classes && set->label, classes && all->outputs[0]};
}

static void put_class(Projector *p, const gatrt_set *set, int64_t class)
{
    const bool named = set->class_name && class >= 0 && class < set->classes;
    projector_put(p, "\t");
    if (named)
        projector_text(p, set->class_name[class]);
    else if (class >= 0)
        projector_put(p, "%" PRId64, class);
}

static const char *part_of(const gatrt_set *set, int64_t row)
{
    for (int i = 0; i < 3; i++)
        if (set->mask[i] && set->mask[i][row])
            return split_name[i];
    return "";
}

static void put_known(Projector *p, const Known *k, const View *all, int64_t v, int64_t place)
{
    projector_put(p, "%" PRId64, v);
    if (k->set->row_name) {
        projector_put(p, "\t");
        projector_text(p, k->set->row_name[v]);
    }
    if (k->classes)
        put_class(p, k->set, k->set->label[v]);
    if (k->told)
        put_class(p, k->set,
                  answer_class(all->outputs[0] + place * all->model->outputs[0].width, all->model->outputs[0].width));
    projector_put(p, "\t%s\n", part_of(k->set, v));
}

/* One column has no head, as the projector wants it. */
static void put_rows(Projector *p, const Job *job, const View *all, int space, const int64_t *place)
{
    const Known k = known_of(job, all, space);
    const int64_t rows = all->on->spaces[space].count;
    if (k.set)
        projector_put(p, "%.60s%s%s%s\tpart\n", job->model->spaces[space].name, k.set->row_name ? "\tname" : "",
                      k.classes ? "\tclass" : "", k.told ? "\ttold" : "");
    for (int64_t v = 0; v < rows; v += step_of(rows))
        if (k.set)
            put_known(p, &k, all, v, place[v]);
        else
            projector_put(p, "%" PRId64 "\n", v);
}

static void put_space(Projector *p, const Job *job, const View *all, int space)
{
    const gatrt_model *model = job->model;
    const TableName metadata = projector_name(p, model->spaces[space].name, "metadata");
    int64_t *place = prepared_places(all->on, space);
    projector_begin(p, metadata);
    put_rows(p, job, all, space, place);
    projector_end(p);
    for (int i = 0; i < model->output_count; i++) {
        if (!log_shows(model, i) || model->outputs[i].space != space || !all->outputs[i])
            continue;
        const TableName tensors = projector_name(p, model->outputs[i].name, "tensors");
        projector_begin(p, tensors);
        put_values(p, all, i, place);
        projector_end(p);
        projector_pair(p, tensors, metadata);
    }
    mem_free(place);
}

static bool is_embedded(const View *all, int space)
{
    for (int i = 0; i < all->model->output_count; i++)
        if (log_shows(all->model, i) && all->outputs[i] && all->model->outputs[i].space == space)
            return true;
    return false;
}

bool log_embeddings(const char *folder, int64_t first, const Job *job, const View *all, Error *error)
{
    Projector *p = mem_alloc(1, sizeof *p);
    p->folder = folder;
    p->first = first;
    for (int space = 0; space < job->model->space_count; space++)
        if (is_embedded(all, space))
            put_space(p, job, all, space);
    const bool worked = projector_write(p, error);
    mem_free(p);
    return worked;
}
