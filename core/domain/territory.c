/* Polygons in whole ten-millionths of a degree, so that "inside" is exact, edges included. */
#include "domain/territory.h"

#include "base/json.h"

#include <math.h>
#include <stdio.h>

enum { POSITIONS_MAX = 100000, RING_MIN = 4, FAULTS_MAX = 20 };

struct box {
    struct position low, high; /* south-west, north-east */
};

struct ring { /* closed: the last position is the first again */
    const struct position *items;
    size_t count;
};

struct polygon { /* the first ring is the outer one, the others are holes */
    const struct ring *rings;
    size_t count;
    struct box box; /* of the outer ring */
};

struct territory {
    struct position *positions;
    struct ring *rings;
    struct polygon *polygons;
    size_t position_count, ring_count, polygon_count;
    struct box box;
};

/* --- Reading GeoJSON -------------------------------------------------------------------------- */

/* The way to a value in the document, written out only for a fault. */
struct path {
    const struct path *up;
    const char *key; /* NULL: an index */
    size_t index;
};

struct reader {
    struct territory *t;
    struct faults *faults;
    size_t room; /* for positions */
    bool full;
};

static void path_put(struct buf *b, const struct path *p)
{
    if (!p)
        return;
    path_put(b, p->up);
    if (p->key)
        buf_printf(b, "%s%s", b->n ? "." : "", p->key);
    else
        buf_printf(b, "[%zu]", p->index);
}

/* The place of a fault; NULL when there are enough: thousands would be one and the same. */
static const char *place(struct reader *r, const struct path *p)
{
    struct buf b = buf_in(r->faults->arena);
    if (r->faults->count >= FAULTS_MAX || r->full)
        return NULL;
    path_put(&b, p);
    buf_char(&b, 0);
    if (b.failed)
        r->faults->lost = true;
    return b.failed ? NULL : b.p;
}

static void read_position(struct reader *r, const struct jv *v, const struct path *p)
{
    const char *where;
    struct position *out = &r->t->positions[r->t->position_count];
    bool numbers = v->type == JV_ARRAY && v->count >= 2;
    for (size_t i = 0; numbers && i < 2; i++)
        numbers = v->items[i].type == JV_INT || v->items[i].type == JV_REAL;
    if (numbers && position_from_degrees(v->items[1].real, v->items[0].real, out))
        r->t->position_count++;
    else if ((where = place(r, p)))
        fault_add(r->faults, where,
                  "une position s’écrit [longitude, latitude], en degrés, de -180 à 180 et de -90 "
                  "à 90",
                  "a position is [longitude, latitude] in degrees, -180 to 180 and -90 to 90");
}

static bool same(struct position a, struct position b)
{
    return a.lat == b.lat && a.lon == b.lon;
}

static bool make_room(struct reader *r, size_t count, const struct path *p)
{
    const char *where;
    if (count <= r->room - r->t->position_count)
        return true;
    if ((where = place(r, p)))
        fault_add(r->faults, where, "plus de %d positions en tout", "more than %d positions in all",
                  POSITIONS_MAX);
    r->full = true;
    return false;
}

/* A ring is kept only if all of it is well formed. */
static void read_ring(struct reader *r, const struct jv *v, const struct path *p)
{
    struct territory *t = r->t;
    const char *where;
    size_t first = t->position_count, count = v->type == JV_ARRAY ? v->count : 0;
    if (!make_room(r, count, p))
        return;
    for (size_t i = 0; i < count; i++)
        read_position(r, &v->items[i], &(struct path){p, NULL, i});
    struct ring ring = {&t->positions[first], t->position_count - first};
    if (count < RING_MIN) {
        if ((where = place(r, p)))
            fault_add(r->faults, where, "un anneau compte au moins %d positions",
                      "a ring has at least %d positions", RING_MIN);
    } else if (ring.count == count && !same(ring.items[0], ring.items[count - 1])) {
        if ((where = place(r, p)))
            fault_add(r->faults, where, "l’anneau n’est pas fermé : répétez la première position",
                      "the ring is not closed: repeat its first position");
    } else if (ring.count == count) {
        t->rings[t->ring_count++] = ring;
        return;
    }
    t->position_count = first;
}

static void box_extend(struct box *b, struct position p)
{
    b->low.lat = p.lat < b->low.lat ? p.lat : b->low.lat;
    b->low.lon = p.lon < b->low.lon ? p.lon : b->low.lon;
    b->high.lat = p.lat > b->high.lat ? p.lat : b->high.lat;
    b->high.lon = p.lon > b->high.lon ? p.lon : b->high.lon;
}

static const struct box nowhere = {{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};

static void read_polygon(struct reader *r, const struct jv *v, const struct path *p)
{
    struct territory *t = r->t;
    const char *where;
    size_t first = t->ring_count, count = v->type == JV_ARRAY ? v->count : 0;
    for (size_t i = 0; i < count; i++)
        read_ring(r, &v->items[i], &(struct path){p, NULL, i});
    if (!count && (where = place(r, p)))
        fault_add(r->faults, where, "un polygone est un tableau d’anneaux",
                  "a polygon is an array of rings");
    if (!count || t->ring_count - first != count)
        return; /* its faults are told */
    struct polygon polygon = {&t->rings[first], count, nowhere};
    for (size_t i = 0; i < polygon.rings->count; i++)
        box_extend(&polygon.box, polygon.rings->items[i]);
    t->polygons[t->polygon_count++] = polygon;
    box_extend(&t->box, polygon.box.low);
    box_extend(&t->box, polygon.box.high);
}

static void read_object(struct reader *r, const struct jv *v, const struct path *p);

static const struct {
    const char *type, *member;
    bool each; /* the member is an array, whose items are read */
    void (*read)(struct reader *r, const struct jv *v, const struct path *p);
} objects[] = {
    {"Polygon", "coordinates", false, read_polygon},
    {"MultiPolygon", "coordinates", true, read_polygon},
    {"Feature", "geometry", false, read_object},
    {"FeatureCollection", "features", true, read_object},
    {"GeometryCollection", "geometries", true, read_object},
};

static void read_member(struct reader *r, const struct jv *v, const struct path *p, size_t kind)
{
    const char *where;
    struct path at = {p, objects[kind].member, 0};
    const struct jv *member = jv_get(v, objects[kind].member);
    if (member && !objects[kind].each)
        objects[kind].read(r, member, &at);
    else if (member && member->type == JV_ARRAY)
        for (size_t i = 0; i < member->count; i++)
            objects[kind].read(r, &member->items[i], &(struct path){&at, NULL, i});
    else if ((where = place(r, p)))
        fault_add(r->faults, where, "« %s » sans « %s »", "\"%s\" without \"%s\"",
                  objects[kind].type, objects[kind].member);
}

static void read_object(struct reader *r, const struct jv *v, const struct path *p)
{
    const char *where;
    struct str type = jv_get_str(v, "type");
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (str_eq(type, str_c(objects[i].type))) {
            read_member(r, v, p, i);
            return;
        }
    if ((where = place(r, p)))
        fault_add(r->faults, where,
                  "« " STR_FMT " » n’est pas une surface : Polygon, MultiPolygon, ou ce qui en "
                  "contient",
                  "\"" STR_FMT "\" is no area: Polygon, MultiPolygon, or what contains them",
                  STR_ARG(type));
}

/* Room for all that a text of n bytes can hold: an item of an array takes two of them. */
static enum err reader_init(struct reader *r, struct arena *arena, size_t n)
{
    struct territory *t = ARENA_NEW(arena, struct territory);
    r->room = n / 2 < POSITIONS_MAX ? n / 2 : POSITIONS_MAX;
    if (!t)
        return ERR_NOMEM;
    t->positions = ARENA_ARRAY(arena, struct position, r->room + 1);
    t->rings = ARENA_ARRAY(arena, struct ring, r->room / RING_MIN + 1);
    t->polygons = ARENA_ARRAY(arena, struct polygon, r->room / RING_MIN + 1);
    t->box = nowhere;
    r->t = t;
    return t->positions && t->rings && t->polygons ? ERR_OK : ERR_NOMEM;
}

static enum err read_all(struct arena *arena, struct arena *scratch, struct str geojson,
                         struct faults *faults, struct territory **out)
{
    struct reader r = {.faults = faults};
    struct jv *root;
    struct text why;
    char where[16];
    int line;
    size_t before = faults->count;
    enum err e = jv_read(scratch, geojson, &root, &line, &why);
    if (e == ERR_INVALID) {
        snprintf(where, sizeof where, "%d", line);
        fault_json(faults, where, line, why);
    }
    if (!e)
        e = reader_init(&r, arena, geojson.n);
    if (e)
        return e;
    read_object(&r, root, NULL);
    if (!r.t->polygon_count && faults->count == before)
        fault_add(faults, "", "aucun polygone", "no polygon");
    if (faults->lost)
        return ERR_NOMEM;
    *out = r.t;
    return faults->count > before ? ERR_INVALID : ERR_OK;
}

enum err territory_read(struct arena *arena, struct str geojson, struct faults *faults,
                        struct territory **out)
{
    struct arena scratch = {0};
    enum err e = read_all(arena, &scratch, geojson, faults, out);
    arena_free(&scratch);
    return e;
}

/* --- Questions -------------------------------------------------------------------------------- */

static bool box_holds(struct box b, struct position p)
{
    return p.lat >= b.low.lat && p.lat <= b.high.lat && p.lon >= b.low.lon && p.lon <= b.high.lon;
}

static struct box box_of(struct position a, struct position b)
{
    struct box box = {a, a};
    box_extend(&box, b);
    return box;
}

/* On which side of the line from a to b: 1 on its left, -1 on its right, 0 on it. Each product
 * stays below 2^63: 3.6e9 times 1.8e9. Their difference would not. */
static int side(struct position a, struct position b, struct position p)
{
    int64_t left = ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat);
    int64_t right = ((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);
    return (left > right) - (left < right);
}

enum where { OUTSIDE, ON_EDGE, INSIDE };

/* Counts the edges that a ray to the east crosses; one that starts at p's latitude and goes up
 * counts, one that ends there does not, so that a corner counts once. */
static enum where ring_locate(struct ring ring, struct position p)
{
    enum where where = OUTSIDE;
    for (size_t i = 0; i + 1 < ring.count; i++) {
        struct position a = ring.items[i], b = ring.items[i + 1];
        int turn = side(a, b, p);
        if (turn == 0 && box_holds(box_of(a, b), p))
            return ON_EDGE;
        bool up = a.lat <= p.lat && b.lat > p.lat, down = b.lat <= p.lat && a.lat > p.lat;
        if ((up && turn > 0) || (down && turn < 0))
            where = where == INSIDE ? OUTSIDE : INSIDE;
    }
    return where;
}

static bool polygon_contains(const struct polygon *g, struct position p)
{
    if (!box_holds(g->box, p))
        return false;
    enum where where = ring_locate(g->rings[0], p);
    for (size_t i = 1; where == INSIDE && i < g->count; i++) {
        enum where in_hole = ring_locate(g->rings[i], p);
        if (in_hole == INSIDE)
            return false;
        if (in_hole == ON_EDGE)
            return true;
    }
    return where != OUTSIDE;
}

bool territory_contains(const struct territory *t, struct position p)
{
    if (!t)
        return true;
    for (size_t i = 0; box_holds(t->box, p) && i < t->polygon_count; i++)
        if (polygon_contains(&t->polygons[i], p))
            return true;
    return false;
}

void territory_bounds(const struct territory *t, struct position *low, struct position *high)
{
    static const struct box globe = {{-90 * DEGREE, -180 * DEGREE}, {90 * DEGREE, 180 * DEGREE}};
    struct box b = t ? t->box : globe;
    *low = b.low;
    *high = b.high;
}

double position_distance(struct position a, struct position b)
{
    const double earth = 6371008.8; /* mean radius in metres (IUGG) */
    const double radians = acos(-1.0) / 180 / DEGREE;
    double north = sin((double)(b.lat - (int64_t)a.lat) * radians / 2);
    double east = sin((double)(b.lon - (int64_t)a.lon) * radians / 2);
    double h = north * north + cos(a.lat * radians) * cos(b.lat * radians) * east * east;
    return 2 * earth * asin(sqrt(h > 1 ? 1 : h));
}
