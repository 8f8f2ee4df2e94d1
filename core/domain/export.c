/* Writes a store as lines of JSON. */
#include "base/utf8.h"
#include "domain/access.h"
#include "domain/calendar_record.h"
#include "domain/contact.h"
#include "domain/event.h"
#include "domain/history.h"
#include "domain/keys.h"
#include "domain/transfer.h"
#include "domain/zone_watch.h"

enum { PAGE_BYTES = 256 * 1024 };

struct export
{
    struct snap *snap;
    const struct transfer_sink *to;
    struct buf lines;   /* of this page */
    struct arena arena; /* of one line */
    struct arena names_arena;
    struct str *names; /* jurisdictions by number */
    size_t names_count;
};

/* --- Lines ------------------------------------------------------------------------------------ */

static struct jw begin_line(struct export *x, const char *type)
{
    struct jw w = {.out = &x->lines};
    jw_object(&w);
    jw_key(&w, "type");
    jw_str(&w, str_c(type));
    return w;
}

static void end_line(struct jw *w)
{
    jw_end_object(w);
    buf_char(w->out, '\n');
}

static void put_members(struct jw *w, const char *name, const struct fields *f, const void *from)
{
    jw_key(w, name);
    jw_object(w);
    fields_write_json(f, from, w);
    jw_end_object(w);
}

static enum err put_jurisdiction(struct export *x, struct jw *w, uint16_t number)
{
    if (number >= x->names_count || !x->names[number].n)
        return ERR_CORRUPT;
    jw_key(w, "jurisdiction");
    jw_str(w, x->names[number]);
    return ERR_OK;
}

static enum err put_request(struct export *x, struct jw *w, uint16_t jurisdiction, uint64_t id)
{
    enum err e = put_jurisdiction(x, w, jurisdiction);
    if (e)
        return e;
    jw_key(w, "request");
    jw_i64(w, (int64_t)id);
    return ERR_OK;
}

/* Hands the page over without a snapshot held: the sink may be slow. */
static enum err flush(struct export *x)
{
    if (x->lines.failed)
        return ERR_NOMEM;
    snap_release(x->snap);
    enum err e = x->to->write(x->to->self, buf_str(&x->lines));
    x->lines.n = 0;
    return e ? e : snap_renew(x->snap);
}

/* --- Walking a kind page by page -------------------------------------------------------------- */

/* Writes the line of one pair. */
typedef enum err write_pair(struct export *x, struct str key, struct str value);
/* Whether a page may end before this key, given the one before it. */
typedef bool may_part(struct str before, struct str key);

/* One page; *from is then the key of the next. ERR_NOT_FOUND at the end. */
static enum err write_page(struct export *x, struct key *from, struct str to, write_pair *write,
                           may_part *part)
{
    struct walk w;
    struct str key, value, before = {0};
    enum err e = walk_open(x->snap, key_str(from), to, false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK) {
        if (x->lines.n >= PAGE_BYTES && part(before, key)) {
            *from = (struct key){.n = 0};
            key_bytes(from, key);
            break;
        }
        arena_reset(&x->arena);
        e = write(x, key, value);
        if (e)
            break;
        before = key;
    }
    walk_close(&w);
    return e;
}

static enum err write_kind(struct export *x, enum key_tag tag, write_pair *write, may_part *part)
{
    struct key from = keys_kind(tag), to = key_after(&from);
    enum err e = ERR_OK;
    while (!e) {
        e = write_page(x, &from, key_str(&to), write, part);
        enum err flushed = e && e != ERR_NOT_FOUND ? ERR_OK : flush(x);
        if (flushed)
            return flushed;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static bool anywhere(struct str before, struct str key)
{
    (void)key;
    return before.n > 0;
}

/* --- Jurisdictions ---------------------------------------------------------------------------- */

static enum err keep_name(struct export *x, uint16_t number, struct str id)
{
    if (number >= x->names_count) {
        size_t count = (size_t)number + 1;
        struct str *names = ARENA_ARRAY(&x->names_arena, struct str, count);
        if (!names)
            return ERR_NOMEM;
        if (x->names_count)
            memcpy(names, x->names, x->names_count * sizeof *names);
        x->names = names;
        x->names_count = count;
    }
    x->names[number] = arena_str(&x->names_arena, id);
    return x->names[number].p ? ERR_OK : ERR_NOMEM;
}

static enum err next_id(struct export *x, uint16_t number, uint64_t *out)
{
    struct key key = keys_next_id(number);
    struct str value;
    enum err e = snap_get(x->snap, key_str(&key), &value);
    *out = 0;
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    return key_take_u64(&value, out) ? ERR_OK : ERR_CORRUPT;
}

static enum err write_jurisdiction(struct export *x, struct str key, struct str value)
{
    uint8_t tag;
    struct str id;
    uint16_t number;
    uint64_t next;
    if (!key_take_u8(&key, &tag) || !key_take_text(&key, &id) || !key_take_u16(&value, &number))
        return ERR_CORRUPT;
    const struct jurisdiction j = {.number = number};
    struct str tzdata;
    enum err e = keep_name(x, number, id);
    if (!e)
        e = next_id(x, number, &next);
    if (!e)
        e = zone_watch_read(&x->arena, x->snap, &j, &tzdata);
    if (e)
        return e;
    struct jw w = begin_line(x, "jurisdiction");
    jw_key(&w, "id");
    jw_str(&w, id);
    jw_key(&w, "number");
    jw_i64(&w, number);
    jw_key(&w, "next_id");
    jw_i64(&w, (int64_t)next);
    if (tzdata.n) {
        jw_key(&w, "tzdata");
        jw_str(&w, tzdata);
    }
    end_line(&w);
    return ERR_OK;
}

/* --- Calendars -------------------------------------------------------------------------------- */

static enum err write_calendar(struct export *x, struct str key, struct str value)
{
    uint8_t tag;
    struct str version;
    struct calendar_spec spec;
    if (!key_take_u8(&key, &tag) || !key_take_text(&key, &version))
        return ERR_CORRUPT;
    enum err e = calendar_decode(&x->arena, value, &spec);
    if (e)
        return e;
    struct jw w = begin_line(x, "calendar");
    jw_key(&w, "version");
    jw_str(&w, version);
    put_members(&w, "calendar", &calendar_fields, &spec);
    end_line(&w);
    return ERR_OK;
}

/* --- The history of rules --------------------------------------------------------------------- */

static void put_hex(struct jw *w, const char *name, struct str bytes)
{
    struct buf hex = {0};
    for (size_t i = 0; i < bytes.n; i++)
        buf_printf(&hex, "%02x", (unsigned char)bytes.p[i]);
    w->out->failed |= hex.failed;
    jw_key(w, name);
    jw_str(w, buf_str(&hex));
    buf_free(&hex);
}

/* KEY_LAYOUT: the key is the tag and the text's hash. */
static enum err write_text(struct export *x, struct str key, struct str value)
{
    uint8_t tag;
    struct str hash;
    if (!key_take_u8(&key, &tag) || !key_take_bytes(&key, BUNDLE_HASH_BYTES, &hash))
        return ERR_CORRUPT;
    struct jw w = begin_line(x, "text");
    put_hex(&w, "hash", hash);
    if (utf8_valid(value) && !str_has(value, '\0')) {
        jw_key(&w, "text");
        jw_str(&w, value);
    } else {
        put_hex(&w, "hex", value);
    }
    end_line(&w);
    return ERR_OK;
}

static enum err write_change(struct export *x, struct str key, struct str value)
{
    uint8_t tag;
    uint16_t jurisdiction;
    struct rules_change change;
    if (!key_take_u8(&key, &tag) || !key_take_u16(&key, &jurisdiction))
        return ERR_CORRUPT;
    enum err e = change_decode(&x->arena, value, &change);
    if (e)
        return e;
    struct jw w = begin_line(x, "change");
    e = put_jurisdiction(x, &w, jurisdiction);
    put_members(&w, "change", &change_fields, &change);
    end_line(&w);
    return e;
}

/* --- Events and contacts ---------------------------------------------------------------------- */

/* KEY_LAYOUT: an event's key is that of its request and a number of four bytes. */
static bool between_requests(struct str before, struct str key)
{
    enum { NUMBER = 4 };
    return before.n > NUMBER && !str_starts(key, str_first(before, before.n - NUMBER));
}

static enum err write_contact(struct export *x, uint16_t jurisdiction, uint64_t id)
{
    struct key key = keys_contact(jurisdiction, id);
    struct str value;
    struct contact contact;
    enum err e = snap_get(x->snap, key_str(&key), &value);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    e = contact_decode(&x->arena, value, &contact);
    if (e)
        return e;
    struct jw w = begin_line(x, "contact");
    e = put_request(x, &w, jurisdiction, id);
    put_members(&w, "contact", &contact_fields, &contact);
    end_line(&w);
    return e;
}

/* The contact comes right after the event that filed the request. */
static enum err write_event(struct export *x, struct str key, struct str value)
{
    uint8_t tag;
    uint16_t jurisdiction;
    uint64_t id;
    struct event event;
    if (!key_take_u8(&key, &tag) || !keys_read_request(key, &jurisdiction, &id))
        return ERR_CORRUPT;
    enum err e = event_decode(&x->arena, value, &event);
    if (e)
        return e;
    struct jw w = begin_line(x, "event");
    e = put_request(x, &w, jurisdiction, id);
    put_members(&w, "event", &event_fields, &event);
    end_line(&w);
    return e || event.kind != EVENT_SUBMITTED ? e : write_contact(x, jurisdiction, id);
}

/* --- Keys ------------------------------------------------------------------------------------- */

static enum err write_access(struct export *x, struct str key, struct str value)
{
    struct access_line line = {0};
    uint8_t tag;
    struct str hash;
    if (!key_take_u8(&key, &tag) || !key_take_bytes(&key, sizeof line.hash, &hash))
        return ERR_CORRUPT;
    memcpy(line.hash, hash.p, sizeof line.hash);
    enum err e = access_decode(&x->arena, value, &line.access);
    if (e)
        return e;
    struct jw w = begin_line(x, "access");
    fields_write_json(&access_line_fields, &line, &w);
    end_line(&w);
    return ERR_OK;
}

/* --- All of it -------------------------------------------------------------------------------- */

static enum err run(struct export *x, bool secrets)
{
    struct jw w = begin_line(x, "guichet");
    jw_key(&w, "format");
    jw_i64(&w, TRANSFER_FORMAT);
    end_line(&w);
    enum err e = snap_renew(x->snap);
    if (!e)
        e = write_kind(x, KEY_JURISDICTION, write_jurisdiction, anywhere);
    if (!e)
        e = write_kind(x, KEY_CALENDAR, write_calendar, anywhere);
    if (!e)
        e = write_kind(x, KEY_RULES_TEXT, write_text, anywhere);
    if (!e)
        e = write_kind(x, KEY_RULES, write_change, anywhere);
    if (!e)
        e = write_kind(x, KEY_EVENT, write_event, between_requests);
    if (!e && secrets)
        e = write_kind(x, KEY_ACCESS, write_access, anywhere);
    return e;
}

enum err transfer_export(struct store *store, const struct transfer_options *options,
                         const struct transfer_sink *to)
{
    struct export x = {.to = to};
    enum err e = snap_open(store, &x.snap);
    if (e)
        return e;
    e = run(&x, options->secrets);
    snap_close(x.snap);
    buf_free(&x.lines);
    arena_free(&x.arena);
    arena_free(&x.names_arena);
    return e;
}
