/* Markdown and HTML, by hand, from the same calls. */
#include "app/paper.h"

#include "api/html.h"

/* --- Escaping --------------------------------------------------------------------------------- */

static bool in_word(struct str s, size_t i)
{
    return i > 0 && i + 1 < s.n && strchr(" _", s.p[i - 1]) == NULL;
}

/* What would mean something inside a line of Markdown. A line break becomes a space. */
static void put_markdown(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c && (strchr("\\`*[]<>|#&~", c) || (c == '_' && !in_word(s, i))))
            buf_char(b, '\\');
        buf_char(b, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
}

void paper_put(struct paper *p, struct str words)
{
    static void (*const puts_as[])(struct buf *, struct str) = {
        [PAPER_MARKDOWN] = put_markdown, [PAPER_HTML] = html_text, [PAPER_PLAIN] = buf_str_put};
    puts_as[p->form](p->b, words);
}

void paper_say(struct paper *p, struct text words)
{
    paper_put(p, text_in(words, p->lang));
}

/* One of two literals, as the form wants. */
static void mark(struct paper *p, const char *markdown, const char *html)
{
    if (p->form != PAPER_PLAIN)
        buf_str_put(p->b, str_c(p->form == PAPER_HTML ? html : markdown));
}

/* --- The frame -------------------------------------------------------------------------------- */

static const char css[] =
    ":root { color-scheme: light dark; --ink: #14202b; --paper: #fbfaf7; --line: #75838d; "
    "--mark: #0b5563; --soft: #e8f0f1; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #eef2f4; --paper: #12191f; "
    "--line: #8a99a4; --mark: #8fd3df; --soft: #1d2a31; } }\n"
    "body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 3rem; background: "
    "var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }\n"
    "a { color: var(--mark); text-underline-offset: .2em; }\n"
    "nav a { display: inline-block; padding: .4rem .8rem .4rem 0; }\n"
    ":focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; }\n"
    "h1 { font-size: 2rem; line-height: 1.2; }\n"
    "h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }\n"
    "code { background: var(--soft); padding: .1rem .3rem; overflow-wrap: anywhere; }\n"
    ".wide { overflow-x: auto; }\n"
    "table { border-collapse: collapse; }\n"
    "caption { text-align: left; font-weight: 600; padding: .5rem 0; }\n"
    "th, td { text-align: left; vertical-align: top; border: 1px solid var(--line); "
    "padding: .4rem .6rem; }\n"
    "thead th { background: var(--soft); }\n";

static void html_head(struct paper *p, struct str title)
{
    buf_printf(p->b,
               "<!DOCTYPE html>\n<html lang=\"" STR_FMT "\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
               STR_ARG(lang_code(p->lang)));
    html_text(p->b, title);
    buf_printf(p->b, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", css);
}

static void put_link(struct paper *p, const struct paper_link *link)
{
    struct str code = lang_code(link->lang);
    if (p->form == PAPER_HTML)
        buf_printf(p->b, "<a lang=\"" STR_FMT "\" hreflang=\"" STR_FMT "\" href=\"", STR_ARG(code),
                   STR_ARG(code));
    else
        buf_char(p->b, '[');
    paper_put(p, p->form == PAPER_HTML ? link->to : link->say);
    mark(p, "](", "\">");
    if (p->form == PAPER_HTML)
        html_text(p->b, link->say);
    else
        buf_str_put(p->b, link->to);
    mark(p, ")", "</a>");
}

static void put_links(struct paper *p, const struct paper_link *links, size_t n)
{
    static const struct text name = TEXT_INIT("Autres pages", "Other pages");
    if (!n)
        return;
    if (p->form == PAPER_HTML)
        buf_printf(p->b, "<nav aria-label=\"" STR_FMT "\">\n", STR_ARG(text_in(name, p->lang)));
    for (size_t i = 0; i < n; i++) {
        mark(p, i ? " · " : "", i ? "\n" : "");
        put_link(p, &links[i]);
    }
    mark(p, "\n\n", "\n</nav>\n");
}

void paper_open(struct paper *p, struct str title, const struct paper_link *links, size_t n)
{
    if (p->form == PAPER_HTML) {
        html_head(p, title);
        put_links(p, links, n);
    }
    mark(p, "# ", "<main>\n<h1>");
    paper_put(p, title);
    mark(p, "\n\n", "</h1>\n");
    if (p->form == PAPER_MARKDOWN)
        put_links(p, links, n);
}

void paper_close(struct paper *p)
{
    mark(p, "", "</main>\n</body>\n</html>\n");
}

/* --- Blocks ----------------------------------------------------------------------------------- */

void paper_heading(struct paper *p, int level, struct str words)
{
    if (p->form == PAPER_HTML)
        buf_printf(p->b, "<h%d>", level);
    else
        buf_printf(p->b, "%.*s ", level, "####");
    paper_put(p, words);
    if (p->form == PAPER_HTML)
        buf_printf(p->b, "</h%d>\n", level);
    else
        BUF_LIT(p->b, "\n\n");
}

void paper_paragraph(struct paper *p)
{
    mark(p, "", "<p>");
}

void paper_paragraph_end(struct paper *p)
{
    mark(p, "\n\n", "</p>\n");
}

void paper_list(struct paper *p)
{
    mark(p, "", "<ul>\n");
}

void paper_item(struct paper *p)
{
    mark(p, "- ", "<li>");
}

void paper_item_end(struct paper *p)
{
    mark(p, "\n", "</li>\n");
}

void paper_list_end(struct paper *p)
{
    mark(p, "\n", "</ul>\n");
}

static void table_heads(struct paper *p, const struct text *heads)
{
    mark(p, "|", "<thead>\n<tr>");
    for (size_t i = 0; i < p->columns; i++) {
        mark(p, " ", "<th scope=\"col\">");
        paper_say(p, heads[i]);
        mark(p, " |", "</th>");
    }
    mark(p, "\n|", "</tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < p->columns; i++)
        mark(p, "---|", "");
    mark(p, "\n", "");
}

void paper_table(struct paper *p, struct str name, const struct text *heads, size_t columns)
{
    p->columns = columns;
    if (p->form == PAPER_HTML) {
        BUF_LIT(p->b, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
        html_text(p->b, name);
        BUF_LIT(p->b, "\">\n<table>\n<caption>");
        html_text(p->b, name);
        BUF_LIT(p->b, "</caption>\n");
    }
    table_heads(p, heads);
}

void paper_row(struct paper *p)
{
    p->cell = 0;
    mark(p, "|", "<tr>");
}

static void cell_end(struct paper *p)
{
    if (p->cell > 0)
        mark(p, " |", p->cell == 1 ? "</th>" : "</td>");
}

void paper_cell(struct paper *p)
{
    cell_end(p);
    mark(p, " ", p->cell == 0 ? "<th scope=\"row\">" : "<td>");
    p->cell++;
}

void paper_row_end(struct paper *p)
{
    cell_end(p);
    mark(p, "\n", "</tr>\n");
}

void paper_table_end(struct paper *p)
{
    mark(p, "\n", "</tbody>\n</table>\n</div>\n");
}

/* --- Pieces ----------------------------------------------------------------------------------- */

/* Codes are letters, digits, and signs that mean nothing between backquotes. */
void paper_code(struct paper *p, struct str code)
{
    mark(p, "`", "<code>");
    if (p->form == PAPER_HTML)
        html_text(p->b, code);
    else
        buf_str_put(p->b, code);
    mark(p, "`", "</code>");
}

void paper_strong(struct paper *p, struct str words)
{
    mark(p, "**", "<strong>");
    paper_put(p, words);
    mark(p, "**", "</strong>");
}

void paper_to(struct paper *p, struct str address, struct str words)
{
    put_link(p, &(struct paper_link){.to = address, .say = words, .lang = p->lang});
}

void paper_line(struct paper *p, struct str words)
{
    paper_paragraph(p);
    paper_put(p, words);
    paper_paragraph_end(p);
}

void paper_words(struct paper *p, struct text words)
{
    paper_line(p, text_in(words, p->lang));
}

void paper_cell_put(struct paper *p, struct str words)
{
    paper_cell(p);
    paper_put(p, words);
}

void paper_label(struct paper *p, struct text label, struct str words)
{
    paper_item(p);
    paper_strong(p, text_in(label, p->lang));
    buf_str_put(p->b, p->lang == LANG_EN ? STR(": ") : STR(" : "));
    paper_put(p, words);
    paper_item_end(p);
}
