/* update.cpp - gat2_update by gat2.hpp: after each of some hundred edits the logits are those of a run from scratch; what fails
 * changes nothing. */
#include "gat2.hpp"

#include <cstdio>
#include <cstring>

static unsigned state = 1;

static int pick(int n)
{
    state = (state * 1103515245u + 12345u) & 0x7fffffffu;
    return static_cast<int>(state >> 8) % n;
}

int main()
{
    constexpr int nodes = 20, count = 50, room = 30;
    std::vector<std::int32_t> src, dst, col;
    std::vector<std::int64_t> row_start;
    std::vector<float> val(nodes, 1.0f), logits(nodes * GAT2_CLASSES);
    for (int e = 0; e < count; e++) {
        src.push_back(pick(nodes));
        dst.push_back(pick(nodes));
    }
    for (int v = 0; v <= nodes; v++)
        row_start.push_back(v);
    for (int v = 0; v < nodes; v++)
        col.push_back(v);
    gat2::edges edges;
    edges.nodes = nodes;
    edges.src = src;
    edges.dst = dst;
    edges.edges_room = room;
    gat2::inputs inputs;
    inputs.x_row_start = row_start;
    inputs.x_col = col;
    inputs.x_val = val;
    gat2::kept kept(gat2::graph(edges), inputs);
    gat2::model model;
    for (int i = 0; i < 300; i++) {
        gat2::changes changes;
        const int what = pick(3);
        std::int32_t from = pick(nodes), to = pick(nodes), v = pick(nodes);
        if (what == 0 && src.size() < count + room) {
            src.push_back(from);
            dst.push_back(to);
            changes.added_src = {&from, 1};
            changes.added_dst = {&to, 1};
        } else if (what == 1 && !src.empty()) {
            from = src.back();
            to = dst.back();
            src.pop_back();
            dst.pop_back();
            changes.removed_src = {&from, 1};
            changes.removed_dst = {&to, 1};
        } else {
            col[static_cast<std::size_t>(v)] = pick(GAT2_FEATURES);
            val[static_cast<std::size_t>(v)] = static_cast<float>(pick(5)) / 4.0f;
            changes.changed_nodes = {&v, 1};
        }
        kept.update(changes, inputs);
        edges.src = src;
        edges.dst = dst;
        model.infer(gat2::graph(edges), inputs, logits);
        if (std::memcmp(logits.data(), kept.logits().data(), logits.size() * sizeof(float)) != 0)
            return std::printf("edit %d: other bits\n", i), 1;
    }
    const std::int32_t nobody = nodes;
    gat2::changes wrong;
    wrong.changed_nodes = {&nobody, 1};
    try {
        kept.update(wrong, inputs);
        return std::puts("not refused"), 1;
    } catch (const gat2::error &e) {
        if (e.code() != GAT2_BAD_INPUT ||
            std::memcmp(logits.data(), kept.logits().data(), logits.size() * sizeof(float)) != 0)
            return std::puts(e.what()), 1;
    }
    return 0;
}
