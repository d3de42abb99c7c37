/* edge_words.c - the names that columns go by, in tables of edges and of nodes. */
#include "runtime/formats/edge_words.h"

#include <string.h>

const char *const edge_number_words[] = {"", "index", "idx", "id", "edge", "edge_id", "unnamed:0", NULL};
const char *const edge_source_words[] = {"source",     "src",  "from",   "head", "source_id", "src_id", "from_id",
                                         "fromnodeid", "id_1", "node_1", "id1",  "node1",     "u",      NULL};
const char *const edge_target_words[] = {"target",    "dst",    "dest",  "destination", "to",   "tail",
                                         "target_id", "dst_id", "to_id", "tonodeid",    "id_2", "node_2",
                                         "id2",       "node2",  "v",     NULL};
const char *const edge_weight_words[] = {"weight", "weights", "edge_weight", "w", NULL};
const char *const node_words[] = {"",   "node", "nodes", "node_id",   "nodeid", "node_idx",
                                  "id", "idx",  "index", "unnamed:0", NULL};

bool is_word(const char *name, const char *const *words)
{
    while (*words && strcmp(name, *words) != 0)
        words++;
    return *words != NULL;
}
