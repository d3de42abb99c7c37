/* coverage.c - what a run of random models has tried: how often each op, in each space, as written and after which
 * passes; how often each rewriting rule fired; and what it should have tried but did not. */
enum { MOST_RULES = 64, SPACES = 4 };

typedef struct Totals {
    int models, good, near_kink, failed;
    int written[OP_COUNT][SPACES];          /* values as written, and their gradients: what the interpreter computed */
    int compiled[BUILDS][OP_COUNT][SPACES]; /* values that reach the schedule: all passes, then the variants */
    int fired[MOST_RULES];
} Totals;

/* A sum over all rows is counted where its rows are; rows of a model's own spaces as nodes, its own relations as edges. */
static int space_of(const Val *v)
{
    const Space *space = (op_info[v->op].kind == KIND_FOLD ? v->in[0] : v)->type.space;
    return space->id < SPACES ? space->id : space->kind == SPACE_EDGES ? GATRT_EDGE : GATRT_NODE;
}

static void count_built(Totals *totals, const Built *b, uint64_t seed)
{
    const Prog *p = b->oracle;
    for (int i = 0; p && i < p->count; i++)
        totals->written[p->vals[i]->op][space_of(p->vals[i])]++;
    for (int build = 0; build < builds_of(); build++)
        for (int k = 0; k < PROGRAM_COUNT; k++) {
            p = b[build].model->progs[k];
            for (int i = 0; p && i < p->count; i++)
                totals->compiled[1 + variant_of(seed, build)][p->vals[i]->op][space_of(p->vals[i])] += p->level[i] >= 0;
            for (int i = 0; p && i < simplify_rule_count(); i++)
                totals->fired[i] += p->fired[i];
        }
}

static void add_totals(Totals *sum, const Totals *more)
{
    sum->models += more->models;
    sum->good += more->good;
    sum->near_kink += more->near_kink;
    sum->failed += more->failed;
    for (int op = 0; op < OP_COUNT; op++)
        for (int space = 0; space < SPACES; space++) {
            sum->written[op][space] += more->written[op][space];
            for (int build = 0; build < BUILDS; build++)
                sum->compiled[build][op][space] += more->compiled[build][op][space];
        }
    for (int i = 0; i < MOST_RULES; i++)
        sum->fired[i] += more->fired[i];
}

/* Whether a value of that op can be in the space at all. */
static bool is_possible(Op op, In space)
{
    switch (op_info[op].kind) {
    case KIND_LEAF:
        if (op == OP_input)
            return space != IN_GRAPH;
        if (op == OP_self_loop)
            return space == IN_EDGE;
        return op == OP_constant || op == OP_keep || space == IN_PARAM;
    case KIND_GATHER: return space == IN_NODE || space == IN_EDGE;
    case KIND_SCATTER: return space == IN_NODE || (op == OP_sum_to && space == IN_GRAPH);
    case KIND_FOLD: return op == OP_outer || space != IN_PARAM;
    default: return true;
    }
}

/* ------------------------------------------------------------------ tables */

/* "12 3 4 -": param, node, edge, graph. */
static const char *cell(Op op, const int *counts)
{
    const char *text = "";
    for (int space = 0; space < SPACES; space++) {
        const char *gap = space ? " " : "";
        int n = counts[space];
        if (!is_possible(op, (In)space))
            text = arena_format("%s%s-", text, gap);
        else
            text = arena_format(n >= 10000 ? "%s%s%dk" : "%s%s%d", text, gap, n >= 10000 ? n / 1000 : n);
    }
    return text;
}

static void print_table(const Totals *totals)
{
    printf("| op: param node edge graph | as written, and gradients | all passes |");
    for (int i = 0; i < VARIANTS; i++)
        printf(" %s |", variants[i].name);
    printf("\n|---|---|");
    for (int i = 0; i < BUILDS; i++)
        printf("---|");
    for (int op = 0; op < OP_COUNT; op++) {
        printf("\n| %s | %s |", op_info[op].name, cell((Op)op, totals->written[op]));
        for (int i = 0; i < BUILDS; i++)
            printf(" %s |", cell((Op)op, totals->compiled[i][op]));
    }
    printf("\n\n| fired | law |\n|---|---|\n");
    for (int i = 0; i < simplify_rule_count(); i++)
        printf("| %d | `%s` |\n", totals->fired[i], simplify_rule_law(i));
    printf("\n");
}

/* An op that a long run never tried somewhere is missing in steps.c. */
static int print_holes(const Totals *totals)
{
    enum { LONG = 2000 };
    int holes = 0;
    for (int op = 0; op < OP_COUNT; op++)
        for (int space = 0; totals->models >= LONG && space < SPACES; space++) {
            static const char *const names[] = {"param", "node", "edge", "graph"};
            if (!is_possible((Op)op, (In)space) || totals->written[op][space])
                continue;
            fprintf(stderr, "no model had %s in %s space: the generator is at fault\n", op_info[op].name, names[space]);
            holes++;
        }
    return holes;
}
