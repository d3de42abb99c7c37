"""gat2_update by gat2.py: after each of some hundred edits the result is that of a run from scratch; what fails changes nothing."""
import array

import gat2

NODES, EDGES, ROOM = 20, 50, 30
state = 1


def pick(n):
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 8) % n


def rows(result):
    return [list(row) for row in result.logits]


src, dst = [pick(NODES) for _ in range(EDGES)], [pick(NODES) for _ in range(EDGES)]
x = dict(
    x_row_start=array.array("q", range(NODES + 1)),
    x_col=array.array("i", range(NODES)),
    x_val=array.array("f", [1.0] * NODES),
)
model = gat2.Model()
kept = gat2.Kept(model, gat2.Graph(nodes=NODES, src=src, dst=dst, edges_room=ROOM), **x)
for _ in range(300):
    what, changes = pick(3), {}
    if what == 0 and len(src) < EDGES + ROOM:
        src.append(pick(NODES)), dst.append(pick(NODES))
        changes = dict(added_src=src[-1:], added_dst=dst[-1:])
    elif what == 1 and src:
        e = pick(len(src))
        changes = dict(removed_src=[src.pop(e)], removed_dst=array.array("i", [dst.pop(e)]))
    else:
        v = pick(NODES)
        x["x_col"][v], x["x_val"][v] = pick(gat2.FEATURES), pick(5) / 4
        changes = dict(changed_nodes=[v])
    result = kept.update(**changes, **x)
    assert rows(result) == rows(model.infer(gat2.Graph(nodes=NODES, src=src, dst=dst), **x)), changes
    assert rows(kept.result) == rows(result)

before = rows(kept.result)
for kind, changes in (
    (gat2.Error, dict(added_src=[NODES], added_dst=[0])),
    (gat2.Error, dict(changed_nodes=[NODES])),
    (gat2.Error, dict(added_src=[0] * (EDGES + ROOM), added_dst=[1] * (EDGES + ROOM))),
    (ValueError, dict(removed_src=[1], removed_dst=[])),
):
    try:
        kept.update(**changes, **x)
    except kind:
        assert rows(kept.result) == before
    else:
        raise SystemExit(f"not refused: {changes}")
print("ok")
