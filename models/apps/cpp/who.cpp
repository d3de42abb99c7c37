// who A-B,A-B,...: friendships of Zachary's club, of 34 members, as they may have been otherwise; without any: as they were.
// The class of each member, a line each. `gatcc_add_model(club ... CXX)` makes the library and club.hpp.
#include "club.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

static const char zachary[] =
    "0-1,0-2,0-3,0-4,0-5,0-6,0-7,0-8,0-10,0-11,0-12,0-13,0-17,0-19,0-21,0-31,1-2,1-3,1-7,1-13,1-17,1-19,1-21,1-30,2-3,"
    "2-7,"
    "2-8,2-9,2-13,2-27,2-28,2-32,3-7,3-12,3-13,4-6,4-10,5-6,5-10,5-16,6-16,8-30,8-32,8-33,9-33,13-33,14-32,14-33,15-32,"
    "15-33,18-32,18-33,19-33,20-32,20-33,22-32,22-33,23-25,23-27,23-29,23-32,23-33,24-25,24-27,24-31,25-31,26-29,26-33,"
    "27-33,"
    "28-31,28-33,29-32,29-33,30-32,30-33,31-32,31-33,32-33";

int main(int argc, char **argv)
try {
    constexpr int members = CLUB_FEATURES; // each has a feature of its own
    std::vector<std::int32_t> src, dst;
    std::istringstream pairs(argc > 1 ? argv[1] : zachary);
    for (std::string pair; std::getline(pairs, pair, ',');) {
        int a, b;
        if (std::sscanf(pair.c_str(), "%d-%d", &a, &b) != 2)
            throw std::invalid_argument("expected A-B, not " + pair);
        src.insert(src.end(), {a, b}); // a friendship goes both ways
        dst.insert(dst.end(), {b, a});
    }
    std::vector<std::int64_t> row_start;
    std::vector<std::int32_t> col;
    for (int v = 0; v <= members; v++)
        row_start.push_back(v);
    for (int v = 0; v < members; v++)
        col.push_back(v);
    const std::vector<float> val(members, 1.0f);
    std::vector<float> logits(members * CLUB_CLASSES);

    const club::graph graph({members, src, dst});
    club::model().infer(graph, {row_start, col, val}, logits);
    for (auto row = logits.begin(); row != logits.end(); row += CLUB_CLASSES)
        std::printf("%d\n", static_cast<int>(std::max_element(row, row + CLUB_CLASSES) - row));
    return EXIT_SUCCESS;
} catch (const std::exception &error) {
    std::fprintf(stderr, "who: %s\n", error.what());
    return EXIT_FAILURE;
}
