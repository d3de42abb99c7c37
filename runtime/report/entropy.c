/* entropy.c - how evenly attention is spread: entropies of neighbourhoods, in bits, against those of even weights, for
 * every layer and head; and by degree the share of the largest there can be, log2 of the number of edges.
 */
#include "runtime/report/attention.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { BINS = 30, MOST_POWERS = 40 };

/* Of one head. Ratios are of rows with two edges at least. */
typedef struct EntropySpread {
    double even[BINS], learned[BINS], highest;
    double ratio, least, rows;                     /* mean and least ratio, over so many rows */
    double by_power[MOST_POWERS], of[MOST_POWERS]; /* sums of ratios of 2^p .. 2^(p+1) - 1 edges, and how many */
} EntropySpread;

static int64_t most_edges(const Heads *h)
{
    int64_t most = 1;
    for (int64_t v = 0; v < h->targets; v++) {
        const int64_t edges = h->in->start[v + 1] - h->in->start[v];
        most = edges > most ? edges : most;
    }
    return most;
}

static int bin_of(const EntropySpread *e, double entropy)
{
    const int bin = e->highest > 0.0 ? (int)(entropy / e->highest * BINS) : 0;
    return bin < 0 ? 0 : bin < BINS ? bin : BINS - 1;
}

static EntropySpread measure(const Study *s, const Heads *h, int head)
{
    EntropySpread e;
    memset(&e, 0, sizeof e);
    e.least = 1.0;
    e.highest = log2((double)most_edges(h));
    for (int64_t v = 0; v < h->targets; v++) {
        const int64_t edges = h->in->start[v + 1] - h->in->start[v];
        const double even = edges > 0 ? log2((double)edges) : 0.0, entropy = heads_entropy(s, h, head, v);
        if (edges == 0)
            continue;
        e.even[bin_of(&e, even)] += 1.0;
        e.learned[bin_of(&e, entropy)] += 1.0;
        if (edges < 2)
            continue;
        const int power = ilogb((double)edges);
        e.by_power[power < MOST_POWERS ? power : MOST_POWERS - 1] += entropy / even;
        e.of[power < MOST_POWERS ? power : MOST_POWERS - 1] += 1.0;
        e.ratio += entropy / even;
        e.least = fmin(e.least, entropy / even);
        e.rows += 1.0;
    }
    e.ratio = e.rows > 0.0 ? e.ratio / e.rows : (double)NAN;
    return e;
}

/* The bars of what was learned are narrower, before those of even weights. */
static void draw_histogram(Study *s, const char *name, const EntropySpread *e)
{
    char text[240], hint[120];
    double most = 1.0;
    for (int i = 0; i < BINS; i++)
        most = fmax(most, fmax(e->even[i], e->learned[i]));
    Chart c = {
        .x = {"entropy, bits", 0.0, e->highest, false}, .y = {"rows", 0.0, most, false}, .width = 320, .height = 200};
    snprintf(text, sizeof text, "%.120s: entropies are %.1f %% of the largest possible, on average", name,
             100.0 * e->ratio);
    chart_begin(&c, &s->page, name, text);
    const double wide = c.x.high / BINS;
    for (int i = 0; i < BINS; i++) {
        snprintf(hint, sizeof hint, "%.2f to %.2f bits: %.0f rows, %.0f if even", i * wide, (i + 1) * wide,
                 e->learned[i], e->even[i]);
        if (e->even[i] > 0.0)
            chart_bar(&c, "s1", i * wide, (i + 1) * wide, e->even[i], hint);
        if (e->learned[i] > 0.0)
            chart_bar(&c, "s0", (i + 0.125) * wide, (i + 0.875) * wide, e->learned[i], hint);
    }
    chart_end(&c);
}

static void draw_histograms(Study *s, const Heads *h, const EntropySpread *all)
{
    static const char *const names[] = {"learned", "even weights"}, *const kinds[] = {"s0", "s1"};
    figure_begin(&s->page, "Entropy of neighbourhoods");
    chart_legend(&s->page, names, kinds, 2);
    page_raw(&s->page, "<div class=\"small\">\n");
    for (int i = 0; i < h->count; i++) {
        page_raw(&s->page, "<div>");
        figure_label(&s->page, heads_text(s, h, i).text);
        draw_histogram(s, heads_text(s, h, i).text, &all[i]);
        page_raw(&s->page, "</div>\n");
    }
    page_raw(&s->page, "</div>\n");
    figure_end(&s->page, "A row counts by the entropy of the weights of the edges into it; even weights have the "
                         "largest there can be.");
}

static void put_table(Study *s, const Heads *h, const EntropySpread *all)
{
    static const char *const columns[] = {"head", "#rows with two edges or more", "#mean entropy / log2(edges)",
                                          "#least"};
    table_begin(&s->page, "Entropy by head, 1 is even", columns, 4);
    for (int i = 0; i < h->count; i++) {
        table_row(&s->page, heads_text(s, h, i).text);
        table_number(&s->page, 0, all[i].rows);
        table_number(&s->page, 4, all[i].ratio);
        table_number(&s->page, 4, all[i].rows > 0.0 ? all[i].least : (double)NAN);
        table_row_end(&s->page);
    }
    table_end(&s->page);
}

static void draw_ratios(Study *s, const Heads *h, const EntropySpread *all)
{
    double x[MOST_POWERS], y[MOST_POWERS], least = 1.0;
    int count = 0, powers[MOST_POWERS];
    for (int p = 1; p < MOST_POWERS; p++)
        if (all[0].of[p] > 0.0)
            powers[count++] = p;
    for (int i = 0; i < h->count; i++)
        for (int k = 0; k < count; k++)
            least = fmin(least, all[i].by_power[powers[k]] / all[i].of[powers[k]]);
    if (!count)
        return;
    Chart c = {.x = {"edges into a row, by powers of two", 2.0, exp2(powers[count - 1]), true},
               .y = {"entropy / log2(edges)", 0.98 * least, 1.0, false}};
    figure_begin(&s->page, "Entropy ratio by degree");
    chart_begin(&c, &s->page, "Entropy ratio by degree",
                "A line for each head, coloured by layer; 1 is even attention");
    for (int i = 0; i < h->count; i++) {
        char kind[8];
        snprintf(kind, sizeof kind, "s%d", h->head[i].output % 10);
        for (int k = 0; k < count; k++) {
            x[k] = exp2(powers[k]);
            y[k] = all[i].by_power[powers[k]] / all[i].of[powers[k]];
            chart_dot(&c, kind, x[k], y[k], 3.0, heads_text(s, h, i).text);
        }
        chart_line(&c, kind, x, y, count);
    }
    chart_end(&c);
    figure_end(&s->page, "Means over rows with so many edges, 2 to 3, 4 to 7, and so on; 1 is even attention.");
}

static void put_relation(Study *s, const Heads *h)
{
    Heads kept = *h;
    EntropySpread *all = mem_alloc((size_t)h->count, sizeof *all);
    kept.count = 0;
    for (int i = 0; i < h->count; i++) {
        if (heads_share(s, h, i)) {
            kept.head[kept.count] = h->head[i];
            all[kept.count] = measure(s, h, i);
            kept.count++;
        } else {
            page_raw(&s->page, "<p>");
            page_xml(&s->page, heads_text(s, h, i).text);
            page_raw(&s->page, " is no share of 1 for the edges into each row: it has no entropy.</p>\n");
        }
    }
    if (kept.count) {
        put_table(s, &kept, all);
        draw_histograms(s, &kept, all);
        draw_ratios(s, &kept, all);
    }
    mem_free(all);
}

void section_entropy(Study *s)
{
    Heads h;
    bool any = false;
    for (int relation = 0; relation < s->model->space_count; relation++) {
        if (!heads_of(s, relation, &h))
            continue;
        if (!any)
            section_begin(s, "entropy", "How even attention is");
        any = true;
        if (relation != GATRT_EDGE)
            figure_heading(&s->page, s->model->spaces[relation].name);
        put_relation(s, &h);
    }
    if (any)
        section_end(s);
}
