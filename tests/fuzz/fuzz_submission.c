/* floor: domain — a filed form: raw strings to the form, the rules, and a batch in the end.
 *
 * The input is lines of name=value; in a value | stands for a line break. A name that is no part
 * of a submission is that of an attribute. */
#include "lib/fixture.h"

enum { ANSWERS_MAX = 64 };

static struct town town;
static struct counter_desk counter;

static void open_once(void)
{
    static bool open;
    if (open)
        return;
    town_open(&town);
    counter_open(&counter, &town);
    open = true;
}

static const struct {
    const char *name;
    size_t at;
} parts[] = {
    {"service", offsetof(struct submission, service)},
    {"address", offsetof(struct submission, address)},
    {"address_id", offsetof(struct submission, address_id)},
    {"zipcode", offsetof(struct submission, zipcode)},
    {"description", offsetof(struct submission, description)},
    {"media_url", offsetof(struct submission, media_url)},
    {"account_id", offsetof(struct submission, account_id)},
    {"external_id", offsetof(struct submission, external_id)},
    {"channel", offsetof(struct submission, channel)},
    {"first_name", offsetof(struct submission, contact.first_name)},
    {"email", offsetof(struct submission, contact.email)},
    {"phone_number", offsetof(struct submission, contact.phone)},
};

static void take_position(struct submission *s, struct str value)
{
    struct str rest = value, lat;
    double y, x;
    if (str_cut(&rest, ',', &lat) && rest.p && str_double(lat, &y) && str_double(rest, &x))
        s->has_position = position_from_degrees(y, x, &s->position);
}

static void take_line(struct submission *s, struct raw_answer *answers, struct str name,
                      struct str value)
{
    if (str_eq(name, STR("position")))
        return take_position(s, value);
    for (size_t i = 0; i < COUNT(parts); i++)
        if (str_eq(name, str_c(parts[i].name))) {
            *(struct str *)(void *)((char *)s + parts[i].at) = value;
            return;
        }
    if (s->answer_count < ANSWERS_MAX)
        answers[s->answer_count++] = (struct raw_answer){name, value};
}

static void read_submission(struct submission *s, struct raw_answer *answers, struct str text)
{
    struct str line;
    *s = (struct submission){.answers = answers};
    while (str_cut(&text, '\n', &line)) {
        struct str value = line, name;
        if (str_cut(&value, '=', &name) && value.p)
            take_line(s, answers, name, value);
    }
}

static struct str with_breaks(struct arena *arena, struct str s)
{
    char *p = arena_alloc(arena, s.n);
    check(p);
    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)(s.p[i] == '|' ? '\n' : s.p[i]);
    return str_of(p, s.n);
}

/* What was decided can be stored and read back, and it is what was decided. */
static void check_change(struct arena *arena, const struct change *c)
{
    struct event event;
    struct request folded = {.jurisdiction = c->after.jurisdiction, .id = c->after.id};
    struct buf first = buf_in(arena), second = buf_in(arena);
    for (size_t i = 0; i < c->batch.count; i++) {
        const struct batch_item *item = &c->batch.items[i];
        if (item->op == BATCH_PUT && item->key.p[0] == 'E') {
            check(event_decode(arena, item->value, &event) == ERR_OK);
            check(request_apply(arena, &folded, &event) == ERR_OK);
        }
        check(item->key.p[0] != 'R'); /* it has no state but what its event says */
    }
    check(request_encode(&folded, &first) == ERR_OK &&
          request_encode(&c->after, &second) == ERR_OK);
    check(str_eq(buf_str(&first), buf_str(&second)));
    check(strlen(c->token) > TOKEN_SECRET);
}

static void check_faults(const struct faults *faults)
{
    check(faults->first && !faults->lost);
    for (const struct fault *f = faults->first; f; f = f->next)
        check(f->where.p && f->say.in[LANG_FR].n && f->say.in[LANG_EN].n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct raw_answer answers[ANSWERS_MAX];
    struct submission in;
    struct change change;
    struct faults faults = faults_in(&arena);
    open_once();
    read_submission(&in, answers, str_of((const char *)data, size));
    for (size_t i = 0; i < in.answer_count; i++)
        answers[i].value = with_breaks(&arena, answers[i].value);
    in.description = with_breaks(&arena, in.description);
    check(desk_look(&counter.desk) == ERR_OK);
    enum err e =
        desk_submit(&counter.desk, &arena, &town.jurisdiction, &town_client, &in, &faults, &change);
    check(e == ERR_OK || e == ERR_INVALID || e == ERR_NOT_FOUND || e == ERR_BUSY);
    if (e == ERR_OK)
        check_change(&arena, &change);
    else if (e != ERR_BUSY)
        check_faults(&faults);
    desk_leave(&counter.desk);
    while (sem_trywait(&counter.woken) == 0)
        port_drain(&counter.desk.port);
    arena_free(&arena);
    return 0;
}
