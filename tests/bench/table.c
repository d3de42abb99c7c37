/* table.c - what `./build.sh bench` prints: from the JSON files that the measurements left,
 * one table for people and one object for tools.
 *
 *   table FOLDER [OUT.json]
 *
 * FOLDER holds machine.json and a folder for each workload, named in the file `order`, a line
 * each, with threads-N.json (a trainer's bench), busy.json, train.json, runs.json, compile.json,
 * peer-plain.json and peer-pyg.json; whatever is missing has no figure in the table.
 *
 * A kernel's least time at the machine's limits is that of its streams and gathers at their
 * bandwidths, or of its arithmetic, whichever is longer; the share is that time over the
 * measured one. What fits into the cache is held to the cache's bandwidths.
 */
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CACHE_BYTES 8e6 /* a kernel that moves no more finds it in the cache from epoch to epoch */

static const char *folder;
static json_t *machine, *all;

static json_t *read_json(const char *workload, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s%s", folder, workload, *workload ? "/" : "", name);
    return json_load_file(path, 0, NULL);
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void cell(double value, int width, int decimals)
{
    if (isfinite(value))
        printf(" %*.*f", width, decimals, value);
    else
        printf(" %*s", width, "-");
}

/* ------------------------------------------------------------ the machine */

static double limit(int64_t threads, const char *key)
{
    size_t i;
    json_t *row;
    double found = NAN;
    json_array_foreach(machine, i, row) if ((int64_t)number(row, "threads") <= threads) found = number(row, key);
    return found;
}

static void print_machine(void)
{
    size_t i;
    json_t *row;
    printf("this machine            triad GB/s  in cache   gather GB/s  in cache    GFLOP/s\n");
    json_array_foreach(machine, i, row)
    {
        printf("  %2.0f thread%s            ", number(row, "threads"), number(row, "threads") > 1.0 ? "s" : " ");
        cell(number(row, "triad"), 10, 1);
        cell(number(row, "triad_cached"), 9, 1);
        cell(number(row, "gather"), 13, 1);
        cell(number(row, "gather_cached"), 9, 1);
        cell(number(row, "fma"), 10, 1);
        printf("\n");
    }
}

/* ------------------------------------------------------------ a workload */

static void print_times(const char *words, const json_t *bench, const char *key)
{
    char name[80];
    printf("  %-34s", words);
    const char *const what[] = {"median", "min", "p90"};
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s_ms_%s", key, what[i]);
        cell(number(bench, name), 10, 3);
    }
    printf("\n");
}

/* Seconds the kernel would take at the limits. */
static double least_seconds(const json_t *kernel, int64_t threads)
{
    const double stream = number(kernel, "stream_bytes"), gathered = number(kernel, "gathered_bytes");
    const int cached = stream + gathered < CACHE_BYTES;
    const double moving = 1e-9 * (stream / limit(threads, cached ? "triad_cached" : "triad") +
                                  gathered / limit(threads, cached ? "gather_cached" : "gather"));
    return fmax(moving, 1e-9 * number(kernel, "operations") / limit(threads, "fma"));
}

static void print_kernels(const json_t *bench, const char *program)
{
    size_t i;
    json_t *row;
    const int64_t threads = (int64_t)number(bench, "threads");
    printf("  kernels of %-23s %10s %10s %10s %9s %9s %9s %7s\n", program, "median", "min", "p90", "MB in row",
           "MB far", "Mops", "limit");
    json_array_foreach(json_object_get(bench, "kernels"), i, row)
    {
        const double ms = number(row, "ms_median"), share = 1e3 * least_seconds(row, threads) / ms;
        if (strcmp(json_string_value(json_object_get(row, "program")), program) != 0)
            continue;
        printf("    %-30.30s  ", json_string_value(json_object_get(row, "name")));
        cell(ms, 10, 4), cell(number(row, "ms_min"), 10, 4), cell(number(row, "ms_p90"), 10, 4);
        cell(1e-6 * number(row, "stream_bytes"), 9, 3), cell(1e-6 * number(row, "gathered_bytes"), 9, 3);
        cell(1e-6 * number(row, "operations"), 9, 2), cell(100.0 * share, 5, 0);
        printf(" %%\n");
        json_object_set_new(row, "share_of_limit", isfinite(share) ? json_real(share) : json_null());
    }
}

static void print_memory(const json_t *train)
{
    const double peak = number(train, "peak_rss_mib");
    const double planned = number(train, "planned_bytes") / 1048576.0 + number(train, "base_rss_mib");
    if (isfinite(peak))
        printf("  peak memory %.1f MiB; by the plan %.1f MiB (%+.1f %%)\n", peak, planned,
               100.0 * (peak / planned - 1.0));
}

static void print_peer(const char *kind, const json_t *peer, const json_t *bench)
{
    const json_t *epoch = json_object_get(peer, "epoch_ms"), *infer = json_object_get(peer, "infer_ms");
    if (!peer)
        return;
    printf("  %-34s", kind);
    cell(number(epoch, "median"), 10, 3), cell(number(epoch, "min"), 10, 3), cell(number(epoch, "p90"), 10, 3);
    printf("   %.1f x ours; inference %.3f ms, %.1f x; %.0f MiB\n",
           number(epoch, "median") / number(bench, "epoch_ms_median"), number(infer, "median"),
           number(infer, "median") / number(bench, "infer_ms_median"), number(peer, "peak_rss_mib"));
}

static void print_whole(const json_t *train, const json_t *runs, const json_t *compile)
{
    if (isfinite(number(train, "wall_seconds")))
        printf("  train --epochs %.0f, from start to checkpoint: %.3f s\n", number(train, "asked_epochs"),
               number(train, "wall_seconds"));
    if (isfinite(number(runs, "wall_seconds")))
        printf("  train --epochs 200 --runs %.0f: %.1f s\n", number(runs, "asked_runs"), number(runs, "wall_seconds"));
    if (compile)
        printf("  gatcc %.0f ms, cc %.0f ms\n", number(compile, "gatcc_ms"), number(compile, "cc_ms"));
}

/* The last thread count measured is the one the details are of. */
static json_t *print_counts(const char *workload, json_t *result)
{
    json_t *last = NULL, *one = NULL;
    for (int64_t threads = 1; threads <= 256; threads++) {
        char name[32], words[64];
        snprintf(name, sizeof name, "threads-%d.json", (int)threads);
        json_t *bench = read_json(workload, name);
        if (!bench)
            continue;
        snprintf(words, sizeof words, "training epoch, %d thread%s", (int)threads, threads > 1 ? "s" : "");
        print_times(words, bench, "epoch");
        name[strlen(name) - 5] = 0;
        json_object_set_new(result, name, bench);
        one = one ? one : bench;
        last = bench;
    }
    if (last && last != one)
        printf("  %-34s %10.2f\n", "one thread over all",
               number(one, "epoch_ms_median") / number(last, "epoch_ms_median"));
    json_t *busy = read_json(workload, "busy.json");
    if (busy) {
        print_times("training epoch, one core taken", busy, "epoch");
        printf("  %-34s %10.2f\n", "one core taken over one thread",
               number(busy, "epoch_ms_median") / number(one, "epoch_ms_median"));
        json_object_set_new(result, "busy", busy);
    }
    return last;
}

static void print_workload(const char *workload)
{
    json_t *result = json_object(), *part;
    printf("\n%-36s %10s %10s %10s\n", workload, "median ms", "min", "p90");
    const json_t *bench = print_counts(workload, result);
    if (bench) {
        if (json_object_get(bench, "epoch_with_evaluation_ms_median")) /* data without validation nodes */
            print_times("training epoch and evaluation", bench, "epoch_with_evaluation");
        else
            print_times("training epoch with validation", bench, "epoch_with_validation");
        print_times("inference, all nodes", bench, "infer");
    }
    json_t *plain = read_json(workload, "peer-plain.json"), *pyg = read_json(workload, "peer-pyg.json");
    print_peer("PyTorch, plain: training epoch", plain, bench);
    print_peer("PyG's GATConv: training epoch", pyg, bench);
    if (bench) {
        print_kernels(bench, "train");
        print_kernels(bench, "infer");
    }
    json_t *train = read_json(workload, "train.json"), *runs = read_json(workload, "runs.json"),
           *compile = read_json(workload, "compile.json");
    print_memory(train);
    print_whole(train, runs, compile);
    const struct Part {
        const char *name;
        json_t *value;
    } parts[] = {
        {"peer_plain", plain}, {"peer_pyg", pyg}, {"train", train}, {"runs", runs}, {"compile", compile},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if ((part = parts[i].value))
            json_object_set_new(result, parts[i].name, part);
    json_object_set_new(all, workload, result);
}

/* ------------------------------------------------------------ growth */

/* Time and memory for an edge, side by side, of the workloads called growth-... */
static void print_growth(void)
{
    const char *workload;
    json_t *result;
    int shown = 0;
    json_object_foreach(all, workload, result)
    {
        const json_t *train = json_object_get(result, "train"), *bench = json_object_get(result, "threads-2");
        if (strncmp(workload, "growth-", 7) != 0)
            continue;
        if (!shown++)
            printf("\n%-20s %12s %12s %14s %12s %10s\n", "growth", "epoch ms", "ns an edge", "MiB", "by plan", "edges");
        bench = bench ? bench : json_object_get(result, "threads-1");
        printf("%-20s", workload);
        const double ms = number(bench, "epoch_ms_median"), edges = number(train, "graph_edges");
        cell(ms, 12, 2), cell(1e6 * ms / edges, 12, 2), cell(number(train, "peak_rss_mib"), 14, 1);
        cell(number(train, "planned_bytes") / 1048576.0 + number(train, "base_rss_mib"), 12, 1), cell(edges, 10, 0);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    char path[4096], line[256];
    if (argc < 2) {
        fprintf(stderr, "usage: table FOLDER [OUT.json]\n");
        return 2;
    }
    folder = argv[1];
    all = json_object();
    json_t *limits = read_json("", "machine.json");
    machine = json_object_get(limits, "machine");
    snprintf(path, sizeof path, "%s/order", folder);
    FILE *order = fopen(path, "r");
    if (!order || !machine) {
        fprintf(stderr, "table: %s holds no measurements\n", folder);
        return 1;
    }
    print_machine();
    while (fgets(line, sizeof line, order)) {
        line[strcspn(line, "\n")] = 0;
        print_workload(line);
    }
    print_growth();
    fclose(order);
    json_t *report = json_pack("{s:O,s:o}", "machine", machine, "workloads", all);
    const int failed = argc > 2 && json_dump_file(report, argv[2], JSON_INDENT(1) | JSON_PRESERVE_ORDER) != 0;
    if (failed)
        fprintf(stderr, "table: cannot write %s\n", argv[2]);
    json_decref(report);
    json_decref(limits);
    return failed;
}
