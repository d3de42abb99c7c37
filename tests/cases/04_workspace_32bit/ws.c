/* ws.c - gat2_workspace_size beside the sum in 64 bits; exit code 1 where they differ. FLOATS a node. */
#include <stdio.h>
#include "gat2_karate.h"

int main(void)
{
    static const int64_t nodes[] = {0,        1,        34,        5000000,    12000000,  12063000,
                                    12485400, 12500000, 20000000, 48250000, 48260000, 100000000, 2000000000, 2147483647};
    int wrong = 0;
    for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        const uint64_t bytes = (uint64_t)((nodes[i] + 15) / 16 * 16) * FLOATS * 4 + 64;
        const size_t wanted = bytes > SIZE_MAX ? SIZE_MAX : (size_t)bytes;
        const size_t said = gat2_workspace_size(nodes[i], nodes[i]);
        if (said != wanted)
            wrong = printf("%lld nodes: %zu bytes, should be %zu\n", (long long)nodes[i], said, wanted);
    }
    wrong |= gat2_workspace_size(-1, 0) != SIZE_MAX || gat2_workspace_size(2147483648LL, 0) != SIZE_MAX;
    wrong |= gat2_workspace_size(1, -1) != SIZE_MAX || gat2_workspace_size(1, INT64_MAX) != SIZE_MAX;
    return wrong != 0;
}
