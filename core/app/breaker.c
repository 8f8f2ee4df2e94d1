/* Windows of failures, and what becomes of them. */
#include "app/breaker.h"

#include "base/id.h"

#include <stdlib.h>

/* The failures of one service in one borough: counted in slices of time, so that what is long past
 * is forgotten piece by piece. */
struct fuse {
    struct list node;
    size_t borough;
    char code[CODE_MAX + 1];
    unsigned char hash[ID_HASH_BYTES];
    char generation[BUNDLE_NAME_TEXT]; /* whose failures are counted */
    uint64_t seen;                     /* on the ledger, at the last look */
    uint64_t slice;                    /* number of the one that fills */
    uint64_t slices[BREAKER_SLICES + 1];
    bool told;
};

/* --- Limits ----------------------------------------------------------------------------------- */

static bool read_seconds(struct str word, uint64_t *out)
{
    static const struct {
        char unit;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}};
    uint64_t n;
    if (!word.n || !str_u64(str_first(word, word.n - 1), &n) || !n || n > 1000000)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (word.p[word.n - 1] == units[i].unit)
            return *out = n * units[i].seconds, true;
    return false;
}

bool breaker_limits_read(struct str word, struct breaker_limits *out)
{
    struct str rest = word, failures;
    *out = (struct breaker_limits){0};
    if (str_eq(word, STR("0")))
        return true;
    return str_cut(&rest, '/', &failures) && str_u64(failures, &out->failures) && out->failures &&
           rest.p && read_seconds(rest, &out->seconds);
}

/* --- Windows ---------------------------------------------------------------------------------- */

void breaker_open(struct breaker *b)
{
    list_init(&b->fuses);
}

void breaker_close(struct breaker *b)
{
    for (struct list *node; (node = list_pop(&b->fuses));)
        free(LIST_ITEM(node, struct fuse, node));
}

static struct fuse *find(struct breaker *b, size_t borough, struct str code)
{
    LIST_EACH(node, &b->fuses)
    {
        struct fuse *f = LIST_ITEM(node, struct fuse, node);
        if (f->borough == borough && str_eq(str_c(f->code), code))
            return f;
    }
    return NULL;
}

/* NULL: out of memory, and the next look tries again. */
static struct fuse *fuse_of(struct breaker *b, size_t borough, const struct service *s)
{
    struct fuse *f = find(b, borough, s->code);
    if (f || s->code.n > CODE_MAX || !(f = calloc(1, sizeof *f)))
        return f;
    f->borough = borough;
    memcpy(f->code, s->code.p, s->code.n);
    memcpy(f->hash, s->hash, sizeof f->hash);
    list_push(&b->fuses, &f->node);
    return f;
}

/* Another generation begins a window anew; what the ledger counted since the last look is its. */
static void follow(struct fuse *f, const struct jurisdiction *j, const struct service *s)
{
    if (memcmp(f->hash, s->hash, sizeof f->hash) != 0)
        f->seen = 0;
    if (strcmp(f->generation, j->generation_name) != 0) {
        memset(f->slices, 0, sizeof f->slices);
        f->told = false;
    }
    memcpy(f->hash, s->hash, sizeof f->hash);
    memcpy(f->generation, j->generation_name, sizeof f->generation);
}

static void turn_to(struct fuse *f, uint64_t slice)
{
    enum { ALL = BREAKER_SLICES + 1 };
    uint64_t past = slice - f->slice;
    for (uint64_t i = 1; i <= past && i <= ALL; i++)
        f->slices[(f->slice + i) % ALL] = 0;
    f->slice = slice;
}

/* The failures that are in the window now. */
static uint64_t count(const struct breaker *b, struct fuse *f, uint64_t errors, uint64_t now_us)
{
    uint64_t sum = 0;
    turn_to(f, now_us / (b->limits.seconds * 1000000 / BREAKER_SLICES));
    if (errors < f->seen)
        f->seen = 0; /* its page was begun anew */
    f->slices[f->slice % (BREAKER_SLICES + 1)] += errors - f->seen;
    f->seen = errors;
    for (size_t i = 0; i <= BREAKER_SLICES; i++)
        sum += f->slices[i];
    return sum;
}

/* --- What becomes of them --------------------------------------------------------------------- */

static void say(struct log *log, enum err e, const struct jurisdiction *j, const struct fuse *f,
                uint64_t failures, const struct life_answer *answer)
{
    log_begin(log, LOG_ERROR, e ? "rules_keep_failing" : "rules_fell_back");
    log_str(log, "jurisdiction", j->id);
    log_str(log, "service", str_c(f->code));
    log_str(log, "failing", str_c(f->generation));
    log_i64(log, "failures", (int64_t)failures);
    log_str(log, e ? "error" : "active", str_c(e ? err_name(e) : answer->after));
    log_end(log);
    log_flush(log);
}

/* Going back tells by itself; a failure to tell is in the log already. */
static enum err tell(struct breaker *b, struct arena *arena, const struct fuse *f)
{
    struct text say = {{
        arena_printf(arena,
                     "Des fonctions du service « %s » échouent trop souvent, et il n’y a pas de "
                     "règles auxquelles revenir\u00a0: les demandes sont gardées et signalées. "
                     "Voyez «\u00a0guichet status\u00a0».",
                     f->code),
        arena_printf(arena,
                     "Functions of the service \"%s\" fail too often, and there are no rules to go "
                     "back to: requests are stored and flagged. See \"guichet status\".",
                     f->code),
    }};
    bool made = say.in[LANG_FR].p && say.in[LANG_EN].p;
    return made ? life_tell(b->life, f->borough, say) : ERR_NOMEM;
}

static void put_notice(struct breaker *b, enum err e, const struct jurisdiction *j,
                       const struct fuse *f)
{
    const struct notice notice = {.kind = e ? NOTICE_KEEPS_FAILING : NOTICE_FELL_BACK,
                                  .jurisdiction = j->id,
                                  .service = str_c(f->code),
                                  .generation = str_c(f->generation),
                                  .at = now_seconds(b->now)};
    notices_put(b->notices, &notice);
}

static void fall_back(struct breaker *b, struct fuse *f, const struct jurisdiction *j,
                      uint64_t failures)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct life_answer answer;
    const struct life_ask ask = {.borough = f->borough,
                                 .author = {"guichet", 7},
                                 .expects = str_c(f->generation),
                                 .failing = str_c(f->code)};
    enum err e = life_roll_back(b->life, &ask, &faults, &answer);
    if (e)
        tell(b, &arena, f);
    put_notice(b, e, j, f);
    say(b->log, e, j, f, failures, &answer);
    f->told = true;
    arena_free(&arena);
}

static void look_at(struct breaker *b, size_t borough, const struct jurisdiction *j,
                    const struct service *s, uint64_t now_us)
{
    struct ledger_sum sum;
    struct fuse *f = ledger_read(b->ledger, j->id, s, &sum) ? fuse_of(b, borough, s) : NULL;
    if (!f)
        return;
    follow(f, j, s);
    uint64_t failures = count(b, f, sum.errors, now_us);
    if (failures < b->limits.failures)
        f->told = false;
    else if (!f->told)
        fall_back(b, f, j, failures);
}

void breaker_look(struct breaker *b, size_t borough, const struct jurisdiction *j, uint64_t now_us)
{
    for (size_t i = 0; b->limits.failures && i < j->service_count; i++)
        look_at(b, borough, j, j->services[i], now_us);
}
