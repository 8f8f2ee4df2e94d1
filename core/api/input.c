/* From a request's bytes to a call's form, object, language and format. */
#include "api/input.h"

/* --- Language and format ---------------------------------------------------------------------- */

static enum lang language(const struct call *c)
{
    struct str asked = form_get(&c->form, "locale");
    if (!asked.n)
        asked = form_get(&c->form, "lang");
    return http_language(asked.n ? asked : http_header(&c->x->request, "Accept-Language"));
}

static enum http_format named_format(struct str name)
{
    if (str_eq(name, STR("xml")))
        return FORMAT_XML;
    return str_eq(name, STR("json")) ? FORMAT_JSON : FORMAT_NONE;
}

/* A route's {format}, else Accept; XML is the one that GeoReport makes mandatory. */
static enum err choose_format(struct call *c)
{
    struct str name = http_capture(&c->match, "format");
    if (c->family != FAMILY_OPEN311)
        return ERR_OK;
    c->format = name.p ? named_format(name)
                       : http_accept(http_header(&c->x->request, "Accept"),
                                     FORMAT_XML | FORMAT_JSON, FORMAT_XML);
    if (c->format != FORMAT_NONE)
        return ERR_OK;
    c->format = FORMAT_XML;
    if (name.p)
        fault_add(&c->faults, "", "le format « %.*s » n'existe pas : xml ou json",
                  "there is no format \"%.*s\": xml or json", STR_ARG(name));
    return name.p ? ERR_NOT_FOUND : ERR_OK;
}

static enum family family_of(struct str path, struct str accept)
{
    if (str_starts(path, STR("/open311")))
        return FAMILY_OPEN311;
    if (str_starts(path, STR("/api/")))
        return FAMILY_JSON;
    return http_accept(accept, FORMAT_HTML | FORMAT_JSON, FORMAT_JSON) == FORMAT_HTML
               ? FAMILY_PAGE
               : FAMILY_PLAIN;
}

void input_manner(struct call *c)
{
    const struct http_request *r = &c->x->request;
    struct str accept = http_header(r, "Accept");
    c->family = family_of(r->path, accept);
    c->lang = language(c);
    c->format = str_ends(r->path, STR(".json")) ? FORMAT_JSON
                : str_ends(r->path, STR(".xml"))
                    ? FORMAT_XML
                    : http_accept(accept, FORMAT_XML | FORMAT_JSON, FORMAT_XML);
    if (c->format == FORMAT_NONE)
        c->format = FORMAT_XML;
}

/* --- Types of bodies -------------------------------------------------------------------------- */

static bool has_body(const struct http_request *r)
{
    struct str length = http_header(r, "Content-Length");
    return http_header(r, "Transfer-Encoding").p || (length.p && !str_eq(length, STR("0")));
}

static enum err unsupported(struct call *c, const char *fr, const char *en)
{
    fault_add(&c->faults, "Content-Type", "il faut %s%.0s", "must be %.0s%s", fr, en);
    return ERR_UNSUPPORTED;
}

static enum err form_type(struct call *c, const struct http_media *m)
{
    if (str_eq_nocase(m->type, STR("application/x-www-form-urlencoded")))
        return ERR_OK;
    if (!str_eq_nocase(m->type, STR("multipart/form-data")))
        return unsupported(c, "application/x-www-form-urlencoded ou multipart/form-data",
                           "application/x-www-form-urlencoded or multipart/form-data");
    c->multipart = ARENA_NEW(call_arena(c), struct multipart);
    if (!c->multipart)
        return ERR_NOMEM;
    enum err e = multipart_open(c->multipart, c->x, NULL);
    if (e == ERR_INVALID)
        fault_add(&c->faults, "Content-Type", "délimiteur (boundary) absent ou invalide",
                  "boundary missing or invalid");
    return e;
}

static enum err json_type(struct call *c, const struct http_media *m)
{
    if (str_eq_nocase(m->type, STR("application/json")))
        return ERR_OK;
    return unsupported(c, "application/json", "application/json");
}

static enum err body_type(struct call *c)
{
    struct http_media media;
    if (c->resource->body == BODY_NONE || !has_body(&c->x->request))
        return ERR_OK;
    struct str type = http_header(&c->x->request, "Content-Type");
    if (!type.n || !http_media_read(type, &media) || !http_media_utf8(&media))
        return unsupported(c, "un type de contenu en UTF-8", "a content type in UTF-8");
    return c->resource->body == BODY_FORM ? form_type(c, &media) : json_type(c, &media);
}

enum err input_head(struct call *c)
{
    c->form = form_in(call_arena(c));
    enum err e = form_read(&c->form, c->x->request.query, &c->faults);
    c->lang = language(c);
    enum err format = choose_format(c);
    if (!e)
        e = format;
    return e ? e : body_type(c);
}

/* --- Bodies ----------------------------------------------------------------------------------- */

/* The body's fields come before the query's: the first of a name counts. */
static enum err read_form(struct call *c)
{
    struct form query = c->form;
    enum err e = ERR_OK;
    if (c->multipart) {
        e = multipart_end(c->multipart);
        c->form = c->multipart->form;
        if (e)
            c->faults = c->multipart->faults;
    } else {
        c->form = form_in(call_arena(c));
        e = form_read(&c->form, c->x->request.body, &c->faults);
    }
    for (size_t i = 0; !e && i < query.count; i++)
        e = form_add(&c->form, query.fields[i].name, query.fields[i].value, &c->faults);
    c->lang = language(c);
    return e;
}

static enum err read_json(struct call *c)
{
    struct jv *v = NULL;
    struct text why;
    int line = 0;
    enum err e = jv_read(call_arena(c), c->x->request.body, &v, &line, &why);
    if (e == ERR_INVALID)
        fault_json(&c->faults, "", line, why);
    else if (!e && v->type != JV_OBJECT) {
        fault_add(&c->faults, "", "il faut un objet JSON", "must be a JSON object");
        e = ERR_INVALID;
    }
    c->json = v;
    return e;
}

enum err input_body(struct call *c)
{
    switch (c->resource->body) {
    case BODY_NONE:
        return ERR_OK;
    case BODY_FORM:
        return read_form(c);
    case BODY_JSON:
        return read_json(c);
    }
    return ERR_OK;
}
