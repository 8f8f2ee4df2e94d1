/* The routes of the life of rules: read on the loop, done in the workshop, answered on the loop. */
#include "app/admin.h"

#include "api/errand.h"
#include "api/param.h"
#include "api/reply.h"
#include "api/request_json.h"
#include "app/admin_body.h"

enum { PAGE = 50, PAGE_MAX = 500 };

typedef enum err (*life_verb)(struct life *l, const struct life_ask *ask, struct faults *faults,
                              struct life_answer *out);

/* One thing asked for; in the call's arena. */
struct asked {
    struct errand errand;
    struct life *life;
    life_verb verb;
    struct life_ask ask;
    struct bundle texts;
    struct life_answer answer;
};

/* --- Reading ---------------------------------------------------------------------------------- */

size_t admin_borough(const struct call *c)
{
    size_t i = 0;
    while (c->desk->catalogue->items[i] != c->jurisdiction)
        i++;
    return i;
}

void admin_read_texts(struct call *c, const struct jv *texts, struct bundle *out)
{
    for (size_t i = 0; texts && i < texts->count; i++) {
        const struct jv *t = &texts->items[i];
        const char *where = arena_printf(call_arena(c), "texts[" STR_FMT "]", STR_ARG(t->key)).p;
        enum err e = t->type == JV_STRING ? bundle_put(out, t->key, t->string) : ERR_INVALID;
        if (e)
            fault_add(&c->faults, where ? where : "texts",
                      "il faut un chemin relatif, sans point au début d'un nom, et un texte",
                      "must be a relative path, no name of which begins with a dot, and a text");
    }
}

/* If-Match: "0123456789ab", what is to be replaced. */
static struct str expected(const struct call *c)
{
    struct str tag = http_header(&c->x->request, "If-Match");
    if (!tag.p || str_eq(tag, STR("*")))
        return STR("");
    if (tag.n >= 2 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"')
        return str_of(tag.p + 1, tag.n - 2);
    return tag;
}

struct body {
    const struct jv *texts, *approve;
    struct str base, note;
    struct body_number to;
};

void admin_read_base(struct call *c, struct str base, enum life_base *out)
{
    if (!base.n || str_eq(base, STR("active")))
        *out = LIFE_ACTIVE;
    else if (str_eq(base, STR("nothing")))
        *out = LIFE_NOTHING;
    else if (str_eq(base, STR("folder")))
        *out = LIFE_FOLDER;
    else
        fault_add(&c->faults, "base", "c'est « active », « folder » ou « nothing »",
                  "is \"active\", \"folder\" or \"nothing\"");
}

static void read_approve(struct call *c, const struct jv *names, struct life_ask *out)
{
    struct str *list = ARENA_ARRAY(call_arena(c), struct str, names ? names->count + 1 : 1);
    for (size_t i = 0; names && list && i < names->count; i++)
        list[i] = names->items[i].string;
    out->approve = list;
    out->approve_count = names && list ? names->count : 0;
}

static void read_body(struct call *c, struct asked *a)
{
    static const struct member members[] = {
        {"texts", MEMBER_OBJECT, offsetof(struct body, texts), false},
        {"base", MEMBER_TEXT, offsetof(struct body, base), false},
        {"note", MEMBER_TEXT, offsetof(struct body, note), false},
        {"to", MEMBER_NUMBER, offsetof(struct body, to), false},
        {"approve", MEMBER_TEXTS, offsetof(struct body, approve), false},
    };
    struct body body = {0};
    body_members(c, c->json, "", members, sizeof members / sizeof *members, &body);
    admin_read_texts(c, body.texts, &a->texts);
    admin_read_base(c, body.base, &a->ask.base);
    read_approve(c, body.approve, &a->ask);
    if (body.note.n > NOTE_MAX)
        fault_add(&c->faults, "note", "trop long", "too long");
    if (body.to.given && !(body.to.value >= 1 && body.to.value < 1e15))
        fault_add(&c->faults, "to", "c'est le numéro d'un changement", "is the number of a change");
    else if (body.to.given)
        a->ask.to = (uint64_t)body.to.value;
    a->ask.note = body.note;
}

/* --- Doing ------------------------------------------------------------------------------------ */

static void run(struct errand *e)
{
    struct asked *a = e->self;
    e->result = a->verb(a->life, &a->ask, &e->call->faults, &a->answer);
}

static void put_answer(struct jw *w, const struct life_answer *a)
{
    jw_object(w);
    json_text(w, "generation", str_c(a->after));
    json_text(w, "before", str_c(a->before));
    jw_key(w, "changed");
    jw_bool(w, a->number > 0);
    jw_key(w, "number");
    if (a->number)
        jw_i64(w, (int64_t)a->number);
    else
        jw_null(w);
    jw_key(w, "services");
    jw_i64(w, (int64_t)a->services);
    comparison_put_json(w, &a->changes);
    jw_end_object(w);
}

static enum err say_conflict(struct call *c, const struct life_answer *a)
{
    fault_add(&c->faults, "If-Match", "la génération en vigueur est « %s »",
              "the generation in force is \"%s\"", a->before);
    reply_problem(c, PROBLEM_PRECONDITION);
    return ERR_OK;
}

static enum err answer(struct errand *e)
{
    struct asked *a = e->self;
    struct call *c = e->call;
    if (e->result == ERR_CONFLICT)
        return say_conflict(c, &a->answer);
    if (e->result == ERR_NOT_FOUND)
        fault_add(&c->faults, "to", "il n'y a pas de génération à laquelle revenir",
                  "there is no generation to go back to");
    if (e->result)
        return e->result;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    put_answer(&w, &a->answer);
    c->x->response.etag = arena_printf(call_arena(c), "\"%s\"", a->answer.after);
    return reply_json(c, 200, &b);
}

static enum err begin(struct call *c, life_verb verb)
{
    struct asked *a = ARENA_NEW(call_arena(c), struct asked);
    if (!a)
        return ERR_NOMEM;
    a->life = house_life(c->shared->self);
    a->verb = verb;
    a->texts = bundle_in(call_arena(c));
    a->ask = (struct life_ask){.borough = admin_borough(c),
                               .author = c->holder.name,
                               .expects = expected(c),
                               .texts = &a->texts};
    read_body(c, a);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    a->errand = (struct errand){.run = run, .answer = answer, .self = a};
    return errand_send(c, &a->errand);
}

static enum err check_it(struct call *c)
{
    return begin(c, life_check);
}

static enum err activate(struct call *c)
{
    return begin(c, life_activate);
}

static enum err roll_back(struct call *c)
{
    return begin(c, life_roll_back);
}

/* --- History ---------------------------------------------------------------------------------- */

static void put_change(struct jw *w, struct call *c, const struct rules_change *r)
{
    char name[BUNDLE_NAME_TEXT];
    bundle_name(name, r->generation);
    jw_key(w, "number");
    jw_i64(w, (int64_t)r->number);
    json_text(w, "generation", str_c(name));
    json_text(w, "kind", change_kind_name(r->kind));
    json_instant(w, "at", c, r->at);
    json_text(w, "author", r->author);
    json_text(w, "note", r->note);
    jw_key(w, "origin");
    jw_i64(w, (int64_t)r->origin);
}

static enum err list(struct call *c)
{
    uint64_t before = 0, limit = PAGE;
    struct rules_change *items;
    size_t count;
    param_count(c, "before", 1, INT64_MAX, &before);
    param_count(c, "limit", 1, PAGE_MAX, &limit);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    enum err e = history_list(c->desk->snap, call_arena(c), c->jurisdiction->number, before, limit,
                              &items, &count);
    if (e)
        return e;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    json_text(&w, "active", str_c(c->jurisdiction->generation_name));
    jw_key(&w, "items");
    jw_array(&w);
    for (size_t i = 0; i < count; i++) {
        jw_object(&w);
        put_change(&w, c, &items[i]);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static enum err read_change(struct call *c, struct rules_change *out, struct bundle *texts)
{
    uint64_t number = 0;
    enum err e = str_u64(http_capture(&c->match, "number"), &number) ? ERR_OK : ERR_NOT_FOUND;
    if (!e)
        e = history_read(c->desk->snap, call_arena(c), c->jurisdiction->number, number, out);
    if (e == ERR_NOT_FOUND)
        fault_add(&c->faults, "number", "il n'y a pas de changement de ce numéro",
                  "there is no change of that number");
    return e ? e : history_texts(c->desk->snap, out, texts);
}

static enum err one(struct call *c)
{
    struct rules_change change;
    struct bundle texts = bundle_in(call_arena(c));
    enum err e = read_change(c, &change, &texts);
    if (e)
        return e;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    put_change(&w, c, &change);
    jw_key(&w, "texts");
    jw_object(&w);
    for (size_t i = 0; i < texts.count; i++) {
        jw_key_str(&w, texts.items[i].path);
        jw_str(&w, texts.items[i].text);
    }
    jw_end_object(&w);
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static const struct resource list_resource = ADMIN_RESOURCE(BODY_NONE, list);
static const struct resource one_resource = ADMIN_RESOURCE(BODY_NONE, one);
static const struct resource check_resource = ADMIN_RESOURCE(BODY_JSON, check_it);
static const struct resource activate_resource = ADMIN_RESOURCE(BODY_JSON, activate);
static const struct resource roll_back_resource = ADMIN_RESOURCE(BODY_JSON, roll_back);

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/admin/generations", "admin_generations", &list_resource, 0, false},
    {HTTP_GET, "/api/v1/admin/generations/{number}", "admin_generation", &one_resource, 0, false},
    {HTTP_POST, "/api/v1/admin/check", "admin_check", &check_resource, ADMIN_BODY_MAX, false},
    {HTTP_POST, "/api/v1/admin/activate", "admin_activate", &activate_resource, ADMIN_BODY_MAX,
     false},
    {HTTP_POST, "/api/v1/admin/rollback", "admin_rollback", &roll_back_resource, ADMIN_BODY_MAX,
     false},
};

const struct route_table admin_routes = ROUTE_TABLE(routes);
