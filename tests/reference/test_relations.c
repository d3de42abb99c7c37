/* test_relations.c - layers over relations against PyTorch Geometric's: from one space to another (bipartite/), over
 * several relations, of one space or of several (hetero/), and networks over nodes of several graphs (graph/): outputs,
 * attention weights, and the gradients of the loss for every parameter and for every input, to 1e-4 of the largest.
 *
 * Run: ctest -R reference/test_relations. One graph of every case comes with the source, made with PyG 2.9.0; where
 * GATCC_REFERENCE_TASKS, by default ../shared/reference-tasks beside the source, exists, every case is run on all of its
 * graphs. Nothing here lists the cases: a model's text is made from the row in cases.json (scene.c), with its inputs as
 * data and once more as parameters, as in test_layers.c.
 *
 * An array that PyG keeps for all relations, bases or heads is taken apart by our parameters' names (spot_of).
 */
#include "vectors.c"

#include "scene.c"

/* One case in one form, and what is known about it. */
typedef struct Trial {
    const Layer *layer;
    int form;
    const Built *built;
    const Npz *npz;
    const float *params;
    Prepared *on;
} Trial;

/* ------------------------------------------------------------------ a folder of cases */

/* A maximum over neighbours needs every element of their rows, so its input is dense; as is what is mixed by itself. */
static bool takes_sparse(const Layer *l)
{
    return l->scene->rows[0].x && !is_class(l, "RGCNConv") && strcmp(aggregate_of(l, "mean"), "max") != 0 &&
           !is_class(l, "HGTConv");
}

static void suite_compile(Suite *s)
{
    Error error = {""};
    ModelText *texts = mem_alloc((size_t)s->count * FORMS, sizeof *texts);
    for (int i = 0; i < s->count * FORMS; i++) {
        const Layer *l = &s->layers[i / FORMS];
        const char *name = arena_format("%s_%d", l->name, i % FORMS);
        const bool sparse = i / FORMS % 2 && takes_sparse(l);
        texts[i] = (ModelText){.name = name, .text = scene_text(l, name, i % FORMS, sparse)};
    }
    s->batch = batch_compile(texts, s->count * FORMS, &error);
    if (!s->batch)
        fail_msg("%s", error.text);
    mem_free(texts);
}

/* ------------------------------------------------------------------ data */

/* "grad_out" or "grad_out.author" */
static const char *of_space(const Layer *l, const char *key, int space)
{
    return l->scene->named ? arena_format("%s.%s", key, l->scene->rows[space].space) : key;
}

static int64_t rows_of(const Npz *npz, const Layer *l, int space)
{
    if (l->scene->rows[space].count)
        return (int64_t)npy_number(need(npz, l->scene->rows[space].count, 1), 0);
    const NpyArray *x = npz_find(npz, l->scene->rows[space].x);
    if (!x || x->rank != 2)
        fail_msg("%s: no %s", npz->path, l->scene->rows[space].x);
    return x->dim[0];
}

static void fill_answers(gatrt_set *set, const Npz *npz, const Layer *l, int space)
{
    const int classes = number_of(l->arguments, "classes", 0);
    if (npz_find(npz, "y") && space < l->scene->row_count - 1)
        return;
    if (npz_find(npz, "y")) {
        set->classes = classes ? classes : 1;
        if (classes)
            set->label = ids(need(npz, "y", set->rows), 0, set->rows);
        else
            set->target = floats(npz, "y", set->rows);
    } else if (is_reached(l, space)) {
        set->classes = output_width(l, aggregate_of(l, "sum"), space);
        set->target = floats(npz, of_space(l, "grad_out", space), set->rows * set->classes);
    }
}

static void add_rows(gatrt_data *data, const Npz *npz, const Layer *l, int form, int space)
{
    const SceneRows *r = &l->scene->rows[space];
    gatrt_set *set = data_add_set(data, r->space);
    set->rows = rows_of(npz, l, space);
    set->features = form == AS_PARAM && r->x && r->width ? MOST_NODES : r->width;
    if (set->features)
        set->x =
            form == AS_PARAM || !r->x ? identity(set->rows, set->features) : floats(npz, r->x, set->rows * r->width);
    if (is_pooled(l) && space == 0)
        set->graph = ids(need(npz, "batch", set->rows), 0, set->rows);
    fill_answers(set, npz, l, space);
}

/* The numbers of a relation's edges among all: those of its type. Returns how many. */
static int64_t edges_of(const Npz *npz, const SceneEdges *e, const char *key, int64_t *number)
{
    const NpyArray *ends = npz_find(npz, key), *types = e->type < 0 ? NULL : npz_find(npz, "edge_type");
    if (!ends || (e->type >= 0 && !types) || ends->count / 2 > MOST_EDGES)
        fail_msg("%s: no %s, or too many edges", npz->path, key);
    int64_t count = 0;
    for (int64_t i = 0; i < ends->count / 2; i++)
        if (!types || (int)npy_number(types, i) == e->type)
            number[count++] = i;
    return count;
}

/* Rows `number` of an array, or of the identity. */
static float *picked(const NpyArray *array, const int64_t *number, int64_t count, int64_t width)
{
    float *values = mem_alloc((size_t)(count * width), sizeof *values);
    for (int64_t i = 0; i < count * width; i++) {
        const int64_t row = number[i / width], column = i % width;
        values[i] = array ? (float)npy_number(array, row * width + column) : (float)(row == column);
    }
    return values;
}

static void add_edge_to(gatrt_relation *relation, int64_t src, int64_t dst)
{
    relation->src[relation->edges] = (int32_t)src;
    relation->dst[relation->edges++] = (int32_t)dst;
}

/* With `loops`, one for each of so many rows in the place of the case's own, as GCNConv adds them. */
static void fill_ends(gatrt_relation *relation, const NpyArray *ends, const int64_t *number, int64_t count,
                      int64_t loops)
{
    relation->src = mem_alloc((size_t)(count + loops), sizeof *relation->src);
    relation->dst = mem_alloc((size_t)(count + loops), sizeof *relation->dst);
    for (int64_t i = 0; i < count; i++) {
        const int64_t src = (int64_t)npy_number(ends, number[i]);
        const int64_t dst = (int64_t)npy_number(ends, ends->count / 2 + number[i]);
        if (!loops || src != dst)
            add_edge_to(relation, src, dst);
    }
    for (int64_t v = 0; v < loops; v++)
        add_edge_to(relation, v, v);
}

static void add_edges_of(gatrt_data *data, const Npz *npz, const Layer *l, int form, const SceneEdges *e)
{
    int64_t number[MOST_EDGES];
    gatrt_relation *relation = data_add_relation(data, e->name, e->from, e->to);
    const int64_t count = edges_of(npz, e, e->ends, number);
    const bool loops = strcmp(class_over(l, e), "GCNConv") == 0;
    fill_ends(relation, npz_find(npz, e->ends), number, count, loops ? data->sets[e->to].rows : 0);
    const int width = number_of(l->arguments, "edge_dim", 0);
    relation->edge_features = form == AS_PARAM && (width || l->weighted) ? MOST_EDGES : width;
    if (relation->edge_features)
        relation->edge_attr =
            picked(form == AS_PARAM ? NULL : npz_find(npz, "edge_attr"), number, count, relation->edge_features);
    if (l->weighted && form == AS_DATA)
        relation->edge_weight = picked(npz_find(npz, "edge_weight"), number, count, 1);
}

static gatrt_data *data_of(const Npz *npz, const Layer *l, int form)
{
    gatrt_data *data = data_new_empty(npz->path);
    for (int i = 0; i < l->scene->row_count; i++)
        add_rows(data, npz, l, form, i);
    for (int i = 0; i < l->scene->edge_count; i++)
        add_edges_of(data, npz, l, form, &l->scene->edges[i]);
    return data;
}

/* ------------------------------------------------------------------ parameters */

/* Where one of our parameters lies in what PyG stores: an array, and the first of `count` numbers in it. */
typedef struct Spot {
    const char *array;
    int64_t first;
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

static Spot spot_of(const Trial *t, const gatrt_param *p)
{
    const char *name = strncmp(p->name, "conv.", 5) == 0 ? p->name + 5 : p->name;
    Spot spot = {.array = arena_format("param.%s", in_brackets(name))};
    int64_t numbers[2] = {0, 0};
    int pieces = 0;
    while (!npz_find(t->npz, spot.array)) {
        char *dot = strrchr((char *)(uintptr_t)spot.array, '.');
        if (!dot || pieces == 2)
            fail_msg("%s: no array for the parameter %s", t->npz->path, p->name);
        numbers[pieces++] = number_in(t->layer, dot + 1);
        spot.array = arena_format("%.*s", (int)(dot - spot.array), spot.array);
    }
    const bool heads_first = strstr(p->name, "_rel.weight") != NULL; /* [heads * relations, D, D] */
    const int64_t inner = npz_find(t->npz, spot.array)->dim[1];      /* [relations, blocks, ...] */
    spot.first = pieces < 2    ? numbers[0] * p->count
                 : heads_first ? (numbers[0] * t->layer->scene->edge_count + numbers[1]) * p->count
                               : (numbers[1] * inner + numbers[0]) * p->count;
    return spot;
}

/* A parameter that is whole must have the shape that PyG stores. */
static void check_shape(const Trial *t, const gatrt_param *p, const NpyArray *array)
{
    bool same = array->rank == p->rank;
    for (int i = 0; same && i < p->rank; i++)
        same = array->dim[i] == p->stored[i];
    if (!same && array->count == p->count)
        fail_msg("%s: %s is stored in another shape", t->npz->path, p->name);
    assert_true(same || array->rank > p->rank);
}

/* The numbers of `before` + PyG's name: parameters, or their gradients. Of an input that is a parameter, 0 in the rows that
 * no data row meets. */
static double *numbers_of(const Trial *t, const gatrt_param *p, const char *before)
{
    const NpyArray *input = npz_find(t->npz, p->name);
    if (!input) {
        const Spot spot = spot_of(t, p);
        const NpyArray *array = npz_find(t->npz, arena_format("%s%s", before, spot.array));
        assert_true(array && spot.first + p->count <= array->count);
        check_shape(t, p, array);
        return in_our_order(p, array, spot.first);
    }
    const NpyArray *array = npz_find(t->npz, arena_format("%s%s", before, p->name));
    double *values = mem_alloc((size_t)p->count, sizeof *values);
    assert_true(array && array->count <= p->count);
    for (int64_t i = 0; i < array->count; i++)
        values[i] = npy_number(array, i);
    return values;
}

static float *params_of(const Trial *t)
{
    const gatrt_model *code = t->built->code;
    float *params = mem_alloc((size_t)code->param_floats, sizeof *params);
    for (int i = 0; i < code->param_count; i++) {
        const gatrt_param *p = &code->params[i];
        double *values = numbers_of(t, p, "");
        for (int64_t j = 0; j < p->count; j++)
            params[p->offset + j] = (float)values[j];
        mem_free(values);
    }
    return params;
}

static void check_gradients(const Trial *t, const float *grads)
{
    for (int i = 0; i < t->built->code->param_count; i++) {
        const gatrt_param *p = &t->built->code->params[i];
        double *expected = numbers_of(t, p, "grad.f64.");
        compare(p->name, t->npz, grads + p->offset, expected, p->count);
        mem_free(expected);
    }
}

/* ------------------------------------------------------------------ outputs and loss */

/* "out_author" is PyG's out.f64, or out.f64.author; "logits" its logits.f64. */
static const char *key_of_output(const Layer *l, const char *name)
{
    for (int i = 0; i < l->scene->row_count; i++)
        if (strcmp(name, arena_format("out_%s", l->scene->rows[i].space)) == 0)
            return of_space(l, "out.f64", i);
    return arena_format("%s.f64", name);
}

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
static void check_loss(const Trial *t, float loss)
{
    double sum = 0.0, size = LEAST / TOLERANCE;
    if (npz_find(t->npz, "loss.f64"))
        size += fabs(sum = npy_number(need(t->npz, "loss.f64", 1), 0));
    for (int i = 0; i < t->layer->scene->row_count && !npz_find(t->npz, "loss.f64"); i++) {
        if (!is_reached(t->layer, i))
            continue;
        const NpyArray *grad = npz_find(t->npz, of_space(t->layer, "grad_out", i));
        const NpyArray *out = need(t->npz, of_space(t->layer, "out.f64", i), grad->count);
        for (int64_t j = 0; j < grad->count; j++) {
            sum += npy_number(out, j) * npy_number(grad, j);
            size += fabs(npy_number(out, j) * npy_number(grad, j));
        }
    }
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

static void run_trial(const Trial *t)
{
    Result infer = run(t, INFER, NULL), score = run(t, SCORE, &infer), train = run(t, TRAIN, NULL);
    check_outputs(t, &infer, false);
    check_loss(t, score.loss);
    check_loss(t, train.loss);
    check_gradients(t, train.grads);
    if (code_program(t->built->code, INSPECT)) {
        Result inspect = run(t, INSPECT, NULL);
        check_outputs(t, &inspect, true);
        result_free(&inspect);
    }
    result_free(&infer);
    result_free(&score);
    result_free(&train);
}

static void run_case(const Suite *s, int layer, int form, const char *graph)
{
    Error error = {""};
    Trial t = {.layer = &s->layers[layer], .form = form, .built = &s->batch->built[layer * FORMS + form]};
    Npz *npz = npz_read(arena_format("%s/%s.%s.npz", s->folder, t.layer->name, graph), &error);
    if (!npz)
        fail_msg("%s", error.text);
    gatrt_data *data = data_of(npz, t.layer, form);
    t.npz = npz;
    t.on = prepare_for(t.built->code, data, NULL, true, &error);
    if (!t.on)
        fail_msg("%s", error.text);
    float *params = params_of(&t);
    t.params = params;
    run_trial(&t);
    prepared_free(t.on);
    mem_free(params);
    gatrt_data_free(data);
    npz_free(npz);
}

/* ------------------------------------------------------------------ all cases */

static void run_group(const char *group)
{
    const char *folder =
        arena_format("%s/%s", environment("GATCC_REFERENCE_TASKS", source_path("../shared/reference-tasks")), group);
    Suite own;
    suite_read(&own, source_path(arena_format("tests/reference/%s", group)));
    suite_compile(&own);
    printf("%d cases of %s/ agree with PyG, with inputs as data and as parameters\n", run_suite(&own), group);
    if (access(arena_format("%s/cases.json", folder), R_OK) == 0)
        printf("%d reference cases agree with PyG, likewise\n", run_whole_set(&own, folder));
    else
        printf("skipped: all reference cases, as %s/cases.json is not there (GATCC_REFERENCE_TASKS)\n", folder);
    batch_free(own.batch);
    suite_close(&own);
}

static void from_one_space_to_another(void **state)
{
    (void)state;
    run_group("bipartite");
}

static void over_several_relations(void **state)
{
    (void)state;
    run_group("hetero");
}

static void pooled_over_graphs(void **state)
{
    (void)state;
    run_group("graph");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(from_one_space_to_another),
                                       cmocka_unit_test(over_several_relations), cmocka_unit_test(pooled_over_graphs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
