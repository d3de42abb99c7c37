"""app.c by gat2.py, without NumPy, and with it where it is; what is wrong is an exception."""
import array
import struct
import sys

import gat2

NODES, EDGES = 20, 50


def print_row(row):
    print(" ".join("%08x" % struct.unpack("<I", struct.pack("<f", x))[0] for x in row))


def refused(kind, call):
    try:
        call()
    except kind:
        return
    print("not refused:", kind)


src = array.array("i", [(e * 7 + 1) % NODES for e in range(EDGES)])
dst = [(e * e + 3 * e) % NODES for e in range(EDGES)]
starts = array.array("q", range(0, 2 * NODES + 1, 2))
col = array.array("i", [c for v in range(NODES) for c in (v % gat2.FEATURES, (v + 5) % gat2.FEATURES)])
val = array.array("f", [x for v in range(NODES) for x in (1 + v % 3, 1)])
gat2.normalize_x(starts, val)
assert abs(val[2] - 2 / 3) < 1e-6, "written where it lies"

model = gat2.Model()
graph = gat2.Graph(nodes=NODES, src=src, dst=dst)
x = dict(x_row_start=starts, x_col=col, x_val=val)
mine = array.array("f", bytes(4 * NODES * gat2.CLASSES))
result = model.infer(graph, **x, out_logits=mine)
for row in result.logits:
    print_row(row)
assert mine[5] == result.logits[1][5 - gat2.CLASSES], "in the caller's memory"
some = model.infer_some(graph, [3, 11], **x).logits
print_row(some[3])
print_row(some[11])

refused(gat2.Error, lambda: model.infer_some(graph, [20], **x))
refused(gat2.Error, lambda: gat2.Graph(nodes=NODES, src=[20], dst=[0]))
refused(gat2.Error, lambda: gat2.normalize_x([0, 1 << 30, len(val)], val))
refused(gat2.Error, lambda: gat2.Graph(nodes=-1, src=[], dst=[]))
refused(ValueError, lambda: gat2.Graph(nodes=NODES, src=[1], dst=[1, 2]))
refused(ValueError, lambda: model.infer(graph, **x, out_logits=mine[:3]))
refused(TypeError, lambda: model.infer(graph, **dict(x, x_val=array.array("d", val))))
refused(TypeError, lambda: model.infer(graph, **x, out_logits=bytes(4 * len(mine))))
try:
    import numpy as np
except ImportError:
    print("skipped: numpy is not installed", file=sys.stderr)
else:
    given = {name: np.array(data) for name, data in x.items()}
    again = np.asarray(model.infer(gat2.Graph(nodes=NODES, src=np.array(src), dst=np.array(dst, np.int32)), **given).logits)
    assert again.tobytes() == mine.tobytes(), "the same with NumPy"
