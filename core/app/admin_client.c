/* One question, its answer or its faults. */
#include "app/admin_client.h"

#include "app/client.h"
#include "app/say.h"

static void say_problem(const struct jv *doc, int status)
{
    const struct jv *errors = jv_get(doc, "errors");
    say("le serveur répond %d : %s", "the server answers %d: %s", status,
        jv_get(doc, "title") ? jv_get_str(doc, "title").p : "");
    for (size_t i = 0; errors && i < errors->count; i++) {
        const struct jv *e = &errors->items[i];
        struct str words = jv_get_str(e, say_lang() == LANG_EN ? "en" : "fr");
        struct str where = jv_get_str(e, "where");
        if (!words.n)
            words = jv_get_str(e, "message");
        fprintf(stderr, STR_FMT "%s" STR_FMT "\n", STR_ARG(where), where.n ? ": " : "",
                STR_ARG(words));
    }
    if (status == 401 || status == 403)
        say("il faut une clé de rôle admin, par --key ou GUICHET_KEY ; « guichet key create NOM "
            "--role admin --data DIR » en fait une",
            "it takes a key of role admin, by --key or GUICHET_KEY; \"guichet key create NAME "
            "--role admin --data DIR\" makes one");
}

static void say_unreached(const char *server, bool without, enum err e)
{
    if (e == ERR_NOT_FOUND && without)
        say("personne ne répond à %s ; si aucun serveur ne tourne : --data DIR",
            "nobody answers at %s; when no server runs: --data DIR", server);
    else if (e == ERR_NOT_FOUND)
        say("personne ne répond à %s", "nobody answers at %s", server);
    else if (e == ERR_INVALID)
        say("--server %s : il faut une adresse comme http://127.0.0.1:8311",
            "--server %s: it must be an address such as http://127.0.0.1:8311", server);
    else
        say_err(server, e);
}

bool admin_ask(const struct admin_client *c, const char *method, const char *what, struct str body,
               const struct jv **out)
{
    struct str path = arena_printf(c->arena, "/api/v1/admin/%s%s%s", what,
                                   c->jurisdiction ? "?jurisdiction_id=" : "",
                                   c->jurisdiction ? c->jurisdiction : "");
    const char *server = c->server ? c->server : "http://127.0.0.1:8311";
    const struct client_call call = {.server = server,
                                     .method = method,
                                     .path = path.p,
                                     .key = c->key,
                                     .if_match = c->expects,
                                     .body = body};
    struct client_answer answer = {0};
    struct jv *doc = NULL;
    enum err e = path.p ? client_send(c->arena, &call, &answer) : ERR_NOMEM;
    if (!e && answer.body.n)
        e = jv_read(c->arena, answer.body, &doc, NULL, NULL) ? ERR_CORRUPT : ERR_OK;
    bool good = !e && answer.status / 100 == 2;
    if (e)
        say_unreached(server, c->without, e);
    else if (!good)
        say_problem(doc, answer.status);
    if (out)
        *out = good ? doc : NULL;
    return good;
}

void admin_put_texts(struct jw *w, const struct bundle *texts)
{
    jw_key(w, "texts");
    jw_object(w);
    for (size_t i = 0; i < texts->count; i++) {
        jw_key_str(w, texts->items[i].path);
        jw_str(w, texts->items[i].text);
    }
    jw_end_object(w);
}
