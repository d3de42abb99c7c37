"""peer_gat.py - the two-layer graph attention network of Velickovic et al. 2018 in PyTorch, to measure against.

    python3 peer_gat.py DATA.npz --threads 2 --epochs 20 --kind plain|pyg

plain: as one writes it in PyTorch without a library: index_select to the edges, scatter_add_ back to the nodes;
pyg: PyTorch Geometric's GATConv. Both: 8 heads of 8, ELU, one head of classes, dropout 0.6 on features and
attention, Adam 5e-3 with weight decay 5e-4. Prints one JSON object: milliseconds of an epoch (zero_grad, forward,
loss on the training rows, backward, step), of an inference, and the process's peak memory. Exit code 3: the kind
cannot be imported here."""
import argparse
import json
import resource
import statistics
import sys
import time


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--kind", choices=["plain", "pyg"], default="plain")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=20)
    return parser.parse_args()


try:
    import numpy as np
    import torch
    import torch.nn.functional as F
except ImportError as missing:
    print(f"peer_gat: {missing}", file=sys.stderr)
    sys.exit(3)


def load(path):
    data = np.load(path)
    edges = torch.from_numpy(data["edge_index"].astype(np.int64))
    edges = edges[:, edges[0] != edges[1]]
    if "x" in data:
        x = data["x"].astype(np.float32)
    else:
        nodes, features = data["x_shape"]
        x = np.zeros((nodes, features), dtype=np.float32)
        rows = np.repeat(np.arange(nodes), np.diff(data["x_indptr"]))
        np.add.at(x, (rows, data["x_indices"]), data["x_data"])
        total = x.sum(1, keepdims=True)
        x = x / np.where(total == 0, 1, total)
    loops = torch.arange(len(x)).repeat(2, 1)
    return torch.from_numpy(x), torch.cat([edges, loops], 1), data


class Attention(torch.nn.Module):
    def __init__(self, width, heads, out, concat):
        super().__init__()
        self.heads, self.out, self.concat = heads, out, concat
        self.weight = torch.nn.Parameter(torch.empty(width, heads * out))
        self.att_src = torch.nn.Parameter(torch.empty(1, heads, out))
        self.att_dst = torch.nn.Parameter(torch.empty(1, heads, out))
        self.bias = torch.nn.Parameter(torch.zeros(heads * out if concat else out))
        for p in (self.weight, self.att_src, self.att_dst):
            torch.nn.init.xavier_uniform_(p)

    def forward(self, x, edges):
        source, target = edges
        nodes = len(x)
        z = (x @ self.weight).view(nodes, self.heads, self.out)
        score = (z * self.att_src).sum(-1).index_select(0, source) + (z * self.att_dst).sum(-1).index_select(0, target)
        score = F.leaky_relu(score, 0.2)
        p = (score - score.max()).exp()             # one constant for all: the softmax is the same
        index = target[:, None].expand_as(p)
        total = p.new_zeros(nodes, self.heads).scatter_add_(0, index, p)
        p = F.dropout(p / total.index_select(0, target), 0.6, self.training)
        message = z.index_select(0, source) * p[:, :, None]
        y = z.new_zeros(nodes, self.heads, self.out).scatter_add_(0, target[:, None, None].expand_as(message), message)
        return (y.flatten(1) if self.concat else y.mean(1)) + self.bias


def attention(kind, width, heads, out, concat):
    if kind == "plain":
        return Attention(width, heads, out, concat)
    from torch_geometric.nn import GATConv
    return GATConv(width, out, heads=heads, concat=concat, dropout=0.6, add_self_loops=False)


class Network(torch.nn.Module):
    def __init__(self, kind, features, classes):
        super().__init__()
        self.first = attention(kind, features, 8, 8, True)
        self.second = attention(kind, 64, 1, classes, False)

    def forward(self, x, edges):
        h = F.elu(self.first(F.dropout(x, 0.6, self.training), edges))
        return self.second(F.dropout(h, 0.6, self.training), edges)


def milliseconds(work, rounds):
    times = []
    for i in range(rounds + 3):
        start = time.perf_counter()
        work()
        if i >= 3:
            times.append(1e3 * (time.perf_counter() - start))
    times.sort()
    return {"median": statistics.median(times), "min": times[0], "p90": times[min(len(times) - 1, len(times) * 9 // 10)]}


def main():
    given = parse()
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    x, edges, data = load(given.data)
    y, rows = torch.from_numpy(data["y"].astype(np.int64)), torch.from_numpy(data["train_mask"].astype(bool))
    try:
        network = Network(given.kind, x.shape[1], int(y.max()) + 1)
    except ImportError as missing:
        print(f"peer_gat: {missing}", file=sys.stderr)
        sys.exit(3)
    adam = torch.optim.Adam(network.parameters(), lr=5e-3, weight_decay=5e-4)

    def epoch():
        network.train()
        adam.zero_grad()
        F.cross_entropy(network(x, edges)[rows], y[rows]).backward()
        adam.step()

    def infer():
        network.eval()
        with torch.no_grad():
            network(x, edges)

    result = {"kind": given.kind, "threads": given.threads, "torch": torch.__version__,
              "epoch_ms": milliseconds(epoch, given.epochs), "infer_ms": milliseconds(infer, given.epochs)}
    result["peak_rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


main()
