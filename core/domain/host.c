/* Counting requests for a rule, keeping what was counted, and giving it again. */
#include "domain/host.h"

#include "base/date.h"
#include "domain/query.h"

/* --- From the store --------------------------------------------------------------------------- */

/* The last second of the window is the request's own: two filed in one second see each other when
 * the first is committed. */
static struct query query_of(const struct host_live *h, const struct host_question *q)
{
    const struct facts *f = h->facts;
    struct query query = {.order = ORDER_REQUESTED,
                          .services = (struct str *)&q->service,
                          .service_count = q->service.n > 0,
                          .has_requested_from = true,
                          .has_requested_to = true,
                          .requested_from = f->at - (int64_t)q->days * DAY_SECONDS,
                          .requested_to = f->at,
                          .limit = HOST_MATCHES_MAX + 1,
                          .reads_max = HOST_READS_MAX};
    if (q->near > 0) {
        query.has_circle = true;
        query.center = f->position;
        query.radius = q->near;
    }
    return query;
}

static struct str key_of(const struct request *r, struct str by)
{
    const struct {
        const char *by;
        struct str key;
    } own[] = {
        {"service", r->service},
        {"state", r->state},
        {"status", r->closed ? STR("closed") : STR("open")},
        {"priority", r->priority},
        {"channel", r->channel},
        {"address_id", r->address_id},
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_eq(by, str_c(own[i].by)))
            return own[i].key;
    const struct value *v = answer_find(r->answers, r->answer_count, by);
    return v && v->type == VALUE_STRING && v->string.n <= CODE_MAX ? v->string : (struct str){0};
}

/* The row of that key, kept in the order of keys; NULL: there is no room for another. */
static struct tally *row_of(struct host_answer *out, struct str key)
{
    size_t i = 0;
    while (i < out->count && str_cmp(out->rows[i].key, key) < 0)
        i++;
    if (i < out->count && str_eq(out->rows[i].key, key))
        return &out->rows[i];
    if (out->count == HOST_TALLIES_MAX)
        return NULL;
    memmove(&out->rows[i + 1], &out->rows[i], (out->count - i) * sizeof *out->rows);
    out->rows[i] = (struct tally){.key = key};
    out->count++;
    return &out->rows[i];
}

/* One whose attribute is empty belongs to no group. */
static enum err tally_page(const struct host_live *h, const struct host_question *q,
                           const struct query_page *page, struct host_answer *out)
{
    size_t matches = 0;
    for (size_t i = 0; i < page->count && matches < HOST_MATCHES_MAX; i++) {
        const struct request *r = &page->items[i];
        if (r->id == h->except)
            continue;
        matches++;
        struct str key = q->what == HOST_GROUP ? key_of(r, q->by) : STR("");
        struct tally *row = q->what == HOST_GROUP && !key.n ? NULL : row_of(out, key);
        if (row)
            row->n++;
        else if (key.n)
            return ERR_TOO_LARGE;
    }
    return ERR_OK;
}

static enum err keep_keys(struct arena *arena, struct host_answer *out)
{
    for (size_t i = 0; i < out->count; i++) {
        out->rows[i].key = arena_str(arena, out->rows[i].key);
        if (!out->rows[i].key.p)
            return ERR_NOMEM;
    }
    return ERR_OK;
}

static enum err empty_answer(const struct host_question *q, struct arena *arena,
                             struct host_answer *out)
{
    *out = (struct host_answer){.rows = ARENA_ARRAY(arena, struct tally, HOST_TALLIES_MAX),
                                .count = q->what == HOST_COUNT};
    return out->rows ? ERR_OK : ERR_NOMEM;
}

/* ERR_TIMEOUT: it has read as much as it may. What it has found are the newest, and they count. */
static enum err ask_store(void *self, const struct host_question *q, struct arena *arena,
                          struct host_answer *out)
{
    struct host_live *h = self;
    struct arena scratch = {0};
    struct query query = query_of(h, q);
    struct query_page page;
    enum err e = empty_answer(q, arena, out);
    if (e || (q->near > 0 && !h->facts->has_position))
        return e;
    e = query_run(h->desk, &scratch, h->jurisdiction, &query, &page);
    if (!e || e == ERR_TIMEOUT)
        e = tally_page(h, q, &page, out);
    if (!e)
        e = keep_keys(arena, out);
    out->reads = (uint32_t)page.reads;
    arena_free(&scratch);
    return e;
}

static void log_line(void *self, struct str where, struct str text)
{
    struct log *log = ((struct host_live *)self)->desk->log;
    if (!log)
        return;
    log_begin(log, LOG_DEBUG, "rule");
    log_str(log, "where", where);
    log_str(log, "says", text);
    log_end(log);
}

struct host host_live(struct host_live *self)
{
    return (struct host){self, ask_store, log_line};
}

/* --- From a decision -------------------------------------------------------------------------- */

static const struct host_call *find_call(const struct host_call *calls, size_t count,
                                         const struct host_question *q)
{
    for (size_t i = 0; i < count; i++) {
        const struct host_question *c = &calls[i].question;
        if (c->what == q->what && c->near == q->near && c->days == q->days &&
            str_eq(c->by, q->by) && str_eq(c->service, q->service))
            return &calls[i];
    }
    return NULL;
}

static enum err ask_kept(void *self, const struct host_question *q, struct arena *arena,
                         struct host_answer *out)
{
    struct host_replay *h = self;
    const struct host_call *call = find_call(h->calls, h->count, q);
    if (call) {
        *out = call->answer;
        return ERR_OK;
    }
    h->missed++;
    return h->otherwise ? h->otherwise->ask(h->otherwise->self, q, arena, out)
                        : empty_answer(q, arena, out);
}

struct host host_replay(struct host_replay *self)
{
    return (struct host){self, ask_kept, NULL};
}

/* --- Keeping ---------------------------------------------------------------------------------- */

static enum err keep_call(struct host_record *h, const struct host_question *q,
                          const struct host_answer *answer)
{
    struct host_call *call = &h->calls[h->count];
    *call = (struct host_call){*q, *answer};
    call->question.by = arena_str(h->arena, q->by);
    call->question.service = arena_str(h->arena, q->service);
    if (!call->question.by.p || !call->question.service.p)
        return ERR_NOMEM;
    h->count++;
    return ERR_OK;
}

static enum err ask_and_keep(void *self, const struct host_question *q, struct arena *arena,
                             struct host_answer *out)
{
    struct host_record *h = self;
    const struct host_call *known = find_call(h->calls, h->count, q);
    (void)arena; /* what is kept lives as long as the decision */
    if (known) {
        *out = known->answer;
        return ERR_OK;
    }
    if (!h->from || !h->from->ask)
        return ERR_UNSUPPORTED;
    if (h->count == HOST_CALLS_MAX)
        return ERR_TOO_LARGE;
    if (!h->calls)
        h->calls = ARENA_ARRAY(h->arena, struct host_call, HOST_CALLS_MAX);
    if (!h->calls)
        return ERR_NOMEM;
    enum err e = h->from->ask(h->from->self, q, h->arena, out);
    return e ? e : keep_call(h, q, out);
}

static void log_through(void *self, struct str where, struct str text)
{
    const struct host *from = ((struct host_record *)self)->from;
    if (from && from->log)
        from->log(from->self, where, text);
}

struct host host_record(struct host_record *self)
{
    return (struct host){self, ask_and_keep, log_through};
}
