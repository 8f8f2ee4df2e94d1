/* Random verbs, then: the log folded again gives the same bytes; damage is found and mended; an
 * export read back gives the same log. */
#include "domain/feed.h"
#include "domain/index.h"
#include "domain/rebuild.h"
#include "domain/transfer.h"
#include "lib/fixture.h"
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 1500, FILED_MAX = 400 };

/* What a naive reader would remember of a request. */
struct memo {
    uint64_t id;
    uint32_t version;
    const char *state, *service;
    bool closed;
    int assignee;
};

struct scene {
    struct town town;
    struct counter_desk counter;
    struct arena arena; /* of one step */
    struct faults faults;
    struct change change;
    uint64_t seed;
    struct memo memos[FILED_MAX];
    size_t count;
};

static uint32_t roll(struct scene *s, uint32_t faces)
{
    s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(s->seed >> 33) % faces;
}

/* --- Verbs at random, and the model that follows them ----------------------------------------- */

static enum err try_submit(struct scene *s, struct memo *m)
{
    struct raw_answer answers[] = {{STR("size"), roll(s, 2) ? STR("small") : STR("big")},
                                   {STR("depth"), STR("12,5")},
                                   {STR("sides"), STR("south,north")},
                                   {STR("seen"), STR("2026-05-01")}};
    char external[32];
    snprintf(external, sizeof external, "ext-%u", roll(s, 100000));
    struct submission in = {
        .service = roll(s, 3) ? STR("pothole") : STR("light"),
        .answers = answers,
        .answer_count = COUNT(answers),
        .has_position = roll(s, 4) > 0,
        .position = TOWN_AT(45.45 + roll(s, 100) * 1e-3, -73.9 + roll(s, 100) * 1e-3),
        .address = STR("13665, boulevard \"Pierrefonds\""),
        .description = roll(s, 2) ? STR("Ça brise\nles pneus 🚲") : STR(""),
        .external_id = roll(s, 3) ? STR("") : str_c(external),
        .contact = {.email = roll(s, 2) ? STR("a@exemple.org") : STR(""), .lang = LANG_EN},
    };
    s->town.oracle.goal_error = roll(s, 5) ? ERR_OK : ERR_RULE;
    s->town.oracle.fault = STR("light.lua:3: broken");
    enum err e = desk_submit(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_client, &in,
                             &s->faults, &s->change);
    *m = (struct memo){.id = s->change.after.id,
                       .version = 1,
                       .state = "received",
                       .service = str_eq(in.service, STR("light")) ? "light" : "pothole"};
    return e;
}

static enum err try_transition(struct scene *s, struct memo *m)
{
    static const char *const states[] = {"received", "in_progress", "done", "refused"};
    static const char *const reasons[] = {"", "", "repaired", "private"};
    uint32_t to = roll(s, 4);
    struct transition t = {.to = str_c(states[to]),
                           .reason = str_c(reasons[to]),
                           .note = roll(s, 2) ? STR("Merci") : STR("")};
    m->state = states[to];
    m->closed = to >= 2;
    return desk_transition(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_agent, m->id,
                           0, &t, &s->faults, &s->change);
}

static enum err try_note(struct scene *s, struct memo *m)
{
    return desk_note(
        &s->counter.desk, &s->arena, &s->town.jurisdiction, roll(s, 2) ? &town_agent : &town_client,
        m->id, 0, roll(s, 2) ? STR("On y va.") : STR(""), STR("interne"), &s->faults, &s->change);
}

static enum err try_assign(struct scene *s, struct memo *m)
{
    static const char *const names[] = {"", "voirie", "parcs"};
    m->assignee = (int)roll(s, 3);
    return desk_assign(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_agent, m->id, 0,
                       str_c(names[m->assignee]), &s->faults, &s->change);
}

static enum err try_correct(struct scene *s, struct memo *m)
{
    bool place = roll(s, 2);
    struct correction c = {.service = roll(s, 2) ? STR("light") : STR(""),
                           .has_position = place,
                           .position = TOWN_AT(45.5, -73.8),
                           .zipcode = STR("H9A 2Z4")};
    bool reclassifies = c.service.n && strcmp(m->service, "light") != 0;
    if (c.service.n)
        m->service = "light";
    m->version += reclassifies; /* besides the one for the place */
    return desk_correct(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_agent, m->id, 0,
                        &c, &s->faults, &s->change);
}

/* One verb on a copy of the memo; the memo follows only when the verb is accepted. */
static void step(struct scene *s)
{
    static enum err (*const verbs[])(struct scene *, struct memo *) = {
        try_transition, try_transition, try_note, try_assign, try_correct};
    arena_reset(&s->arena);
    s->faults = faults_in(&s->arena);
    now_move(&s->town.now, s->town.now.at + roll(s, 5000));
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    bool files = s->count < FILED_MAX && (s->count < 3 || roll(s, 4) == 0);
    struct memo *memo = &s->memos[files ? s->count : roll(s, (uint32_t)s->count)];
    struct memo after = *memo;
    after.version++;
    enum err e = files ? try_submit(s, &after) : verbs[roll(s, COUNT(verbs))](s, &after);
    if (e) {
        assert_true(e == ERR_INVALID || (files && e == ERR_EXISTS));
        desk_leave(&s->counter.desk);
        return;
    }
    assert_int_equal(counter_commit(&s->counter, &s->change), ERR_OK);
    *memo = after;
    s->count += files;
}

static int open_scene(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->seed = 11;
    town_open(&s->town);
    counter_open(&s->counter, &s->town);
    for (int i = 0; i < STEPS; i++)
        step(s);
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *s = *state;
    counter_close(&s->counter);
    town_close(&s->town);
    arena_free(&s->arena);
    free(s);
    return 0;
}

static void states_are_as_the_model_has_them(void **state)
{
    static const char *const names[] = {"", "voirie", "parcs"};
    struct scene *s = *state;
    assert_true(s->count > 100);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    for (size_t i = 0; i < s->count; i++) {
        const struct memo *m = &s->memos[i];
        struct request r;
        assert_int_equal(
            desk_request(&s->counter.desk, &s->arena, &s->town.jurisdiction, m->id, &r), ERR_OK);
        assert_int_equal(r.version, m->version);
        assert_true(str_eq(r.state, str_c(m->state)));
        assert_true(str_eq(r.service, str_c(m->service)));
        assert_int_equal(r.closed, m->closed);
        assert_int_equal(r.closed, r.closed_at != 0);
        assert_true(str_eq(r.assignee, str_c(names[m->assignee])));
        const struct clock *resolution = request_clock(&r, STR("resolution"));
        assert_int_equal(resolution->met_at, r.closed_at);
        assert_int_equal(resolution->start.started_at, r.requested_at);
    }
    desk_leave(&s->counter.desk);
}

/* --- Rebuild ---------------------------------------------------------------------------------- */

static struct rebuild_report verify(struct scene *s)
{
    struct rebuild_report report = {0};
    assert_int_equal(rebuild_verify(s->town.store, &report), ERR_OK);
    assert_int_equal(report.broken, 0);
    return report;
}

static void assert_clean(struct scene *s)
{
    struct rebuild_report report = verify(s);
    assert_int_equal(report.missing + report.different + report.extra, 0);
    assert_int_equal(report.requests, s->count);
}

static void folding_again_gives_the_same_bytes(void **state)
{
    assert_clean(*state);
}

/* Every n-th pair of a kind, collected; then touched in one batch. */
static size_t damage(struct scene *s, enum key_tag tag, size_t every, struct batch *batch,
                     void (*touch)(struct batch *, struct str key, struct str value))
{
    struct key low = keys_kind(tag), high = key_after(&low);
    struct walk w;
    struct str key, value;
    size_t n = 0, touched = 0;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(walk_open(s->counter.desk.snap, key_str(&low), key_str(&high), false, &w),
                     ERR_OK);
    while (walk_next(&w, &key, &value) == ERR_OK)
        if (n++ % every == 0) {
            touch(batch, key, value);
            touched++;
        }
    walk_close(&w);
    desk_leave(&s->counter.desk);
    return touched;
}

static void remove_pair(struct batch *b, struct str key, struct str value)
{
    (void)value;
    batch_delete(b, key);
}

static void flip_value(struct batch *b, struct str key, struct str value)
{
    char copy[4096];
    assert_true(value.n < sizeof copy);
    memcpy(copy, value.p, value.n);
    copy[value.n / 2] ^= 1;
    batch_put(b, key, str_of(copy, value.n ? value.n : 1));
}

/* The same entry once more under a key that no request calls for. */
static void add_stranger(struct batch *b, struct str key, struct str value)
{
    struct key other = {.n = 0};
    key_bytes(&other, key);
    assert_true(other.n > 9);
    other.p[other.n - 9] ^= 0x40; /* in the date of an ordered index */
    batch_put(b, key_str(&other), value);
}

static void finds_and_mends_damage(void **state)
{
    struct scene *s = *state;
    static const enum key_tag all[] = {KEY_REQUEST,  KEY_BY_STATUS,  KEY_BY_SERVICE,
                                       KEY_BY_STATE, KEY_BY_UPDATE,  KEY_BY_DUE,
                                       KEY_BY_CELL,  KEY_BY_EXTERNAL};
    static const enum key_tag ordered[] = {KEY_BY_STATUS, KEY_BY_UPDATE, KEY_BY_DUE};
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    size_t missing = 0, different = 0, extra = 0;
    for (size_t i = 0; i < COUNT(all); i++)
        missing += damage(s, all[i], 7, &batch, remove_pair);
    for (size_t i = 0; i < COUNT(ordered); i++)
        extra += damage(s, ordered[i], 5, &batch, add_stranger);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    arena_reset(&arena);
    batch = batch_in(&arena);
    different = damage(s, KEY_REQUEST, 3, &batch, flip_value);
    different += damage(s, KEY_BY_CELL, 3, &batch, flip_value);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    arena_free(&arena);

    struct rebuild_report found = verify(s);
    assert_int_equal(found.missing, missing);
    assert_int_equal(found.different, different);
    assert_int_equal(found.extra, extra);
    struct rebuild_report mended = {0};
    assert_int_equal(rebuild_write(s->town.store, &mended), ERR_OK);
    assert_int_equal(mended.missing, missing);
    assert_int_equal(mended.different, different);
    assert_int_equal(mended.extra, extra);
    assert_clean(s);
}

/* As stores had them once. */
static void a_record_of_a_request_only_filed_is_taken_away(void **state)
{
    struct scene *s = *state;
    size_t i = 0;
    while (i < s->count && s->memos[i].version > 1)
        i++;
    assert_true(i < s->count);
    struct request r;
    struct buf bytes = buf_in(&s->arena);
    struct batch batch = batch_in(&s->arena);
    struct key key = keys_request(s->town.jurisdiction.number, s->memos[i].id);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(
        desk_request(&s->counter.desk, &s->arena, &s->town.jurisdiction, s->memos[i].id, &r),
        ERR_OK);
    desk_leave(&s->counter.desk);
    assert_int_equal(request_encode(&r, &bytes), ERR_OK);
    batch_put(&batch, key_str(&key), buf_str(&bytes));
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    struct rebuild_report found = verify(s), mended = {0};
    assert_int_equal(found.extra, 1);
    assert_int_equal(found.missing + found.different, 0);
    assert_int_equal(rebuild_write(s->town.store, &mended), ERR_OK);
    assert_int_equal(mended.extra, 1);
    assert_clean(s);
}

/* As many entries as the log calls for, but not the same ones. */
static void one_missing_does_not_hide_one_extra(void **state)
{
    struct scene *s = *state;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    size_t missing = damage(s, KEY_BY_UPDATE, 1000000, &batch, remove_pair);
    size_t extra = damage(s, KEY_BY_UPDATE, 1000000, &batch, add_stranger);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    arena_free(&arena);
    struct rebuild_report found = verify(s);
    assert_int_equal(found.missing, missing);
    assert_int_equal(found.extra, extra);
    assert_int_equal(missing + extra, 2);
}

static void tell_twice(struct batch *b, struct str key, struct str value)
{
    batch_append(b, str_first(key, 3), value); /* tag and jurisdiction */
}

/* One entry gone and another twice: as many as events. Those who had read it all read on. */
static void a_feed_that_differs_is_told_anew(void **state)
{
    struct scene *s = *state;
    struct desk *d = &s->counter.desk;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    damage(s, KEY_FEED, 1000000, &batch, remove_pair);
    damage(s, KEY_FEED, 50, &batch, tell_twice);
    batch.items[1] = batch.items[2]; /* the first is gone, the 51st is told again */
    batch.count = 2;
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    uint64_t last, told;
    assert_int_equal(desk_look(d), ERR_OK);
    assert_int_equal(feed_last(d, &s->town.jurisdiction, &last), ERR_OK);
    desk_leave(d);
    assert_int_equal(verify(s).different, 1);
    struct rebuild_report mended = {0};
    assert_int_equal(rebuild_write(s->town.store, &mended), ERR_OK);
    assert_clean(s);
    assert_int_equal(desk_look(d), ERR_OK);
    assert_int_equal(feed_last(d, &s->town.jurisdiction, &told), ERR_OK);
    struct feed_page page;
    assert_int_equal(feed_read(d, &arena, &s->town.jurisdiction, last, 10, &page), ERR_OK);
    assert_int_equal(page.count, 10);
    assert_int_equal(page.items[0].cursor, last + 1);
    assert_int_equal(told - last, mended.events);
    assert_int_equal(feed_read(d, &arena, &s->town.jurisdiction, 0, 1, &page), ERR_OK);
    assert_int_equal(page.items[0].cursor, last + 1);
    desk_leave(d);
    arena_free(&arena);
}

static enum err is_feed_there(struct scene *s)
{
    struct desk *d = &s->counter.desk;
    assert_int_equal(desk_look(d), ERR_OK);
    enum err e = feed_there(d->snap);
    desk_leave(d);
    return e;
}

static void a_store_from_before_the_feed_is_told_apart(void **state)
{
    struct scene *s = *state;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    assert_int_equal(is_feed_there(s), ERR_OK);
    assert_true(damage(s, KEY_FEED, 1, &batch, remove_pair) > 0);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    assert_int_equal(is_feed_there(s), ERR_OLDER);
    struct rebuild_report mended = {0};
    assert_int_equal(rebuild_write(s->town.store, &mended), ERR_OK);
    assert_int_equal(is_feed_there(s), ERR_OK);
    assert_clean(s);
    batch = batch_in(&arena); /* an empty store has nothing to tell */
    damage(s, KEY_FEED, 1, &batch, remove_pair);
    damage(s, KEY_EVENT, 1, &batch, remove_pair);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    assert_int_equal(is_feed_there(s), ERR_OK);
    arena_free(&arena);
}

/* More extra entries than a page of corrections holds, and none that the log calls for. */
static void starts_from_the_log_alone(void **state)
{
    struct scene *s = *state;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    size_t changed = damage(s, KEY_REQUEST, 1, &batch, remove_pair);
    for (size_t i = 0; i < INDEX_COUNT; i++)
        damage(s, indexes[i].tag, 1, &batch, remove_pair);
    for (uint64_t i = 0; i < 2500; i++) {
        struct key key = keys_of(KEY_BY_UPDATE, s->town.jurisdiction.number);
        keys_at(&key, (int64_t)i, i % 7);
        batch_put(&batch, key_str(&key), STR(""));
    }
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    arena_free(&arena);
    struct rebuild_report report = {0};
    assert_int_equal(rebuild_write(s->town.store, &report), ERR_OK);
    assert_int_equal(report.missing, changed + report.entries);
    assert_int_equal(report.extra, 2500);
    assert_clean(s);
}

static void a_broken_log_is_said_and_left_alone(void **state)
{
    struct scene *s = *state;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct key hole = keys_event(s->town.jurisdiction.number, s->memos[0].id, 1);
    struct key rubbish = keys_event(s->town.jurisdiction.number, s->memos[1].id, 1);
    batch_delete(&batch, key_str(&hole));
    batch_put(&batch, key_str(&rubbish), STR("\x01rubbish"));
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    arena_free(&arena);
    struct rebuild_report report = {0};
    assert_int_equal(rebuild_verify(s->town.store, &report), ERR_OK);
    /* A request of one event has no log left: nothing is broken, all of it is extra. */
    assert_int_equal(report.broken, s->memos[0].version > 1 ? 2 : 1);
    assert_true(report.extra > 0);
    struct rebuild_report written = {0};
    assert_int_equal(rebuild_write(s->town.store, &written), ERR_CORRUPT);
    struct request r;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(
        desk_request(&s->counter.desk, &s->arena, &s->town.jurisdiction, s->memos[1].id, &r),
        ERR_OK);
    desk_leave(&s->counter.desk);
}

/* --- Export and import ------------------------------------------------------------------------ */

static enum err to_buffer(void *self, struct str bytes)
{
    buf_str_put(self, bytes);
    return ERR_OK;
}

static enum err next_line(void *self, struct str *out)
{
    struct str *rest = self;
    return rest->n && str_cut(rest, '\n', out) ? ERR_OK : ERR_NOT_FOUND;
}

static struct str export_all(struct store *store, struct arena *arena, bool secrets)
{
    struct buf *b = ARENA_NEW(arena, struct buf);
    assert_non_null(b);
    *b = buf_in(arena);
    struct transfer_options options = {.secrets = secrets};
    struct transfer_sink sink = {to_buffer, b};
    assert_int_equal(transfer_export(store, &options, &sink), ERR_OK);
    return buf_str(b);
}

static enum err import_all(struct store *store, struct arena *arena, struct str text,
                           struct transfer_report *report)
{
    struct str rest = text;
    struct transfer_source source = {next_line, &rest};
    return transfer_import(store, &source, arena, report);
}

/* Every pair of a kind is the same in both stores. */
static void assert_same_kind(struct store *a, struct store *b, enum key_tag tag)
{
    struct snap *x, *y;
    struct walk v, w;
    struct key low = keys_kind(tag), high = key_after(&low);
    assert_int_equal(snap_open(a, &x) | snap_open(b, &y), ERR_OK);
    assert_int_equal(snap_renew(x) | snap_renew(y), ERR_OK);
    assert_int_equal(walk_open(x, key_str(&low), key_str(&high), false, &v), ERR_OK);
    assert_int_equal(walk_open(y, key_str(&low), key_str(&high), false, &w), ERR_OK);
    struct str key, value, other_key, other_value;
    enum err e;
    while ((e = walk_next(&v, &key, &value)) == ERR_OK) {
        assert_int_equal(walk_next(&w, &other_key, &other_value), ERR_OK);
        assert_true(str_eq(key, other_key));
        assert_true(str_eq(value, other_value));
    }
    assert_int_equal(walk_next(&w, &other_key, &other_value), ERR_NOT_FOUND);
    walk_close(&v);
    walk_close(&w);
    snap_close(x);
    snap_close(y);
}

static void an_export_comes_back_as_it_was(void **state)
{
    struct scene *s = *state;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    char secret[ACCESS_SECRET_TEXT];
    struct access access = {.name = STR("Web"), .role = ROLE_CLIENT, .created_at = TOWN_NOW};
    assert_int_equal(access_create(&batch, &access, secret), ERR_OK);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);

    struct str text = export_all(s->town.store, &arena, true);
    assert_null(memmem(text.p, text.n, secret, strlen(secret)));
    struct store *copy;
    struct transfer_report report;
    assert_int_equal(store_memory_open(&copy), ERR_OK);
    assert_int_equal(import_all(copy, &arena, text, &report), ERR_OK);
    assert_int_equal(report.requests, s->count);
    for (const char *tag = "JNEPKRoswudgtx"; *tag; tag++)
        assert_same_kind(s->town.store, copy, (enum key_tag) * tag);
    assert_true(str_eq(export_all(copy, &arena, true), text));
    assert_int_equal(import_all(copy, &arena, text, &report), ERR_EXISTS);
    store_close(copy);
    arena_free(&arena);
}

static void keys_stay_at_home_unless_asked_for(void **state)
{
    struct scene *s = *state;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    char secret[ACCESS_SECRET_TEXT];
    struct access access = {.name = STR("Web"), .created_at = TOWN_NOW};
    assert_int_equal(access_create(&batch, &access, secret), ERR_OK);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    struct str text = export_all(s->town.store, &arena, false);
    assert_null(memmem(text.p, text.n, "\"access\"", 8));
    text = export_all(s->town.store, &arena, true);
    assert_non_null(memmem(text.p, text.n, "\"access\"", 8));
    arena_free(&arena);
}

#define HEADER "{\"type\":\"guichet\",\"format\":1}\n"
#define TOWN HEADER "{\"type\":\"jurisdiction\",\"id\":\"town\",\"number\":1,\"next_id\":9}\n"
#define EVENT(id, members) \
    "{\"type\":\"event\",\"jurisdiction\":\"town\",\"request\":" id ",\"event\":{" members "}}\n"
#define FIRST "\"number\":1,\"kind\":\"submitted\",\"service\":\"a\",\"state\":\"b\""

static void refuses_what_is_no_export(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t line; /* 0: it is one */
    } rows[] = {
        {TOWN EVENT("1", FIRST) EVENT("2", FIRST), 0},
        {"", 0xff},
        {"{}\n", 1},
        {"nonsense\n", 1},
        {"{\"type\":\"guichet\",\"format\":2}\n", 1},
        {HEADER "{\"type\":\"unheard\"}\n", 2},
        {HEADER EVENT("1", FIRST), 2},
        {HEADER "{\"type\":\"jurisdiction\",\"id\":\"town\",\"number\":0,\"next_id\":9}\n", 2},
        {TOWN "{\"type\":\"jurisdiction\",\"id\":\"b\",\"number\":1,\"next_id\":9}\n", 3},
        {TOWN "{\"type\":\"jurisdiction\",\"id\":\"town\",\"number\":2,\"next_id\":9}\n", 3},
        {TOWN EVENT("0", FIRST), 3},
        {TOWN EVENT("2", FIRST) EVENT("1", FIRST), 4},
        {TOWN EVENT("1", FIRST) EVENT("1", FIRST), 4},
        {TOWN EVENT("1", "\"number\":2,\"kind\":\"noted\""), 3},
        {TOWN EVENT("1", FIRST ",\"unknown\":1"), 3},
        {TOWN EVENT("1", FIRST ",\"at\":\"yesterday\""), 3},
        {TOWN EVENT("1", FIRST ",\"token_hash\":\"abc\""), 3},
        {TOWN EVENT("1", FIRST ",\"position\":{\"lat\":91,\"long\":0}"), 3},
        {TOWN EVENT("1", FIRST ",\"answers\":{}"), 3},
        {TOWN "{\"type\":\"contact\",\"jurisdiction\":\"town\",\"request\":1,\"contact\":{}}\n", 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct store *store;
        struct arena arena = {0};
        struct transfer_report report;
        assert_int_equal(store_memory_open(&store), ERR_OK);
        enum err e = import_all(store, &arena, str_c(rows[i].text), &report);
        assert_int_equal(e, rows[i].line ? ERR_INVALID : ERR_OK);
        if (rows[i].line) {
            assert_int_equal(report.lines, rows[i].line == 0xff ? 0 : rows[i].line);
            assert_false(text_empty(report.why));
        }
        store_close(store);
        arena_free(&arena);
    }
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(states_are_as_the_model_has_them),
        IN_SCENE(folding_again_gives_the_same_bytes),
        IN_SCENE(finds_and_mends_damage),
        IN_SCENE(a_record_of_a_request_only_filed_is_taken_away),
        IN_SCENE(one_missing_does_not_hide_one_extra),
        IN_SCENE(a_feed_that_differs_is_told_anew),
        IN_SCENE(a_store_from_before_the_feed_is_told_apart),
        IN_SCENE(starts_from_the_log_alone),
        IN_SCENE(a_broken_log_is_said_and_left_alone),
        IN_SCENE(an_export_comes_back_as_it_was),
        IN_SCENE(keys_stay_at_home_unless_asked_for),
        cmocka_unit_test(refuses_what_is_no_export),
    };
    return RUN_ALL(tests);
}
