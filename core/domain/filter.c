/* Tries a query on one request. */
#include "domain/filter.h"

#include "base/utf8.h"

#include <math.h>

#define EARTH_RADIUS 6371008.8 /* metres, the mean; as position_distance has it */
#define RADIANS (3.14159265358979323846 / 180)

/* --- Places ----------------------------------------------------------------------------------- */

static int32_t units(double degrees, int limit)
{
    double clamped = degrees < -limit ? -limit : degrees > limit ? limit : degrees;
    return (int32_t)lround(clamped * DEGREE);
}

/* The box around a circle, a little larger. Over a pole or the date line it goes all around. */
static void circle_box(struct position center, double radius, struct position *low,
                       struct position *high)
{
    const double margin = 1e-6;
    double lat = (double)center.lat / DEGREE, lon = (double)center.lon / DEGREE;
    double angle = radius > 0 ? radius / EARTH_RADIUS : 0;
    double reach = angle / RADIANS + margin;
    double sine = sin(angle) / cos(lat * RADIANS);
    double wide = 360;
    if (fabs(lat) + reach < 90 && sine < 1)
        wide = asin(sine) / RADIANS + margin;
    if (lon - wide < -180 || lon + wide > 180)
        wide = 360;
    *low = (struct position){units(lat - reach, 90), units(lon - wide, 180)};
    *high = (struct position){units(lat + reach, 90), units(lon + wide, 180)};
}

static int32_t greater(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void ready_place(const struct query *q, struct filter *f)
{
    f->low = (struct position){-90 * DEGREE, -180 * DEGREE};
    f->high = (struct position){90 * DEGREE, 180 * DEGREE};
    f->placed = q->has_box || q->has_circle;
    if (q->has_circle)
        circle_box(q->center, q->radius, &f->low, &f->high);
    if (q->has_box) {
        f->low.lat = greater(f->low.lat, q->low.lat);
        f->low.lon = greater(f->low.lon, q->low.lon);
        f->high.lat = smaller(f->high.lat, q->high.lat);
        f->high.lon = smaller(f->high.lon, q->high.lon);
    }
}

bool filter_place(const struct filter *f, struct position p)
{
    const struct query *q = f->query;
    if (p.lat < f->low.lat || p.lat > f->high.lat || p.lon < f->low.lon || p.lon > f->high.lon)
        return false;
    return !q->has_circle || position_distance(q->center, p) <= q->radius;
}

/* --- Words ------------------------------------------------------------------------------------ */

static enum err ready_words(struct arena *arena, struct str words, struct filter *f)
{
    struct str folded = words.n ? utf8_fold(arena, words) : words;
    if (words.n && !folded.p)
        return ERR_NOMEM;
    f->words = ARENA_ARRAY(arena, struct str, folded.n / 2 + 1);
    if (!f->words)
        return ERR_NOMEM;
    struct str rest = folded, word;
    while (str_cut(&rest, ' ', &word))
        if (word.n)
            f->words[f->word_count++] = word;
    return ERR_OK;
}

static bool contains(struct str text, struct str word)
{
    return text.n && memmem(text.p, text.n, word.p, word.n);
}

static enum err try_words(const struct filter *f, struct arena *scratch, const struct request *r)
{
    struct str description = utf8_fold(scratch, r->description);
    struct str address = utf8_fold(scratch, r->address);
    if (!description.p || !address.p)
        return ERR_NOMEM;
    for (size_t i = 0; i < f->word_count; i++)
        if (!contains(description, f->words[i]) && !contains(address, f->words[i]))
            return ERR_NOT_FOUND;
    return ERR_OK;
}

/* --- All of it -------------------------------------------------------------------------------- */

static bool one_of(const struct str *items, size_t count, struct str s)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(items[i], s))
            return true;
    return count == 0;
}

static bool within(bool has_from, int64_t from, bool has_to, int64_t to, int64_t at)
{
    return (!has_from || at >= from) && (!has_to || at <= to);
}

static bool try_due(const struct query *q, const struct request *r)
{
    int64_t due = r->closed ? 0 : request_due(r);
    if ((q->has_due_before || q->order == ORDER_DUE) && !due)
        return false;
    return !q->has_due_before || due < q->due_before;
}

enum err filter_try(const struct filter *f, struct arena *scratch, const struct request *r)
{
    const struct query *q = f->query;
    bool passes = (r->closed ? f->closed : f->open) &&
                  within(q->has_requested_from, q->requested_from, q->has_requested_to,
                         q->requested_to, r->requested_at) &&
                  within(q->has_updated_from, q->updated_from, q->has_updated_to, q->updated_to,
                         r->updated_at) &&
                  one_of(q->services, q->service_count, r->service) &&
                  (!q->state.n || str_eq(q->state, r->state)) &&
                  (!q->assignee.n || str_eq(q->assignee, r->assignee)) && try_due(q, r) &&
                  (!f->placed || (r->has_position && filter_place(f, r->position)));
    if (!passes)
        return ERR_NOT_FOUND;
    return f->word_count ? try_words(f, scratch, r) : ERR_OK;
}

enum err filter_ready(struct arena *arena, const struct query *q, struct filter *out)
{
    *out = (struct filter){
        .query = q,
        .open = q->open || !q->closed,
        .closed = q->closed || !q->open,
    };
    ready_place(q, out);
    return ready_words(arena, q->words, out);
}
