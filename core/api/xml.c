/* Character data and tags; no attributes, no namespaces: Open311 has none. */
#include "api/xml.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* What stands for the character at p, and how many bytes it took; NULL: it stands for itself. */
static const char *substitute(const unsigned char *p, size_t left, size_t *taken)
{
    *taken = 1;
    switch (p[0]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '\t':
    case '\n':
        return NULL;
    case 0xEF: /* U+FFFE and U+FFFF are EF BF BE and EF BF BF */
        *taken = 3;
        return left >= 3 && p[1] == 0xBF && p[2] >= 0xBE ? REPLACEMENT : NULL;
    default:
        return p[0] < 0x20 ? REPLACEMENT : NULL;
    }
}

void xml_text(struct buf *b, struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t start = 0, taken;
    for (size_t i = 0; i < s.n; i += taken) {
        const char *instead = substitute(p + i, s.n - i, &taken);
        if (!instead)
            continue;
        buf_put(b, s.p + start, i - start);
        buf_str_put(b, str_c(instead));
        start = i + taken;
    }
    if (start < s.n)
        buf_put(b, s.p + start, s.n - start);
}

void xml_open(struct buf *b, const char *name)
{
    buf_char(b, '<');
    buf_str_put(b, str_c(name));
    buf_char(b, '>');
}

void xml_close(struct buf *b, const char *name)
{
    BUF_LIT(b, "</");
    buf_str_put(b, str_c(name));
    buf_char(b, '>');
}

void xml_prolog(struct buf *b)
{
    BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
}
