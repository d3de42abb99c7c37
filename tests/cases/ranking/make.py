#!/usr/bin/env python3
"""tastes.npz, bound.npz and binding.npz, as they are here: three tastes of users and items; three families of drugs and proteins."""
import random
import struct
import zipfile


def npy(shape, kind, values):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, repr(shape))
    header += " " * (63 - (len(header) + 10) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() +
            struct.pack("<%d%s" % (len(values), {"<f4": "f", "<i8": "q"}[kind]), *values))


def write(path, arrays):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, value in arrays.items():
            archive.writestr(zipfile.ZipInfo(key + ".npy", (1980, 1, 1, 0, 0, 0)), value, zipfile.ZIP_DEFLATED)


def pairs(p):
    return npy((2, len(p)), "<i8", [a for a, _ in p] + [b for _, b in p])


def draw(rows, columns, like, other, rng):
    return [(u, i) for u in range(rows) for i in range(columns) if rng.random() < (like if u % 3 == i % 3 else other)]


def nearest(rows, width, rng):
    x = [[(u % 3 == j % 3) + rng.gauss(0, 0.3) for j in range(width)] for u in range(rows)]
    edges = [(v, u) for u in range(rows) for v in range(rows) if u != v and u % 3 == v % 3]
    return npy((rows, width), "<f4", [v for row in x for v in row]), edges


def main():
    rng = random.Random(5)
    chose = draw(40, 30, 0.6, 0.03, rng)
    write("tastes.npz", {"user.num_nodes": npy((), "<i8", [40]), "item.num_nodes": npy((), "<i8", [30]),
                         "user__chose__item.edge_index": pairs(chose)})
    binds = set(draw(30, 24, 0.7, 0.02, rng))
    drug, alike = nearest(30, 6, rng)
    protein, akin = nearest(24, 6, rng)
    all_pairs = [(d, p) for d in range(30) for p in range(24)]
    write("bound.npz", {
        "drug.x": drug, "protein.x": protein,
        "drug__alike__drug.edge_index": pairs(alike), "drug__alike__drug.edge_weight": npy((len(alike),), "<f4", [1.0] * len(alike)),
        "protein__akin__protein.edge_index": pairs(akin), "protein__akin__protein.edge_weight": npy((len(akin),), "<f4", [0.5] * len(akin)),
        "drug__pair__protein.edge_index": pairs(all_pairs), "pair.y": npy((len(all_pairs),), "<i8", [q in binds for q in all_pairs])})
    write("binding.npz", {"drug.num_nodes": npy((), "<i8", [30]), "protein.num_nodes": npy((), "<i8", [24]),
                          "drug__binds__protein.edge_index": pairs(sorted(binds)), "drug__interacts__drug.edge_index": pairs(alike)})


main()
