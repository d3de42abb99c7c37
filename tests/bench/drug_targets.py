#!/usr/bin/env python3
"""Drugs and the proteins that they bind, as .npz that the models read. Nothing but Python's own library is used.

    drug_targets.py yamanishi FOLDER NAME OUT    NAME_admat_dgc.txt, NAME_simmat_dc.txt, NAME_simmat_dg.txt; NAME: nr, gpcr, ic, e
    drug_targets.py dtinet FOLDER OUT            mat_drug_protein.txt, mat_drug_drug.txt

Yamanishi et al. 2008, for models/drug_target.lua: rows of similarities as features, the 5 nearest of each row as edges, all pairs
as links with y 0 or 1; and ten folds by pairs, by drugs and by proteins, OUT/NAME_pairs.json, ..., for --split. A tenth of what
does not test validates, of the same kind. DTINet (Luo et al. 2017), for models/distmult_rgcn.lua: edges alone.
"""
import json
import os
import random
import struct
import sys
import zipfile

FOLDS, NEAREST = 10, 5


def read_matrix(path):
    with open(path, encoding="ascii") as text:
        lines = [line.rstrip("\n").split("\t") for line in text if line.strip()]
    return [[float(field) for field in line[1:]] for line in lines[1:]]


def npy(shape, kind, values):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, repr(shape))
    header += " " * (63 - (len(header) + 10) % 64) + "\n"
    code = {"<f4": "f", "<i8": "q"}[kind]
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack("<%d%s" % (len(values), code), *values)


def nearest(similarity):
    """Into each row from those that are most like it."""
    edges = []
    for v, row in enumerate(similarity):
        order = sorted((u for u in range(len(row)) if u != v), key=lambda u: (-row[u], u))
        edges += [(u, v, row[u]) for u in order[:NEAREST]]
    return edges


def add_set(arrays, name, relation, similarity):
    n, edges = len(similarity), nearest(similarity)
    arrays[name + ".x"] = npy((n, n), "<f4", [x for row in similarity for x in row])
    key = "%s__%s__%s." % (name, relation, name)
    arrays[key + "edge_index"] = npy((2, len(edges)), "<i8", [e[0] for e in edges] + [e[1] for e in edges])
    arrays[key + "edge_weight"] = npy((len(edges),), "<f4", [e[2] for e in edges])


def folds_by(groups, seed):
    """groups[k]: of pair k what is dealt to folds."""
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    part = {name: i % FOLDS for i, name in enumerate(names)}
    folds = []
    for fold in range(FOLDS):
        rest = [name for name in names if part[name] != fold]
        val = set(rest[::10])
        folds.append({"train": [k for k, g in enumerate(groups) if part[g] != fold and g not in val],
                      "val": [k for k, g in enumerate(groups) if g in val],
                      "test": [k for k, g in enumerate(groups) if part[g] == fold]})
    return folds


def write(path, arrays):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, value in arrays.items():
            archive.writestr(key + ".npy", value)


def pairs_of(pairs):
    return npy((2, len(pairs)), "<i8", [a for a, _ in pairs] + [b for _, b in pairs])


def yamanishi(folder, name, out):
    joined = read_matrix(os.path.join(folder, name + "_admat_dgc.txt"))  # proteins x drugs
    proteins, drugs = len(joined), len(joined[0])
    arrays = {}
    add_set(arrays, "drug", "alike", read_matrix(os.path.join(folder, name + "_simmat_dc.txt")))
    add_set(arrays, "protein", "akin", read_matrix(os.path.join(folder, name + "_simmat_dg.txt")))
    pairs = [(d, p) for d in range(drugs) for p in range(proteins)]
    arrays["drug__pair__protein.edge_index"] = pairs_of(pairs)
    arrays["pair.y"] = npy((len(pairs),), "<i8", [int(joined[p][d]) for d, p in pairs])
    write(os.path.join(out, name + ".npz"), arrays)
    by = {"pairs": list(range(len(pairs))), "drugs": [d for d, _ in pairs], "proteins": [p for _, p in pairs]}
    for word, groups in by.items():
        with open(os.path.join(out, "%s_%s.json" % (name, word)), "w", encoding="ascii") as text:
            json.dump(folds_by(groups, 0), text)


def read_ones(path):
    with open(path, encoding="ascii") as text:
        rows = [line.split() for line in text if line.strip()]
    return [(i, j) for i, row in enumerate(rows) for j, x in enumerate(row) if float(x)], len(rows), len(rows[0])


def dtinet(folder, out):
    binds, drugs, proteins = read_ones(os.path.join(folder, "mat_drug_protein.txt"))
    interacts, _, _ = read_ones(os.path.join(folder, "mat_drug_drug.txt"))
    write(os.path.join(out, "dtinet.npz"), {
        "drug.num_nodes": npy((), "<i8", [drugs]), "protein.num_nodes": npy((), "<i8", [proteins]),
        "drug__binds__protein.edge_index": pairs_of(binds), "drug__interacts__drug.edge_index": pairs_of(interacts)})


if len(sys.argv) == 5 and sys.argv[1] == "yamanishi":
    yamanishi(*sys.argv[2:])
elif len(sys.argv) == 4 and sys.argv[1] == "dtinet":
    dtinet(*sys.argv[2:])
else:
    sys.exit(__doc__)
