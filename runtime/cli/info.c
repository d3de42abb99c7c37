/* info.c - what the generated file says about its model: dimensions, inputs,
 * parameters, outputs, kernels; with a data set, also the memory each program takes.
 */
#include "runtime/runtime.h"

#include <inttypes.h>

static const char *const role_names[] = {"features", "edge_attr",    "edge_weight", "label",     "target",
                                         "weight",   "class_weight", "pos_weight",  "row_number"};

static void print_shape(FILE *to, const gatrt_param *p)
{
    fputc('[', to);
    for (int i = 0; i < p->rank; i++)
        fprintf(to, "%s%" PRId64, i ? ", " : "", p->stored[i]);
    fputc(']', to);
}

static void describe_dims(const Job *job)
{
    const gatrt_model *model = job->model;
    fprintf(job->people, "model %s, from %s\n\ndimensions\n", model->name, text_shown(model->source).text);
    for (int i = 0; i < model->dim_count; i++) {
        fprintf(job->people, "  %-24s %" PRId64 "\n", model->dims[i].name, model->dims[i].size);
        Report *row = report_row(job->report, "dims");
        report_text(row, "name", model->dims[i].name);
        report_count(row, "size", model->dims[i].size);
    }
}

static void describe_inputs(const Job *job)
{
    const gatrt_model *model = job->model;
    fprintf(job->people, "\ninputs\n");
    for (int i = 0; i < model->input_count; i++) {
        const gatrt_input *input = &model->inputs[i];
        fprintf(job->people, "  %-24s %s [%" PRId64 "], %s%s%s\n", input->name, model->spaces[input->space].name,
                input->width, role_names[input->role], input->sparse ? ", sparse" : "",
                input->row_normalize ? ", rows sum to 1" : "");
        if (input->bound_by)
            fprintf(job->people, "  %-24s %g to %g: %s\n", "", (double)input->least, (double)input->most,
                    input->bound_by);
        Report *row = report_row(job->report, "inputs");
        report_text(row, "name", input->name);
        report_text(row, "role", role_names[input->role]);
        report_text(row, "space", model->spaces[input->space].name);
        report_count(row, "width", input->width);
        report_count(row, "sparse", input->sparse);
    }
}

static void describe_params(const Job *job)
{
    const gatrt_model *model = job->model;
    int64_t total = 0;
    fprintf(job->people, "\nparameters\n");
    for (int i = 0; i < model->param_count; i++) {
        const gatrt_param *p = &model->params[i];
        total += p->count;
        fprintf(job->people, "  %-24s %8" PRId64 "  %-8s ", p->name, p->count, p->init);
        print_shape(job->people, p);
        fputs(gatrt_is_state(model, p) ? ", a state\n" : "\n", job->people);
        Report *row = report_row(job->report, "parameters");
        report_text(row, "name", p->name);
        report_counts(row, "shape", p->stored, p->rank);
        report_count(row, "count", p->count);
        report_text(row, "init", p->init);
    }
    fprintf(job->people, "  %-24s %8" PRId64 "\n", "together", total);
    report_count(job->report, "parameter_count", total);
}

static void describe_outputs(const Job *job)
{
    const gatrt_model *model = job->model;
    fprintf(job->people, "\noutputs\n");
    for (int i = 0; i < model->output_count; i++) {
        const gatrt_output *output = &model->outputs[i];
        fprintf(job->people, "  %-24s %s [%" PRId64 "]%s\n", output->name, model->spaces[output->space].name,
                output->width, output->on_demand ? ", on demand" : "");
        Report *row = report_row(job->report, "outputs");
        report_text(row, "name", output->name);
        report_text(row, "space", model->spaces[output->space].name);
        report_count(row, "width", output->width);
        report_count(row, "on_demand", output->on_demand);
    }
}

static void describe_bits(const Job *job)
{
    fprintf(job->people, "\nbits: %s\n",
            job->model->bits ? "exact, the same from every compiler and processor"
                             : "fast, those of this program; gatcc --bits=exact gives the same from every one");
}

static void describe_recipe(const Job *job)
{
    static const char *const loops[] = {"", " with self loops", " with self loops where they lack"};
    const gatrt_recipe *r = &job->model->recipe;
    fprintf(job->people, "\ntraining: %d epochs, patience %d, %s%s%s; metric %s; graph%s%s%s\n", r->epochs, r->patience,
            recipe_optimizer(job->model), r->schedule ? ", " : "", r->schedule ? r->schedule : "", r->metric,
            loops[r->self_loops], r->symmetric > 0 ? ", made symmetric" : "",
            r->self_loops || r->symmetric > 0 ? "" : " as it is");
}

/* Runs of OVER_ROWS print their demand level: 0 are the rows wanted, 1 those one hop away, ... */
static void describe_kernel(const Job *job, const gatrt_program *program, const gatrt_kernel *kernel)
{
    Report *row = report_row(job->report, "kernels");
    report_text(row, "program", program->name);
    report_text(row, "name", kernel->name);
    fprintf(job->people, "  %-40s ", kernel->name);
    switch (kernel->over) {
    case GATRT_OVER_ROWS:
        fprintf(job->people, "rows of %s, level %d\n", job->model->spaces[kernel->space].name, kernel->level);
        break;
    case GATRT_OVER_RANGE: fprintf(job->people, "0..%" PRId64 "\n", kernel->count); break;
    case GATRT_ONCE: fprintf(job->people, "once\n"); break;
    }
}

static void describe_memory(const Job *job, const gatrt_program *program, const View *view, const char *rows)
{
    const gatrt_graph *g = &view->on->graph;
    size_t bytes = program->workspace(g);
    if (bytes == SIZE_MAX) {
        fprintf(job->people, "  %-8s %-10s more than this machine can address\n", program->name, rows);
        return;
    }
    fprintf(job->people, "  %-8s %-10s ", program->name, rows);
    for (int s = GATRT_NODE; s < job->model->space_count; s++)
        if (space_is_asked_for(job->model, s))
            fprintf(job->people, "%" PRId64 " %s%s, ", g->spaces[s].count, job->model->spaces[s].name,
                    s < GATRT_PLAIN_SPACES ? "s" : "");
    fprintf(job->people, "%" PRId64 " chunks: %zu bytes\n", g->chunks, bytes);
    Report *row = report_row(job->report, "memory");
    report_text(row, "program", program->name);
    report_text(row, "rows", rows);
    report_count(row, "nodes", g->spaces[GATRT_NODE].count);
    report_count(row, "edges", g->spaces[GATRT_EDGE].count);
    report_count(row, "workspace_bytes", (int64_t)bytes);
}

static bool reads_values(const gatrt_model *model)
{
    for (int i = 0; i < model->input_count; i++)
        if (model->inputs[i].role == GATRT_TARGET)
            return true;
    return false;
}

/* One kind of node and of edge: one line. */
static void describe_one_kind(const Job *job, const gatrt_set *set, const gatrt_relation *r)
{
    const bool values = reads_values(job->model);
    fprintf(job->people, "\ndata %s: %s, %" PRId64 " edges, %" PRId64 " features, %" PRId64 " %s\n",
            text_shown(job->data->name).text, rows_text(set, set->rows).text, r->edges, set->features,
            values && set->label ? 1 : set->classes, values ? "targets" : "classes");
}

static void describe_sets(const Job *job)
{
    const gatrt_data *d = job->data;
    fprintf(job->people, "\ndata %s\n", text_shown(d->name).text);
    for (int i = 0; i < d->set_count; i++) {
        const gatrt_set *set = &d->sets[i];
        fprintf(job->people, "  %-24s %" PRId64 " rows, %" PRId64 " features", text_shown(set->name).text, set->rows,
                set->features);
        if (set->label || set->target)
            fprintf(job->people, ", y of %s", set->label ? "one whole number each" : "numbers");
        fputs(set->graph ? ", of several graphs\n" : "\n", job->people);
    }
    for (int i = 0; i < d->relation_count; i++) {
        const gatrt_relation *r = &d->relations[i];
        fprintf(job->people, "  %-24s %" PRId64 " edges from %s to %s, %" PRId64 " features%s\n",
                text_shown(r->name).text, r->edges, text_shown(d->sets[r->from].name).text,
                text_shown(d->sets[r->to].name).text, r->edge_features, r->edge_weight ? ", a weight" : "");
    }
}

static void report_sets(const Job *job)
{
    const gatrt_data *d = job->data;
    for (int i = 0; i < d->set_count; i++) {
        Report *row = report_row(job->report, "sets");
        report_text(row, "name", d->sets[i].name);
        report_count(row, "rows", d->sets[i].rows);
        report_count(row, "features", d->sets[i].features);
        report_count(row, "classes", d->sets[i].classes);
    }
    for (int i = 0; i < d->relation_count; i++) {
        const gatrt_relation *r = &d->relations[i];
        Report *row = report_row(job->report, "relations");
        report_text(row, "name", r->name);
        report_text(row, "from", d->sets[r->from].name);
        report_text(row, "to", d->sets[r->to].name);
        report_count(row, "edges", r->edges);
        report_count(row, "edge_features", r->edge_features);
    }
}

static bool describe_data(const Job *job, const gatrt_program *const programs[], int count, Error *error)
{
    const gatrt_data *d = job->data;
    const uint8_t *masks[2] = {NULL, split_mask(job_set(job), 0)};
    if (d->set_count == 1 && d->relation_count == 1)
        describe_one_kind(job, &d->sets[0], &d->relations[0]);
    else
        describe_sets(job);
    report_sets(job);
    origin_print_all(job->people, d, job->report);
    if (split_has_classes(job_set(job), job->model)) {
        fprintf(job->people, "split %s\n", text_shown(origin_split(d).text).text);
        split_print_table(job->people, job_set(job), job->report);
    }
    fprintf(job->people, "workspace\n");
    report_count(job->report, "nodes", d->sets[0].rows);
    report_count(job->report, "edges", d->relations[0].edges);
    for (int i = 0; i < (masks[1] ? 2 : 1); i++) {
        View *view = view_new(job, masks[i], 0, error);
        if (!view)
            return false;
        for (int k = 0; k < count; k++) {
            if (programs[k]->kernels)
                describe_memory(job, programs[k], view, i ? "train mask" : "all nodes");
        }
        view_free(view);
    }
    return true;
}

bool command_info(Job *job, Error *error)
{
    const gatrt_model *model = job->model;
    const gatrt_program *const programs[] = {&model->train, &model->infer, &model->score, &model->inspect};
    enum { PROGRAM_COUNT = sizeof programs / sizeof programs[0] };
    describe_dims(job);
    describe_inputs(job);
    describe_params(job);
    describe_outputs(job);
    describe_recipe(job);
    describe_bits(job);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        if (programs[i]->kernels)
            fprintf(job->people, "\nkernels of %s\n", programs[i]->name);
        for (int k = 0; programs[i]->kernels && k < programs[i]->kernel_count; k++)
            describe_kernel(job, programs[i], &programs[i]->kernels[k]);
    }
    return !job->data || describe_data(job, programs, PROGRAM_COUNT, error);
}
