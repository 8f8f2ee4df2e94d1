/* Threads of low priority, each with rules of its own. */
#include "app/rehearsal.h"

#include "base/date.h"
#include "script/rules.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { NICENESS = 19, LOOK_NS = 5000000, LOOKS_A_TELL = 20 };

struct hand {
    struct rehearsal *rehearsal;
    struct backtest_rows *rows;
    pthread_t thread;
    enum err result;
    _Atomic bool done;
};

void rehearsal_give_way(void)
{
    const struct sched_param none = {0};
    pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICENESS);
}

static void *work(void *arg)
{
    struct hand *h = arg;
    struct script_rules *rules;
    rehearsal_give_way();
    h->result = script_rules_open(&h->rehearsal->candidate, 1, &rules);
    if (!h->result) {
        const struct rules table = script_rules_table(rules);
        h->result = backtest_work(&h->rehearsal->backtest, &table, h->rows);
        script_rules_close(rules);
    }
    atomic_store(&h->done, true);
    return NULL;
}

static unsigned thread_count(const struct rehearsal *r)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = r->threads ? r->threads : cores > 0 ? (unsigned)cores : 1;
    return n > REHEARSAL_THREADS_MAX ? REHEARSAL_THREADS_MAX : n;
}

/* Done is seen soon; progress is told now and then. */
static void watch(struct rehearsal *r, const struct hand *hands, unsigned n)
{
    unsigned looks = 0;
    for (unsigned i = 0; i < n; i++)
        while (!atomic_load(&hands[i].done)) {
            nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
            if (r->progress && ++looks % LOOKS_A_TELL == 0)
                r->progress(r->self, &r->backtest);
        }
}

static enum err run_hands(struct rehearsal *r, unsigned n)
{
    struct hand hands[REHEARSAL_THREADS_MAX] = {0};
    unsigned begun = 0;
    enum err e = ERR_OK;
    while (begun < n) {
        hands[begun].rehearsal = r;
        hands[begun].rows = &r->rows[begun];
        if (pthread_create(&hands[begun].thread, NULL, work, &hands[begun]))
            break;
        begun++;
    }
    watch(r, hands, begun);
    for (unsigned i = 0; i < begun; i++) {
        pthread_join(hands[i].thread, NULL);
        e = e ? e : hands[i].result;
    }
    return begun ? e : ERR_SYSTEM;
}

bool rehearsal_when(struct str word, int64_t now, int64_t *out)
{
    struct date day;
    uint64_t days;
    if (str_ends(word, STR("d")) && str_u64(str_first(word, word.n - 1), &days) && days <= 36600)
        *out = now - (int64_t)days * DAY_SECONDS;
    else if (date_parse(word, &day))
        *out = date_to_days(day) * DAY_SECONDS;
    else
        return instant_parse(word, out);
    return true;
}

enum err rehearsal_run(struct rehearsal *r, struct arena *arena, struct backtest_report *out)
{
    enum err e = backtest_open(&r->backtest);
    if (e)
        return e;
    e = run_hands(r, thread_count(r));
    backtest_close(&r->backtest);
    return e ? e : backtest_sum(arena, &r->backtest, r->rows, REHEARSAL_THREADS_MAX, out);
}

void rehearsal_free(struct rehearsal *r)
{
    for (unsigned i = 0; i < REHEARSAL_THREADS_MAX; i++)
        arena_free(&r->rows[i].arena);
}
