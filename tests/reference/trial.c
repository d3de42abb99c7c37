/* trial.c - one case in one form, as the tests against PyTorch Geometric run it: outputs, attention weights, loss, and the
 * gradients of the loss for every parameter and for every input, to 1e-4 of the largest. The model's text and its weights
 * are the including test's.
 *
 * An array that PyG keeps for all relations, bases or heads is taken apart by our parameters' names (spot_of).
 */
#include "scene_data.c"

#define PROBE "probe" /* a parameter of zeros, times the output in the loss: its gradient is the output in training */

/* One case in one form, and what is known about it. */
typedef struct Trial {
    const Suite *suite;
    const Layer *layer;
    int form;
    const Built *built;
    const Npz *npz;
    const float *params;
    Prepared *on;
} Trial;

/* Of the test that includes this: a layer's model, and whether its inputs can be sparse; the parameters of a case. */
static const char *layer_text(const Layer *l, const char *name, int form, bool sparse);
static bool takes_sparse(const Layer *l);
static float *weights_of(const Trial *t);

/* ------------------------------------------------------------------ a folder of cases */

static void suite_compile(Suite *s)
{
    Error error = {""};
    ModelText *texts = mem_alloc((size_t)s->count * FORMS, sizeof *texts);
    for (int i = 0; i < s->count * FORMS; i++) {
        const Layer *l = &s->layers[i / FORMS];
        const int form = FIRST_FORM + i % FORMS;
        const char *name = arena_format("%s_%d", l->name, form);
        const bool sparse = i / FORMS % 2 && takes_sparse(l);
        texts[i] = (ModelText){.name = name, .text = layer_text(l, name, form, sparse)};
    }
    s->batch = batch_compile(texts, s->count * FORMS, &error);
    if (!s->batch)
        fail_msg("%s", error.text);
    mem_free(texts);
}

/* ------------------------------------------------------------------ parameters */

/* "out_author" is PyG's out.f64, or out.f64.author; "logits" its logits.f64. */
static const char *key_of_output(const Layer *l, const char *name)
{
    for (int i = 0; i < l->scene->row_count; i++)
        if (strcmp(name, arena_format("out_%s", l->scene->rows[i].space)) == 0)
            return l->scene->named ? arena_format("out.f64.%s", l->scene->rows[i].space) : "out.f64";
    return arena_format("%s.f64", name);
}

/* Where one of our parameters lies in what PyG stores: an array, and the first of `count` numbers in it. */
typedef struct Spot {
    const char *array;
    int64_t first;
    bool whole; /* it is all that the array has, by the name of both */
} Spot;

/* "convs.a__b__c.x" as PyG has it: "convs.<a___b___c>.x". */
static const char *in_brackets(const char *name)
{
    const char *start = strstr(name, "convs."), *middle = start ? strstr(start, "__") : NULL;
    const char *second = middle ? strstr(middle + 2, "__") : NULL, *end = second ? strchr(second, '.') : NULL;
    if (!end)
        return name;
    start += strlen("convs.");
    return arena_format("%.*s<%.*s___%.*s___%.*s>%s", (int)(start - name), name, (int)(middle - start), start,
                        (int)(second - middle - 2), middle + 2, (int)(end - second - 2), second + 2, end);
}

/* The number that a piece of a name stands for: "3", "rel3", or a relation "a__b__c" by its spot. */
static int64_t number_in(const Layer *l, const char *piece)
{
    if (strncmp(piece, "rel", 3) == 0 && piece[3] >= '0' && piece[3] <= '9')
        piece += 3;
    for (int i = 0; i < l->scene->edge_count; i++)
        if (strcmp(l->scene->edges[i].ends, arena_format("edge_index.%s", piece)) == 0)
            return i;
    if (piece[0] < '0' || piece[0] > '9')
        fail_msg("%s: no array of PyG's is known for what ends in %s", l->name, piece);
    return strtol(piece, NULL, 10);
}

/* An array of a parameter's form: itself, or its gradient where the parameters are in a file of their own. */
static const NpyArray *stored(const Trial *t, const char *array)
{
    const NpyArray *itself = npz_find(t->npz, array);
    return itself ? itself : npz_find(t->npz, arena_format("grad.f64.%s", array));
}

static Spot spot_of(const Trial *t, const gatrt_param *p)
{
    const char *name = strncmp(p->name, "conv.", 5) == 0 ? p->name + 5 : p->name;
    Spot spot = {.array = arena_format("param.%s", in_brackets(name))};
    int64_t numbers[2] = {0, 0};
    int pieces = 0;
    while (!stored(t, spot.array)) {
        char *dot = strrchr((char *)(uintptr_t)spot.array, '.');
        if (!dot || pieces == 2)
            fail_msg("%s: no array for the parameter %s", t->npz->path, p->name);
        numbers[pieces++] = number_in(t->layer, dot + 1);
        spot.array = arena_format("%.*s", (int)(dot - spot.array), spot.array);
    }
    const bool heads_first = strstr(p->name, "_rel.weight") != NULL; /* [heads * relations, D, D] */
    const int64_t inner = stored(t, spot.array)->dim[1];             /* [relations, blocks, ...] */
    spot.whole = pieces == 0;
    spot.first = pieces < 2    ? numbers[0] * p->count
                 : heads_first ? (numbers[0] * t->layer->scene->edge_count + numbers[1]) * p->count
                               : (numbers[1] * inner + numbers[0]) * p->count;
    return spot;
}

/* A parameter that is whole must have the shape that PyG stores. */
static void check_shape(const Trial *t, const gatrt_param *p, const NpyArray *array)
{
    bool same = array->rank == p->rank || (array->rank == 0 && p->count == 1);
    for (int i = 0; same && i < array->rank && i < p->rank; i++)
        same = array->dim[i] == p->stored[i];
    if (!same && array->count == p->count)
        fail_msg("%s: %s is stored in another shape", t->npz->path, p->name);
    assert_true(same || array->rank > p->rank);
}

/* The array from its first number on, and 0 for what else the parameter has. */
static double *padded(const gatrt_param *p, const NpyArray *array)
{
    double *values = mem_alloc((size_t)p->count, sizeof *values);
    assert_true(array && array->count <= p->count);
    for (int64_t i = 0; i < array->count; i++)
        values[i] = npy_number(array, i);
    return values;
}

static double *of_spot(const Trial *t, const gatrt_param *p, const char *array_name, const Spot *spot)
{
    const NpyArray *array = npz_find(t->npz, array_name);
    assert_true(array && spot->first + p->count <= array->count);
    if (spot->whole)
        check_shape(t, p, array);
    return in_our_order(p, array, spot->first);
}

/* The output, or the sum of all its numbers, as the probe has as many. */
static double *expected_of_probe(const Trial *t, const gatrt_param *p)
{
    const NpyArray *out = npz_find(t->npz, key_of_output(t->layer, t->built->code->outputs[0].name));
    if (p->count > 1)
        return padded(p, out);
    double *sum = mem_alloc(1, sizeof *sum);
    for (int64_t i = 0; i < out->count; i++)
        *sum += npy_number(out, i);
    return sum;
}

/* What training says of a parameter: the gradient, of a state its next value. */
static double *expected_of(const Trial *t, const gatrt_param *p)
{
    if (strcmp(p->name, PROBE) == 0)
        return expected_of_probe(t, p);
    if (npz_find(t->npz, p->name))
        return padded(p, npz_find(t->npz, arena_format("grad.f64.%s", p->name)));
    const Spot spot = spot_of(t, p);
    const char *gradient = arena_format("grad.f64.%s", spot.array);
    const char *after = arena_format("after.f64.%s", spot.array + strlen("param."));
    const bool state = gatrt_is_state(t->built->code, p);
    return of_spot(t, p, !state ? gradient : npz_find(t->npz, after) ? after : spot.array, &spot);
}

static void check_gradients(const Trial *t, const float *grads)
{
    for (int i = 0; i < t->built->code->param_count; i++) {
        const gatrt_param *p = &t->built->code->params[i];
        double *expected = expected_of(t, p);
        compare(p->name, t->npz, grads + p->offset, expected, p->count);
        mem_free(expected);
    }
}

/* ------------------------------------------------------------------ outputs and loss */

static void check_output(const Trial *t, const gatrt_output *output, const float *values)
{
    const int64_t rows = t->on->spaces[output->space].count;
    for (int64_t r = 0; r < rows; r++)
        assert_int_equal(t->on->row_id[output->space][r], r); /* all rows are wanted: nothing is reordered */
    double *expected = expected_numbers(t->npz, key_of_output(t->layer, output->name), rows * output->width);
    compare(output->name, t->npz, values, expected, rows * output->width);
    mem_free(expected);
}

/* Where the loss is not stored, it is the sum of outputs times grad_out. */
static double loss_of_rows(const Trial *t, const SceneRows *r, double *size)
{
    double sum = 0.0;
    const NpyArray *grad = npz_find(t->npz, r->answer);
    const NpyArray *out = need(t->npz, arena_format("out.f64%s", r->answer + strlen("grad_out")), grad->count);
    for (int64_t j = 0; j < grad->count; j++) {
        sum += npy_number(out, j) * npy_number(grad, j);
        *size += fabs(npy_number(out, j) * npy_number(grad, j));
    }
    return sum;
}

static void check_loss(const Trial *t, float loss)
{
    double sum = 0.0, size = LEAST / TOLERANCE;
    const bool stored = npz_find(t->npz, "loss.f64") != NULL;
    if (stored)
        size += fabs(sum = npy_number(need(t->npz, "loss.f64", 1), 0));
    for (int i = 0; i < t->layer->scene->row_count && !stored; i++)
        if (t->layer->scene->rows[i].answer)
            sum += loss_of_rows(t, &t->layer->scene->rows[i], &size);
    if (!(fabs((double)loss - sum) <= TOLERANCE * size))
        fail_msg("%s: the loss is %.9g, PyG has %.9g", t->npz->path, (double)loss, sum);
}

/* ------------------------------------------------------------------ attention */

static const SceneEdges *edges_named(const Trial *t, int space)
{
    for (int i = 0; i < t->layer->scene->edge_count; i++)
        if (strcmp(t->layer->scene->edges[i].name, t->built->code->spaces[space].name) == 0)
            return &t->layer->scene->edges[i];
    fail_msg("no relation %s", t->built->code->spaces[space].name);
    return NULL;
}

static EdgeRow *our_edges(const Trial *t, const gatrt_output *output, const float *weights)
{
    const gatrt_model *code = t->built->code;
    const int64_t edges = t->on->spaces[output->space].count;
    EdgeRow *rows = mem_alloc((size_t)edges, sizeof *rows);
    for (int i = 0; i < code->end_count; i++) {
        const gatrt_walk *walk = &t->on->ends[i];
        if (code->ends[i].of != output->space || !code->ends[i].sorted)
            continue;
        for (int64_t v = 0; v < t->on->spaces[code->ends[i].to].count; v++)
            for (int64_t e = walk->start[v]; e < walk->start[v + 1]; e++)
                rows[e] = (EdgeRow){walk->far[e], v, (double)weights[e * output->width], e};
    }
    qsort(rows, (size_t)edges, sizeof *rows, compare_edges);
    return rows;
}

static EdgeRow *their_edges(const Trial *t, const gatrt_output *output, const NpyArray *weights)
{
    int64_t number[MOST_EDGES];
    const char *key = npz_find(t->npz, "attention.edge_index") ? "attention.edge_index" : "edge_index";
    const int64_t count = edges_of(t->npz, edges_named(t, output->space), key, number);
    const NpyArray *ends = npz_find(t->npz, key);
    assert_int_equal(count, t->on->spaces[output->space].count);
    EdgeRow *rows = mem_alloc((size_t)count, sizeof *rows);
    for (int64_t i = 0; i < count; i++)
        rows[i] =
            (EdgeRow){(int64_t)npy_number(ends, number[i]), (int64_t)npy_number(ends, ends->count / 2 + number[i]),
                      npy_number(weights, number[i] * output->width), number[i]};
    qsort(rows, (size_t)count, sizeof *rows, compare_edges);
    return rows;
}

/* Edges are matched by their ends; duplicates, by their weights. */
static void check_attention(const Trial *t, const gatrt_output *output, const float *weights)
{
    const NpyArray *expected = npz_find(t->npz, "attention.f64");
    const int64_t edges = t->on->spaces[output->space].count, heads = output->width;
    if (!expected)
        return;
    double *ordered = mem_alloc((size_t)(edges * heads), sizeof *ordered);
    EdgeRow *ours = our_edges(t, output, weights), *theirs = their_edges(t, output, expected);
    for (int64_t i = 0; i < edges; i++) {
        assert_int_equal(ours[i].src, theirs[i].src);
        assert_int_equal(ours[i].dst, theirs[i].dst);
        for (int64_t h = 0; h < heads; h++)
            ordered[ours[i].row * heads + h] = npy_number(expected, theirs[i].row * heads + h);
    }
    compare(output->name, t->npz, weights, ordered, edges * heads);
    mem_free(ours);
    mem_free(theirs);
    mem_free(ordered);
}

/* ------------------------------------------------------------------ one case */

static Result run(const Trial *t, int program, const Result *given)
{
    Result result;
    Error error = {""};
    if (!result_run(&result, t->built, program, t->on, t->params, 1, given, NULL, &error))
        fail_msg("%s", error.text);
    return result;
}

static void check_outputs(const Trial *t, const Result *result, bool inspected)
{
    const gatrt_model *code = t->built->code;
    for (int i = 0; i < code->output_count; i++) {
        if (!code->outputs[i].on_demand)
            check_output(t, &code->outputs[i], result->outputs[i]);
        else if (inspected)
            check_attention(t, &code->outputs[i], result->outputs[i]);
    }
}

/* Where a layer does one thing in training and another in evaluation, a case is of one of them; of evaluation there are
 * gradients where the model says that training does the same, which is the form with parameters. */
static bool is_trained(const Layer *l, int form)
{
    return !l->scene->of_rows || !l->evaluates || form == AS_PARAM;
}

static bool is_evaluated(const Layer *l)
{
    return !l->scene->of_rows || l->evaluates;
}

static void run_training(const Trial *t)
{
    Result train = run(t, TRAIN, NULL);
    check_loss(t, train.loss);
    check_gradients(t, train.grads);
    result_free(&train);
}

static void run_evaluation(const Trial *t)
{
    Result infer = run(t, INFER, NULL), score = run(t, SCORE, &infer);
    check_outputs(t, &infer, false);
    check_loss(t, score.loss);
    result_free(&infer);
    result_free(&score);
    if (!code_program(t->built->code, INSPECT)) {
        assert_null(npz_find(t->npz, "attention.f64"));
        return;
    }
    Result inspect = run(t, INSPECT, NULL);
    check_outputs(t, &inspect, true);
    result_free(&inspect);
}

static void run_case(const Suite *s, int layer, int form, const char *graph)
{
    Error error = {""};
    Trial t = {.suite = s,
               .layer = &s->layers[layer],
               .form = form,
               .built = &s->batch->built[layer * FORMS + form - FIRST_FORM]};
    Npz *npz = read_case(s, t.layer->name, graph);
    gatrt_data *data = data_of(npz, t.layer, form);
    t.npz = npz;
    t.on = prepare_for(t.built->code, data, NULL, true, &error);
    if (!t.on)
        fail_msg("%s", error.text);
    float *params = weights_of(&t);
    t.params = params;
    if (is_trained(t.layer, form))
        run_training(&t);
    if (is_evaluated(t.layer))
        run_evaluation(&t);
    prepared_free(t.on);
    mem_free(params);
    gatrt_data_free(data);
    npz_free(npz);
}
