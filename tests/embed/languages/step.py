"""step.cpp by gat2.py: prints the losses; the weights are changed where they lie; what diverges is an exception."""
import array
import ctypes

import gat2

NODES, STEPS = gat2.FEATURES, 40
src = [(v + k) % NODES for v in range(NODES) for k in (2, 4, 6)]
dst = [v for v in range(NODES) for _ in range(3)]
x = dict(x_row_start=list(range(NODES + 1)), x_col=list(range(NODES)), x_val=[1.0] * NODES)
learned = dict(label=[float(v % 2) for v in range(NODES)], weight=[1.0 / NODES] * NODES)
first = array.array("f", (ctypes.c_float * gat2.PARAMS).in_dll(gat2._lib, "gat2_weights"))
params = array.array("f", first)
trainer = gat2.Trainer(params, gat2.Graph(nodes=NODES, src=src, dst=dst), **x, **learned, seed=7)
for _ in range(STEPS):
    mantissa, exponent = float.hex(trainer.step()).split("p")
    print(mantissa.rstrip("0").rstrip(".") + "p" + exponent)
assert params != first and abs(trainer.lr - 5e-3) < 1e-12 and trainer.weight_decay > 0
gat2.Model(params).infer(gat2.Graph(nodes=NODES, src=src, dst=dst), **x)
try:
    gat2.Trainer(params, gat2.Graph(nodes=NODES, src=src, dst=dst), **x, **dict(learned, label=[0.0] * 3))
except ValueError:
    pass
else:
    raise SystemExit("labels of another length are taken")
trainer.lr = 1e38
try:
    for _ in range(9):
        trainer.step()
except gat2.Error as error:
    assert error.code == 6
else:
    raise SystemExit("what diverges is not told")
