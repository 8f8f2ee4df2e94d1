/* Folds the log, compares the result with what is stored, in both directions. */
#include "domain/rebuild.h"

#include "base/check.h"
#include "domain/calendar_record.h"
#include "domain/feed.h"
#include "domain/index.h"
#include "domain/stored.h"

enum { PAGE_ITEMS = 1000 /* of a batch of corrections */ };

struct rebuild {
    struct store *store;
    struct snap *snap;
    bool writes;
    struct batch fix; /* writes: corrections of this page, in fix_arena */
    struct arena fix_arena;
    struct arena arena;                /* of one request */
    struct request request;            /* being folded; version 0: none yet */
    bool broken;                       /* its log is: the rest of it is passed over */
    uint64_t present[1 + INDEX_COUNT]; /* entries the log calls for that are there: states, then
                                          indexes */
    struct feed_sum told;              /* every event of the log */
    struct rebuild_report *report;
};

static void differ(struct rebuild *b, enum rebuild_difference d, const char *what, struct str key)
{
    struct rebuild_report *r = b->report;
    uint64_t *const counts[] = {&r->missing, &r->different, &r->extra, &r->broken};
    ++*counts[d];
    if (r->say)
        r->say(r->self, d, what, key);
}

/* --- From the log to the store ---------------------------------------------------------------- */

/* One entry that the log calls for. */
static enum err want(struct rebuild *b, size_t table, const char *what, struct str key,
                     struct str value)
{
    struct str stored;
    enum err e = snap_get(b->snap, key, &stored);
    if (e && e != ERR_NOT_FOUND)
        return e;
    b->present[table] += !e || b->writes;
    if (!e && str_eq(stored, value))
        return ERR_OK;
    differ(b, e ? REBUILD_MISSING : REBUILD_DIFFERENT, what, key);
    if (b->writes)
        batch_put(&b->fix, key, value);
    return b->fix.failed ? ERR_NOMEM : ERR_OK;
}

static enum err want_state(struct rebuild *b, const struct request *r)
{
    struct buf bytes = buf_in(&b->arena);
    struct key key = keys_request(r->jurisdiction, r->id);
    if (!stored_apart(r->version))
        return ERR_OK;
    enum err e = request_encode(r, &bytes);
    return e ? e : want(b, 0, "request", key_str(&key), buf_str(&bytes));
}

/* State and index entries of the request that has been folded. */
static enum err finish(struct rebuild *b)
{
    struct request *r = &b->request;
    if (!r->version || b->broken)
        return ERR_OK;
    enum err e = want_state(b, r);
    b->report->requests++;
    for (size_t i = 0; !e && i < INDEX_COUNT; i++) {
        struct index_entry entry;
        if (!index_entry(&indexes[i], r, &entry))
            continue;
        b->report->entries++;
        e = want(b, 1 + i, indexes[i].name, key_str(&entry.key), key_str(&entry.value));
    }
    return e;
}

static void begin(struct rebuild *b, uint16_t jurisdiction, uint64_t id)
{
    arena_reset(&b->arena);
    b->request = (struct request){.jurisdiction = jurisdiction, .id = id};
    b->broken = false;
}

static bool is_current(const struct rebuild *b, uint16_t jurisdiction, uint64_t id)
{
    return b->request.jurisdiction == jurisdiction && b->request.id == id;
}

/* KEY_LAYOUT: 'E', jurisdiction, id, number. */
static struct feed_entry event_id(struct str key)
{
    struct feed_entry e = {0};
    key = str_from(key, 1);
    check(keys_read_request(key, &e.jurisdiction, &e.id));
    key = str_from(key, sizeof e.jurisdiction + sizeof e.id);
    check(key_take_u32(&key, &e.number));
    return e;
}

/* One event onto the request. Only memory can fail: a bad event makes the request a broken one. */
static enum err fold(struct rebuild *b, struct str key, struct str value)
{
    struct event event;
    b->report->events++;
    feed_count(&b->told, event_id(key));
    if (b->broken)
        return ERR_OK;
    enum err e = event_decode(&b->arena, value, &event);
    if (!e)
        e = request_apply(&b->arena, &b->request, &event);
    if (e != ERR_CORRUPT)
        return e;
    b->broken = true;
    differ(b, REBUILD_BROKEN, "event", key);
    return ERR_OK;
}

/* KEY_LAYOUT: 'E', jurisdiction, id, number. */
static bool read_event_key(struct str key, uint16_t *jurisdiction, uint64_t *id)
{
    uint8_t tag;
    return key_take_u8(&key, &tag) && keys_read_request(key, jurisdiction, id);
}

/* Walks events from *from on. When a page of corrections is full, stops before the next request
 * and leaves its key in *from; ERR_NOT_FOUND at the end of the log. */
static enum err walk_log(struct rebuild *b, struct walk *w, struct key *from)
{
    struct str key, value;
    uint16_t jurisdiction;
    uint64_t id;
    enum err e;
    while ((e = walk_next(w, &key, &value)) == ERR_OK) {
        if (!read_event_key(key, &jurisdiction, &id))
            return ERR_CORRUPT;
        if (!is_current(b, jurisdiction, id)) {
            e = finish(b);
            if (e)
                return e;
            begin(b, jurisdiction, id);
            *from = (struct key){.n = 0};
            key_bytes(from, key);
            if (b->fix.count >= PAGE_ITEMS)
                return ERR_OK;
        }
        e = fold(b, key, value);
        if (e)
            return e;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    e = finish(b);
    return e ? e : ERR_NOT_FOUND;
}

/* Commits the page of corrections, on a snapshot that is new afterwards. */
static enum err turn_page(struct rebuild *b)
{
    if (!b->fix.count)
        return ERR_OK;
    snap_release(b->snap);
    enum err e = store_commit_wait(b->store, &b->fix);
    arena_reset(&b->fix_arena);
    b->fix = batch_in(&b->fix_arena);
    return e ? e : snap_renew(b->snap);
}

static enum err from_log(struct rebuild *b)
{
    struct key from = keys_kind(KEY_EVENT), to = key_after(&from);
    enum err e = ERR_OK;
    begin(b, 0, 0);
    while (!e) {
        struct walk w;
        e = walk_open(b->snap, key_str(&from), key_str(&to), false, &w);
        if (e)
            return e;
        e = walk_log(b, &w, &from);
        walk_close(&w);
        enum err turned = turn_page(b);
        if (turned)
            return turned;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- From the store to the log ---------------------------------------------------------------- */

/* Which request an index entry speaks of. KEY_LAYOUT. */
static bool entry_request(const struct index *index, struct str key, struct str value,
                          uint16_t *jurisdiction, uint64_t *id)
{
    struct str tail = index->id_in_value ? value : key, rest = str_from(key, 1);
    if (tail.n < sizeof *id || !key_take_u16(&rest, jurisdiction))
        return false;
    tail = str_from(tail, tail.n - sizeof *id);
    return key_take_u64(&tail, id);
}

/* The request as its log has it now; ERR_NOT_FOUND without one that can be read. */
static enum err fold_request(struct rebuild *b, uint16_t jurisdiction, uint64_t id)
{
    struct key low = keys_events(jurisdiction, id), high = key_after(&low);
    struct walk w;
    struct str key, value;
    begin(b, jurisdiction, id);
    enum err e = walk_open(b->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK) {
        struct event event;
        e = event_decode(&b->arena, value, &event);
        if (!e)
            e = request_apply(&b->arena, &b->request, &event);
        if (e)
            break;
    }
    walk_close(&w);
    if (e == ERR_CORRUPT)
        return ERR_NOT_FOUND;
    return e == ERR_NOT_FOUND && b->request.version ? ERR_OK : e;
}

/* Whether the log calls for an entry under that key. Table 0 holds the states. */
static enum err called_for(struct rebuild *b, size_t table, struct str key, struct str value,
                           bool *out)
{
    uint16_t jurisdiction;
    uint64_t id;
    *out = false;
    if (table == 0 ? !keys_read_request(str_from(key, 1), &jurisdiction, &id)
                   : !entry_request(&indexes[table - 1], key, value, &jurisdiction, &id))
        return ERR_OK;
    enum err e = fold_request(b, jurisdiction, id);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    struct index_entry entry;
    entry.key = keys_request(jurisdiction, id);
    bool has = table == 0 ? stored_apart(b->request.version)
                          : index_entry(&indexes[table - 1], &b->request, &entry);
    *out = has && str_eq(key_str(&entry.key), key);
    return ERR_OK;
}

static enum key_tag table_tag(size_t table)
{
    return table == 0 ? KEY_REQUEST : indexes[table - 1].tag;
}

static enum err count_table(struct rebuild *b, size_t table, uint64_t *out)
{
    struct key low = keys_kind(table_tag(table)), high = key_after(&low);
    struct walk w;
    struct str key, value;
    *out = 0;
    enum err e = walk_open(b->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK)
        ++*out;
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Reports what the log does not call for; when it writes, deletes it, a page at a time. */
static enum err find_extra(struct rebuild *b, struct walk *w, size_t table)
{
    const char *what = table == 0 ? "request" : indexes[table - 1].name;
    struct str key, value;
    enum err e = ERR_OK;
    while (b->fix.count < PAGE_ITEMS && (e = walk_next(w, &key, &value)) == ERR_OK) {
        bool called;
        e = called_for(b, table, key, value, &called);
        if (e)
            return e;
        if (called)
            continue;
        differ(b, REBUILD_EXTRA, what, key);
        if (b->writes)
            batch_delete(&b->fix, key);
    }
    return b->fix.failed ? ERR_NOMEM : e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err search_table(struct rebuild *b, size_t table)
{
    struct key low = keys_kind(table_tag(table)), high = key_after(&low);
    struct walk w;
    enum err e = walk_open(b->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    e = find_extra(b, &w, table);
    walk_close(&w);
    return e;
}

/* All that the log calls for and that is there has been counted, so a table that holds as many
 * entries holds nothing else, and need not be searched. */
static enum err check_table(struct rebuild *b, size_t table)
{
    for (;;) {
        uint64_t stored;
        enum err e = count_table(b, table, &stored);
        if (e || stored == b->present[table])
            return e;
        e = search_table(b, table);
        if (e || !b->fix.count)
            return e;
        e = turn_page(b);
        if (e)
            return e;
    }
}

/* --- The feed --------------------------------------------------------------------------------- */

static enum err check_feed(struct rebuild *b)
{
    struct feed_sum held;
    enum err e = feed_sum(b->snap, &held);
    if (e && e != ERR_CORRUPT)
        return e;
    if (!e && held.count == b->told.count && held.mix == b->told.mix)
        return ERR_OK;
    struct key key = keys_kind(KEY_FEED);
    differ(b, REBUILD_DIFFERENT, "feed", key_str(&key));
    if (!b->writes)
        return ERR_OK;
    snap_release(b->snap);
    e = feed_tell_anew(b->store);
    return e ? e : snap_renew(b->snap);
}

/* --- Calendars -------------------------------------------------------------------------------- */

static enum err check_calendar(struct rebuild *b, struct str key, struct str value)
{
    struct calendar_spec spec;
    uint8_t tag;
    struct str rest = key, version;
    arena_reset(&b->arena);
    enum err e = key_take_u8(&rest, &tag) && key_take_text(&rest, &version)
                     ? calendar_decode(&b->arena, value, &spec)
                     : ERR_CORRUPT;
    if (!e)
        e = calendar_check_version(&spec, version);
    if (e == ERR_CORRUPT)
        differ(b, REBUILD_BROKEN, "calendar", key);
    return e == ERR_CORRUPT ? ERR_OK : e;
}

/* They are no fold of the log: nothing can be written anew, but each must be what its version says.
 */
static enum err check_calendars(struct rebuild *b)
{
    struct key low = keys_kind(KEY_CALENDAR), high = key_after(&low);
    struct walk w;
    struct str key, value;
    enum err e = walk_open(b->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK && !(e = check_calendar(b, key, value)))
        ;
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- Both ------------------------------------------------------------------------------------- */

static enum err run(struct rebuild *b)
{
    enum err e = snap_renew(b->snap);
    if (!e)
        e = from_log(b);
    if (!e && b->writes && b->report->broken)
        return ERR_CORRUPT;
    for (size_t table = 0; !e && table <= INDEX_COUNT; table++)
        e = check_table(b, table);
    if (!e)
        e = check_feed(b);
    return e ? e : check_calendars(b);
}

static enum err rebuild(struct store *store, struct rebuild_report *report, bool writes)
{
    struct rebuild b = {.store = store, .writes = writes, .report = report};
    b.fix = batch_in(&b.fix_arena);
    enum err e = snap_open(store, &b.snap);
    if (e)
        return e;
    e = run(&b);
    snap_close(b.snap);
    arena_free(&b.arena);
    arena_free(&b.fix_arena);
    return e;
}

enum err rebuild_verify(struct store *store, struct rebuild_report *report)
{
    return rebuild(store, report, false);
}

enum err rebuild_write(struct store *store, struct rebuild_report *report)
{
    return rebuild(store, report, true);
}
