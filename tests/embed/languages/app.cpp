/* app.cpp - app.c by gat2.hpp; and what is wrong is thrown, before C sees it where a length is. */
#include "gat2.hpp"

#include <cstdio>
#include <cstring>

static void print_row(const float *row)
{
    for (int i = 0; i < GAT2_CLASSES; i++) {
        std::uint32_t bits;
        std::memcpy(&bits, &row[i], sizeof bits);
        std::printf("%08x%c", bits, i + 1 < GAT2_CLASSES ? ' ' : '\n');
    }
}

template <class F> static void refused(int code, F call)
{
    try {
        call();
    } catch (const gat2::error &e) {
        if (e.code() != code)
            std::printf("code %d, not %d: %s\n", e.code(), code, e.what());
        return;
    }
    std::printf("not refused, code %d\n", code);
}

int main()
{
    constexpr int nodes = 20, count = 50;
    std::vector<std::int32_t> src, dst, col;
    std::vector<std::int64_t> row_start = {0};
    std::vector<float> val, logits(nodes * GAT2_CLASSES);
    for (int e = 0; e < count; e++) {
        src.push_back((e * 7 + 1) % nodes);
        dst.push_back((e * e + 3 * e) % nodes);
    }
    for (int v = 0; v < nodes; v++) {
        col.insert(col.end(), {v % GAT2_FEATURES, (v + 5) % GAT2_FEATURES});
        val.insert(val.end(), {static_cast<float>(1 + v % 3), 1.0f});
        row_start.push_back(2 * v + 2);
    }
    gat2::edges edges;
    edges.nodes = nodes;
    edges.src = src;
    edges.dst = dst;
    gat2::graph first(edges);
    const gat2::graph graph(std::move(first));
    gat2::normalize_x(row_start, val);
    gat2::inputs inputs;
    inputs.x_row_start = row_start;
    inputs.x_col = col;
    inputs.x_val = val;
    gat2::model model;
    model.infer(graph, inputs, logits);
    for (int v = 0; v < nodes; v++)
        print_row(&logits[static_cast<std::size_t>(v) * GAT2_CLASSES]);
    const std::int32_t asked[] = {3, 11}, nobody[] = {20};
    std::vector<float> some(logits.size());
    model.infer_some(graph, inputs, asked, some);
    for (std::int32_t v : asked)
        print_row(&some[static_cast<std::size_t>(v) * GAT2_CLASSES]);
    refused(GAT2_BAD_INPUT, [&] { model.infer_some(graph, inputs, nobody, some); });
    refused(GAT2_BAD_INPUT, [&] { model.infer(graph, inputs, gat2::span<float>(logits.data(), 3)); });
    refused(GAT2_BAD_INPUT, [&] { inputs.x_col = gat2::span<const std::int32_t>(col.data(), 3), model.infer(graph, inputs, logits); });
    refused(GAT2_BAD_GRAPH, [&] { edges.src = gat2::span<const std::int32_t>(src.data(), 3), gat2::graph{edges}; });
    refused(GAT2_BAD_GRAPH, [&] { src[7] = nodes, edges.src = src, gat2::graph{edges}; });
    refused(GAT2_BAD_INPUT, [&] { row_start[1] = 1 << 30, gat2::normalize_x(row_start, val); });
    refused(GAT2_BAD_GRAPH, [&] { edges.nodes = -1, gat2::graph{edges}; });
    return 0;
}
