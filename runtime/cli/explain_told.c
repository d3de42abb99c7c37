/* explain_told.c - what explain found, in sentences where few rows are asked about, as a table, and summed up. */
#include "runtime/cli/explain_told.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST_SENTENCES = 20 };

typedef struct ClassText {
    char text[160];
} ClassText;

static ClassText class_text(const ExplainTold *t, int64_t class)
{
    const gatrt_set *set = t->why->stage->set;
    const char *name = set->class_name && class < set->classes ? set->class_name[class] : "";
    ClassText text;
    snprintf(text.text, sizeof text.text, "%" PRId64 "%s%.120s%s", class, *name ? " (" : "", name, *name ? ")" : "");
    return text;
}

static void shown(const ExplainTold *t, const char *text)
{
    fputs(text_shown(text).text, t->job->people);
}

/* "node 17 (ann): class 3 (math), probability 0.9312; known: class 2 (arts)" */
static void tell_answer(const ExplainTold *t, const Explanation *e)
{
    FILE *to = t->job->people;
    const gatrt_set *set = t->why->stage->set;
    fprintf(to, "%s ", set_word(set));
    shown(t, row_text(set, e->row).text);
    fputs(": ", to);
    if (e->told >= 0) {
        fputs("class ", to);
        shown(t, class_text(t, e->told).text);
        if (e->column != e->told) {
            fputs("; of class ", to);
            shown(t, class_text(t, e->column).text);
        }
        fprintf(to, ", probability %.4f", e->value);
    } else {
        fprintf(to, "%s ", t->why->asked.answer == ANSWER_LABELS ? "label" : "value");
        shown(t, class_text(t, e->column).text);
        fprintf(to, "%s %.6g", t->why->asked.answer == ANSWER_LABELS ? ", probability" : ":", e->value);
    }
    if (e->told >= 0 && set->label && set->label[e->row] >= 0 && set->label[e->row] != e->told) {
        fputs("; known: class ", to);
        shown(t, class_text(t, set->label[e->row]).text);
    }
    fputc('\n', to);
}

static void tell_effect(const ExplainTold *t, const Explanation *e, const Effect *effect)
{
    FILE *to = t->job->people;
    fprintf(to, fabs(effect->amount) < 5e-4 ? "   %+.1e" : "    %+.4f", effect->amount);
    if (effect->error > 0.0)
        fprintf(to, " (+- %.4f)", effect->error);
    fputs("  ", to);
    shown(t, unit_text(t->why->stage, e->units[effect->unit]).text);
    if (isfinite(effect->without))
        fprintf(to, ": %.4f without it", effect->without);
    if (effect->told >= 0 && effect->told != e->told) {
        fputs(", class ", to);
        shown(t, class_text(t, effect->told).text);
    }
    fputc('\n', to);
}

/* The largest first, whether they speak for the answer or against it: from both ends of the order. */
static void tell_effects(const ExplainTold *t, const Explanation *e)
{
    int64_t first = 0, last = e->count - 1;
    for (int64_t told = 0; told < t->why->top && first <= last; told++) {
        const bool against = fabs(e->effects[last].amount) > fabs(e->effects[first].amount);
        tell_effect(t, e, &e->effects[against ? last-- : first++]);
    }
}

static void tell_class_if_other(const ExplainTold *t, const Explanation *e, int64_t told)
{
    if (told < 0 || told == e->told)
        return;
    fputs(" (class ", t->job->people);
    shown(t, class_text(t, told).text);
    fputc(')', t->job->people);
}

static void tell_row(const ExplainTold *t, const Explanation *e)
{
    FILE *to = t->job->people;
    tell_answer(t, e);
    fprintf(to, "  %" PRId64 " %s among %" PRId64 " rows that it depends on; %s:\n", e->count, t->job->options->of,
            e->rows, t->method->meaning);
    tell_effects(t, e);
    if (!e->top)
        return;
    fprintf(to, "  without the %" PRId64 " that speak most for it together %.4f", e->top, e->without_top);
    tell_class_if_other(t, e, e->told_without_top);
    fprintf(to, "; with %s alone %.4f", e->top == 1 ? "this" : "these", e->top_alone);
    tell_class_if_other(t, e, e->told_top);
    fputc('\n', to);
}

/* ------------------------------------------------------------------------ table */

static void put_header(ExplainTold *t)
{
    static const char *const of[] = {"relation,from,to", "space,row", "feature"};
    page_put(&t->table, "%s,class,value,%s,amount,error,without,class_without\n",
             t->job->model->spaces[t->why->stage->space].name, of[t->why->stage->of]);
}

static void put_number(Page *p, double value)
{
    if (isfinite(value))
        page_put(p, ",%.9g", value);
    else
        page_raw(p, ",");
}

static void put_unit(ExplainTold *t, Unit unit)
{
    const char *space = t->job->model->spaces[unit.space].name;
    switch (t->why->stage->of) {
    case OF_EDGES: page_put(&t->table, "%s,%" PRId64 ",%" PRId64, space, unit.from, unit.to); break;
    case OF_NODES: page_put(&t->table, "%s,%" PRId64, space, unit.to); break;
    case OF_FEATURES: page_put(&t->table, "%" PRId64, unit.to); break;
    }
}

static void put_rows(ExplainTold *t, const Explanation *e)
{
    for (int64_t i = 0; i < e->count; i++) {
        const Effect *effect = &e->effects[i];
        page_put(&t->table, "%" PRId64 ",%" PRId64 ",%.9g,", e->row, e->column, e->value);
        put_unit(t, e->units[effect->unit]);
        put_number(&t->table, effect->amount);
        put_number(&t->table, effect->error > 0.0 ? effect->error : (double)NAN);
        put_number(&t->table, effect->without);
        if (effect->told >= 0)
            page_put(&t->table, ",%" PRId64, effect->told);
        else
            page_raw(&t->table, ",");
        page_raw(&t->table, "\n");
    }
}

/* ----------------------------------------------------------------------- summary */

void explain_told_begin(ExplainTold *t, const Why *why, const ExplainMethod *method, int64_t rows)
{
    *t = (ExplainTold){.why = why, .method = method, .job = why->stage->job, .started = clock_seconds()};
    t->sentences = rows <= MOST_SENTENCES;
    if (t->job->options->out)
        put_header(t);
}

void explain_tell(ExplainTold *t, const Explanation *e)
{
    t->rows++;
    t->units += e->count;
    t->asked += e->asked;
    for (int64_t i = 0; i < e->count; i++)
        t->turned += e->effects[i].told >= 0 && e->effects[i].told != e->told;
    if (e->told >= 0) {
        t->classes++;
        t->changed += e->told_without_top != e->told;
        t->kept += e->told_top == e->told;
        t->unfaithful += e->unfaithful;
    }
    if (t->sentences && !t->job->options->quiet)
        tell_row(t, e);
    if (t->job->options->out)
        put_rows(t, e);
}

static void report(const ExplainTold *t, double seconds, double plus, double minus)
{
    Report *r = t->job->report;
    report_text(r, "method", t->method->name);
    report_text(r, "of", t->job->options->of);
    report_count(r, "rows", t->rows);
    report_count(r, "units", t->units);
    report_count(r, "runs", t->asked);
    report_count(r, "turned", t->turned);
    report_number(r, "explain_seconds", seconds);
    if (!t->classes)
        return;
    report_count(r, "top", t->why->top);
    report_number(r, "fidelity_plus", plus);
    report_number(r, "fidelity_minus", minus);
    report_number(r, "characterization", plus > 0.0 && minus < 1.0 ? 1.0 / (0.5 / plus + 0.5 / (1.0 - minus)) : 0.0);
    report_number(r, "unfaithfulness", t->unfaithful / (double)t->classes);
}

bool explain_told_end(ExplainTold *t, Error *error)
{
    const double seconds = clock_seconds() - t->started, rows = (double)(t->classes ? t->classes : 1);
    const double plus = (double)t->changed / rows, minus = 1.0 - (double)t->kept / rows;
    const Options *o = t->job->options;
    report(t, seconds, plus, minus);
    if (!o->quiet && (!t->sentences || t->rows > 1)) {
        fprintf(t->job->people, "%" PRId64 " rows, %" PRId64 " times one of their %s, %" PRId64 " runs in %.2f s",
                t->rows, t->units, o->of, t->asked, seconds);
        if (t->turned)
            fprintf(t->job->people, "; %" PRId64 " alone turn the class", t->turned);
        fputc('\n', t->job->people);
        if (t->classes)
            fprintf(t->job->people, "fidelity of the first %" PRId64 ": + %.4f, - %.4f; unfaithfulness %.4f\n",
                    t->why->top, plus, minus, t->unfaithful / rows);
    }
    if (!o->out)
        return true;
    if (t->table.broken)
        return error_set(error, "%s: a number cannot be printed", file_shown(o->out));
    if (!file_write(o->out, t->table.text, t->table.used, error))
        return false;
    report_text(t->job->report, "out", o->out);
    fprintf(t->job->people, "wrote %s\n", text_shown(o->out).text);
    return true;
}

void explain_told_free(ExplainTold *t)
{
    page_free(&t->table);
}
