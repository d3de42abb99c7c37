/* predict.c - the outputs of every node, written for people (.csv), programs (.npz) or as a graph (predict_drawn.c).
 *
 * Rows stand in the data set's node order whatever order the graph was prepared in.
 * Edges of edge outputs stand as PyG lists them: the data set's edges, the reverses
 * that were added, then the self loops that were added, by node.
 */
#include "runtime/cli/members.h"
#include "runtime/cli/predict_drawn.h"
#include "runtime/train/answer.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

/* A float matrix in the order of the file. */
static float *in_order(const float *values, int64_t width, const int64_t *position, int64_t rows)
{
    size_t row = (size_t)width * sizeof(float);
    float *ordered = mem_alloc((size_t)rows, row);
    for (int64_t r = 0; r < rows; r++)
        memcpy(ordered + r * width, values + position[r] * width, row);
    return ordered;
}

/* ------------------------------------------------------------------ csv */

/* Text that grows; out of memory ends the program, as everywhere. */
typedef struct Csv {
    char *text;
    size_t size, capacity;
    bool broken; /* something could not be printed */
} Csv;

static void grow(Csv *csv, size_t needed)
{
    const size_t capacity = 2 * csv->capacity > csv->size + needed ? 2 * csv->capacity : csv->size + needed;
    char *text = mem_alloc(capacity, 1);
    if (csv->size)
        memcpy(text, csv->text, csv->size);
    mem_free(csv->text);
    csv->text = text;
    csv->capacity = capacity;
}

/* Again with more room where there was too little. */
static __attribute__((format(printf, 2, 3))) void put(Csv *csv, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const size_t room = csv->capacity - csv->size;
    const int length = vsnprintf(room ? csv->text + csv->size : NULL, room, format, arguments);
    if (length >= 0 && (size_t)length >= room) {
        grow(csv, (size_t)length + 1);
        vsnprintf(csv->text + csv->size, (size_t)length + 1, format, again);
    }
    csv->size += length > 0 ? (size_t)length : 0;
    csv->broken |= length < 0;
    va_end(again);
    va_end(arguments);
}

/* Output i goes into the table: a value for each of its rows. */
static bool is_column(const View *view, int i)
{
    return view->outputs[i] && view->model->outputs[i].space == answer_space(view->model);
}

/* The set that a table is of; without rows where there is none. */
static const gatrt_set *set_of(const Job *job)
{
    static const gatrt_set none = {.rows = 0};
    const gatrt_set *set = space_set(job->model, job->data, answer_space(job->model));
    return set ? set : &none;
}

/* A text as a field: in quotes where it has what would end it. */
static void put_text(Csv *csv, const char *text)
{
    const bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    put(csv, quoted ? ",\"" : ",");
    for (; *text; text++)
        put(csv, *text == '"' ? "\"\"" : "%c", *text);
    put(csv, quoted ? "\"" : "");
}

static void put_header(Csv *csv, const View *view, const gatrt_set *set, Answer answer)
{
    put(csv, "%s%s%s%s", view->model->spaces[answer_space(view->model)].name, set->row_name ? ",name" : "",
        answer == ANSWER_CLASS    ? ",class"
        : answer == ANSWER_LABELS ? ",labels"
                                  : "",
        answer == ANSWER_CLASS && set->class_name ? ",class_name" : "");
    for (int i = 0; i < view->model->output_count; i++) {
        for (int64_t j = 0; is_column(view, i) && j < view->model->outputs[i].width; j++)
            put(csv, ",%s_%" PRId64, view->model->outputs[i].name, j);
    }
    put(csv, "\n");
}

/* ",0 3": the numbers of the labels whose logit is above 0, with blanks between them. */
static void put_labels(Csv *csv, const float *row, int64_t width)
{
    const char *between = ",";
    for (int64_t j = 0; j < width; j++) {
        if (row[j] > 0.0f) {
            put(csv, "%s%" PRId64, between, j);
            between = " ";
        }
    }
    if (*between == ',')
        put(csv, ",");
}

/* A model may tell more classes than the data set has names for. */
static void put_class(Csv *csv, const gatrt_set *set, int64_t class)
{
    put(csv, ",%" PRId64, class);
    if (set->class_name)
        put_text(csv, class < set->classes ? set->class_name[class] : "");
}

static void put_row(Csv *csv, const View *view, const gatrt_set *set, int64_t id, int64_t place, Answer answer)
{
    const gatrt_model *model = view->model;
    const int64_t width = model->outputs[0].width;
    put(csv, "%" PRId64, id);
    if (set->row_name)
        put_text(csv, set->row_name[id]);
    if (answer == ANSWER_CLASS)
        put_class(csv, set, answer_class(view->outputs[0] + place * width, width));
    if (answer == ANSWER_LABELS)
        put_labels(csv, view->outputs[0] + place * width, width);
    for (int i = 0; i < model->output_count; i++) {
        for (int64_t j = 0; is_column(view, i) && j < model->outputs[i].width; j++)
            put(csv, ",%.9g", (double)view->outputs[i][place * model->outputs[i].width + j]);
    }
    put(csv, "\n");
}

static void tell_left_out(const Job *job, const View *view)
{
    const gatrt_model *model = view->model;
    for (int i = 0; i < model->output_count; i++) {
        if (view->outputs[i] && !is_column(view, i))
            fprintf(stderr,
                    "%s: %s: \"%s\" is not in it: it has a row for each %s, the table for each %s; --out FILE.npz\n",
                    job->options->program, text_shown(file_shown(job->options->out)).text, model->outputs[i].name,
                    model->spaces[model->outputs[i].space].name, model->spaces[answer_space(model)].name);
    }
}

static bool write_csv(const Job *job, const View *view, Error *error)
{
    const Answer answer = answer_of(job->model);
    const int space = answer_space(job->model);
    int64_t *position = prepared_places(view->on, space);
    Csv csv = {0};
    const gatrt_set *set = set_of(job);
    put_header(&csv, view, set, answer);
    for (int64_t v = 0; v < view->on->spaces[space].count; v++)
        put_row(&csv, view, set, v, position[v], answer);
    mem_free(position);
    const bool worked = csv.broken ? error_set(error, "%s: a number cannot be printed", file_shown(job->options->out))
                                   : file_write(job->options->out, csv.text, csv.size, error);
    mem_free(csv.text);
    if (worked)
        tell_left_out(job, view);
    return worked;
}

/* ------------------------------------------------------------------ npz */

typedef struct Arrays {
    NpyArray *array;
    int count;
} Arrays;

/* `values` belongs to the list from here on. */
static void add_array(Arrays *list, const char *name, NpyKind kind, int item, const int64_t dim[2], void *values)
{
    NpyArray *a = &list->array[list->count++];
    *a = (NpyArray){.kind = kind,
                    .item = item,
                    .rank = dim[1] < 0 ? 1 : 2,
                    .dim = {dim[0], dim[1]},
                    .count = dim[0] * (dim[1] < 0 ? 1 : dim[1]),
                    .bytes = values};
    if (dim[1] < 0)
        a->dim[1] = 0;
    snprintf(a->name, sizeof a->name, "%s", name);
}

static void add_classes(Arrays *list, const View *view, const int64_t *position)
{
    int64_t rows = view_output_rows(view, 0), width = view->model->outputs[0].width;
    int64_t *classes = mem_alloc((size_t)rows, sizeof *classes);
    for (int64_t v = 0; v < rows; v++)
        classes[v] = answer_class(view->outputs[0] + position[v] * width, width);
    add_array(list, "classes", NPY_INT, 8, (const int64_t[2]){rows, -1}, classes);
}

/* [rows, L]: whether each label's logit is above 0. */
static void add_labels(Arrays *list, const View *view, const int64_t *position)
{
    int64_t rows = view_output_rows(view, 0), width = view->model->outputs[0].width;
    unsigned char *labels = mem_alloc((size_t)rows, (size_t)width);
    for (int64_t v = 0; v < rows; v++) {
        for (int64_t j = 0; j < width; j++)
            labels[v * width + j] = view->outputs[0][position[v] * width + j] > 0.0f;
    }
    add_array(list, "labels", NPY_BOOL, 1, (const int64_t[2]){rows, width}, labels);
}

static void add_texts(Arrays *list, const char *name, char **texts, int64_t count)
{
    size_t length;
    char *bytes = npy_texts(texts, count, INT32_MAX, &length);
    add_array(list, name, NPY_TEXT, (int)length, (const int64_t[2]){count, -1}, bytes);
}

static void add_names(Arrays *list, const gatrt_set *set, Answer answer)
{
    if (set->row_name)
        add_texts(list, "names", set->row_name, set->rows);
    if (set->class_name && answer == ANSWER_CLASS)
        add_texts(list, "class_names", set->class_name, set->classes);
}

/* A relation whose values go into the file. */
typedef struct Edges {
    const Prepared *on;
    int relation, from, to; /* spaces */
    const gatrt_walk *in;
    int64_t count;
    int64_t *position; /* [count] place in the file -> edge */
} Edges;

/* Where the file lists edge e: its number among the data set's edges, then among their
 * reverses, then by the row of an added self loop. */
static int64_t edge_rank(const Edges *edges, int64_t e, int64_t data_edges)
{
    int64_t id = edges->on->row_id[edges->relation][e];
    if (id >= 0)
        return id;
    return id == -1 ? 2 * data_edges + edges->on->row_id[edges->from][edges->in->far[e]] : data_edges + (-2 - id);
}

/* Ranks are distinct and below 2 * data_edges + rows. */
static int64_t *edge_positions(const Edges *edges, int64_t data_edges)
{
    int64_t places = 2 * data_edges + edges->on->spaces[edges->from].count, filled = 0;
    int64_t *at = mem_alloc((size_t)places + 1, sizeof *at);
    for (int64_t e = 0; e < edges->count; e++)
        at[edge_rank(edges, e, data_edges)] = e + 1;
    for (int64_t i = 0; i < places; i++) {
        if (at[i])
            at[filled++] = at[i] - 1;
    }
    return at;
}

static Edges edges_of(const Job *job, const View *view, int relation)
{
    const Joined joined = space_joins(job->model, job->data, relation);
    Edges edges = {.on = view->on,
                   .relation = relation,
                   .from = joined.from,
                   .to = joined.to,
                   .in = &view->on->ends[joined.in],
                   .count = view->on->spaces[relation].count};
    edges.position = edge_positions(&edges, joined.edges);
    return edges;
}

/* [2, edges] sources, then destinations, as the data set numbers them. */
static void add_edge_index(Arrays *list, const gatrt_model *model, const Edges *edges)
{
    int64_t *index = mem_alloc((size_t)edges->count, 2 * sizeof *index);
    int64_t *owner = mem_alloc((size_t)edges->count, sizeof *owner);
    char name[sizeof list->array->name];
    for (int64_t v = 0; v < edges->on->spaces[edges->to].count; v++)
        for (int64_t e = edges->in->start[v]; e < edges->in->start[v + 1]; e++)
            owner[e] = v;
    for (int64_t i = 0; i < edges->count; i++) {
        index[i] = edges->on->row_id[edges->from][edges->in->far[edges->position[i]]];
        index[edges->count + i] = edges->on->row_id[edges->to][owner[edges->position[i]]];
    }
    mem_free(owner);
    snprintf(name, sizeof name, "%s%sedge_index",
             edges->relation == GATRT_EDGE ? "" : model->spaces[edges->relation].name,
             edges->relation == GATRT_EDGE ? "" : ".");
    add_array(list, name, NPY_INT, 8, (const int64_t[2]){2, edges->count}, index);
}

static void add_outputs(Arrays *list, const View *view, int space, const int64_t *position)
{
    const gatrt_model *model = view->model;
    for (int i = 0; i < model->output_count; i++) {
        const gatrt_output *output = &model->outputs[i];
        if (!view->outputs[i] || output->space != space)
            continue;
        int64_t rows = view_output_rows(view, i);
        float *values = in_order(view->outputs[i], output->width, position, rows);
        add_array(list, output->name, NPY_FLOAT, 4, (const int64_t[2]){rows, output->width}, values);
    }
}

static bool has_outputs(const View *view, int space)
{
    for (int i = 0; i < view->model->output_count; i++) {
        if (view->outputs[i] && view->model->outputs[i].space == space)
            return true;
    }
    return false;
}

static void add_space(Arrays *list, const Job *job, const View *view, int space)
{
    const gatrt_model *model = job->model;
    if (model->spaces[space].kind == GATRT_EDGES) {
        Edges edges = edges_of(job, view, space);
        add_outputs(list, view, space, edges.position);
        add_edge_index(list, model, &edges);
        mem_free(edges.position);
        return;
    }
    int64_t *position = prepared_places(view->on, space);
    add_outputs(list, view, space, position);
    if (space == answer_space(model) && answer_of(model) == ANSWER_CLASS)
        add_classes(list, view, position);
    if (space == answer_space(model) && answer_of(model) == ANSWER_LABELS)
        add_labels(list, view, position);
    mem_free(position);
}

static bool write_npz(const Job *job, const View *view, Error *error)
{
    const gatrt_model *model = job->model;
    Arrays list = {mem_alloc((size_t)(model->output_count + model->space_count) + 4, sizeof(NpyArray)), 0};
    for (int s = 1; s < model->space_count; s++)
        if (has_outputs(view, s))
            add_space(&list, job, view, s);
    add_names(&list, set_of(job), answer_of(model));
    bool worked = npz_write(job->options->out, list.array, list.count, error);
    for (int i = 0; i < list.count; i++)
        mem_free(list.array[i].bytes);
    mem_free(list.array);
    return worked;
}

/* -------------------------------------------------------------- command */

/* Row or edge of the data set. */
static bool tell_output(const Job *job, const View *view, int i, int64_t at, Error *error)
{
    const gatrt_output *output = &view->model->outputs[i];
    const int64_t row = at / output->width;
    const double value = (double)view->outputs[i][at];
    char place[192];
    const gatrt_model *model = view->model;
    const Joined joined = space_joins(model, job->data, output->space);
    if (model->spaces[output->space].kind == GATRT_EDGES)
        snprintf(place, sizeof place, " of an edge from %.40s %.120s", model->spaces[joined.from].name,
                 row_text(space_set(model, job->data, joined.from),
                          view->on->row_id[joined.from][view->on->ends[joined.in].far[row]])
                     .text);
    else
        snprintf(place, sizeof place, " of %.40s %.120s", model->spaces[output->space].name,
                 row_text(space_set(model, job->data, output->space), view->on->row_id[output->space][row]).text);
    return error_set(error, "%s: \"%s\"%s is %s: such outputs predict nothing; %s is not written",
                     file_shown(job->data->name), output->name, place, isnan(value) ? "nan" : "an infinite number",
                     file_shown(job->options->out));
}

static bool check_outputs(const Job *job, const View *view, Error *error)
{
    for (int i = 0; i < view->model->output_count; i++) {
        const int64_t count = view_output_rows(view, i) * view->model->outputs[i].width;
        const int64_t at = view->outputs[i] ? first_not_finite(view->outputs[i], count) : -1;
        if (at >= 0)
            return tell_output(job, view, i, at, error);
    }
    return true;
}

bool command_predict(Job *job, Error *error)
{
    const char *out = job->options->out;
    const bool drawn = predict_drawn_form(out);
    int program = (job->options->attention || drawn) && job->model->inspect.kernels ? VIEW_INSPECT : VIEW_INFER;
    Ensemble members;
    View *view = job_ensemble(job, &members, error) ? view_new(job, NULL, 1u << program, error) : NULL;
    bool worked = view != NULL;
    if (worked) {
        double start = clock_seconds();
        ensemble_infer(view, program, &members, job->pool);
        report_number(job->report, "infer_ms_median", 1e3 * (clock_seconds() - start));
        report_count(job->report, "workspace_bytes", (int64_t)view_workspace(view));
        report_text(job->report, "out", out);
        bool csv = strcmp(out + strlen(out) - 4, ".csv") == 0;
        worked = check_outputs(job, view, error) && (drawn ? predict_drawn(job, view, error)
                                                     : csv ? write_csv(job, view, error)
                                                           : write_npz(job, view, error));
    }
    if (worked)
        job_tell_data(job);
    if (worked)
        job_tell_members(job, &members);
    if (worked)
        fprintf(job->people, "wrote %s: outputs of %" PRId64 " %ss\n", text_shown(out).text,
                view->on->spaces[answer_space(job->model)].count, job->model->spaces[answer_space(job->model)].name);
    view_free(view);
    ensemble_free(&members);
    return worked;
}
