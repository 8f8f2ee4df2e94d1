/* Kept answers: the same for as long as nothing can have changed, and not a moment longer. */
#include "api/cache.h"
#include "unit/api/client.h"

#include <stdio.h>

#define LIST "/open311/v2/requests.json"

struct office {
    struct client c;
    const char *key;
};

static int setup(void **state)
{
    struct office *o = malloc(sizeof *o);
    client_open(&o->c);
    o->key = client_key(&o->c, ROLE_CLIENT, "");
    file_pothole(&o->c, o->key, "&description=premier");
    *state = o;
    return 0;
}

static int teardown(void **state)
{
    struct office *o = *state;
    client_close(&o->c);
    free(o);
    return 0;
}

/* --- The cache itself ------------------------------------------------------------------------- */

/* A call as serve.c makes it, and a cache of its own to try it on. */
struct trial {
    struct cache cache;
    struct exchange x;
    struct call call;
};

static void trial_open(struct trial *t, struct client *c, const char *target)
{
    *t = (struct trial){.x.request = {.target = str_c(target), .host = STR("h")}};
    t->call = (struct call){.x = &t->x,
                            .desk = &c->counter.desk,
                            .now = &c->town.now,
                            .shared = &c->shared,
                            .format = FORMAT_JSON};
    assert_int_equal(desk_look(&c->counter.desk), ERR_OK);
}

static void trial_close(struct trial *t)
{
    desk_leave(t->call.desk);
    cache_free(&t->cache);
    arena_free(&t->x.arena);
}

static void keep(struct trial *t, int status, const char *body)
{
    assert_false(cache_find(&t->cache, &t->call));
    t->x.response = (struct http_response){.status = status, .content_type = STR("text/plain")};
    t->x.response.body = buf_in(&t->x.arena);
    buf_str_put(&t->x.response.body, str_c(body));
    response_header(&t->x.response, STR("Link"), STR("<next>"));
    cache_keep(&t->cache, &t->call);
    t->x.response = (struct http_response){.close = true};
}

static void what_is_kept_comes_back_whole(void **state)
{
    struct trial t;
    trial_open(&t, &((struct office *)*state)->c, "/a");
    keep(&t, 200, "réponse");
    assert_true(cache_find(&t.cache, &t.call));
    assert_int_equal(t.x.response.status, 200);
    assert_str(buf_str(&t.x.response.body), "réponse");
    assert_str(t.x.response.content_type, "text/plain");
    assert_str(t.x.response.extra[0].value, "<next>");
    assert_true(t.x.response.close); /* the connection's own */
    trial_close(&t);
}

static void another_question_is_not_answered(void **state)
{
    struct client *c = &((struct office *)*state)->c;
    struct trial t;
    trial_open(&t, c, "/a");
    keep(&t, 200, "réponse");
    t.call.lang = LANG_EN;
    assert_false(cache_find(&t.cache, &t.call));
    t.call.lang = LANG_FR;
    t.call.format = FORMAT_XML;
    assert_false(cache_find(&t.cache, &t.call));
    t.call.format = FORMAT_JSON;
    t.x.request.host = STR("other");
    assert_false(cache_find(&t.cache, &t.call));
    c->shared.base_url = STR("https://one"); /* then the host does not matter */
    keep(&t, 200, "pour tous");
    t.x.request.host = STR("h");
    assert_true(cache_find(&t.cache, &t.call));
    t.x.request.target = STR("/b");
    assert_false(cache_find(&t.cache, &t.call));
    c->shared.base_url = STR("");
    trial_close(&t);
}

static void only_whole_answers_are_kept(void **state)
{
    struct trial t;
    trial_open(&t, &((struct office *)*state)->c, "/a");
    keep(&t, 404, "rien");
    t.call.pending = true;
    keep(&t, 200, "plus tard");
    t.call.pending = false;
    assert_false(cache_find(&t.cache, &t.call));
    trial_close(&t);
}

static void the_moment_passes(void **state)
{
    struct client *c = &((struct office *)*state)->c;
    struct trial t;
    trial_open(&t, c, "/a");
    keep(&t, 200, "une seconde");
    assert_int_equal(now_move(&c->town.now, TOWN_NOW + 1), ERR_OK);
    keep(&t, 200, "un catalogue");
    struct catalogue other = *c->counter.desk.catalogue;
    other.number++;
    const struct catalogue *before = c->counter.desk.catalogue;
    c->counter.desk.catalogue = &other;
    keep(&t, 200, "une version");
    desk_leave(t.call.desk);
    client_key(c, ROLE_AGENT, ""); /* a commit, of whatever it may be */
    assert_int_equal(desk_look(t.call.desk), ERR_OK);
    assert_false(cache_find(&t.cache, &t.call));
    c->counter.desk.catalogue = before;
    trial_close(&t);
}

static void what_is_too_much_is_not_kept(void **state)
{
    struct trial t;
    char target[32];
    trial_open(&t, &((struct office *)*state)->c, "/");
    char *much = arena_zalloc(&t.x.arena, 1, CACHE_BYTES / 8 + 1);
    memset(much, 'x', CACHE_BYTES / 8);
    for (int i = 0; i < 1000; i++) {
        snprintf(target, sizeof target, "/%d", i);
        t.x.request.target = str_c(target);
        keep(&t, 200, much);
        assert_true(t.cache.arena.total <= CACHE_BYTES);
    }
    trial_close(&t);
}

/* --- Through the api -------------------------------------------------------------------------- */

static void a_list_shows_each_commit_at_once(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    get(c, LIST);
    get(c, LIST);
    assert_holds(c->body, "premier");
    assert_lacks(c->body, "second");
    file_pothole(c, o->key, "&description=second");
    get(c, LIST);
    assert_holds(c->body, "second");
}

static void what_is_recent_moves_with_the_time(void **state)
{
    struct client *c = &((struct office *)*state)->c;
    get(c, LIST);
    assert_holds(c->body, "premier");
    assert_int_equal(now_move(&c->town.now, TOWN_NOW + 91 * 86400), ERR_OK);
    get(c, LIST);
    assert_body(c, "[]");
}

static void head_and_not_modified_are_made_of_it(void **state)
{
    struct client *c = &((struct office *)*state)->c;
    const char *one = "/open311/v2/requests/1001.json";
    get(c, one);
    struct str body = arena_str(&c->arena, c->body);
    const char *tag = text(c, header(c, "ETag"));
    get(c, one);
    assert_true(str_eq(c->body, body));
    assert_str(header(c, "Access-Control-Allow-Origin"), "*");
    ask(c, "HEAD", one, "", NULL);
    assert_status(c, 200);
    assert_int_equal(c->body.n, 0);
    assert_int_equal(strtoul(text(c, header(c, "Content-Length")), NULL, 10), body.n);
    ask(c, "GET", one, text(c, arena_printf(&c->arena, "If-None-Match: %s\r\n", tag)), NULL);
    assert_status(c, 304);
    get(c, one);
    assert_true(str_eq(c->body, body));
}

static void it_is_compressed_for_those_who_ask(void **state)
{
    struct client *c = &((struct office *)*state)->c;
    const char *services = "/open311/v2/services.json";
    for (int i = 0; i < 40; i++)
        file_pothole(c, ((struct office *)*state)->key, "&description=encore");
    get(c, LIST);
    struct str body = arena_str(&c->arena, c->body);
    ask(c, "GET", LIST, "Accept-Encoding: gzip\r\n", NULL);
    assert_str(header(c, "Content-Encoding"), "gzip");
    assert_true(c->body.n < body.n);
    get(c, LIST);
    assert_true(str_eq(c->body, body));
    ask(c, "GET", services, "Accept-Language: en\r\n", NULL);
    assert_holds(c->body, "Hole in the street");
    ask(c, "GET", services, "Accept-Language: fr\r\n", NULL);
    assert_holds(c->body, "Trou dans la chaussée");
}

#define IN_OFFICE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_OFFICE(what_is_kept_comes_back_whole),
        IN_OFFICE(another_question_is_not_answered),
        IN_OFFICE(only_whole_answers_are_kept),
        IN_OFFICE(the_moment_passes),
        IN_OFFICE(what_is_too_much_is_not_kept),
        IN_OFFICE(a_list_shows_each_commit_at_once),
        IN_OFFICE(what_is_recent_moves_with_the_time),
        IN_OFFICE(head_and_not_modified_are_made_of_it),
        IN_OFFICE(it_is_compressed_for_those_who_ask),
    };
    return RUN_ALL(tests);
}
