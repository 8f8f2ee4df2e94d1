/* Makes typed text fit to keep, or says why it is not. */
#include "domain/clean.h"

#include "base/utf8.h"
#include "domain/model.h"

/* C0 and C1 controls and DEL; line breaks and tabs have been dealt with before. */
static bool has_control(struct str s, bool lines)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0)
            return true;
        if (c == 0x7f || (c < 0x20 && !(lines && c == '\n')))
            return true;
    }
    return false;
}

/* The text with its breaks alike; the same view when nothing is to be changed. */
static struct str with_plain_breaks(struct arena *arena, struct str s)
{
    if (!str_has(s, '\r') && !str_has(s, '\t'))
        return s;
    char *p = arena_alloc(arena, s.n);
    size_t n = 0;
    for (size_t i = 0; p && i < s.n; i++) {
        if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        p[n++] = (char)(s.p[i] == '\r' ? '\n' : s.p[i] == '\t' ? ' ' : s.p[i]);
    }
    return str_of(p, n);
}

static bool clean(struct faults *f, const char *where, struct str *text, size_t max, bool lines)
{
    if (!utf8_valid(*text)) {
        fault_add(f, where, "Ce texte n’est pas de l’UTF-8 valide.",
                  "This text is not valid UTF-8.");
        return false;
    }
    *text = with_plain_breaks(f->arena, *text);
    if (!text->p && text->n) {
        f->lost = true;
        return false;
    }
    if (has_control(*text, lines)) {
        fault_add(f, where, "Ce texte contient un caractère de commande, qui n’est pas permis ici.",
                  "This text holds a control character, which is not allowed here.");
        return false;
    }
    size_t length = utf8_length(*text);
    if (length > max) {
        fault_add(f, where, "Ce texte a %zu caractères\u00a0; il peut en avoir %zu au plus.",
                  "This text has %zu characters; it may have %zu at most.", length, max);
        return false;
    }
    return true;
}

bool clean_line(struct faults *f, const char *where, struct str *text, size_t max)
{
    *text = str_trim(*text);
    return clean(f, where, text, max, false);
}

bool clean_lines(struct faults *f, const char *where, struct str *text, size_t max)
{
    return clean(f, where, text, max, true);
}

bool clean_url(struct faults *f, const char *where, struct str *text)
{
    if (!clean_line(f, where, text, URL_MAX))
        return false;
    struct str rest = *text;
    if (str_starts(rest, STR("https://")))
        rest = str_from(rest, 8);
    else if (str_starts(rest, STR("http://")))
        rest = str_from(rest, 7);
    else
        rest.n = 0;
    if (!text->n || (rest.n && rest.p[0] != '/' && !str_has(rest, ' ')))
        return true;
    fault_add(f, where, "Donnez une adresse web complète, qui commence par https:// ou http://.",
              "Give a whole web address that begins with https:// or http://.");
    return false;
}

static bool email_sane(struct str s)
{
    struct str rest = s, local;
    if (!str_cut(&rest, '@', &local) || !rest.p)
        return false;
    bool host = rest.n && str_has(rest, '.') && rest.p[0] != '.' && rest.p[rest.n - 1] != '.';
    return host && local.n >= 1 && local.n <= 64 && !str_has(rest, '@') && !str_has(s, ' ');
}

bool clean_email(struct faults *f, const char *where, struct str *text)
{
    enum { EMAIL_MAX = 254 };
    if (!clean_line(f, where, text, EMAIL_MAX))
        return false;
    if (!text->n || email_sane(*text))
        return true;
    fault_add(f, where, "Cette adresse de courriel ne semble pas complète (nom@exemple.org).",
              "This e-mail address does not look complete (name@example.org).");
    return false;
}

bool clean_code(struct faults *f, const char *where, struct str *text, size_t max)
{
    bool ok = text->n <= max;
    for (size_t i = 0; ok && i < text->n; i++) {
        char c = text->p[i];
        ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
    if (!ok)
        fault_add(f, where,
                  "Ce code ne peut contenir que a–z, 0–9, « - » et « _ », %zu caractères au plus.",
                  "This code may hold only a–z, 0–9, “-” and “_”, %zu characters at most.", max);
    return ok;
}
