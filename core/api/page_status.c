/* GET /status: whether the counter takes requests, and which services are out of order. For
 * strangers: no error, no name of a file. */
#include "api/html.h"
#include "api/reply.h"
#include "api/routes.h"

static const struct text title = TEXT_INIT("État du guichet", "State of the counter");

static bool takes_requests(const struct call *c)
{
    struct store_status s = {0};
    store_status(c->desk->store, &s);
    return s.can_commit && (!c->shared->ready || c->shared->ready(c->shared->self));
}

static void put_whole(struct buf *b, const struct call *c)
{
    static const struct text yes =
        TEXT_INIT("Le guichet reçoit les demandes.", "The counter takes requests.");
    static const struct text no = TEXT_INIT(
        "Le guichet ne peut pas recevoir de demandes en ce moment ; on peut suivre celles "
        "qui sont déposées.",
        "The counter cannot take requests at the moment; those already filed can be "
        "followed.");
    html_element(b, "p role=\"status\"", text_in(takes_requests(c) ? yes : no, c->lang));
}

static void put_row(struct buf *b, const struct call *c, struct str name, bool works)
{
    static const struct text in_service = TEXT_INIT("en service", "in service");
    static const struct text out_of_order = TEXT_INIT("hors service", "out of order");
    BUF_LIT(b, "<tr>");
    html_element(b, "th scope=\"row\"", name);
    html_element(b, works ? "td" : "td class=\"out\"",
                 text_in(works ? in_service : out_of_order, c->lang));
    BUF_LIT(b, "</tr>\n");
}

static void put_borough(struct buf *b, const struct call *c, const struct jurisdiction *j)
{
    static const struct text service = TEXT_INIT("Service", "Service");
    static const struct text state = TEXT_INIT("État", "State");
    BUF_LIT(b, "<table class=\"status\">\n");
    html_element(b, "caption", text_in(j->name, c->lang));
    BUF_LIT(b, "<thead><tr>");
    html_element(b, "th scope=\"col\"", text_in(service, c->lang));
    html_element(b, "th scope=\"col\"", text_in(state, c->lang));
    BUF_LIT(b, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < j->service_count; i++)
        put_row(b, c, text_in(j->services[i]->name, c->lang), true);
    for (size_t i = 0; i < j->left_out_count; i++)
        put_row(b, c, text_in(j->left_out[i].name, c->lang), false);
    BUF_LIT(b, "</tbody>\n</table>\n");
}

static enum err status(struct call *c)
{
    const struct catalogue *all = c->desk->catalogue;
    struct buf b = buf_in(call_arena(c));
    html_begin(&b, c, text_in(title, c->lang));
    html_element(&b, "h1", text_in(title, c->lang));
    put_whole(&b, c);
    for (size_t i = 0; i < all->count; i++)
        if (!c->jurisdiction || c->jurisdiction == all->items[i])
            put_borough(&b, c, all->items[i]);
    html_end(&b, c);
    return html_reply(c, 200, &b);
}

static const struct resource status_resource = {FAMILY_PAGE, PUBLIC, BODY_NONE, .anywhere = true,
                                                .handle = status};

static const struct http_route routes[] = {
    {HTTP_GET, "/status", "status", &status_resource, 0, false},
};

const struct route_table status_page_routes = ROUTE_TABLE(routes);
