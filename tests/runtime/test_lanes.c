/* test_lanes.c - pieces side by side: each made once, taken in order, never more at a time than there are slots; ended by
 * the caller or by what says that there are no more. Run: ctest -R lanes */
#define _POSIX_C_SOURCE 200809L
#include "../../runtime/runtime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdatomic.h>
#include <time.h>

enum { PIECES = 200, SLOTS = 9 };

typedef struct Work {
    atomic_int made[PIECES], in_slot[SLOTS], clashes;
    int64_t slot_has[SLOTS];
    int64_t taken, stop_at;
} Work;

static atomic_int left; /* that `more` allows */

static bool more(void)
{
    return atomic_fetch_sub(&left, 1) > 0;
}

/* Early pieces take longest: those behind wait for them. */
static void make(void *arg, int lane, int slot, int64_t number)
{
    Work *w = arg;
    (void)lane;
    if (atomic_exchange(&w->in_slot[slot], 1) != 0)
        atomic_fetch_add(&w->clashes, 1);
    w->slot_has[slot] = number;
    const struct timespec nap = {0, (PIECES - number) * (number % 3) * 1500};
    nanosleep(&nap, NULL);
    atomic_fetch_add(&w->made[number], 1);
}

static bool take(void *arg, int slot, int64_t number)
{
    Work *w = arg;
    if (w->slot_has[slot] != number || number != w->taken || atomic_load(&w->made[number]) != 1)
        atomic_fetch_add(&w->clashes, 1);
    w->taken++;
    atomic_store(&w->in_slot[slot], 0);
    return number != w->stop_at;
}

static void run(Work *w, int lanes, int slots)
{
    const LaneWork work = {lanes, slots, PIECES, more, make, take, w};
    lanes_run(&work);
    assert_int_equal(atomic_load(&w->clashes), 0);
}

static void each_is_made_once_and_taken_in_order(void **state)
{
    (void)state;
    static const int lanes[] = {1, 2, 3, 8}, slots[] = {1, 2, 7, 9};
    for (int i = 0; i < 4; i++) {
        Work w = {.stop_at = -1};
        atomic_store(&left, PIECES * 100);
        run(&w, lanes[i], slots[i]);
        assert_int_equal(w.taken, PIECES);
    }
}

/* What was made beyond the last that was wanted is dropped, and its slot is left as it was. */
static void the_caller_ends_it(void **state)
{
    (void)state;
    for (int lanes = 1; lanes <= 4; lanes++) {
        Work w = {.stop_at = 20};
        atomic_store(&left, PIECES * 100);
        run(&w, lanes, lanes == 1 ? 1 : 2 * lanes);
        assert_int_equal(w.taken, 21);
        for (int slot = 0; lanes > 1 && slot < 2 * lanes; slot++)
            assert_true(w.slot_has[slot] <= 20 + 2 * lanes);
    }
}

/* All that was begun is taken, and the first is begun in any case. */
static void it_ends_where_there_are_no_more(void **state)
{
    (void)state;
    for (int lanes = 1; lanes <= 4; lanes++)
        for (int allowed = 0; allowed < 12; allowed += 11) {
            Work w = {.stop_at = -1};
            int made = 0;
            atomic_store(&left, allowed);
            run(&w, lanes, lanes == 1 ? 1 : 2 * lanes);
            for (int i = 0; i < PIECES; i++)
                made += atomic_load(&w.made[i]);
            assert_int_equal(w.taken, made);
            assert_true(w.taken >= 1 && w.taken <= allowed + 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_made_once_and_taken_in_order),
        cmocka_unit_test(the_caller_ends_it),
        cmocka_unit_test(it_ends_where_there_are_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
