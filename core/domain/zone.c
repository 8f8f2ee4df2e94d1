/* Zones as a table of changes of offset. The rule at the end of the file is unrolled over one
 * Gregorian cycle of 400 years when the zone is read: every later question is a binary search. */
#include "domain/zone.h"

#include "base/date.h"
#include "domain/tzif.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct zone {
    struct str name, version;
    struct tzif table;
    int64_t limit; /* from here on the offsets repeat those of 400 years before */
};

enum {
    CYCLE_YEARS = 400,
    RULE_YEARS = CYCLE_YEARS + 4, /* one before, two after, and the last */
    RULE_ONLY_YEAR = 1900,        /* where a zone without any change starts to follow its rule */
    OFFSET_SPAN = 26 * 3600,      /* no offset is larger */
    FILE_MAX = 1 << 18,
    VERSION_MAX = 32,
};

static const int64_t CYCLE_SECONDS = INT64_C(146097) * DAY_SECONDS;

/* --- From bytes ------------------------------------------------------------------------------- */

static int year_of(int64_t at)
{
    int64_t day = at / DAY_SECONDS;
    int64_t least = date_to_days((struct date){1, 1, 1});
    int64_t most = date_to_days((struct date){9999, 12, 31});
    return date_from_days(day < least ? least : day > most ? most : day).year;
}

/* Keeps the order of time. Two changes at one instant enclose a span of no length, as in a zone
 * that is on daylight time all year: the one that comes later stands. */
static void insert(struct tzif *t, int64_t at, int offset)
{
    size_t i = t->count;
    while (i && t->changes[i - 1].at > at)
        i--;
    if (i && t->changes[i - 1].at == at) {
        t->changes[i - 1].offset = offset;
        return;
    }
    for (size_t j = t->count++; j > i; j--)
        t->changes[j] = t->changes[j - 1];
    t->changes[i] = (struct tz_offset_change){at, offset};
}

/* After the last change of the file the rule holds; without any change, from 1900 on. */
static void unroll(struct zone *z)
{
    struct tzif *t = &z->table;
    int64_t last = t->count ? t->changes[t->count - 1].at : INT64_MIN;
    int from = t->count ? year_of(last) : RULE_ONLY_YEAR;
    z->limit = INT64_MAX;
    if (!t->has_rule)
        return;
    if (!t->count)
        t->first_offset = t->rule.standard;
    if (!t->rule.has_daylight)
        return;
    for (int year = from - 1; year < from - 1 + RULE_YEARS; year++) {
        int64_t start = tz_rule_start(&t->rule, year), end = tz_rule_end(&t->rule, year);
        if (start > last)
            insert(t, start, t->rule.daylight);
        if (end > last)
            insert(t, end, t->rule.standard);
    }
    z->limit = date_to_days((struct date){from + CYCLE_YEARS + 2, 1, 1}) * DAY_SECONDS;
}

enum err zone_parse(struct arena *arena, struct str name, struct str bytes, struct zone **out)
{
    struct zone *z = ARENA_NEW(arena, struct zone);
    if (!z)
        return ERR_NOMEM;
    enum err e = tzif_parse(arena, bytes, (size_t)RULE_YEARS * 2, &z->table);
    if (e)
        return e;
    unroll(z);
    z->version = STR("unknown");
    z->name = arena_str(arena, name);
    if (!z->name.p)
        return ERR_NOMEM;
    *out = z;
    return ERR_OK;
}

/* --- From the system -------------------------------------------------------------------------- */

static const char *tzdata_dir(void)
{
    const char *dir = getenv("TZDIR");
    return dir && *dir ? dir : "/usr/share/zoneinfo";
}

/* Names have the form Area/Place: nothing that could leave the directory. */
static bool name_valid(struct str name)
{
    struct str rest = name, piece = {0};
    if (!name.n || name.n > 64)
        return false;
    while (str_cut(&rest, '/', &piece)) {
        if (!piece.n || piece.p[0] == '.')
            return false;
        for (size_t i = 0; i < piece.n; i++) {
            char c = piece.p[i];
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '+' || c == '.'))
                return false;
        }
    }
    return true;
}

/* Reads at most `max` bytes of a file. */
static enum err read_start(struct arena *arena, const char *path, size_t max, struct str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_from_errno(errno);
    char *p = arena_alloc(arena, max);
    ssize_t got = 1;
    size_t n = 0;
    while (p && n < max && got > 0) {
        got = read(fd, p + n, max - n);
        n += got > 0 ? (size_t)got : 0;
    }
    enum err e = !p ? ERR_NOMEM : got < 0 ? err_from_errno(errno) : ERR_OK;
    close(fd);
    *out = str_of(p, n);
    return e;
}

/* The first line of tzdata.zi is "# version 2025b"; some systems have a file +VERSION instead. */
static struct str find_version(struct arena *arena)
{
    static const struct {
        const char *file;
        struct str before;
    } places[] = {
        {"tzdata.zi", {"# version ", 10}},
        {"+VERSION", {"", 0}},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct str text = {0}, line = {0};
        struct str path = arena_printf(arena, "%s/%s", tzdata_dir(), places[i].file);
        if (!path.p || read_start(arena, path.p, VERSION_MAX, &text) != ERR_OK)
            continue;
        if (str_starts(text, places[i].before) && str_cut(&text, '\n', &line) &&
            line.n > places[i].before.n)
            return str_from(line, places[i].before.n);
    }
    return STR("unknown");
}

/* The bytes of the file need not outlive the parsing. */
static enum err load_file(struct arena *arena, struct str name, struct zone **out)
{
    struct arena scratch = {0};
    struct str bytes = {0};
    struct str path = arena_printf(&scratch, "%s/" STR_FMT, tzdata_dir(), STR_ARG(name));
    enum err e = path.p ? read_start(&scratch, path.p, FILE_MAX, &bytes) : ERR_NOMEM;
    if (e == ERR_OK)
        e = zone_parse(arena, name, bytes, out);
    else if (e != ERR_NOMEM)
        e = ERR_UNKNOWN_ZONE;
    arena_free(&scratch);
    return e;
}

enum err zone_load(struct arena *arena, struct str name, struct zone **out)
{
    if (str_eq(name, STR("America/Montreal"))) /* some systems keep the old names apart */
        name = STR("America/Toronto");
    if (!name_valid(name))
        return ERR_UNKNOWN_ZONE;
    enum err e = load_file(arena, name, out);
    if (e == ERR_OK)
        (*out)->version = find_version(arena);
    return e;
}

/* --- Questions -------------------------------------------------------------------------------- */

struct str zone_name(const struct zone *z)
{
    return z->name;
}

struct str zone_version(const struct zone *z)
{
    return z->version;
}

/* How far to go back so that `at` lies within the unrolled table: whole cycles. */
static int64_t cycles(const struct zone *z, int64_t at)
{
    return at < z->limit ? 0 : ((at - z->limit) / CYCLE_SECONDS + 1) * CYCLE_SECONDS;
}

/* How many changes have happened at `at`. */
static size_t changes_until(const struct tzif *t, int64_t at)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->changes[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int offset_after(const struct tzif *t, size_t changes)
{
    return changes ? t->changes[changes - 1].offset : t->first_offset;
}

int zone_offset(const struct zone *z, int64_t at)
{
    return offset_after(&z->table, changes_until(&z->table, at - cycles(z, at)));
}

/* Walks the spans of constant offset within reach of `local`, and takes the first that has this
 * wall time. If none has, it lies in a gap: the offset before that applies. */
int64_t zone_instant(const struct zone *z, int64_t local)
{
    const struct tzif *t = &z->table;
    int64_t back = cycles(z, local), fallback = INT64_MIN;
    local -= back;
    for (size_t i = changes_until(t, local - OFFSET_SPAN);; i++) {
        int64_t at = local - offset_after(t, i);
        int64_t start = i ? t->changes[i - 1].at : INT64_MIN;
        int64_t end = i < t->count ? t->changes[i].at : INT64_MAX;
        if (at >= start && at < end)
            return at + back;
        if (at < start && fallback == INT64_MIN)
            fallback = local - offset_after(t, i - 1);
        if (end > local + OFFSET_SPAN)
            return fallback + back;
    }
}

int64_t zone_day(const struct zone *z, int64_t at, int *second_of_day)
{
    int64_t local = at + zone_offset(z, at);
    int64_t day = local / DAY_SECONDS - (local % DAY_SECONDS < 0 ? 1 : 0);
    *second_of_day = (int)(local - day * DAY_SECONDS);
    return day;
}
