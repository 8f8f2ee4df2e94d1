/* Reads lines of JSON into an empty store. */
#include "domain/access.h"
#include "domain/calendar_record.h"
#include "domain/contact.h"
#include "domain/feed.h"
#include "domain/history.h"
#include "domain/index.h"
#include "domain/keys.h"
#include "domain/stored.h"
#include "domain/transfer.h"

enum { PAGE_ITEMS = 4000 /* of a batch */, PAGE_TEXT = 256 * 1024 /* a text that is a page */ };

/* A jurisdiction of the file. */
struct named {
    struct str id;
    uint16_t number;
    uint64_t next_id; /* beyond all ids read so far */
    uint64_t changes; /* of its rules, read so far */
};

struct import {
    struct store *store;
    struct arena *arena; /* of the caller: names, and why it failed */
    struct arena page;   /* of the batch, and of the lines of the request being read */
    struct arena before; /* the page before: the line read last is still in it */
    struct batch batch;
    struct named *named;
    size_t named_count;
    unsigned char (*texts)[BUNDLE_HASH_BYTES]; /* hashes of those read */
    size_t text_count, text_cap;
    struct request request; /* being folded; version 0: none */
    struct named *of;       /* its jurisdiction */
    bool header;
    struct transfer_report *report;
};

static enum err refuse(struct import *m, struct text why)
{
    m->report->why = why;
    return ERR_INVALID;
}

/* --- Pages ------------------------------------------------------------------------------------ */

static enum err finish_request(struct import *m)
{
    struct request *r = &m->request;
    if (!r->version)
        return ERR_OK;
    enum err e = stored_put(&m->page, r, &m->batch);
    if (e)
        return e;
    index_change(&m->batch, NULL, r);
    m->report->requests++;
    *r = (struct request){0};
    return m->batch.failed ? ERR_NOMEM : ERR_OK;
}

/* Only between requests. The line in hand is on the page that is turned: it stays readable until
 * the next turn. */
static enum err turn_page(struct import *m)
{
    if (!m->batch.count)
        return ERR_OK;
    enum err e = store_commit_wait(m->store, &m->batch);
    arena_reset(&m->before);
    struct arena turned = m->page;
    m->page = m->before;
    m->before = turned;
    m->batch = batch_in(&m->page);
    return e;
}

/* --- One function for each type of line ------------------------------------------------------- */

static enum err read_header(struct import *m, const struct jv *line)
{
    const struct jv *format = jv_get(line, "format");
    if (!format || format->type != JV_INT || format->integer != TRANSFER_FORMAT)
        return refuse(m, TEXT("ce n’est pas un export d’un format que cette version lit",
                              "not an export of a format that this version reads"));
    m->header = true;
    return ERR_OK;
}

static struct named *find_named(struct import *m, struct str id)
{
    for (size_t i = 0; i < m->named_count; i++)
        if (str_eq(m->named[i].id, id))
            return &m->named[i];
    return NULL;
}

static bool number_known(const struct import *m, int64_t number)
{
    for (size_t i = 0; i < m->named_count; i++)
        if (m->named[i].number == number)
            return true;
    return false;
}

static enum err add_named(struct import *m, struct str id, uint16_t number, uint64_t next_id)
{
    size_t size = m->named_count * sizeof *m->named;
    struct named *grown = arena_grow(m->arena, m->named, size, size + sizeof *m->named);
    struct str copy = arena_str(m->arena, id);
    if (!grown || !copy.p)
        return ERR_NOMEM;
    m->named = grown;
    m->named[m->named_count++] = (struct named){copy, number, next_id, 0};
    return ERR_OK;
}

static enum err read_jurisdiction(struct import *m, const struct jv *line)
{
    struct str id = jv_get_str(line, "id");
    const struct jv *number = jv_get(line, "number"), *next = jv_get(line, "next_id");
    if (!id.n || id.n > CODE_MAX || !number || number->type != JV_INT || number->integer < 1 ||
        number->integer > UINT16_MAX || !next || next->type != JV_INT || next->integer < 0)
        return refuse(m, TEXT("il faut à un arrondissement un id, un number et un next_id",
                              "a jurisdiction needs an id, a number, and a next_id"));
    if (m->of)
        return refuse(m, TEXT("un arrondissement vient après le premier fait",
                              "a jurisdiction after the first event"));
    if (find_named(m, id) || number_known(m, number->integer))
        return refuse(m, TEXT("un arrondissement paraît deux fois", "a jurisdiction twice"));
    struct key key = keys_jurisdiction(id), value = {.n = 0};
    key_u16(&value, (uint16_t)number->integer);
    batch_expect_absent(&m->batch, key_str(&key));
    batch_put(&m->batch, key_str(&key), key_str(&value));
    struct str tzdata = jv_get_str(line, "tzdata");
    key = keys_of(KEY_TZDATA, (uint16_t)number->integer);
    if (tzdata.n)
        batch_put(&m->batch, key_str(&key), tzdata);
    return add_named(m, id, (uint16_t)number->integer, (uint64_t)next->integer);
}

static enum err read_members(struct import *m, const struct jv *line, const char *name,
                             const struct fields *f, void *to)
{
    const struct jv *object = jv_get(line, name);
    struct str what = {0};
    enum err e = object ? fields_read_json(f, &m->page, object, to, &what) : ERR_INVALID;
    if (e == ERR_INVALID)
        m->report->why = (struct text){
            {arena_printf(m->arena, "le membre « " STR_FMT " » de « %s » n’est pas comme il faut",
                          STR_ARG(what), name),
             arena_printf(m->arena, "member \"" STR_FMT "\" of \"%s\" is not as it must be",
                          STR_ARG(what), name)}};
    return e;
}

/* Which request a line is of. */
static enum err read_request(struct import *m, const struct jv *line, struct named **of,
                             uint64_t *id)
{
    const struct jv *request = jv_get(line, "request");
    *of = find_named(m, jv_get_str(line, "jurisdiction"));
    if (!*of || !request || request->type != JV_INT || request->integer < 1)
        return refuse(m,
                      TEXT("il faut à la ligne un arrondissement connu et le numéro d’une demande",
                           "a line needs a known jurisdiction and the number of a request"));
    *id = (uint64_t)request->integer;
    return ERR_OK;
}

/* The request of the line becomes the one being folded; it must come after all before it. */
static enum err begin_request(struct import *m, struct named *of, uint64_t id)
{
    struct request *r = &m->request;
    if (r->version && m->of == of && r->id == id)
        return ERR_OK;
    uint16_t last = m->of ? m->of->number : 0;
    if (of->number < last || (m->of == of && id <= m->report->last_id))
        return refuse(
            m, TEXT("les demandes ne sont pas dans leur ordre", "requests are not in their order"));
    enum err e = finish_request(m);
    if (!e && m->batch.count >= PAGE_ITEMS)
        e = turn_page(m);
    m->of = of;
    m->report->last_id = id;
    *r = (struct request){.jurisdiction = of->number, .id = id};
    if (id >= of->next_id)
        of->next_id = id + 1;
    return e;
}

static enum err put_event(struct import *m, const struct event *e)
{
    struct request *r = &m->request;
    struct buf bytes = buf_in(&m->page);
    enum err err = request_apply(&m->page, r, e);
    if (err == ERR_CORRUPT)
        return refuse(m, TEXT("le fait ne suit pas celui d’avant",
                              "the event does not follow the one before it"));
    if (!err)
        err = event_encode(e, &bytes);
    if (err)
        return err;
    struct key key = keys_event(r->jurisdiction, r->id, e->number);
    batch_put(&m->batch, key_str(&key), buf_str(&bytes));
    feed_append(&m->batch, r->jurisdiction, r->id, e->number);
    m->report->events++;
    return ERR_OK;
}

static enum err read_event(struct import *m, const struct jv *line)
{
    struct named *of;
    uint64_t id;
    struct event event;
    memset(&event, 0, sizeof event);
    enum err e = read_request(m, line, &of, &id);
    if (!e)
        e = begin_request(m, of, id);
    if (!e)
        e = read_members(m, line, "event", &event_fields, &event);
    return e ? e : put_event(m, &event);
}

static enum err read_contact(struct import *m, const struct jv *line)
{
    struct named *of;
    uint64_t id;
    struct contact contact = {0};
    enum err e = read_request(m, line, &of, &id);
    if (!e && (of != m->of || id != m->request.id))
        e = refuse(m, TEXT("des coordonnées ne suivent pas un fait de leur demande",
                           "a contact that does not follow an event of its request"));
    if (!e)
        e = read_members(m, line, "contact", &contact_fields, &contact);
    struct buf bytes = buf_in(&m->page);
    if (!e)
        e = contact_encode(&contact, &bytes);
    struct key key = keys_contact(m->request.jurisdiction, id);
    if (!e)
        batch_put(&m->batch, key_str(&key), buf_str(&bytes));
    return e;
}

static enum err read_access(struct import *m, const struct jv *line)
{
    struct access_line read;
    memset(&read, 0, sizeof read);
    struct jv members = *line; /* without "type", which comes first */
    if (line->count < 1)
        return refuse(m, TEXT("une clé d’accès n’a pas de membres", "an access without members"));
    members.items++;
    members.count--;
    enum err e = fields_read_json(&access_line_fields, &m->page, &members, &read, NULL);
    struct buf bytes = buf_in(&m->page);
    if (!e)
        e = access_encode(&read.access, &bytes);
    if (e)
        return e == ERR_INVALID ? refuse(m, TEXT("une clé d’accès n’est pas comme il faut",
                                                 "an access that is not as it must be"))
                                : e;
    struct key key = keys_access(read.hash);
    batch_put(&m->batch, key_str(&key), buf_str(&bytes));
    return ERR_OK;
}

/* The version is made of what the calendar says: it can be checked. */
static enum err read_calendar(struct import *m, const struct jv *line)
{
    struct str version = jv_get_str(line, "version");
    struct calendar_spec spec;
    memset(&spec, 0, sizeof spec);
    enum err e = read_members(m, line, "calendar", &calendar_fields, &spec);
    if (!e)
        e = calendar_check_version(&spec, version);
    if (e == ERR_CORRUPT)
        return refuse(m, TEXT("un calendrier n’est pas de la version qu’il dit",
                              "a calendar is not of the version that it says"));
    struct buf bytes = buf_in(&m->page);
    if (!e)
        e = calendar_encode(&spec, &bytes);
    struct key key = keys_calendar(version);
    if (!e)
        batch_put(&m->batch, key_str(&key), buf_str(&bytes));
    return e;
}

/* --- The history of rules --------------------------------------------------------------------- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(struct arena *arena, struct str hex, struct str *out)
{
    char *bytes = hex.n % 2 ? NULL : arena_alloc(arena, hex.n / 2 + 1);
    *out = STR("");
    if (!bytes)
        return false;
    for (size_t i = 0; i < hex.n / 2; i++) {
        int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (char)(high << 4 | low);
    }
    *out = str_of(bytes, hex.n / 2);
    return true;
}

static enum err keep_hash(struct import *m, const unsigned char hash[static BUNDLE_HASH_BYTES])
{
    if (m->text_count == m->text_cap) {
        size_t cap = m->text_cap ? m->text_cap * 2 : 64, size = sizeof *m->texts;
        void *grown = arena_grow(m->arena, m->texts, m->text_cap * size, cap * size);
        if (!grown)
            return ERR_NOMEM;
        m->texts = grown;
        m->text_cap = cap;
    }
    memcpy(m->texts[m->text_count++], hash, BUNDLE_HASH_BYTES);
    return ERR_OK;
}

static bool has_hash(const struct import *m, const unsigned char hash[static BUNDLE_HASH_BYTES])
{
    for (size_t i = 0; i < m->text_count; i++)
        if (memcmp(m->texts[i], hash, BUNDLE_HASH_BYTES) == 0)
            return true;
    return false;
}

/* The hash is made of what the text says: it can be checked. */
static enum err read_text(struct import *m, const struct jv *line)
{
    const struct jv *plain = jv_get(line, "text"), *hex = jv_get(line, "hex");
    struct str text = jv_get_str(line, "text"), hash;
    unsigned char is[BUNDLE_HASH_BYTES];
    bool good = plain ? plain->type == JV_STRING
                      : hex && read_hex(&m->page, jv_get_str(line, "hex"), &text);
    change_text_hash(text, is);
    if (!good || m->of || !read_hex(&m->page, jv_get_str(line, "hash"), &hash) ||
        hash.n != sizeof is || memcmp(hash.p, is, sizeof is))
        return refuse(m, TEXT("un texte de règles n’est pas celui que dit son condensé",
                              "a text of rules is not the one that its hash says"));
    struct key key = keys_rules_text(is);
    batch_put(&m->batch, key_str(&key), text);
    enum err e = keep_hash(m, is);
    return !e && (text.n >= PAGE_TEXT || m->batch.count >= PAGE_ITEMS) ? turn_page(m) : e;
}

static enum err check_change(struct import *m, struct named *of, const struct rules_change *c)
{
    bool whole = c->kind != 0;
    for (size_t i = 0; i < c->text_count; i++)
        whole &= has_hash(m, c->texts[i].hash);
    if (!whole)
        return refuse(m, TEXT("un changement de règles nomme un texte qui n’est pas là",
                              "a change of rules names a text that is not there"));
    if (c->number == of->changes + 1 && c->origin >= 1 && c->origin <= c->number)
        return ERR_OK;
    return refuse(m, TEXT("un changement de règles ne suit pas celui d’avant",
                          "a change of rules does not follow the one before it"));
}

static enum err read_change(struct import *m, const struct jv *line)
{
    struct named *of = find_named(m, jv_get_str(line, "jurisdiction"));
    struct rules_change change;
    struct buf bytes = buf_in(&m->page);
    memset(&change, 0, sizeof change);
    if (!of || m->of)
        return refuse(m,
                      TEXT("il faut à un changement de règles un arrondissement connu, avant "
                           "le premier fait",
                           "a change of rules needs a known jurisdiction, before the first event"));
    enum err e = read_members(m, line, "change", &change_fields, &change);
    if (!e)
        e = check_change(m, of, &change);
    if (!e)
        e = change_encode(&change, &bytes);
    if (e)
        return e;
    struct key key = keys_rules_change(of->number, change.number);
    batch_put(&m->batch, key_str(&key), buf_str(&bytes));
    of->changes++;
    m->report->changes++;
    return m->batch.count >= PAGE_ITEMS ? turn_page(m) : ERR_OK;
}

static const struct {
    const char *type;
    enum err (*read)(struct import *m, const struct jv *line);
} types[] = {
    {"guichet", read_header},    {"jurisdiction", read_jurisdiction},
    {"calendar", read_calendar}, {"event", read_event},
    {"contact", read_contact},   {"access", read_access},
    {"text", read_text},         {"change", read_change},
};

/* --- All of it -------------------------------------------------------------------------------- */

static enum err read_line(struct import *m, struct str text)
{
    struct jv *line;
    struct text why;
    enum err e = jv_read(&m->page, text, &line, NULL, &why);
    if (e == ERR_INVALID)
        m->report->why = (struct text){
            {arena_str(m->arena, why.in[LANG_FR]), arena_str(m->arena, why.in[LANG_EN])}};
    if (e)
        return e;
    struct str type = jv_get_str(line, "type");
    if (!m->header && !str_eq(type, STR("guichet")))
        return refuse(m, TEXT("un export commence par une ligne de type « guichet »",
                              "an export begins with a line of type \"guichet\""));
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_eq(type, str_c(types[i].type)))
            return types[i].read(m, line);
    return refuse(m, TEXT("une ligne est d’un type inconnu", "a line of an unknown type"));
}

static void put_next_ids(struct import *m)
{
    for (size_t i = 0; i < m->named_count; i++) {
        struct key key = keys_next_id(m->named[i].number), value = {.n = 0};
        key_u64(&value, m->named[i].next_id);
        if (m->named[i].next_id)
            batch_put(&m->batch, key_str(&key), key_str(&value));
    }
}

static enum err read_lines(struct import *m, const struct transfer_source *from)
{
    struct str text;
    enum err e;
    while ((e = from->line(from->self, &text)) == ERR_OK) {
        m->report->lines++;
        e = read_line(m, text);
        if (e)
            return e;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    if (!m->header)
        return refuse(m, TEXT("le fichier est vide", "the file is empty"));
    e = finish_request(m);
    put_next_ids(m);
    return e ? e : turn_page(m);
}

/* ERR_EXISTS when the store has a jurisdiction or an event. */
static enum err check_empty(struct snap *snap)
{
    static const enum key_tag tags[] = {KEY_JURISDICTION, KEY_EVENT};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct key low = keys_kind(tags[i]), high = key_after(&low);
        struct walk w;
        struct str key, value;
        enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
        if (e)
            return e;
        e = walk_next(&w, &key, &value);
        walk_close(&w);
        if (e != ERR_NOT_FOUND)
            return e ? e : ERR_EXISTS;
    }
    return ERR_OK;
}

static enum err check_store(struct store *store)
{
    struct snap *snap;
    enum err e = snap_open(store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = check_empty(snap);
    snap_close(snap);
    return e;
}

enum err transfer_import(struct store *store, const struct transfer_source *from,
                         struct arena *arena, struct transfer_report *report)
{
    struct import m = {.store = store, .arena = arena, .report = report};
    *report = (struct transfer_report){0};
    m.batch = batch_in(&m.page);
    enum err e = check_store(store);
    if (!e)
        e = read_lines(&m, from);
    arena_free(&m.page);
    arena_free(&m.before);
    return e;
}
