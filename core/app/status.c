/* What stands in force, beside what the ledger has counted. */
#include "app/status.h"

#include "api/reply.h"
#include "api/request_json.h"

static void put_hash(struct jw *w, const struct service *s)
{
    char name[BUNDLE_NAME_TEXT];
    bundle_name(name, s->hash);
    json_text(w, "hash", str_c(name));
}

static void put_i64(struct jw *w, const char *key, uint64_t value)
{
    jw_key(w, key);
    jw_i64(w, (int64_t)value);
}

static void put_last_error(struct jw *w, struct call *c, const struct ledger_failure *f)
{
    jw_key(w, "last_error");
    if (!f->at) {
        jw_null(w);
        return;
    }
    jw_object(w);
    json_instant(w, "at", c, f->at);
    json_text(w, "where", str_c(f->where));
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_text(w, lang_code((enum lang)lang).p, str_c(f->words[lang]));
    jw_end_object(w);
}

/* "failing": the breaker has had enough of it, and there was nothing to go back to. */
static struct str state_of(struct call *c, const struct service *s)
{
    struct notices *n = c->shared->notices;
    bool failing = n && notices_have(n, NOTICE_KEEPS_FAILING, c->jurisdiction->id, s->code);
    return failing ? STR("failing") : STR("ok");
}

static void put_service(struct jw *w, struct call *c, size_t i)
{
    const struct jurisdiction *j = c->jurisdiction;
    const struct service *s = j->services[i];
    struct ledger_sum sum;
    bool functions = ledger_read(house_ledger(c->shared->self), j->id, s, &sum);
    jw_object(w);
    json_text(w, "service", s->code);
    json_text(w, "state", state_of(c, s));
    json_text(w, "version", s->version);
    put_hash(w, s);
    json_instant(w, "since", c, j->service_since ? j->service_since[i] : j->since);
    jw_key(w, "functions");
    jw_bool(w, functions);
    put_i64(w, "calls", sum.calls);
    put_i64(w, "errors", sum.errors);
    put_i64(w, "suspended", sum.suspended);
    put_i64(w, "p50_us", ledger_quantile(&sum, 500));
    put_i64(w, "p99_us", ledger_quantile(&sum, 990));
    put_i64(w, "memory", sum.memory);
    put_last_error(w, c, &sum.last);
    jw_end_object(w);
}

/* What could not be loaded has nothing but its code. */
static void put_left_out(struct jw *w, const struct jurisdiction *j)
{
    jw_key(w, "left_out");
    jw_array(w);
    for (size_t i = 0; i < j->left_out_count; i++)
        jw_str(w, j->left_out[i].code);
    jw_end_array(w);
    jw_key(w, "faults");
    notices_put_faults(j->faults, w);
}

static void put_status(struct jw *w, struct call *c)
{
    const struct jurisdiction *j = c->jurisdiction;
    jw_object(w);
    json_text(w, "jurisdiction", j->id);
    json_text(w, "generation", str_c(j->generation_name));
    json_instant(w, "since", c, j->since);
    put_i64(w, "memory", house_rules_memory(c->shared->self, j));
    jw_key(w, "services");
    jw_array(w);
    for (size_t i = 0; i < j->service_count; i++)
        put_service(w, c, i);
    jw_end_array(w);
    put_left_out(w, j);
    jw_key(w, "notices");
    notices_put_json(c->shared->notices, j->id, w);
    jw_end_object(w);
}

static enum err status(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    put_status(&w, c);
    return reply_json(c, 200, &b);
}

static const struct resource status_resource = {FAMILY_JSON, ROLE_ADMIN, BODY_NONE, .both = true,
                                                .handle = status};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/admin/status", "admin_status", &status_resource, 0, false},
};

const struct route_table status_routes = ROUTE_TABLE(routes);
