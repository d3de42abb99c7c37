/* step.cpp - gat2_step by gat2.hpp: the losses and weights of the same steps by gat2.h, to the bit; training learns; lengths are
 * looked at; a learning rate that diverges is thrown. */
#include "gat2.hpp"

#include <cstdio>
#include <cstring>

template <class F> static bool refused(int code, F call)
{
    try {
        call();
    } catch (const gat2::error &e) {
        return e.code() == code;
    }
    return false;
}

/* Told to, it prints the losses. */
int main(int argc, char **)
{
    constexpr int nodes = GAT2_FEATURES, steps = 40;
    std::vector<std::int32_t> src, dst, col;
    std::vector<std::int64_t> row_start = {0};
    std::vector<float> val(nodes, 1.0f), label, weight(nodes, 1.0f / nodes);
    for (int v = 0; v < nodes; v++) {
        col.push_back(v);
        row_start.push_back(v + 1);
        label.push_back(static_cast<float>(v % 2));
        for (int k = 2; k < 7; k += 2) {
            src.push_back((v + k) % nodes);
            dst.push_back(v);
        }
    }
    gat2::edges edges;
    edges.nodes = nodes;
    edges.src = src;
    edges.dst = dst;
    gat2::inputs inputs;
    inputs.x_row_start = row_start;
    inputs.x_col = col;
    inputs.x_val = val;
    gat2::answers answers;
    answers.label = label;
    answers.weight = weight;
    gat2::trainer trainer(gat2_weights, gat2::graph(edges), inputs, answers, 7);

    const gat2::graph graph(edges);
    gat2_params params = gat2_weights;
    const gat2_inputs c_inputs = {row_start.data(), col.data(), val.data()};
    const gat2_answers c_answers = {label.data(), weight.data()};
    std::vector<std::int64_t> memory(gat2_trainer_size(graph.c().nodes, graph.c().edges, nodes) / 8 + 1);
    gat2_trainer c = {};
    if (gat2_trainer_begin(&c, &params, &graph.c(), &c_inputs, &c_answers, 7, memory.data()) != GAT2_OK)
        return std::puts("no training"), 1;
    float first = 0, last = 0;
    for (int i = 0; i < steps; i++) {
        last = trainer.step();
        first = i ? first : last;
        if (argc > 1)
            std::printf("%a\n", static_cast<double>(last));
        if (gat2_step(&c) != GAT2_OK || std::memcmp(&last, c.loss, sizeof last) != 0)
            return std::printf("step %d: other losses\n", i), 1;
    }
    if (std::memcmp(&params, &trainer.params(), sizeof params) != 0)
        return std::puts("other weights"), 1;
    if (!(last < first))
        return std::printf("nothing is learned: %g, %g\n", static_cast<double>(first), static_cast<double>(last)), 1;
    answers.label = {label.data(), 3};
    if (!refused(GAT2_BAD_INPUT, [&] { gat2::trainer(gat2_weights, gat2::graph(edges), inputs, answers, 7); }))
        return std::puts("labels of another length are taken"), 1;
    trainer.c().lr = 1e38;
    if (!refused(GAT2_NO_NUMBER, [&] {
            for (int i = 0; i < 9; i++)
                trainer.step();
        }))
        return std::puts("what diverges is not told"), 1;
    return 0;
}
