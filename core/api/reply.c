/* Answers and error documents: problem documents (RFC 9457), Open311's arrays, pages. */
#include "api/reply.h"

#include "api/page.h"
#include "api/sink.h"
#include "api/words.h"
#include "base/id.h"

static void name_rules(struct call *c)
{
    if (c->jurisdiction && c->jurisdiction->generation_name[0])
        response_header(&c->x->response, STR("Guichet-Generation"),
                        str_c(c->jurisdiction->generation_name));
}

void reply_begin(struct call *c)
{
    struct http_response *r = &c->x->response;
    *r = (struct http_response){.close = r->close};
    if (c->family != FAMILY_PLAIN)
        response_header(r, STR("Vary"), STR("Accept, Accept-Language"));
    if (c->resource && c->resource->cors)
        response_header(r, STR("Access-Control-Allow-Origin"), STR("*"));
    name_rules(c);
}

void call_settle(struct call *c, const struct jurisdiction *j)
{
    bool new = j &&j != c->jurisdiction;
    c->jurisdiction = j;
    if (new)
        name_rules(c);
}

enum err reply_text(struct call *c, int status, struct str content_type, const struct buf *body)
{
    if (body->failed)
        return ERR_NOMEM;
    if (c->family != FAMILY_PLAIN)
        response_header(&c->x->response, STR("Content-Language"), lang_code(c->lang));
    c->x->response.status = status;
    c->x->response.content_type = content_type;
    c->x->response.body = *body;
    return ERR_OK;
}

enum err reply_json(struct call *c, int status, const struct buf *body)
{
    return reply_text(c, status, STR("application/json; charset=utf-8"), body);
}

struct str reply_etag(struct arena *arena, struct str content)
{
    unsigned char h[ID_HASH_BYTES];
    id_hash(h, content);
    return arena_printf(arena, "\"%02x%02x%02x%02x%02x%02x%02x%02x\"", h[0], h[1], h[2], h[3], h[4],
                        h[5], h[6], h[7]);
}

void reply_tag_rules(struct call *c)
{
    const unsigned char *g = c->jurisdiction->generation;
    c->x->response.etag = arena_printf(
        call_arena(c), "\"%s-" STR_FMT "-%s-%02x%02x%02x%02x%02x%02x%02x%02x\"", c->shared->version,
        STR_ARG(lang_code(c->lang)), c->format == FORMAT_XML ? "xml" : "json", g[0], g[1], g[2],
        g[3], g[4], g[5], g[6], g[7]);
    c->x->response.cache_control = STR("no-cache");
}

/* --- Problem documents ------------------------------------------------------------------------ */

static void errors_put(struct jw *w, const struct call *c)
{
    jw_key(w, "errors");
    jw_array(w);
    for (const struct fault *f = c->faults.first; f; f = f->next) {
        jw_object(w);
        jw_key(w, "where");
        jw_str(w, f->where);
        jw_key(w, "message");
        jw_str(w, text_in(f->say, c->lang));
        for (int lang = 0; c->resource && c->resource->both && lang < LANG_COUNT; lang++) {
            jw_key(w, lang_code((enum lang)lang).p);
            jw_str(w, f->say.in[lang]);
        }
        jw_end_object(w);
    }
    jw_end_array(w);
}

static bool is_sentence(struct str s)
{
    return str_ends(s, STR(".")) || str_ends(s, STR("!")) || str_ends(s, STR("?"));
}

/* Words that stand alone, for documents that have no place for `where`: a sentence is followed by
 * it, "This place is outside. (position)"; a fragment follows it, "service: required". */
static struct str fault_words(struct call *c, const struct fault *f)
{
    struct str say = text_in(f->say, c->lang), s;
    if (!f->where.n)
        return say;
    if (is_sentence(say))
        s = arena_printf(call_arena(c), STR_FMT " (" STR_FMT ")", STR_ARG(say), STR_ARG(f->where));
    else
        s = arena_printf(call_arena(c), STR_FMT "%s" STR_FMT, STR_ARG(f->where),
                         c->lang == LANG_FR ? "\u00a0: " : ": ", STR_ARG(say));
    return s.p ? s : say;
}

static enum err problem_document(struct call *c, int status, const struct problem_facts *p)
{
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    struct str title = text_in(p->title, c->lang);
    jw_object(&w);
    jw_key(&w, "type");
    jw_str(&w, str_c(p->type));
    jw_key(&w, "title");
    jw_str(&w, title);
    jw_key(&w, "status");
    jw_i64(&w, status);
    jw_key(&w, "detail");
    jw_str(&w, c->faults.first ? fault_words(c, c->faults.first) : title);
    errors_put(&w, c);
    jw_end_object(&w);
    return reply_text(c, status, STR("application/problem+json; charset=utf-8"), &b);
}

/* --- Open311 ---------------------------------------------------------------------------------- */

static void open311_error(struct sink *s, struct str code, struct str words)
{
    sink_object(s, "error");
    sink_put(s, "code", sink_bare(code));
    sink_put(s, "description", sink_text(words));
    sink_end(s);
}

static enum err open311_errors(struct call *c, int status, const struct problem_facts *p)
{
    struct buf b = buf_in(call_arena(c));
    struct str code = words_id(c, (uint64_t)status);
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_list(&s, "errors");
    if (!c->faults.first)
        open311_error(&s, code, text_in(p->title, c->lang));
    for (const struct fault *f = c->faults.first; f; f = f->next)
        open311_error(&s, code, fault_words(c, f));
    sink_end(&s);
    return reply_text(c, status,
                      c->format == FORMAT_XML ? STR("text/xml; charset=utf-8")
                                              : STR("application/json; charset=utf-8"),
                      &b);
}

/* --- Choosing --------------------------------------------------------------------------------- */

static enum err document(struct call *c, int status, const struct problem_facts *p)
{
    switch (c->family) {
    case FAMILY_OPEN311:
        return open311_errors(c, status, p);
    case FAMILY_PAGE:
        return page_problem(c, status, text_in(p->title, c->lang));
    case FAMILY_PLAIN:
    case FAMILY_JSON:
        break;
    }
    return problem_document(c, status, p);
}

/* Headers that belong to the problem rather than to its document. */
static void problem_headers(struct http_response *r, enum problem p, int status)
{
    if (status == 401)
        response_header(r, STR("WWW-Authenticate"), STR("Bearer"));
    if (p == PROBLEM_BUSY || p == PROBLEM_UNAVAILABLE)
        response_header(r, STR("Retry-After"), p == PROBLEM_BUSY ? STR("1") : STR("10"));
}

void reply_problem(struct call *c, enum problem p)
{
    const struct problem_facts *facts = problem_facts(p);
    int status = c->family == FAMILY_OPEN311 ? facts->open311_status : facts->status;
    reply_begin(c);
    problem_headers(&c->x->response, p, status);
    if (document(c, status, facts) != ERR_OK)
        c->x->response.status = status; /* no memory for words: the bare status */
}

void reply_error(struct call *c, enum err e)
{
    if (e == ERR_TIMEOUT && !c->faults.first)
        fault_add(&c->faults, "", "Ce filtre lirait trop de demandes : resserrez-le.",
                  "This filter would read too many requests: narrow it.");
    reply_problem(c, problem_of(e));
}
