# %% [markdown]
# Which friendships hold a member of Zachary's club in its class? Cells as Jupyter and VS Code read them; also a plain script:
#
#     gatcc models/gat2.lua --data karate --weights karate.safetensors --name club -o club.py
#     gatcc data --data karate -o data/
#     python3 what_if.py
#
# `club.py` and `libclub.so` are all that is needed; NumPy is not, but its arrays would do for any list here.

# %% The model, and the club as a list of edges
import csv

import club

with open("data/edges.csv") as file:
    edges = [(int(a), int(b)) for a, b in list(csv.reader(file))[1:]]
members = club.FEATURES  # each has a feature of its own: a one in its own column
x = {
    "x_row_start": range(members + 1),
    "x_col": range(members),
    "x_val": [1.0] * members,
}
model = club.Model()


def classes(logits):
    return [max(range(club.CLASSES), key=lambda c: row[c]) for row in logits]


def graph_of(pairs):
    return club.Graph(nodes=members, src=[a for a, _ in pairs], dst=[b for _, b in pairs])


# %% Everybody's class
before = classes(model.infer(graph_of(edges), **x).logits)
print("classes:", *before)

# %% Without each friendship in turn: who would be of another class?
for a, b in edges:
    if a > b:
        continue
    without = [pair for pair in edges if pair not in ((a, b), (b, a))]
    after = classes(model.infer(graph_of(without), **x).logits)
    for v in range(members):
        if after[v] != before[v]:
            print(f"without {a}-{b} member {v} is of class {after[v]}, not {before[v]}")

# %% One member alone: only what it depends on is looked at
alone = model.infer_some(graph_of(edges), [9], **x).logits[9]
assert list(alone) == list(model.infer(graph_of(edges), **x).logits[9]), "the same bits"
print("member 9:", *(f"{logit:.3f}" for logit in alone))
