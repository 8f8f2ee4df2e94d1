/* Values of the domain, in words. */
#include "api/words.h"

#include "base/date.h"
#include "domain/clock.h"
#include "domain/explain_clock.h"
#include "domain/promise.h"

/* A buffer that is as large as what it will hold: a list makes thousands of them. */
static struct buf small(struct call *c, size_t room)
{
    char *p = arena_alloc(call_arena(c), room);
    return (struct buf){.p = p, .cap = p ? room : 0, .arena = call_arena(c)};
}

enum { INSTANT_ROOM = 32, NUMBER_ROOM = 32 };

static struct str built(const struct buf *b)
{
    return b->failed ? (struct str){NULL, 0} : buf_str(b);
}

struct str words_instant(struct call *c, int64_t at)
{
    if (!at)
        return (struct str){NULL, 0};
    struct buf b = small(c, INSTANT_ROOM);
    if (c->jurisdiction)
        instant_put(&b, at, zone_offset(c->jurisdiction->zone, at));
    else
        instant_put_utc(&b, at);
    return built(&b);
}

int64_t words_if_resumed(struct call *c, const struct request *r)
{
    const struct clock *clock = promise_clock(words_service(c, r), r);
    struct clock_reading read;
    if (!clock || clock->met_at || clock->start.due ||
        clock_read(call_arena(c), c->jurisdiction, r, clock, now_seconds(c->now), &read))
        return 0;
    return read.if_resumed;
}

struct str words_promise(struct call *c, const struct request *r, enum lang lang)
{
    static const struct text paused = TEXT_INIT(
        "En pause. Si le travail reprenait maintenant\u00a0: ", "On hold. If work resumed now: ");
    const struct service *service = words_service(c, r);
    const struct clock *clock = promise_clock(service, r);
    int64_t due = !clock ? 0 : clock->start.due ? clock->start.due : words_if_resumed(c, r);
    if (!due)
        return (struct str){NULL, 0};
    struct buf b = buf_in(call_arena(c));
    if (!clock->start.due)
        buf_str_put(&b, text_in(paused, lang));
    promise_put(&b, service, c->jurisdiction->zone, due, lang);
    return built(&b);
}

struct str words_why(struct call *c, const struct request *r, enum lang lang)
{
    const struct clock *clock = r->closed ? NULL : promise_clock(words_service(c, r), r);
    struct explanation e;
    struct buf b = buf_in(call_arena(c));
    if (!clock || explain_clock(call_arena(c), c->jurisdiction, r, clock, now_seconds(c->now), &e))
        return (struct str){NULL, 0};
    explain_put_words(&b, &e, lang);
    return built(&b);
}

struct str words_told(struct call *c, const struct text *reason_say, struct str note)
{
    struct str reason = text_in(*reason_say, c->lang);
    if (!note.n || !reason.n)
        return note.n ? note : reason;
    return arena_printf(call_arena(c), STR_FMT "\n" STR_FMT, STR_ARG(reason), STR_ARG(note));
}

struct str words_status_notes(struct call *c, const struct request *r)
{
    return words_told(c, &r->reason_say, r->note);
}

struct str words_number(struct call *c, double v)
{
    struct buf b = small(c, NUMBER_ROOM);
    struct jw w = {.out = &b};
    jw_double(&w, v);
    return built(&b);
}

struct str words_degrees(struct call *c, int32_t degrees)
{
    char digits[8];
    int64_t v = degrees < 0 ? -(int64_t)degrees : degrees;
    size_t n = 7;
    struct buf b = small(c, NUMBER_ROOM);
    if (degrees < 0)
        buf_char(&b, '-');
    buf_i64(&b, v / DEGREE);
    int64_t fraction = v % DEGREE;
    for (size_t i = 7; i-- > 0; fraction /= 10)
        digits[i] = (char)('0' + fraction % 10);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    buf_char(&b, '.');
    buf_put(&b, digits, n);
    return built(&b);
}

struct str words_id(struct call *c, uint64_t id)
{
    struct buf b = small(c, NUMBER_ROOM);
    buf_u64(&b, id);
    return built(&b);
}

/* --- Labels ----------------------------------------------------------------------------------- */

const struct service *words_service(const struct call *c, const struct request *r)
{
    return c->jurisdiction ? jurisdiction_service(c->jurisdiction, r->service) : NULL;
}

struct str words_service_name(const struct call *c, const struct request *r)
{
    const struct service *s = words_service(c, r);
    return s ? text_in(s->name, c->lang) : r->service;
}

struct str words_state_label(const struct call *c, const struct request *r)
{
    const struct service *s = words_service(c, r);
    const struct state *state = s ? workflow_state(&s->workflow, r->state) : NULL;
    return state ? text_in(state->label, c->lang) : r->state;
}

struct str words_attribute_label(const struct call *c, const struct request *r, struct str code)
{
    const struct service *s = words_service(c, r);
    const struct attribute *a = s ? service_attribute(s, code) : NULL;
    return a ? text_in(a->label, c->lang) : code;
}

static struct str choice_label(const struct attribute *a, struct str key, enum lang lang)
{
    for (size_t i = 0; a && i < a->choice_count; i++)
        if (str_eq(a->choices[i].key, key))
            return text_in(a->choices[i].label, lang);
    return key;
}

struct str words_answer(struct call *c, const struct request *r, const struct answer *answer)
{
    const struct service *s = words_service(c, r);
    const struct attribute *a = s ? service_attribute(s, answer->code) : NULL;
    const struct value *v = &answer->value;
    struct buf b = buf_in(call_arena(c));
    switch (v->type) {
    case VALUE_NONE:
        break;
    case VALUE_STRING:
        return choice_label(a, v->string, c->lang);
    case VALUE_NUMBER:
        buf_str_put(&b, words_number(c, v->number));
        if (a && a->unit.n)
            buf_printf(&b, "\u00a0" STR_FMT, STR_ARG(a->unit));
        break;
    case VALUE_INSTANT:
        zone_put_words(&b, c->jurisdiction->zone, v->instant, c->lang);
        break;
    case VALUE_LIST:
        for (size_t i = 0; i < v->list_count; i++) {
            buf_str_put(&b, i ? STR(", ") : STR(""));
            buf_str_put(&b, choice_label(a, v->list[i], c->lang));
        }
        break;
    }
    return built(&b);
}
