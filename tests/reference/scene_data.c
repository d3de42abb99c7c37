/* scene_data.c - whose rows there are in a case, and which edges join them: a layer's Scene; and the data set that a case's
 * arrays are by it. In the form with parameters an array of numbers is one, times rows of the identity in its place. */
#include "vectors.c"

enum { MOST_SPACES = 2, MOST_RELATIONS = 4 };

/* How an array becomes a row's features: as it is; its number is the column of a 1; 1 where it is a number, 0 where NaN. */
typedef enum Filling { NUMBERS, KINDS, KNOWN } Filling;

/* Rows of one space; x is their array, NULL where row j is row j of the unit matrix; width 0: nothing is known of them. */
typedef struct SceneRows {
    const char *space, *x, *of; /* of: "input(author)" */
    const char *count;          /* the array that says how many rows there are; NULL: x does */
    int width, parts;           /* parts: so many arrays x0, x1, ... side by side; 0: one, of that name */
    Filling filling;
    const char *answer;   /* the array that stands where a data set has its answers, or NULL */
    int answers, classes; /* so many numbers a row; where 0, one of so many classes */
} SceneRows;

/* Edges of one relation; `type`: those of that number, -1 all of the array. */
typedef struct SceneEdges {
    const char *name, *ends, *attr; /* attr: the array of their features, of `width` numbers */
    int from, to, type, width;
    Filling filling;
    bool loops; /* one for each row instead of the case's own */
} SceneEdges;

/* Whose rows there are, and which edges join them. */
typedef struct Scene {
    SceneRows rows[MOST_SPACES];
    SceneEdges edges[MOST_RELATIONS];
    int row_count, edge_count;
    const char *beside; /* one more array of the first rows, of the same width; a parameter only */
    bool named;         /* arrays of several spaces have their names behind */
    bool grouped;       /* rows[0] are nodes of the graphs in rows[1] */
    bool probed; /* there is a parameter more, whose gradient is the output in training, or the sum of it: trial.c */
    bool
        of_rows; /* by means of the batch in training, by kept ones in evaluation: only one of them can be the case's */
} Scene;

/* ------------------------------------------------------------------ scenes */

static SceneRows *scene_rows(Layer *l, const char *space, const char *x, int width)
{
    const char *of = strcmp(space, "node") == 0 ? "input.node" : arena_format("input(%s)", space);
    assert_true(l->scene->row_count < MOST_SPACES);
    l->scene->rows[l->scene->row_count] = (SceneRows){.space = space, .x = x, .of = of, .width = width};
    return &l->scene->rows[l->scene->row_count++];
}

static void scene_edges(Layer *l, SceneEdges edges)
{
    assert_true(l->scene->edge_count < MOST_RELATIONS);
    l->scene->edges[l->scene->edge_count++] = edges;
}

/* In the place of a data set's answers: the weights of the outputs in the loss. */
static inline void weigh_output(SceneRows *r, const char *key, int width)
{
    r->answer = key;
    r->answers = width;
}

/* ------------------------------------------------------------------ data */

static int64_t rows_of(const Npz *npz, const SceneRows *r)
{
    if (r->count)
        return (int64_t)npy_number(need(npz, r->count, 1), 0);
    const NpyArray *x = npz_find(npz, r->parts ? arena_format("%s0", r->x) : r->x);
    if (!x || x->rank < 1)
        fail_msg("%s: no %s", npz->path, r->x);
    return x->dim[0];
}

static void fill_answers(gatrt_set *set, const Npz *npz, const SceneRows *r)
{
    if (!r->answer)
        return;
    set->classes = r->answers ? r->answers : r->classes;
    if (!r->answers)
        set->label = ids(need(npz, r->answer, set->rows), 0, set->rows);
    else
        set->target = floats(npz, r->answer, set->rows * r->answers);
    for (int64_t i = 0; r->filling == KNOWN && i < set->rows * r->answers; i++)
        set->target[i] = isnan(set->target[i]) ? 0.0f : set->target[i]; /* whatever: it is not asked for */
}

/* `count` rows of an array, those of `number` or, without, the first. */
static float *filled(const NpyArray *array, Filling filling, const int64_t *number, int64_t count, int64_t width)
{
    float *values = mem_alloc((size_t)(count * width), sizeof *values);
    for (int64_t i = 0; i < count * width; i++) {
        const int64_t row = number ? number[i / width] : i / width, column = i % width;
        const double given = npy_number(array, filling == KINDS ? row : row * width + column);
        values[i] = (float)(filling == KINDS ? given == (double)column : filling == KNOWN ? !isnan(given) : given);
    }
    return values;
}

static float *side_by_side(const Npz *npz, const SceneRows *r, int64_t rows)
{
    float *values = mem_alloc((size_t)(rows * r->width), sizeof *values);
    const int64_t width = r->width / r->parts;
    for (int part = 0; part < r->parts; part++) {
        const NpyArray *x = need(npz, arena_format("%s%d", r->x, part), rows * width);
        for (int64_t i = 0; i < rows * width; i++)
            values[i / width * r->width + part * width + i % width] = (float)npy_number(x, i);
    }
    return values;
}

static float *features(const Npz *npz, const SceneRows *r, int64_t rows)
{
    if (!r->x)
        return identity(rows, r->width);
    if (r->parts)
        return side_by_side(npz, r, rows);
    return filled(need(npz, r->x, rows * (r->filling == KINDS ? 1 : r->width)), r->filling, NULL, rows, r->width);
}

/* Is the array of these rows a parameter, times rows of the identity? And are these rows there for the probe? */
static bool is_param(const SceneRows *r, int form)
{
    return form == AS_PARAM && r->x && r->width && r->filling == NUMBERS;
}

static bool is_probed(const Layer *l, const SceneRows *r, int form)
{
    return form == AS_PARAM && l->scene->probed && r->answer;
}

static void add_rows(gatrt_data *data, const Npz *npz, const Layer *l, int form, int space)
{
    const SceneRows *r = &l->scene->rows[space];
    gatrt_set *set = data_add_set(data, r->space);
    set->rows = rows_of(npz, r);
    const bool unit = is_param(r, form) || is_probed(l, r, form);
    set->features = unit ? MOST_NODES : r->width;
    if (set->features)
        set->x = unit ? identity(set->rows, set->features) : features(npz, r, set->rows);
    if (l->scene->grouped && space == 0)
        set->graph = ids(need(npz, "batch", set->rows), 0, set->rows);
    fill_answers(set, npz, r);
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

/* Rows `number` of the identity. */
static float *unit_rows(const int64_t *number, int64_t count, int64_t width)
{
    float *values = mem_alloc((size_t)(count * width), sizeof *values);
    for (int64_t i = 0; i < count; i++)
        values[i * width + number[i]] = 1.0f;
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

static void fill_edges(gatrt_relation *relation, const Npz *npz, const Layer *l, int form, const SceneEdges *e,
                       const int64_t *number, int64_t count)
{
    const bool unit = form == AS_PARAM && e->filling == NUMBERS && (e->width || l->weighted);
    relation->edge_features = unit ? MOST_EDGES : e->width;
    if (unit)
        relation->edge_attr = unit_rows(number, count, MOST_EDGES);
    else if (e->width)
        relation->edge_attr = filled(npz_find(npz, e->attr), e->filling, number, count, e->width);
    if (l->weighted && form == AS_DATA)
        relation->edge_weight = filled(npz_find(npz, "edge_weight"), NUMBERS, number, count, 1);
}

static void add_edges_of(gatrt_data *data, const Npz *npz, const Layer *l, int form, const SceneEdges *e)
{
    int64_t number[MOST_EDGES];
    gatrt_relation *relation = data_add_relation(data, e->name, e->from, e->to);
    const int64_t count = edges_of(npz, e, e->ends, number);
    fill_ends(relation, npz_find(npz, e->ends), number, count, e->loops ? data->sets[e->to].rows : 0);
    fill_edges(relation, npz, l, form, e, number, count);
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
