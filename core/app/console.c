/* The lines of the console: commands by table, and everything else is Lua. */
#include "app/console.h"

#include "app/say.h"
#include "domain/query.h"
#include "script/console.h"

#include <stdio.h>

enum { LIST_USUAL = 10, LIST_MOST = 100 };

/* --- The request ------------------------------------------------------------------------------ */

static enum err newest(struct console *c, size_t n, struct query_page *page)
{
    const struct query q = {.order = ORDER_REQUESTED, .limit = n};
    return query_run(&c->desk, &c->arena, c->jurisdiction, &q, page);
}

enum err console_take(struct console *c, uint64_t id)
{
    struct request r;
    struct query_page page = {0};
    enum err e = desk_look(&c->desk);
    if (!e && id)
        e = desk_request(&c->desk, &c->arena, c->jurisdiction, id, &r);
    else if (!e)
        e = newest(c, 1, &page);
    desk_leave(&c->desk);
    if (!e && !id && !page.count)
        e = ERR_NOT_FOUND;
    if (!e)
        c->id = id ? id : page.items[0].id;
    return e;
}

static enum err no_request(uint64_t id)
{
    if (id)
        say("la demande %llu n’existe pas", "there is no request %llu", (unsigned long long)id);
    else
        say("aucune demande n’est ouverte : essayez :ouvrir NUMÉRO",
            "no request is open: try :open NUMBER");
    return ERR_RULE;
}

static void frame_question(struct console *c, struct console_seen *s)
{
    s->facts = (struct facts){.answers = s->request.answers,
                              .answer_count = s->request.answer_count,
                              .has_position = s->request.has_position,
                              .position = s->request.position,
                              .at = s->request.requested_at,
                              .jurisdiction = c->jurisdiction};
    s->live = (struct host_live){.desk = &c->desk,
                                 .jurisdiction = c->jurisdiction,
                                 .facts = &s->facts,
                                 .except = s->request.id};
    s->host = host_live(&s->live);
    s->question = (struct rule_question){.jurisdiction = c->jurisdiction,
                                         .service = s->service,
                                         .facts = &s->facts,
                                         .description = s->request.description,
                                         .now = c->has_at ? c->at : s->request.requested_at,
                                         .host = &s->host};
}

enum err console_see(struct console *c, struct console_seen *s)
{
    enum err e = c->id ? desk_request(&c->desk, &c->arena, c->jurisdiction, c->id, &s->request)
                       : ERR_NOT_FOUND;
    if (e)
        return e == ERR_NOT_FOUND ? no_request(c->id) : e;
    s->service = jurisdiction_service(c->jurisdiction, s->request.service);
    if (!s->service) {
        say("le service « " STR_FMT " » n’est pas parmi ceux de l’arrondissement",
            "the service \"" STR_FMT "\" is not among those of the borough",
            STR_ARG(s->request.service));
        return ERR_RULE;
    }
    frame_question(c, s);
    return ERR_OK;
}

/* --- Lua -------------------------------------------------------------------------------------- */

static void print_error(const struct vm_error *error, enum lang lang)
{
    struct str words = text_in(error->say, lang);
    fprintf(stderr, STR_FMT "%s" STR_FMT "\n", STR_ARG(error->where), error->where.n ? ": " : "",
            STR_ARG(words));
}

static enum err evaluate(struct console *c, struct str text)
{
    struct console_seen seen;
    struct vm_error error;
    struct buf out = buf_in(&c->arena);
    enum err e = console_see(c, &seen);
    if (e)
        return e;
    e = console_evaluate(&seen.question, text, GUICHET_SLOWNESS, &c->arena, &out, &error);
    if (e == ERR_RULE)
        print_error(&error, c->lang);
    else if (!e)
        printf(STR_FMT, STR_ARG(buf_str(&out)));
    return e;
}

/* --- Commands --------------------------------------------------------------------------------- */

static void print_request(struct console *c, const struct request *r)
{
    struct buf when = buf_in(&c->arena);
    zone_put_words(&when, c->jurisdiction->zone, r->requested_at, c->lang);
    printf("%s%6llu  %-18.*s %-12.*s " STR_FMT "\n", r->id == c->id ? "*" : " ",
           (unsigned long long)r->id, STR_ARG(r->service), STR_ARG(r->state),
           STR_ARG(buf_str(&when)));
}

static enum err list(struct console *c, struct str rest)
{
    struct query_page page;
    uint64_t n = LIST_USUAL;
    if (rest.n && (!str_u64(rest, &n) || n < 1 || n > LIST_MOST)) {
        say("combien de demandes : de 1 à %d", "how many requests: from 1 to %d", LIST_MOST);
        return ERR_RULE;
    }
    enum err e = newest(c, n, &page);
    for (size_t i = 0; !e && i < page.count; i++)
        print_request(c, &page.items[i]);
    return e;
}

static enum err open_request(struct console *c, struct str rest)
{
    uint64_t id;
    if (!str_u64(rest, &id) || !id) {
        say("il faut un numéro de demande : :ouvrir 1001",
            "a request's number is needed: :open 1001");
        return ERR_RULE;
    }
    struct request r;
    enum err e = desk_request(&c->desk, &c->arena, c->jurisdiction, id, &r);
    if (e)
        return e == ERR_NOT_FOUND ? no_request(id) : e;
    c->id = id;
    print_request(c, &r);
    return ERR_OK;
}

static enum err show(struct console *c, struct str rest)
{
    (void)rest;
    return evaluate(c, STR("request"));
}

static enum err help(struct console *c, struct str rest);

static const struct command_row {
    struct str names[LANG_COUNT];
    const char *arguments;
    struct text about;
    enum err (*run)(struct console *c, struct str rest);
} commands[] = {
    {{{":liste", 6}, {":list", 5}},
     "[N]",
     TEXT_INIT("les demandes, la plus récente d’abord", "the requests, newest first"),
     list},
    {{{":ouvrir", 7}, {":open", 5}},
     "ID",
     TEXT_INIT("prendre une autre demande", "take another request"),
     open_request},
    {{{":demande", 8}, {":request", 8}},
     "",
     TEXT_INIT("la demande, comme une règle la voit", "the request, as a rule sees it"),
     show},
    {{{":pourquoi", 9}, {":why", 4}},
     "",
     TEXT_INIT("quelle règle de chaque horloge décide, et pourquoi les autres non",
               "which rule of each clock decides, and why the others do not"),
     console_why},
    {{{":regle", 6}, {":rule", 5}},
     "CLOCK RULE",
     TEXT_INIT("une seule règle, condition par condition", "one rule, condition by condition"),
     console_rule},
    {{{":aide", 5}, {":help", 5}}, "", TEXT_INIT("ces lignes", "these lines"), help},
    {{{":quitter", 8}, {":quit", 5}}, "", TEXT_INIT("finir", "end"), NULL},
};

static enum err help(struct console *c, struct str rest)
{
    static const struct text lua =
        TEXT_INIT("Toute autre ligne est du Lua, avec request, cx et now : "
                  "request.attributes.size",
                  "Any other line is Lua, with request, cx and now: request.attributes.size");
    (void)rest;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct str words = text_in(commands[i].about, c->lang);
        printf("  %-10s %-11s " STR_FMT "\n", commands[i].names[c->lang].p, commands[i].arguments,
               STR_ARG(words));
    }
    printf(STR_FMT "\n", STR_ARG(text_in(lua, c->lang)));
    return ERR_OK;
}

/* Both languages' names are understood in either. */
static enum err run_command(struct console *c, struct str line)
{
    struct str rest = line, name = line;
    str_cut(&rest, ' ', &name);
    if (!rest.p)
        rest = STR("");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            if (str_eq(name, commands[i].names[lang]))
                return commands[i].run ? commands[i].run(c, str_trim(rest)) : ERR_EXISTS;
    say("commande inconnue : " STR_FMT " ; essayez :aide",
        "unknown command: " STR_FMT "; try :help", STR_ARG(name));
    return ERR_RULE;
}

enum err console_line(struct console *c, struct str line)
{
    line = str_trim(line);
    if (!line.n)
        return ERR_OK;
    enum err e = desk_look(&c->desk);
    if (!e)
        e = line.p[0] == ':' ? run_command(c, line) : evaluate(c, line);
    desk_leave(&c->desk);
    arena_reset(&c->arena);
    return e;
}
