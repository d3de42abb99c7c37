# edges.bash - a data set to be sourced: makes the folder edges/ here, 40 nodes whose edges have 3 numbers, with 2 labels a node.
mkdir edges
awk 'BEGIN {
    srand(7)
    for (v = 0; v < 40; v++) {
        printf "%d,%d,%.3f,%.3f\n", v % 2, v % 5 == 0, rand() - 0.5, rand() > "edges/features.csv"
        printf "%d,%d\n", v % 2, int(v / 2) % 2 > "edges/labels.csv"
        for (i = 1; i <= 3; i++)
            printf "%d,%d,%.3f,%.3f,%d\n", v, (v * i + i) % 40, rand(), rand(), i > "edges/edges.csv"
        print v > (v < 20 ? "edges/train.txt" : v < 30 ? "edges/val.txt" : "edges/test.txt")
    }
}'
