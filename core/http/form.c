/* Fields from encoded text, each checked at the door. */
#include "http/form.h"

#include "base/utf8.h"
#include "http/chars.h"

enum { FIRST_ROOM = 16 };

/* --- Decoding --------------------------------------------------------------------------------- */

/* Into out, which has room for s.n + 1 bytes. false: a % without two hexadecimal digits. */
static bool decode(struct str s, char *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < s.n;) {
        bool plus = s.p[i] == '+';
        char c;
        if (!percent_next(s, &i, &c))
            return false;
        out[(*n)++] = plus ? ' ' : c;
    }
    out[*n] = 0;
    return true;
}

/* The decoded copy; *good tells whether the encoding was. .p is NULL when out of memory. */
static struct str decoded(struct arena *arena, struct str s, bool *good)
{
    size_t n;
    char *p = arena_alloc(arena, s.n + 1);
    if (!p)
        return (struct str){NULL, 0};
    *good = decode(s, p, &n);
    return str_of(p, *good ? n : 0);
}

/* --- Adding ----------------------------------------------------------------------------------- */

static enum err fault_name(struct faults *faults, struct str name)
{
    if (!name.n)
        fault_add(faults, NULL, "Un champ n’a pas de nom.", "A field has no name.");
    else if (name.n > FORM_NAME_MAX)
        fault_add(faults, NULL, "Un nom de champ dépasse %d octets.",
                  "A field's name is longer than %d bytes.", FORM_NAME_MAX);
    else
        fault_add(faults, NULL, "Un nom de champ n’est pas de l’UTF-8 valide.",
                  "A field's name is not valid UTF-8.");
    return ERR_INVALID;
}

static enum err fault_value(struct faults *faults, const char *name, struct str value)
{
    if (memchr(value.p, 0, value.n))
        fault_add(faults, name, "Le texte contient un octet nul.", "The text holds a NUL byte.");
    else
        fault_add(faults, name, "Le texte n’est pas de l’UTF-8 valide.",
                  "The text is not valid UTF-8.");
    return ERR_INVALID;
}

static enum err push(struct form *f, struct str name, struct str value)
{
    if (f->count == f->room) {
        size_t room = f->room ? f->room * 2 : FIRST_ROOM;
        struct form_field *grown =
            arena_grow(f->arena, f->fields, f->room * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return ERR_NOMEM;
        f->fields = grown;
        f->room = room;
    }
    f->fields[f->count++] = (struct form_field){name, value};
    return ERR_OK;
}

enum err form_add(struct form *f, struct str name, struct str value, struct faults *faults)
{
    if (f->count == FORM_FIELDS_MAX) {
        fault_add(faults, NULL, "Plus de %d champs.", "More than %d fields.", FORM_FIELDS_MAX);
        return ERR_TOO_LARGE;
    }
    if (!name.n || name.n > FORM_NAME_MAX || !utf8_valid(name))
        return fault_name(faults, name);
    if (!utf8_valid(value))
        return fault_value(faults, name.p, value);
    return push(f, name, value);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static enum err read_pair(struct form *f, struct str pair, struct faults *faults)
{
    struct str encoded_name, encoded_value = pair;
    str_cut(&encoded_value, '=', &encoded_name);
    bool good_name, good_value;
    struct str name = decoded(f->arena, encoded_name, &good_name);
    struct str value = decoded(f->arena, encoded_value, &good_value);
    if (!name.p || !value.p)
        return ERR_NOMEM;
    if (good_name && good_value)
        return form_add(f, name, value, faults);
    bool tellable = good_name && name.n <= FORM_NAME_MAX && utf8_valid(name);
    fault_add(faults, tellable ? name.p : NULL,
              "Un « %% » n’est pas suivi de deux chiffres hexadécimaux.",
              "A '%%' is not followed by two hexadecimal digits.");
    return ERR_INVALID;
}

enum err form_read(struct form *f, struct str encoded, struct faults *faults)
{
    enum err result = ERR_OK;
    for (struct str pair; str_cut(&encoded, '&', &pair);) {
        enum err e = pair.n ? read_pair(f, pair, faults) : ERR_OK;
        if (e == ERR_NOMEM || e == ERR_TOO_LARGE)
            return e;
        if (e)
            result = e;
    }
    return result;
}

/* --- Asking ----------------------------------------------------------------------------------- */

struct str form_get(const struct form *f, const char *name)
{
    struct str wanted = str_c(name);
    for (size_t i = 0; i < f->count; i++)
        if (f->fields[i].value.n && str_eq(f->fields[i].name, wanted))
            return f->fields[i].value;
    return (struct str){NULL, 0};
}

bool form_attribute(struct str name, struct str *code)
{
    if (!str_starts(name, STR("attribute[")))
        return false;
    name = str_from(name, 10);
    if (str_ends(name, STR("[]")))
        name.n -= 2;
    if (name.n < 2 || name.p[name.n - 1] != ']')
        return false;
    *code = str_first(name, name.n - 1);
    return !str_has(*code, '[') && !str_has(*code, ']');
}
