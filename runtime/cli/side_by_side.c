/* side_by_side.c - how runs of small graphs fill the processors: a thread takes one run from its beginning to its end.
 *
 * Threads inside a run meet after each kernel, which costs small graphs most of what the second one brings; runs
 * do not meet. But each has weights and a workspace of its own: where these are large, memory is what all threads wait
 * for, and a run at a time needs the least of it. So the size decides, unless --at-once does.
 *
 * The prepared graph and its inputs are shared, and nobody writes them. Where each run has another split, or negatives
 * are drawn into the graph in each epoch, a slot has a data set and a graph of its own, read while others train.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "runtime/cli/side_by_side.h"
#include "runtime/exec/over.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#define SMALL_BYTES                                                                                                    \
    ((size_t)32 << 20) /* of a run that may have others beside it; some caches of processors, not of memory */
enum { SLOTS_A_LANE = 3, SHARE_OF_MEMORY = 4 };

/* Room for a run until it is taken. */
typedef struct Slot {
    Job own, *job; /* the first slot's is the command's, another's its own */
    Fit *fit;      /* NULL: not yet */
    char *told;    /* what it has to tell people, [told_size] */
    size_t told_size;
    Made made;
} Slot;

struct Side {
    Job *job;
    MakeRun *make;
    TakeRun *take;
    void *arg;
    bool varies, alone; /* each run has another split; each slot has a graph of its own */
    int lanes, slot_count;
    Slot *slots;          /* [slot_count] */
    Pool **pools;         /* [lanes]; NULL: the lane's thread alone */
    pthread_mutex_t lock; /* who has it reads a data set */
    struct Over over;
    bool failed; /* a run has said what, and there is a report all the same */
};

/* What this process may have. */
static uint64_t memory_room(void)
{
    struct rlimit limit;
    const uint64_t physical = mem_physical();
    return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < physical
               ? (uint64_t)limit.rlim_cur
               : physical;
}

int side_lanes_for(const Job *job, const Fit *fit, int64_t pieces)
{
    const size_t bytes = fit_own_bytes(fit);
    const int64_t threads = pool_threads(job->pool), asked = job->options->at_once;
    const uint64_t fits = memory_room() / SHARE_OF_MEMORY / SLOTS_A_LANE / bytes;
    int64_t lanes = asked ? asked : bytes <= SMALL_BYTES ? threads : 1;
    if (!asked && (uint64_t)lanes > fits)
        lanes = (int64_t)fits;
    lanes = lanes < pieces ? lanes : pieces;
    return lanes > 1 ? (int)lanes : 1;
}

static void make_slots(Side *side, Fit *first)
{
    const int64_t room = (int64_t)side->lanes * SLOTS_A_LANE;
    side->slot_count = side->lanes == 1 ? 1 : (int)(room < side->job->runs ? room : side->job->runs);
    side->slots = mem_alloc((size_t)side->slot_count, sizeof *side->slots);
    side->slots[0].job = side->job;
    side->slots[0].fit = first;
    for (int i = 1; i < side->slot_count; i++) {
        Slot *slot = &side->slots[i];
        slot->own = *side->job;
        slot->job = &slot->own;
        if (side->alone) {
            slot->own.data = NULL;
            slot->own.sequence = NULL;
            slot->own.row_weight = NULL;
        }
    }
}

static void make_pools(Side *side)
{
    side->pools = mem_alloc((size_t)side->lanes, sizeof(Pool *));
    for (int i = 0; i < side->lanes; i++)
        side->pools[i] = pool_share(side->job->pool, side->lanes);
}

Side *side_new(Job *job, MakeRun *make, TakeRun *take, void *arg, Error *error)
{
    Fit *first = fit_new(job, error);
    if (!first)
        return NULL;
    Side *side = mem_alloc(1, sizeof *side);
    side->job = job;
    side->make = make;
    side->take = take;
    side->arg = arg;
    side->varies = split_rule_varies(&job->options->split_rule);
    side->alone = side->varies || !fit_may_have_twins(first);
    side->lanes = side_lanes_for(job, first, job->runs);
    pthread_mutex_init(&side->lock, NULL);
    make_slots(side, first);
    make_pools(side);
    return side;
}

/* Another split has other views, and training used up the data set: it is read again. */
static bool read_fit(Slot *slot, int64_t number, Error *error)
{
    fit_free(slot->fit);
    slot->fit = NULL;
    if (!job_load_data(slot->job, number, error))
        return false;
    slot->fit = fit_new(slot->job, error);
    return slot->fit != NULL;
}

static bool ready_fit(Side *side, Slot *slot, int64_t number, Error *error)
{
    if (slot->fit && (number == 0 || !side->varies))
        return true;
    if (!side->alone) {
        slot->fit = fit_twin(slot->job, side->slots[0].fit, error);
        return slot->fit != NULL;
    }
    pthread_mutex_lock(&side->lock);
    const bool worked = read_fit(slot, number, error);
    pthread_mutex_unlock(&side->lock);
    return worked;
}

/* What it tells people waits until it is its turn. */
static bool begin_beside(Side *side, Slot *slot, int lane, Error *error)
{
    slot->job->pool = side->pools[lane];
    slot->fit->over = &side->over;
    slot->fit->told = open_memstream(&slot->told, &slot->told_size);
    return slot->fit->told || error_set(error, "out of memory");
}

static void end_beside(Slot *slot)
{
    if (slot->fit->told)
        fclose(slot->fit->told);
    slot->fit->told = stderr;
}

static void make_one(void *arg, int lane, int at, int64_t number)
{
    Side *side = arg;
    Slot *slot = &side->slots[at];
    Made *made = &slot->made;
    *made = (Made){.worked = false};
    if (!ready_fit(side, slot, number, &made->error))
        return;
    made->worked = (side->lanes == 1 || begin_beside(side, slot, lane, &made->error)) &&
                   side->make(slot->fit, number, &made->out, &made->error);
    if (side->lanes > 1)
        end_beside(slot);
}

static bool take_one(void *arg, int at, int64_t number)
{
    Side *side = arg;
    Slot *slot = &side->slots[at];
    if (slot->told)
        fwrite(slot->told, 1, slot->told_size, stderr);
    free(slot->told);
    slot->told = NULL;
    side->failed |= slot->job->failed;
    const bool goes_on = side->take(side->arg, slot->fit, &slot->made, number);
    atomic_store(&side->over.yes, !goes_on);
    return goes_on;
}

bool side_more_wanted(void)
{
    return !signals_asked();
}

void side_run(Side *side)
{
    Pool *pool = side->job->pool;
    const LaneWork work = {.lanes = side->lanes,
                           .slots = side->slot_count,
                           .count = side->job->runs,
                           .more = side_more_wanted,
                           .make = make_one,
                           .take = take_one,
                           .arg = side};
    signals_catch();
    lanes_run(&work);
    side->job->pool = pool;
    side->job->failed |= side->failed;
}

int side_lanes(const Side *side)
{
    return side->lanes;
}

int side_twins(const Side *side)
{
    return side->slot_count - 1;
}

/* The first has the graph of the others. */
void side_free(Side *side)
{
    for (int i = side->slot_count - 1; i >= 0; i--) {
        Slot *slot = &side->slots[i];
        fit_free(slot->fit);
        free(slot->told);
        if (side->alone && i > 0) {
            gatrt_data_free(slot->own.data);
            mem_free(slot->own.sequence);
            mem_free(slot->own.row_weight);
        }
    }
    for (int i = 0; i < side->lanes; i++)
        pool_free(side->pools[i]);
    pthread_mutex_destroy(&side->lock);
    mem_free(side->pools);
    mem_free(side->slots);
    mem_free(side);
}
