/* The outbox: messages written in both languages, stored, read. */
#include "domain/outbox.h"

#include "domain/fields.h"
#include "domain/keys.h"

#include <inttypes.h>

enum { MESSAGE_FORMAT = 1 };

/* --- The record ------------------------------------------------------------------------------- */

static struct str kind_word(unsigned v)
{
    return instant_kind_name((enum instant_kind)v);
}

#define AT(m) .at = offsetof(struct message, m)

/* A tag is never used again for something else. */
static const struct field message_table[] = {
    {1, FIELD_U64, "request", AT(request)},
    {2, FIELD_U32, "event", AT(event)},
    {3, FIELD_WORD, "kind", AT(kind), .word = kind_word},
    {4, FIELD_STR, "to", AT(to)},
    {5, FIELD_INSTANT, "at", AT(at)},
    {6, FIELD_INSTANT, "planned", AT(planned)},
    {7, FIELD_TEXT, "text", AT(text)},
};
static const struct fields message_fields = FIELDS(message_table, struct message);

/* --- Words ------------------------------------------------------------------------------------ */

/* What each kind says after « Demande 1042, Nid-de-poule » and before the due date. */
static const struct text sayings[] = {
    [INSTANT_STEP] = TEXT_INIT("à suivre", "to be looked at"),
    [INSTANT_DUE] = TEXT_INIT("c’est l’échéance", "it is due now"),
    [INSTANT_BREACH] = TEXT_INIT("en retard", "it is late"),
    [INSTANT_REMINDER] = TEXT_INIT("en pause depuis longtemps", "on hold for long"),
    [INSTANT_PAUSE_END] = TEXT_INIT("la pause est finie", "the hold has ended"),
    [INSTANT_TIMEOUT] = TEXT_INIT("le délai de cet état est passé", "its state has timed out"),
};

static struct str words(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                        const struct instant *i, enum lang lang)
{
    const struct service *s = jurisdiction_service(j, r->service);
    struct str name = s ? text_in(s->name, lang) : r->service;
    const struct clock *c = request_clock(r, i->clock);
    int64_t due = c ? c->start.due : request_due(r);
    bool fr = lang == LANG_FR;
    struct buf b = buf_in(arena);
    buf_printf(
        &b, fr ? "Demande %" PRIu64 ", " STR_FMT "\u00a0: " : "Request %" PRIu64 ", " STR_FMT ": ",
        r->id, STR_ARG(name));
    buf_str_put(&b, text_in(sayings[i->kind], lang));
    if (due) {
        buf_str_put(&b, fr ? STR(" (échéance\u00a0: ") : STR(" (due "));
        zone_put_words(&b, j->zone, due, lang);
        BUF_LIT(&b, ")");
    }
    BUF_LIT(&b, ".");
    return b.failed ? (struct str){0} : buf_str(&b);
}

/* --- Putting and reading ---------------------------------------------------------------------- */

static enum err put(struct batch *batch, const struct jurisdiction *j, const struct message *m)
{
    struct buf bytes = buf_in(batch->arena);
    struct key prefix = keys_of(KEY_OUTBOX, j->number);
    enum err err = fields_encode(&message_fields, MESSAGE_FORMAT, m, &bytes);
    if (!err)
        batch_append(batch, key_str(&prefix), buf_str(&bytes));
    return err;
}

enum err outbox_put(struct batch *batch, struct arena *arena, const struct jurisdiction *j,
                    const struct request *r, const struct event *e)
{
    struct message m = {.request = r->id,
                        .event = e->number,
                        .kind = e->fired.kind,
                        .to = e->fired.to.n ? e->fired.to : r->assignee,
                        .at = e->at,
                        .planned = e->fired.at};
    for (int lang = 0; lang < LANG_COUNT; lang++)
        m.text.in[lang] = words(arena, j, r, &e->fired, (enum lang)lang);
    return put(batch, j, &m);
}

enum err outbox_alert(struct batch *batch, const struct jurisdiction *j, int64_t at,
                      struct text text)
{
    const struct message m = {.to = STR("admin"), .at = at, .planned = at, .text = text};
    return put(batch, j, &m);
}

static enum err read_message(struct arena *arena, struct str key, struct str value,
                             struct message *out)
{
    struct str copy = arena_str(arena, value), number = str_from(key, 3); /* KEY_LAYOUT */
    uint64_t cursor;
    if (!copy.p)
        return ERR_NOMEM;
    enum err e = fields_decode(&message_fields, MESSAGE_FORMAT, arena, copy, out);
    if (!e && !key_take_u64(&number, &cursor))
        e = ERR_CORRUPT;
    if (!e)
        out->cursor = cursor;
    return e;
}

enum err outbox_read(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     uint64_t after, size_t limit, struct message **out, size_t *count)
{
    struct key low = keys_of(KEY_OUTBOX, j->number), high = key_after(&low);
    struct walk w;
    struct str key, value;
    *count = 0;
    *out = ARENA_ARRAY(arena, struct message, limit);
    if (!*out)
        return ERR_NOMEM;
    if (after == UINT64_MAX)
        return ERR_OK;
    key_u64(&low, after + 1);
    enum err e = walk_open(d->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while (*count < limit && (e = walk_next(&w, &key, &value)) == ERR_OK &&
           !(e = read_message(arena, key, value, &(*out)[*count])))
        ++*count;
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}
