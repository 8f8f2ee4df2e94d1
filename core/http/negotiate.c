/* Lists with weights, read leniently; choices made in one order. */
#include "http/negotiate.h"

#include "http/chars.h"

/* --- Lists: "a;q=0.5, b" (RFC 9110, section 12.4.2) ------------------------------------------- */

/* A weight in thousandths; -1 when malformed. */
static int read_weight(struct str s)
{
    int weight = 0, place = 1000;
    if (!s.n || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.') || s.n > 5)
        return -1;
    for (size_t i = 0; i < s.n; i++) {
        if (i == 1)
            continue;
        if (!is_digit(s.p[i]))
            return -1;
        weight += (s.p[i] - '0') * place;
        place /= 10;
    }
    return weight <= 1000 ? weight : -1;
}

/* The weight among an element's parameters; 1000 when there is none. */
static int weight_of(struct str parameters)
{
    for (struct str p; str_cut(&parameters, ';', &p);) {
        p = str_trim(p);
        if (str_eq_nocase(str_first(p, 2), STR("q=")))
            return read_weight(str_from(p, 2));
    }
    return 1000;
}

/* Takes the next well-formed element off a list: its value and its weight. */
static bool next_choice(struct str *list, struct str *value, int *weight)
{
    for (struct str element; str_cut(list, ',', &element);) {
        str_cut(&element, ';', value);
        *value = str_trim(*value);
        *weight = weight_of(element);
        if (value->n && *weight >= 0)
            return true;
    }
    return false;
}

/* --- Language --------------------------------------------------------------------------------- */

/* "fr-CA" is a range of French: the range's primary subtag names the language. */
static bool names_language(struct str range, enum lang lang)
{
    struct str primary;
    str_cut(&range, '-', &primary);
    return str_eq_nocase(primary, lang_code(lang));
}

enum lang http_language(struct str accept_language)
{
    int asked[LANG_COUNT] = {-1, -1}, any = 0, weight;
    for (struct str range; next_choice(&accept_language, &range, &weight);) {
        if (str_eq(range, STR("*")))
            any = weight;
        for (enum lang lang = 0; lang < LANG_COUNT; lang++)
            if (names_language(range, lang) && weight > asked[lang])
                asked[lang] = weight;
    }
    enum lang best = LANG_FR;
    for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
        if (asked[lang] < 0)
            asked[lang] = any;
        if (asked[lang] > asked[best])
            best = lang;
    }
    return best;
}

/* --- Format ----------------------------------------------------------------------------------- */

static const struct {
    struct str type;
    enum http_format format;
} media_types[] = {
    {STR("application/json"), FORMAT_JSON}, {STR("application/problem+json"), FORMAT_JSON},
    {STR("text/xml"), FORMAT_XML},          {STR("application/xml"), FORMAT_XML},
    {STR("text/html"), FORMAT_HTML},        {STR("application/xhtml+xml"), FORMAT_HTML},
    {STR("text/plain"), FORMAT_TEXT},       {STR("text/csv"), FORMAT_CSV},
};

/* How exactly a range names a format: 0 not at all, 1 by any type, 2 by its major type, 3 fully. */
static int fit(struct str range, enum http_format format)
{
    if (str_eq(range, STR("*/*")))
        return 1;
    struct str major;
    struct str minor = range;
    str_cut(&minor, '/', &major);
    int best = 0;
    for (size_t i = 0; i < sizeof media_types / sizeof *media_types; i++) {
        if (media_types[i].format != format)
            continue;
        if (str_eq_nocase(range, media_types[i].type))
            return 3;
        if (str_eq(minor, STR("*")) && str_eq_nocase(str_first(media_types[i].type, major.n + 1),
                                                     str_first(range, major.n + 1)))
            best = 2;
    }
    bool any_json = format == FORMAT_JSON && minor.n > 5 &&
                    str_eq_nocase(str_from(minor, minor.n - 5), STR("+json"));
    return any_json ? 3 : best;
}

/* The weight the most exact range gives a format; its highest where several are as exact. */
static int format_weight(struct str accept, enum http_format format)
{
    int exact = 0, weight = 0, w;
    for (struct str range; next_choice(&accept, &range, &w);) {
        int f = fit(range, format);
        if (f > exact || (f && f == exact && w > weight)) {
            exact = f;
            weight = w;
        }
    }
    return weight;
}

enum http_format http_accept(struct str accept, unsigned offered, enum http_format preferred)
{
    if (!str_trim(accept).n)
        return preferred;
    enum http_format best = FORMAT_NONE;
    int best_weight = 0;
    for (enum http_format f = FORMAT_JSON; f <= FORMAT_CSV; f = (enum http_format)(f << 1)) {
        int weight = offered & f ? format_weight(accept, f) : 0;
        if (weight > best_weight || (weight && weight == best_weight && f == preferred)) {
            best = f;
            best_weight = weight;
        }
    }
    return best;
}

/* --- Coding and tags -------------------------------------------------------------------------- */

bool http_accepts_gzip(struct str accept_encoding)
{
    int gzip = -1, any = 0, weight;
    for (struct str coding; next_choice(&accept_encoding, &coding, &weight);) {
        if (str_eq_nocase(coding, STR("gzip")) || str_eq_nocase(coding, STR("x-gzip")))
            gzip = weight;
        if (str_eq(coding, STR("*")))
            any = weight;
    }
    return (gzip < 0 ? any : gzip) > 0;
}

static struct str without_weakness(struct str tag)
{
    return str_starts(tag, STR("W/")) ? str_from(tag, 2) : tag;
}

/* Takes the next tag off a list; a comma may stand inside the quotes. */
static bool next_tag(struct str *list, struct str *tag)
{
    while (list->n && (list->p[0] == ',' || list->p[0] == ' ' || list->p[0] == '\t'))
        *list = str_from(*list, 1);
    struct str opaque = without_weakness(*list);
    if (!opaque.n || opaque.p[0] != '"')
        return false;
    const char *end = memchr(opaque.p + 1, '"', opaque.n - 1);
    if (!end)
        return false;
    *tag = str_of(opaque.p, (size_t)(end - opaque.p) + 1);
    *list = str_from(opaque, tag->n);
    return true;
}

bool http_etag_listed(struct str list, struct str etag)
{
    list = str_trim(list);
    if (str_eq(list, STR("*")))
        return true;
    for (struct str tag; next_tag(&list, &tag);)
        if (str_eq(tag, without_weakness(etag)))
            return true;
    return false;
}

/* --- Content-Type ----------------------------------------------------------------------------- */

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_char(s.p[i]))
            return false;
    return s.n > 0;
}

/* Takes ";name=value" or ";name="value"" off the front; false when malformed. */
static bool next_parameter(struct str *rest, struct str *name, struct str *value)
{
    *rest = str_trim(str_from(*rest, 1));
    size_t n = 0;
    while (n < rest->n && rest->p[n] != '=')
        n++;
    *name = str_first(*rest, n);
    *rest = str_from(*rest, n + 1);
    if (!is_token(*name) || !rest->n)
        return false;
    bool quoted = rest->p[0] == '"';
    for (n = quoted; n < rest->n && rest->p[n] != (quoted ? '"' : ';');)
        if (rest->p[n++] == '\\')
            return false;
    if (quoted && n == rest->n)
        return false;
    *value = quoted ? str_of(rest->p + 1, n - 1) : str_trim(str_first(*rest, n));
    *rest = str_trim(str_from(*rest, n + quoted));
    return (quoted || is_token(*value)) && (!rest->n || rest->p[0] == ';');
}

bool http_media_read(struct str content_type, struct http_media *out)
{
    *out = (struct http_media){.type = STR("")};
    struct str rest = str_trim(content_type);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != ';')
        n++;
    out->type = str_trim(str_first(rest, n));
    struct str major, minor = out->type;
    if (!str_cut(&minor, '/', &major) || !is_token(major) || !is_token(minor))
        return false;
    rest = str_from(rest, n);
    while (rest.n > 1) {
        struct str name, value;
        if (!next_parameter(&rest, &name, &value))
            return false;
        if (str_eq_nocase(name, STR("charset")))
            out->charset = value;
        if (str_eq_nocase(name, STR("boundary")))
            out->boundary = value;
    }
    return true;
}

bool http_media_utf8(const struct http_media *m)
{
    static const struct str names[] = {STR("utf-8"), STR("utf8"), STR("us-ascii"), STR("")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(m->charset, names[i]))
            return true;
    return false;
}
