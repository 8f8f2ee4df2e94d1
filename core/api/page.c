/* GET /: which counter this is, what it takes, how to follow a request. GET /suivi: one request. */
#include "api/page.h"

#include "api/html.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/track.h"
#include "api/words.h"

/* --- Pieces ----------------------------------------------------------------------------------- */

static void heading(struct buf *b, const struct call *c, const char *tag, struct text t)
{
    html_element(b, tag, text_in(t, c->lang));
}

static const struct text follow = TEXT_INIT("Suivre une demande", "Follow a request");
static const struct text token_label = TEXT_INIT("Jeton de suivi", "Tracking token");
static const struct text token_help =
    TEXT_INIT("Les lettres et chiffres reçus quand vous avez fait votre demande.",
              "The letters and digits you received when you filed your request.");
static const struct text see = TEXT_INIT("Voir où elle en est", "See where it stands");

/* GET never writes: a form that only asks may be a link. */
static void follow_form(struct buf *b, const struct call *c)
{
    BUF_LIT(b, "<section aria-labelledby=\"follow\">\n");
    heading(b, c, "h2 id=\"follow\"", follow);
    BUF_LIT(b, "<form action=\"/suivi\" method=\"get\">\n<label for=\"token\">");
    html_say(b, c, token_label);
    BUF_LIT(b, "</label>\n<p id=\"token-help\">");
    html_say(b, c, token_help);
    BUF_LIT(b, "</p>\n<input id=\"token\" name=\"token\" required "
               "autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" "
               "aria-describedby=\"token-help\">\n<input type=\"hidden\" name=\"lang\" value=\"");
    html_text(b, lang_code(c->lang));
    BUF_LIT(b, "\">\n<button>");
    html_say(b, c, see);
    BUF_LIT(b, "</button>\n</form>\n</section>\n");
}

static void api_section(struct buf *b, const struct call *c)
{
    static const struct text title = TEXT_INIT("Pour les logiciels", "For software");
    static const struct text words =
        TEXT_INIT("Ce guichet parle Open311 GeoReport v2 et sa propre API : ",
                  "This counter speaks Open311 GeoReport v2 and an API of its own: ");
    BUF_LIT(b, "<section aria-labelledby=\"software\">\n");
    heading(b, c, "h2 id=\"software\"", title);
    BUF_LIT(b, "<p>");
    html_say(b, c, words);
    BUF_LIT(b, "<a href=\"/open311/discovery.xml\">/open311/discovery.xml</a>, "
               "<a href=\"/openapi.json\">/openapi.json</a>.</p>\n</section>\n");
}

/* --- GET / ------------------------------------------------------------------------------------ */

static void put_service(struct buf *b, const struct call *c, const struct service *s)
{
    BUF_LIT(b, "<li>\n");
    html_element(b, "h3", text_in(s->name, c->lang));
    html_element(b, "p", text_in(s->description, c->lang));
    BUF_LIT(b, "</li>\n");
}

static void put_counter(struct buf *b, const struct call *c, const struct jurisdiction *j)
{
    static const struct text takes =
        TEXT_INIT("Ce que ce guichet reçoit", "What this counter takes");
    html_element(b, "h1", text_in(j->name, c->lang));
    html_element(b, "p class=\"motto\"", text_in(j->motto, c->lang));
    buf_printf(b, "<section aria-labelledby=\"services-%u\">\n<h2 id=\"services-%u\">", j->number,
               j->number);
    html_say(b, c, takes);
    BUF_LIT(b, "</h2>\n<ul class=\"services\">\n");
    for (size_t i = 0; i < j->service_count; i++)
        put_service(b, c, j->services[i]);
    BUF_LIT(b, "</ul>\n</section>\n");
    html_element(b, "p", text_in(j->contact, c->lang));
}

static enum err home(struct call *c)
{
    static const struct text title = TEXT_INIT("Guichet", "Guichet");
    const struct catalogue *all = c->desk->catalogue;
    struct buf b = buf_in(call_arena(c));
    html_begin(&b, c, text_in(c->jurisdiction ? c->jurisdiction->name : title, c->lang));
    for (size_t i = 0; i < all->count; i++)
        if (!c->jurisdiction || c->jurisdiction == all->items[i])
            put_counter(&b, c, all->items[i]);
    follow_form(&b, c);
    api_section(&b, c);
    html_end(&b, c);
    return html_reply(c, 200, &b);
}

/* --- GET /suivi ------------------------------------------------------------------------------- */

static void put_when(struct buf *b, struct call *c, int64_t at)
{
    BUF_LIT(b, "<time datetime=\"");
    html_text(b, words_instant(c, at));
    BUF_LIT(b, "\">");
    zone_put_words(b, c->jurisdiction->zone, at, c->lang);
    BUF_LIT(b, "</time>\n");
}

static void put_step(struct buf *b, struct call *c, const struct request *r, const struct event *e)
{
    struct str label = track_step(c, r, e);
    if (!label.n)
        return;
    BUF_LIT(b, "<li>");
    put_when(b, c, e->at);
    html_element(b, "strong", label);
    html_element(b, "p", text_in(e->reason_say, c->lang));
    html_element(b, "p", e->note);
    BUF_LIT(b, "</li>\n");
}

/* The reckoning of the date, for who wants it: works without any script. */
static void put_why(struct buf *b, struct call *c, const struct request *r)
{
    static const struct text title = TEXT_INIT("Pourquoi cette date ?", "Why this date?");
    struct str why = words_why(c, r, c->lang);
    if (!why.n)
        return;
    BUF_LIT(b, "<details>\n");
    heading(b, c, "summary", title);
    html_element(b, "p", why);
    BUF_LIT(b, "</details>\n");
}

static void put_request(struct buf *b, struct call *c, const struct tracked *t)
{
    static const struct text so_far = TEXT_INIT("Ce qui s'est passé", "What has happened");
    const struct request *r = &t->request;
    html_element(b, "h1", words_service_name(c, r));
    BUF_LIT(b, "<p class=\"state\"><span>");
    html_text(b, words_state_label(c, r));
    buf_printf(b, "</span> %s\u00a0%llu</p>\n", c->lang == LANG_FR ? "n<sup>o</sup>" : "No.",
               (unsigned long long)r->id);
    if (!r->closed)
        html_element(b, "p class=\"promise\"", words_promise(c, r, c->lang));
    put_why(b, c, r);
    BUF_LIT(b, "<section aria-labelledby=\"timeline\">\n");
    heading(b, c, "h2 id=\"timeline\"", so_far);
    BUF_LIT(b, "<ol class=\"timeline\">\n");
    for (size_t i = 0; i < t->event_count; i++)
        put_step(b, c, r, &t->events[i]);
    BUF_LIT(b, "</ol>\n</section>\n");
}

static enum err suivi(struct call *c)
{
    struct str token = form_get(&c->form, "token");
    struct tracked t;
    struct buf b = buf_in(call_arena(c));
    enum err e = token.n ? track_find(c, token, &t) : ERR_OK;
    if (e)
        return e;
    html_begin(&b, c, text_in(follow, c->lang));
    if (token.n)
        put_request(&b, c, &t);
    else
        heading(&b, c, "h1", follow);
    follow_form(&b, c);
    html_end(&b, c);
    return html_reply(c, 200, &b);
}

/* --- Problems and style ----------------------------------------------------------------------- */

enum err page_problem(struct call *c, int status, struct str title)
{
    static const struct text back = TEXT_INIT("Revenir à l'accueil", "Back to the first page");
    struct buf b = buf_in(call_arena(c));
    html_begin(&b, c, title);
    html_element(&b, "h1", title);
    for (const struct fault *f = c->faults.first; f; f = f->next)
        html_element(&b, "p", text_in(f->say, c->lang));
    buf_printf(&b, "<p><a href=\"/?lang=" STR_FMT "\">", STR_ARG(lang_code(c->lang)));
    html_say(&b, c, back);
    BUF_LIT(&b, "</a></p>\n");
    html_end(&b, c);
    return html_reply(c, status, &b);
}

static enum err css(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    buf_str_put(&b, html_css);
    c->x->response.cache_control = STR("public, max-age=3600");
    return reply_text(c, 200, STR("text/css; charset=utf-8"), &b);
}

/* --- Routes ----------------------------------------------------------------------------------- */

#define PAGE(handler)                                                         \
    {                                                                         \
        FAMILY_PAGE, PUBLIC, BODY_NONE, .anywhere = true, .handle = (handler) \
    }

static const struct resource home_resource = PAGE(home);
static const struct resource suivi_resource = PAGE(suivi);
static const struct resource css_resource = {FAMILY_PLAIN, PUBLIC, BODY_NONE, .anywhere = true,
                                             .handle = css};

static const struct http_route routes[] = {
    {HTTP_GET, "/", "home", &home_resource, 0, false},
    {HTTP_GET, "/suivi", "suivi", &suivi_resource, 0, false},
    {HTTP_GET, "/guichet.css", "css", &css_resource, 0, false},
};

const struct route_table page_routes = ROUTE_TABLE(routes);
