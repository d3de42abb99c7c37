/* main.c - firmware that watches a network of 34 stations: links go and come, and a graph attention network says after each
 * change which class every station is of. Tasks run by a tick, each to its end; all memory is static, and its size is known when
 * it is linked. Links are those of Zachary's club, the weights what `gat2 train` made of it. */
#include "board.h"
#include "net.h"

enum { LINKS = 156 };

typedef struct Link {
    int32_t from, to;
} Link;
static const Link links[LINKS] = {
#include "links.h"
};

static net_fixed fixed; /* graph, lists and workspace */
static float logits[NET_MAX_NODES][NET_CLASSES];
static int8_t class_of[NET_MAX_NODES];
static int64_t row_start[NET_MAX_NODES + 1];
static int32_t col[NET_MAX_NODES];
static float val[NET_MAX_NODES];
static const net_inputs inputs = {row_start, col, val};

static void print_number(int n)
{
    char text[12], *at = text + sizeof text;
    *--at = '\0';
    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    board_print(at);
}

static void must(int code, const char *what)
{
    if (code == NET_OK)
        return;
    board_print(what);
    board_print(" failed\n");
    board_exit(code);
}

static int best_of(const float *row)
{
    int best = 0;
    for (int c = 1; c < NET_CLASSES; c++)
        best = row[c] > row[best] ? c : best;
    return best;
}

/* Tells whose class is another than it was. */
static void look(const char *what, const Link *link)
{
    for (int v = 0; v < NET_MAX_NODES; v++) {
        const int now = best_of(logits[v]);
        if (link && now != class_of[v]) {
            board_print(what);
            print_number(link->from), board_print("-"), print_number(link->to);
            board_print(": station "), print_number(v);
            board_print(" is of class "), print_number(now), board_print("\n");
        }
        class_of[v] = (int8_t)now;
    }
}

static void begin(void)
{
    static int32_t src[LINKS], dst[LINKS];
    for (int e = 0; e < LINKS; e++)
        src[e] = links[e].from, dst[e] = links[e].to;
    for (int v = 0; v < NET_MAX_NODES; v++)
        row_start[v + 1] = v + 1, col[v] = v, val[v] = 1.0f;
    const net_edges edges = {.nodes = NET_MAX_NODES, .edges = LINKS, .src = src, .dst = dst};
    must(net_fixed_prepare(&fixed, &edges), "preparing");
    must(net_fixed_infer(&fixed, &net_weights, &inputs, logits[0]), "inference");
    look("", (const Link *)0);
}

/* ------------------------------------------------------------------ tasks */

static int seen; /* links that were looked at */

/* A link goes in one call, and comes back in the next. */
static void toggle(void)
{
    static int gone;
    const Link *link = &links[seen];
    net_changes changes = {0};
    if (gone)
        changes.edges_added = 1, changes.added_src = &link->from, changes.added_dst = &link->to;
    else
        changes.edges_removed = 1, changes.removed_src = &link->from, changes.removed_dst = &link->to;
    must(net_fixed_update(&fixed, &net_weights, &changes, &inputs, logits[0]), "an update");
    look(gone ? "with " : "without ", link);
    seen += gone;
    gone = !gone;
}

static void report(void)
{
    int count[NET_CLASSES] = {0};
    for (int v = 0; v < NET_MAX_NODES; v++)
        count[class_of[v]]++;
    board_print("stations of each class:");
    for (int c = 0; c < NET_CLASSES; c++)
        board_print(" "), print_number(count[c]);
    board_print("\n");
}

static const struct Task {
    void (*run)(void);
    uint32_t period, phase; /* in ticks */
} tasks[] = {{report, 60, 0}, {toggle, 2, 1}};

/* Ticks are done one by one, those that a long task slept through as well: what is printed does not depend on speed. */
int main(void)
{
    begin();
    board_begin();
    for (uint32_t now = 0; seen < LINKS; now++) {
        while ((int32_t)(board_ticks - now) <= 0)
            board_sleep();
        for (unsigned i = 0; i < sizeof tasks / sizeof *tasks; i++)
            if (now % tasks[i].period == tasks[i].phase)
                tasks[i].run();
    }
    return 0;
}
