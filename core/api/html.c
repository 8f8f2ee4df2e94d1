/* The frame of a page, its style, and escaping. */
#include "api/html.h"

#include "api/param.h"
#include "api/reply.h"

void html_text(struct buf *b, struct str s)
{
    static const char *const escapes[128] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    size_t start = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        if (ch >= 128 || !escapes[ch])
            continue;
        buf_put(b, s.p + start, i - start);
        buf_str_put(b, str_c(escapes[ch]));
        start = i + 1;
    }
    if (start < s.n)
        buf_put(b, s.p + start, s.n - start);
}

void html_say(struct buf *b, const struct call *c, struct text t)
{
    html_text(b, text_in(t, c->lang));
}

void html_element(struct buf *b, const char *tag, struct str text)
{
    struct str name = str_first(str_c(tag), strcspn(tag, " "));
    if (!text.n)
        return;
    buf_printf(b, "<%s>", tag);
    html_text(b, text);
    buf_printf(b, "</" STR_FMT ">\n", STR_ARG(name));
}

/* --- The frame -------------------------------------------------------------------------------- */

static const struct text skip = TEXT_INIT("Aller au contenu", "Skip to the content");

/* The same page in the other language, where the borough speaks it. */
static void language_link(struct buf *b, const struct call *c)
{
    enum lang other = c->lang == LANG_FR ? LANG_EN : LANG_FR;
    struct str code = lang_code(other), token = form_get(&c->form, "token");
    if (c->jurisdiction && !c->jurisdiction->english)
        return;
    buf_printf(b, "<a lang=\"" STR_FMT "\" hreflang=\"" STR_FMT "\" href=\"?lang=" STR_FMT,
               STR_ARG(code), STR_ARG(code), STR_ARG(code));
    if (token.n) {
        BUF_LIT(b, "&amp;token=");
        query_encoded(b, token);
    }
    buf_printf(b, "\">%s</a>\n", other == LANG_EN ? "English" : "Français");
}

void html_begin(struct buf *b, struct call *c, struct str title)
{
    buf_printf(b,
               "<!DOCTYPE html>\n<html lang=\"" STR_FMT "\">\n<head>\n<meta charset=\"utf-8\">\n",
               STR_ARG(lang_code(c->lang)));
    BUF_LIT(b, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<link rel=\"stylesheet\" href=\"/guichet.css\">\n");
    html_element(b, "title", title);
    BUF_LIT(b, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    html_say(b, c, skip);
    BUF_LIT(b, "</a>\n<header>\n<strong><a href=\"/?lang=");
    buf_str_put(b, lang_code(c->lang));
    BUF_LIT(b, "\">Guichet</a></strong>\n");
    language_link(b, c);
    BUF_LIT(b, "</header>\n<main id=\"main\">\n");
}

void html_end(struct buf *b, struct call *c)
{
    static const struct text steps =
        TEXT_INIT("Accueillir, écouter, résoudre, valider.", "Welcome, listen, resolve, validate.");
    BUF_LIT(b, "</main>\n<footer>\n");
    html_element(b, "p", text_in(steps, c->lang));
    BUF_LIT(b, "</footer>\n</body>\n</html>\n");
}

enum err html_reply(struct call *c, int status, const struct buf *page)
{
    struct http_response *r = &c->x->response;
    response_header(r, STR("Content-Security-Policy"),
                    STR("default-src 'none'; style-src 'self'; form-action 'self'; "
                        "base-uri 'none'; frame-ancestors 'none'"));
    return reply_text(c, status, STR("text/html; charset=utf-8"), page);
}

/* --- The style -------------------------------------------------------------------------------- */

static const char css[] =
    "/* Guichet: one column, two colours, no ornament. Contrast is at least 7:1 in both schemes. "
    "*/\n"
    ":root { color-scheme: light dark; --ink: #14202b; --paper: #fbfaf7; --line: #c9d2d8; --mark: "
    "#0b5563; --soft: #e8f0f1; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "  :root { --ink: #eef2f4; --paper: #12191f; --line: #44525c; --mark: #8fd3df; --soft: "
    "#1d2a31; }\n"
    "}\n"
    "* { box-sizing: border-box; }\n"
    "body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, "
    "sans-serif; }\n"
    "header, main, footer { max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem; }\n"
    "header { display: flex; justify-content: space-between; align-items: center; border-bottom: "
    "1px solid var(--line); }\n"
    "header strong { font-size: 1.2rem; letter-spacing: .02em; }\n"
    "table { border-collapse: collapse; margin: 1.5rem 0; }\n"
    "caption { text-align: left; font-size: 1.3rem; font-weight: 600; padding: .5rem 0; }\n"
    "th, td { text-align: left; padding: .35rem 1.5rem .35rem 0; border-bottom: 1px solid "
    "var(--line); font-weight: 400; }\n"
    "thead th, td.out { font-weight: 600; }\n"
    "footer { margin-top: 2rem; border-top: 1px solid var(--line); font-size: .95rem; }\n"
    "a { color: var(--mark); text-underline-offset: .2em; }\n"
    "header a, .skip { display: inline-block; padding: .4rem .6rem; min-height: 1.5rem; }\n"
    "header a { margin: 0 -.6rem; }\n"
    ".skip { position: absolute; left: -100vw; background: var(--paper); }\n"
    ".skip:focus { left: 1rem; }\n"
    ":focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; }\n"
    "h1 { font-size: 2rem; line-height: 1.2; margin: 1.5rem 0 .25rem; }\n"
    "h2 { font-size: 1.3rem; margin: 2.25rem 0 .75rem; }\n"
    "h3 { font-size: 1.05rem; margin: 0; }\n"
    ".motto { font-size: 1.25rem; margin-top: 0; color: var(--mark); }\n"
    ".services { list-style: none; padding: 0; display: grid; gap: .75rem; grid-template-columns: "
    "repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }\n"
    ".services li { border: 1px solid var(--line); border-left: .3rem solid var(--mark); "
    "border-radius: .3rem; padding: .75rem 1rem; }\n"
    ".services p { margin: .25rem 0 0; }\n"
    "form { display: flex; flex-wrap: wrap; gap: .75rem; }\n"
    "label { flex: 100%; font-weight: 600; }\n"
    "#token-help { flex: 100%; margin: -.75rem 0 0; }\n"
    "input, button { font: inherit; padding: .6rem .75rem; min-height: 2.75rem; border-radius: "
    ".3rem; max-width: 100%; }\n"
    "input { width: 22rem; border: 2px solid var(--ink); background: var(--paper); color: "
    "var(--ink); }\n"
    "button { border: 2px solid var(--mark); background: var(--mark); color: var(--paper); "
    "font-weight: 600; }\n"
    ".state span { background: var(--soft); border-radius: 1rem; padding: .2rem .8rem; "
    "font-weight: 600; }\n"
    ".promise { border-left: .3rem solid var(--mark); padding-left: 1rem; font-size: 1.15rem; }\n"
    ".timeline { padding-left: 1.25rem; }\n"
    ".timeline li { margin-bottom: 1rem; }\n"
    ".timeline time { display: block; font-size: .95rem; }\n"
    ".timeline p { margin: .25rem 0; white-space: pre-line; overflow-wrap: anywhere; }\n";

const struct str html_css = {css, sizeof css - 1};
