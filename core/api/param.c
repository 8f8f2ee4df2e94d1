/* Query strings and forms: text in, values and faults out. */
#include "api/param.h"

#include "base/date.h"

#include <math.h>

struct str param(const struct call *c, const char *name)
{
    return form_get(&c->form, name);
}

bool param_flag(struct call *c, const char *name)
{
    struct str s = param(c, name);
    return str_eq_nocase(s, STR("true")) || str_eq(s, STR("1")) || str_eq_nocase(s, STR("yes"));
}

/* A '+' that a client forgot to encode arrives as a space: "…T09:00:00 02:00". */
static struct str plus_restored(struct arena *arena, struct str s)
{
    enum { ZONE = 6 }; /* "+02:00" */
    if (s.n <= ZONE || s.p[s.n - ZONE] != ' ')
        return s;
    return arena_printf(arena, STR_FMT "+" STR_FMT, STR_ARG(str_first(s, s.n - ZONE)),
                        STR_ARG(str_from(s, s.n - ZONE + 1)));
}

bool param_instant(struct call *c, const char *name, int64_t *out)
{
    struct str s = param(c, name);
    if (!s.n)
        return false;
    if (instant_parse(plus_restored(call_arena(c), s), out))
        return true;
    fault_add(&c->faults, name,
              "il faut une date avec heure et fuseau, comme 2026-05-07T09:00:00-04:00",
              "must be a date with time and zone, such as 2026-05-07T09:00:00-04:00");
    return false;
}

bool param_count(struct call *c, const char *name, uint64_t least, uint64_t most, uint64_t *out)
{
    struct str s = param(c, name);
    if (!s.n)
        return false;
    if (str_u64(s, out) && *out >= least && *out <= most)
        return true;
    fault_add(&c->faults, name, "il faut un nombre entier de %llu à %llu",
              "must be a whole number from %llu to %llu", (unsigned long long)least,
              (unsigned long long)most);
    return false;
}

bool param_list(struct call *c, const char *name, struct str **items, size_t *count)
{
    struct str s = param(c, name), piece;
    size_t room = 1;
    for (size_t i = 0; i < s.n; i++)
        room += s.p[i] == ',';
    *count = 0;
    *items = s.n ? ARENA_ARRAY(call_arena(c), struct str, room) : NULL;
    while (*items && str_cut(&s, ',', &piece)) {
        piece = str_trim(piece);
        if (piece.n)
            (*items)[(*count)++] = piece;
    }
    return *count > 0;
}

static bool number(struct call *c, const char *name, struct str s, double *out)
{
    if (str_double(str_trim(s), out))
        return true;
    fault_add(&c->faults, name, "il faut un nombre décimal avec un point, comme 45.49",
              "must be a decimal number, such as 45.49");
    return false;
}

bool position_checked(struct call *c, double lat, double lon, struct position *out)
{
    if (position_from_degrees(lat, lon, out))
        return true;
    fault_add(&c->faults, "lat, long", "la latitude va de -90 à 90 et la longitude de -180 à 180",
              "latitude goes from -90 to 90 and longitude from -180 to 180");
    return false;
}

bool param_position(struct call *c, struct position *out)
{
    struct str lat = param(c, "lat"), lon = param(c, "long");
    if (!lat.n && !lon.n)
        return false;
    if (!lat.n || !lon.n) {
        fault_add(&c->faults, lat.n ? "long" : "lat", "lat et long vont ensemble",
                  "lat and long go together");
        return false;
    }
    double north, east;
    bool good = number(c, "lat", lat, &north);
    good = number(c, "long", lon, &east) && good;
    return good && position_checked(c, north, east, out);
}

/* --- Areas ------------------------------------------------------------------------------------ */

static void circle(struct call *c, struct query *q)
{
    struct str radius = param(c, "radius");
    q->has_circle = param_position(c, &q->center);
    q->radius = 1000;
    if (!radius.n || !number(c, "radius", radius, &q->radius))
        return;
    if (q->radius <= 0 || q->radius > 100000)
        fault_add(&c->faults, "radius", "il faut des mètres, de plus de 0 à 100000",
                  "must be metres, more than 0 and at most 100000");
    else if (!param(c, "lat").n && !param(c, "long").n)
        fault_add(&c->faults, "radius", "un rayon demande aussi lat et long",
                  "a radius needs lat and long as well");
}

static bool four_numbers(struct str s, double out[static 4])
{
    struct str piece;
    size_t n = 0;
    while (str_cut(&s, ',', &piece))
        if (n == 4 || !str_double(str_trim(piece), &out[n++]))
            return false;
    return n == 4;
}

static void box(struct call *c, struct query *q)
{
    struct str s = param(c, "bbox");
    double at[4]; /* west, south, east, north */
    if (!s.n)
        return;
    q->has_box = four_numbers(s, at) && at[0] <= at[2] && at[1] <= at[3] &&
                 position_from_degrees(at[1], at[0], &q->low) &&
                 position_from_degrees(at[3], at[2], &q->high);
    if (!q->has_box)
        fault_add(&c->faults, "bbox",
                  "il faut ouest,sud,est,nord en degrés, comme -73.9,45.4,-73.8,45.5",
                  "must be west,south,east,north in degrees, such as -73.9,45.4,-73.8,45.5");
}

void param_area(struct call *c, struct query *q)
{
    circle(c, q);
    box(c, q);
}

/* --- Links ------------------------------------------------------------------------------------ */

void query_encoded(struct buf *b, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        bool plain = (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
                     (ch >= 'A' && ch <= 'Z') || memchr("-._~,:", ch, 6);
        if (plain) {
            buf_char(b, (char)ch);
        } else {
            buf_char(b, '%');
            buf_char(b, hex[ch >> 4]);
            buf_char(b, hex[ch & 15]);
        }
    }
}

static void pair(struct buf *b, char before, struct str name, struct str value)
{
    buf_char(b, before);
    query_encoded(b, name);
    buf_char(b, '=');
    query_encoded(b, value);
}

/* Every segment is encoded again, for the path was decoded when it came. */
static void path_encoded(struct buf *b, struct str path)
{
    struct str rest = path, piece;
    str_cut(&rest, '/', &piece); /* before the first slash: nothing */
    while (str_cut(&rest, '/', &piece)) {
        buf_char(b, '/');
        query_encoded(b, piece);
    }
}

void link_next(struct call *c, const char *name, struct str value)
{
    struct buf b = buf_in(call_arena(c));
    buf_char(&b, '<');
    path_encoded(&b, c->x->request.path);
    pair(&b, '?', str_c(name), value);
    for (size_t i = 0; i < c->form.count; i++) {
        const struct form_field *f = &c->form.fields[i];
        if (!str_eq(f->name, str_c(name)) && !str_eq(f->name, STR("api_key")) && f->value.n)
            pair(&b, '&', f->name, f->value);
    }
    BUF_LIT(&b, ">; rel=\"next\"");
    if (b.failed)
        return;
    response_header(&c->x->response, STR("Link"), buf_str(&b));
    if (c->resource->cors) /* or a browser hides it from the page that asked */
        response_header(&c->x->response, STR("Access-Control-Expose-Headers"), STR("Link"));
}
