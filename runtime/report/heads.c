/* heads.c - the outputs of a relation's edges, by head and by the row that edges lead to. */
#include "runtime/report/attention.h"

#include <math.h>

static bool is_of(const Study *s, int output, int relation)
{
    return s->view->outputs[output] && study_shows(s, s->model->outputs[output].name) &&
           s->model->outputs[output].space == relation && s->model->spaces[relation].kind == GATRT_EDGES;
}

bool heads_of(const Study *s, int relation, Heads *h)
{
    *h = (Heads){.relation = relation};
    for (int i = 0; i < s->model->output_count; i++) {
        for (int64_t j = 0; is_of(s, i, relation) && j < s->model->outputs[i].width; j++) {
            if (s->head >= 0 && j != s->head)
                continue;
            if (h->count == MOST_HEADS) {
                h->left_out++;
                continue;
            }
            h->head[h->count].output = i;
            h->head[h->count++].column = (int)j;
        }
    }
    if (!h->count)
        return false;
    const Prepared *on = s->view->on;
    h->joined = space_joins(s->model, s->job->data, relation);
    h->in = &on->ends[h->joined.in];
    h->targets = on->spaces[h->joined.to].count;
    h->target_id = on->row_id[h->joined.to];
    h->source_id = on->row_id[h->joined.from];
    return true;
}

double heads_weight(const Study *s, const Heads *h, int head, int64_t edge)
{
    const int output = h->head[head].output;
    return (double)s->view->outputs[output][edge * s->model->outputs[output].width + h->head[head].column];
}

HeadText heads_text(const Study *s, const Heads *h, int head)
{
    HeadText t;
    const gatrt_output *output = &s->model->outputs[h->head[head].output];
    if (output->width > 1)
        snprintf(t.text, sizeof t.text, "%.100s, head %d", output->name, h->head[head].column);
    else
        snprintf(t.text, sizeof t.text, "%.100s", output->name);
    return t;
}

bool heads_share(const Study *s, const Heads *h, int head)
{
    for (int64_t v = 0; v < h->targets; v++) {
        double sum = 0.0;
        for (int64_t e = h->in->start[v]; e < h->in->start[v + 1]; e++) {
            const double w = heads_weight(s, h, head, e);
            if (!(w >= 0.0))
                return false;
            sum += w;
        }
        if (h->in->start[v + 1] > h->in->start[v] && fabs(sum - 1.0) > 1e-3)
            return false;
    }
    return true;
}

double heads_entropy(const Study *s, const Heads *h, int head, int64_t target)
{
    double sum = 0.0;
    for (int64_t e = h->in->start[target]; e < h->in->start[target + 1]; e++) {
        const double w = heads_weight(s, h, head, e);
        sum -= w > 0.0 ? w * log2(w) : 0.0;
    }
    return sum;
}
