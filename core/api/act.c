/* look → verb → answer → commit → reply, again on a conflict. */
#include "api/act.h"

#include "api/reply.h"
#include "domain/idempotency.h"

enum { TRIES = 3 };

struct act {
    struct call *call;
    const struct action *action;
    void *input;
    uint32_t version;
    unsigned tries;
    bool keyed; /* an Idempotency-Key came with it */
    struct idempotency idempotency;
    struct change change;
};

/* --- Idempotency ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    size_t offset;
} kept_headers[] = {
    {"Tracking-Token", offsetof(struct kept_answer, token)},
    {"Location", offsetof(struct kept_answer, location)},
};

static struct str response_get(const struct http_response *r, const char *name)
{
    for (size_t i = 0; i < r->extra_count; i++)
        if (str_eq(r->extra[i].name, str_c(name)))
            return r->extra[i].value;
    return (struct str){NULL, 0};
}

static enum err answer_keep(struct act *a)
{
    const struct http_response *r = &a->call->x->response;
    struct kept_answer kept = {.status = r->status,
                               .content_type = r->content_type,
                               .body = buf_str(&r->body),
                               .etag = r->etag};
    for (size_t i = 0; i < sizeof kept_headers / sizeof *kept_headers; i++)
        *(struct str *)(void *)((char *)&kept + kept_headers[i].offset) =
            response_get(r, kept_headers[i].name);
    return idempotency_keep(a->call->desk, &a->change.batch, &a->idempotency, &kept);
}

static enum err answer_again(struct call *c, const struct kept_answer *kept)
{
    struct buf body = buf_in(call_arena(c));
    buf_str_put(&body, kept->body);
    for (size_t i = 0; i < sizeof kept_headers / sizeof *kept_headers; i++) {
        struct str value =
            *(const struct str *)(const void *)((const char *)kept + kept_headers[i].offset);
        if (value.n)
            response_header(&c->x->response, str_c(kept_headers[i].name), value);
    }
    c->x->response.etag = kept->etag;
    response_header(&c->x->response, STR("Idempotent-Replayed"), STR("true"));
    return reply_text(c, kept->status, kept->content_type, &body);
}

/* ERR_OK: answered already. ERR_NOT_FOUND: go on. */
static enum err answered_before(struct act *a)
{
    struct kept_answer kept;
    enum err e = idempotency_find(a->call->desk, call_arena(a->call), &a->idempotency, &kept);
    if (e == ERR_OK)
        return answer_again(a->call, &kept);
    if (e != ERR_CONFLICT)
        return e;
    reply_problem(a->call, PROBLEM_KEY_REUSED);
    return ERR_OK;
}

/* What makes two attempts the same: the body's bytes, or the fields of a multipart form, whose
 * boundary differs each time; and the query. */
static struct str sent(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    buf_str_put(&b, c->x->request.body);
    for (size_t i = 0; c->multipart && i < c->multipart->form.count; i++) {
        const struct form_field *f = &c->multipart->form.fields[i];
        buf_printf(&b, "%zu " STR_FMT "%zu " STR_FMT, f->name.n, STR_ARG(f->name), f->value.n,
                   STR_ARG(f->value));
    }
    buf_char(&b, '?');
    buf_str_put(&b, c->x->request.query);
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}

static bool key_read(struct act *a)
{
    struct call *c = a->call;
    const struct http_request *r = &c->x->request;
    struct str key = http_header(r, "Idempotency-Key");
    if (!key.p)
        return true;
    if (key.n == 0 || key.n > IDEMPOTENCY_KEY_MAX) {
        fault_add(&c->faults, "Idempotency-Key", "il faut de 1 à %d caractères",
                  "must be 1 to %d characters", IDEMPOTENCY_KEY_MAX);
        return false;
    }
    struct str route =
        arena_printf(call_arena(c), STR_FMT " " STR_FMT, STR_ARG(r->method_name), STR_ARG(r->path));
    struct str body = sent(c);
    a->keyed = true;
    a->idempotency = idempotency_of(c->holder.name, route, key, body);
    return route.p && body.p;
}

/* --- Attempts --------------------------------------------------------------------------------- */

static void committed(struct batch *b);

/* Inside desk_look. ERR_OK: committing, or answered. */
static enum err attempt(struct act *a)
{
    struct call *c = a->call;
    enum err e = a->keyed ? answered_before(a) : ERR_NOT_FOUND;
    if (e != ERR_NOT_FOUND)
        return e;
    a->tries++;
    a->change = (struct change){.batch = batch_in(call_arena(c))};
    e = a->action->run(c, a->input, &a->change);
    if (e == ERR_EXISTS && a->action->repeats)
        return a->action->answer(c, &a->change);
    if (!e)
        e = a->action->answer(c, &a->change);
    if (!e && a->keyed)
        e = answer_keep(a);
    if (!e) {
        c->pending = true;
        desk_commit(c->desk, &a->change, committed, a);
    }
    return e;
}

static void fail(struct act *a, enum err e)
{
    if (e == ERR_CONFLICT && a->version)
        reply_problem(a->call, PROBLEM_PRECONDITION);
    else
        reply_error(a->call, e);
}

static void again(struct act *a)
{
    struct call *c = a->call;
    c->pending = false;
    reply_begin(c);
    desk_use(c->desk, c->book);
    enum err e = desk_look(c->desk);
    if (!e) {
        e = attempt(a);
        desk_leave(c->desk);
    }
    if (e)
        fail(a, e);
    if (!c->pending)
        exchange_reply(c->x);
}

static void committed(struct batch *b)
{
    struct act *a = b->self;
    if (b->result == ERR_CONFLICT && a->tries < TRIES) {
        again(a);
        return;
    }
    if (b->result)
        fail(a, b->result);
    exchange_reply(a->call->x);
}

enum err act(struct call *c, const struct action *action, void *input, uint32_t version)
{
    struct act *a = ARENA_NEW(call_arena(c), struct act);
    if (!a)
        return ERR_NOMEM;
    *a = (struct act){.call = c, .action = action, .input = input, .version = version};
    if (!key_read(a))
        return ERR_INVALID;
    enum err e = attempt(a);
    if (e == ERR_CONFLICT && version) {
        fail(a, e);
        return ERR_OK;
    }
    return e;
}

bool act_if_match(struct call *c, uint32_t *version)
{
    struct str tag = http_header(&c->x->request, "If-Match");
    uint64_t n = 0;
    *version = 0;
    if (!tag.p || str_eq(tag, STR("*")))
        return true;
    bool quoted = tag.n >= 3 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"';
    if (quoted && str_u64(str_of(tag.p + 1, tag.n - 2), &n) && n > 0 && n <= UINT32_MAX) {
        *version = (uint32_t)n;
        return true;
    }
    reply_problem(c, PROBLEM_PRECONDITION);
    return false;
}
