/* test_corrupt.c - does the verifier notice? Programs of random models and of models/gat2.lua are stopped after each
 * pass and broken in one random way at a time; verify() must end each in bug(). Whoever adds an invariant adds the way
 * to break it to corrupt.c or corrupt_kernels.c.
 *
 *   test_corrupt [--table] [--models N]      ctest -R ir/test_corrupt
 *
 * A child process does the breaking, so the program itself goes on to the next pass unharmed. */
#define _GNU_SOURCE /* mkdtemp, dlopen, in compile.c, which the generator of models comes with */
#include "../../compiler/pipeline.c"
#include "../support/compile.c"
#include "../support/graphs.c"
#include "corrupt_kernels.c"
#include "corrupt_shared.c"
#include "../random/generate.c"

#include <sys/wait.h>

enum { LEVELED = FACT_LEVELED, GROUPED = FACT_GROUPED, PLANNED = FACT_PLANNED, LOWERED = FACT_LOWERED,
       SHARED = FACT_SHARED };

/* clang-format off */
static const Corruption corruptions[] = {
    {"id off by one", 0, id_off},                       {"ids swapped", 0, ids_swapped},
    {"positions swapped", 0, values_swapped},           {"value missing", 0, value_missing},
    {"value replaced by a copy", 0, value_replaced},    {"more values than there is room for", 0, count_too_large},
    {"operand after its user", 0, operand_later},       {"operand of no program", 0, operand_foreign},
    {"operand missing", 0, operand_missing},            {"operand too many", 0, operand_extra},
    {"another operand", 0, operand_other},              {"operands turned around", 0, operands_turned},
    {"no such op", 0, op_unknown},                      {"another op", 0, op_other},
    {"another space", 0, space_other},
    {"another end", 0, end_other},                  {"another dimension", 0, dimension_other},
    {"another rank", 0, rank_other},                    {"dimension past the rank", 0, dimension_past_rank},
    {"another number", 0, number_other},                {"number out of range", 0, number_out_of_range},
    {"another type in the attribute", 0, attribute_type}, {"index out of range", 0, index_out_of_range},
    {"value twice", 0, value_twice},                    {"no table", 0, table_missing},
    {"table forgets values", 0, table_forgets},

    {"root without a value", 0, root_missing_value},    {"root of no program", 0, root_foreign},
    {"root twice", 0, root_twice},                      {"root of another type", 0, root_of_other_type},
    {"output without a name", 0, root_without_name},    {"root of no kind", 0, root_of_no_kind},
    {"gradient of no parameter", 0, gradient_of_nothing}, {"gradient lost", 0, gradient_lost},
    {"loss lost", 0, loss_lost},

    {"level too low", LEVELED, level_low},              {"needed, but no level", LEVELED, level_none},
    {"level past the program's", LEVELED, level_past_levels}, {"support too short", LEVELED, support_short},
    {"too few levels", LEVELED, too_few_levels},

    {"kernel renumbered", GROUPED, kernel_renumbered},  {"kernel emptied", GROUPED, kernel_emptied},
    {"kernel lost", GROUPED, kernel_lost},              {"kernels swapped", GROUPED, kernels_swapped},
    {"member lost", GROUPED, member_lost},              {"member twice", GROUPED, member_twice},
    {"member of no program", GROUPED, member_foreign},  {"member moved", GROUPED, member_moved},
    {"members turned around", GROUPED, members_turned}, {"the other walk", GROUPED, walk_other},
    {"no walk", GROUPED, walk_none},                    {"kernel's level too low", GROUPED, kernel_level_low},
    {"kernel of another kind", GROUPED, kernel_kind_other}, {"another home", GROUPED, home_other},
    {"no home", GROUPED, home_none},                    {"home of no kernel", GROUPED, home_of_no_kernel},
    {"made in passing, but dear", GROUPED, item_not},   {"leaf with a home", GROUPED, leaf_an_item},
    {"sum never finished", GROUPED, sum_never_finished}, {"sum finished early", GROUPED, sum_finished_early},
    {"finished without pieces", GROUPED, finished_without_pieces},
    {"edge value of the other walk", GROUPED, edge_of_other_walk},
    {"sparse, but not so", GROUPED, sparse_not_so},     {"sparse input forgotten", GROUPED, sparse_forgotten},
    {"made again, though dear", GROUPED, recomputed_though_dear},

    {"buffer outside the workspace", PLANNED, buffer_elsewhere}, {"buffers overlap", PLANNED, buffers_overlap},
    {"buffers cross as edges grow", PLANNED, buffers_cross},
    {"buffer too narrow", PLANNED, buffer_narrow},      {"buffer of another extent", PLANNED, buffer_of_other_extent},
    {"buffer dies early", PLANNED, buffer_dies_early},  {"buffer born late", PLANNED, buffer_born_late},
    {"buffer past the last kernel", PLANNED, buffer_outlives}, {"buffer lost", PLANNED, buffer_lost},
    {"buffer twice", PLANNED, buffer_twice},            {"pieces of another width", PLANNED, pieces_narrow},
    {"workspace too small", PLANNED, workspace_small},  {"stored, it says not", PLANNED, stored_not},
    {"stored nowhere", PLANNED, stored_nowhere},

    {"kernel without a body", LOWERED, body_missing},   {"statement without name", LOWERED, statement_without_name},
    {"statement without value", LOWERED, statement_without_value},
    {"constant without value", LOWERED, constant_without_value},
    {"operator without operand", LOWERED, operator_without_operand},
    {"loop without a bound", LOWERED, loop_without_bound}, {"loop around nothing", LOWERED, loop_of_nothing},
    {"buffer named, but not listed", LOWERED, place_renamed}, {"member of the context not listed", LOWERED, field_unlisted},
    {"member of no buffer", LOWERED, field_of_no_buffer}, {"member of a dead buffer", LOWERED, field_of_other_buffer},
    {"loop of another name", LOWERED, declared_as_another}, {"lanes of an index taken apart", LOWERED, lanes_taken_apart},
    {"lanes of a function of one number", LOWERED, lanes_of_one}, {"parameter written", LOWERED, input_written},
    {"group left", LOWERED, group_left},
    {"member's name twice", LOWERED, field_name_twice}, {"member of no parameter", LOWERED, field_of_no_parameter},

    {"bindings swapped", SHARED, bindings_swapped},     {"bound to another member", SHARED, binding_replaced},
    {"a member not bound", SHARED, binding_short},      {"bound to a narrower buffer", SHARED, bound_to_narrow},
    {"function of another kernel", SHARED, function_of_another},
    {"constants of equal kernels differ", SHARED, constant_differs},
    {"indices of equal kernels differ", SHARED, index_differs},
};
/* clang-format on */

enum {
    KINDS = sizeof corruptions / sizeof *corruptions,
    LEAST = 5,
    PLACES = 3,
    EXIT_UNNOTICED = 40,
    EXIT_NOTHING = 41
};

static int tried[KINDS], caught[KINDS], programs;
static uint64_t seed = 1;

/* ------------------------------------------------------------------ one way */

static int in_child(const Corruption *way, Prog *p, uint64_t state)
{
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        die("no child process can be started");
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(EXIT_NOTHING);
        Random r = {state};
        if (!way->apply(&r, p))
            _exit(EXIT_NOTHING);
        if (way->needs & FACT_SHARED)
            verify_shared(p->model);
        verify(p, "corruption");
        verify_kernels(p, "corruption");
        verify_loops(p, "corruption");
        _exit(EXIT_UNNOTICED);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child)
        die("a child process is lost");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void report(const Corruption *way, const Prog *p, const char *pass, int outcome)
{
    const char *what = outcome == EXIT_UNNOTICED ? "is not noticed" : "ends the verifier by a fault of its own";
    fprintf(stderr, "%s: %s (%d): model %s, program %s, after %s\n", way->name, what, outcome, p->model->name, p->name,
            pass);
}

static void break_program(Prog *p, const char *pass)
{
    programs++;
    for (int i = 0; i < KINDS; i++) {
        if ((p->facts & corruptions[i].needs) != corruptions[i].needs)
            continue;
        if ((p->facts & FACT_SHARED) && !(corruptions[i].needs & FACT_SHARED))
            continue; /* tried before */
        int outcome = EXIT_NOTHING;
        for (int k = 0; k < PLACES && outcome == EXIT_NOTHING; k++) {
            seed = gatrt_mix(seed + 1);
            outcome = in_child(&corruptions[i], p, seed);
        }
        if (outcome == EXIT_NOTHING)
            continue;
        tried[i]++;
        caught[i] += outcome == GATRT_BUG;
        if (outcome != GATRT_BUG)
            report(&corruptions[i], p, pass, outcome);
    }
}

/* ------------------------------------------------------------------- models */

static void break_model(Model *m)
{
    number_outputs(m->forward);
    verify(m->forward, "front");
    break_program(m->forward, "front");
    make_programs(m);
    name_members(m);
    for (int i = 0; i < PASS_COUNT; i++)
        for (int j = 0; j < PROGRAM_COUNT; j++) {
            Prog *p = m->progs[j];
            if (!p || (passes[i].training && j != PROGRAM_TRAIN))
                continue;
            run_pass(&passes[i], p);
            /* The first program has all there is; the others take turns. */
            if (j == PROGRAM_TRAIN || (int)(seed % 3) == j - 1)
                break_program(p, passes[i].name);
        }
    share(m);
    for (int j = 0; j < PROGRAM_COUNT; j++)
        if (m->progs[j])
            break_program(m->progs[j], "share");
}

static void break_text(const char *name, const char *text, const Switches *switches)
{
    char *error = NULL;
    Model *m = front_read_text(name, text, strlen(text), NULL, &error);
    if (!m)
        die("%s", error);
    m->switches = *switches;
    break_model(m);
}

static void break_random(uint64_t number)
{
    static const Switches held_back[] = {{0},
                                         {.no_simplify = true},
                                         {.no_demand = true},
                                         {.no_fuse = true},
                                         {.plan = PLAN_STORE},
                                         {.plan = PLAN_RECOMPUTE},
                                         {.no_stack = true},
                                         {.call_products = true},
                                         {.join_walks = true},
                                         {.explains = true}};
    const Sketch *s = sketch_random(number);
    break_text(s->name, sketch_text(s), &held_back[number % (sizeof held_back / sizeof *held_back)]);
}

static void break_file(const char *name)
{
    const char *path = arena_format("%s/%s", environment("GATCC_SOURCE", "."), name);
    break_model(front_read(path, &(FrontOptions){0}));
}

/* ------------------------------------------------------------------ command line */

static int print_outcome(bool table)
{
    int bad = 0, all = 0;
    if (table)
        printf("| what is broken | tried | caught |\n|---|---|---|\n");
    const int least = *SANITIZE ? LEAST / 2 : LEAST; /* with sanitizers there are half as many models */
    for (int i = 0; i < KINDS; i++) {
        if (table)
            printf("| %s | %d | %d |\n", corruptions[i].name, tried[i], caught[i]);
        if (tried[i] < least)
            fprintf(stderr, "%s: tried %d times only\n", corruptions[i].name, tried[i]);
        bad += caught[i] != tried[i] || tried[i] < least;
        all += tried[i];
    }
    printf("%d programs broken in %d ways, %d times in all: %d ways went unnoticed or untried\n", programs, (int)KINDS,
           all, bad);
    return bad ? GATRT_FAILED : GATRT_OK;
}

int main(int argc, char **argv)
{
    int models = *SANITIZE ? 4 : 8;
    bool table = false;
    for (int i = 1; i < argc; i++) {
        table |= strcmp(argv[i], "--table") == 0;
        if (strcmp(argv[i], "--models") == 0 && i + 1 < argc)
            models = atoi(argv[i + 1]);
    }
    break_file("models/gat2.lua");
    break_file("tests/random/cases/appnp.lua"); /* with kernels that are equal */
    break_file("tests/random/cases/nearly_equal.lua");
    for (int i = 1; i <= models; i++)
        break_random((uint64_t)i);
    return print_outcome(table);
}
