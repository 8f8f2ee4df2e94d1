/* Windows of failures, and what becomes of them. */
#include "app/breaker.h"

#include "base/now.h"

static void fall_back(struct breaker_window *w, struct life *l, struct log *log, size_t borough,
                      const struct jurisdiction *j, uint64_t failures)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct life_answer answer;
    const struct life_ask ask = {.borough = borough,
                                 .author = {"guichet", 7},
                                 .expects = str_c(w->generation),
                                 .by_itself = true};
    enum err e = life_roll_back(l, &ask, &faults, &answer);
    log_begin(log, LOG_ERROR, e ? "rules_keep_failing" : "rules_fell_back");
    log_str(log, "jurisdiction", j->id);
    log_str(log, "failing", str_c(w->generation));
    log_i64(log, "failures", (int64_t)failures);
    log_str(log, e ? "error" : "active", str_c(e ? err_name(e) : answer.after));
    log_end(log);
    log_flush(log);
    w->told = true;
    arena_free(&arena);
}

void breaker_look(struct breaker *b, struct life *l, struct log *log, size_t borough,
                  const struct jurisdiction *j, uint64_t errors)
{
    struct breaker_window *w = &b->windows[borough];
    uint64_t now = now_ticks_us();
    bool other = strcmp(w->generation, j->generation_name) != 0 || errors < w->errors;
    if (other)
        *w = (struct breaker_window){.began_us = now};
    memcpy(w->generation, j->generation_name, sizeof w->generation);
    if (now - w->began_us > (uint64_t)BREAKER_SECONDS * 1000000) {
        w->errors = errors;
        w->began_us = now;
        w->told = false;
    }
    if (errors - w->errors >= BREAKER_FAILURES && !w->told)
        fall_back(w, l, log, borough, j, errors - w->errors);
}
