/* step.c - a firmware that learns: gat2 on the graph that is baked in, from the weights that are, by step.sh's lists of classes and
 * training nodes. It prints each epoch's loss, how many nodes are right in the end and what it took of memory and stack.
 *
 *   step.sh compiles it with -DEPOCHS, -DSEED, and data.h: CLASS, LEARNED
 */
#include "data.h"
#include "gat2.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { NODES = GAT2_OWN_NODES, ROOM = 100000, NEAR = 512, PAINTED = 16384, PAINT = 0xa5 };

static const int8_t class_of[NODES] = {CLASS};
static const int8_t learned[] = {LEARNED};
static unsigned char memory[ROOM];
static gat2_params params;
static gat2_trainer trainer;
static float label[NODES], weight[NODES], val[NODES], logits[NODES * GAT2_CLASSES];
static int64_t row_start[NODES + 1];
static int32_t col[NODES];

/* One class a node, and of each a 1 in a column of its own. */
static void fill(void)
{
    for (int v = 0; v < NODES; v++) {
        label[v] = (float)class_of[v];
        row_start[v + 1] = v + 1;
        col[v] = v;
        val[v] = 1.0f;
    }
    for (size_t i = 0; i < sizeof learned; i++)
        weight[learned[i]] = (float)(1.0 / (double)sizeof learned);
    params = gat2_weights;
}

static int right(const gat2_inputs *inputs)
{
    int count = 0;
    if (gat2_infer(&params, &gat2_own_graph, inputs, logits, trainer.workspace) != GAT2_OK)
        return -1;
    for (int v = 0; v < NODES; v++) {
        int best = 0;
        for (int i = 1; i < GAT2_CLASSES; i++)
            best = logits[v * GAT2_CLASSES + i] > logits[v * GAT2_CLASSES + best] ? i : best;
        count += best == class_of[v];
    }
    return count;
}

/* Bytes of the stack below what is in use: painted before a step, and how far down they are painted over after it. The nearest
 * NEAR are these functions' own. */
static volatile unsigned char *below(void)
{
    return (volatile unsigned char *)((uintptr_t)__builtin_frame_address(0) - NEAR - PAINTED);
}

static void paint(void)
{
    volatile unsigned char *const stack = below();
    for (int i = 0; i < PAINTED; i++)
        stack[i] = PAINT;
}

static int painted_over(void)
{
    const volatile unsigned char *const stack = below();
    int kept = 0;
    while (kept < PAINTED && stack[kept] == PAINT)
        kept++;
    return PAINTED - kept + NEAR;
}

int main(void)
{
    const gat2_inputs inputs = {.x_row_start = row_start, .x_col = col, .x_val = val};
    const gat2_answers answers = {.label = label, .weight = weight};
    const size_t size = gat2_trainer_size(GAT2_OWN_NODES, GAT2_OWN_EDGES, NODES);
    fill();
    if (size > sizeof memory ||
        gat2_trainer_begin(&trainer, &params, &gat2_own_graph, &inputs, &answers, SEED, memory) != GAT2_OK)
        return 1;
    int stack = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        if (epoch == 0)
            paint();
        if (gat2_step(&trainer) != GAT2_OK)
            return 2;
        if (epoch == 0)
            stack = painted_over();
        printf("%.9g\n", (double)trainer.loss[0]);
    }
    printf("%d of %d nodes right, %lu bytes of memory, %d of stack\n", right(&inputs), NODES, (unsigned long)size, stack);
    return stack > GAT2_STEP_STACK || stack >= PAINTED;
}
