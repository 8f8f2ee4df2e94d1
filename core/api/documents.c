/* The documents that describe the API: GET /openapi.json and /<schema>.json. */
#include "api/documents.h"

#include "api/reply.h"
#include "api/routes.h"

enum err document_make(struct arena *arena, struct str name, struct str text, struct document *out)
{
    *out = (struct document){.name = name, .text = text, .etag = reply_etag(arena, text)};
    return out->etag.p ? ERR_OK : ERR_NOMEM;
}

static const struct document *document_named(const struct documents *all, struct str name)
{
    for (size_t i = 0; i < all->count; i++)
        if (str_eq(all->items[i].name, name))
            return &all->items[i];
    return NULL;
}

static enum err document(struct call *c)
{
    const struct document *d =
        document_named(&c->shared->documents, http_capture(&c->match, "document"));
    struct buf b = buf_in(call_arena(c));
    if (!d)
        return ERR_NOT_FOUND;
    buf_str_put(&b, d->text);
    c->x->response.etag = d->etag;
    c->x->response.cache_control = STR("no-cache");
    return reply_json(c, 200, &b);
}

static const struct resource document_resource = {
    FAMILY_PLAIN, PUBLIC, BODY_NONE, .anywhere = true, .cors = true, .handle = document};

static const struct http_route routes[] = {
    {HTTP_GET, "/{document}.json", "document", &document_resource, 0, false},
};

const struct route_table document_routes = ROUTE_TABLE(routes);
