/* The stored form of an event: the tags of its record, and the names it has in an export. */
#include "domain/event.h"

enum { EVENT_FORMAT = 1 };

/* --- Words for the enums ---------------------------------------------------------------------- */

/* One row of words; empty beyond its end. */
#define WORD_OF(table, value) \
    ((value) < sizeof(table) / sizeof(table)[0] ? str_c((table)[value]) : (struct str){0})

static struct str kind_word(unsigned v)
{
    static const char *const words[] = {NULL,       "submitted",    "transitioned", "noted",
                                        "assigned", "reclassified", "relocated",    "paused",
                                        "resumed",  "answered",     "handed_over",  "recomputed",
                                        "fired",    "prioritized"};
    return WORD_OF(words, v);
}

static struct str role_word(unsigned v)
{
    if (v == ROLE_SYSTEM)
        return STR("system");
    return v < ROLE_COUNT ? role_name((enum role)v) : (struct str){0};
}

struct str event_role_name(enum role role)
{
    return role_word(role);
}

static struct str value_word(unsigned v)
{
    static const char *const words[] = {"none", "string", "number", "instant", "list"};
    return WORD_OF(words, v);
}

static struct str unit_word(unsigned v)
{
    static const char *const words[] = {
        "business_seconds", "business_days",   "calendar_days", "calendar_weeks",
        "calendar_months",  "elapsed_seconds", "fixed"};
    return WORD_OF(words, v);
}

static struct str at_word(unsigned v)
{
    static const char *const words[] = {"close", "same_time", "open"};
    return WORD_OF(words, v);
}

static struct str receipt_word(unsigned v)
{
    static const char *const words[] = {"next_open", "actual"};
    return WORD_OF(words, v);
}

static struct str roll_word(unsigned v)
{
    static const char *const words[] = {"none", "next", "previous"};
    return WORD_OF(words, v);
}

static struct str reopen_word(unsigned v)
{
    static const char *const words[] = {"resume", "restart", "first_only"};
    return WORD_OF(words, v);
}

static struct str step_word(unsigned v)
{
    static const char *const words[] = {"percent", "before", "at_due", "after"};
    return WORD_OF(words, v);
}

static struct str quiet_word(unsigned v)
{
    static const char *const words[] = {"send_now", "next_open"};
    return WORD_OF(words, v);
}

struct str event_kind_name(enum event_kind kind)
{
    return kind_word(kind);
}

/* --- Members: tag, type, name ----------------------------------------------------------------- */

/* A tag is never used again for something else. */

#define AT(type, m) .at = offsetof(struct type, m)
#define ALSO(type, m) .also = offsetof(struct type, m)

static const struct field answer_table[] = {
    {1, FIELD_STR, "code", AT(answer, code)},
    {2, FIELD_WORD, "type", AT(answer, value.type), .word = value_word},
    {3, FIELD_STR, "string", AT(answer, value.string)},
    {4, FIELD_F64, "number", AT(answer, value.number)},
    {5, FIELD_INSTANT, "instant", AT(answer, value.instant)},
    {6, FIELD_STRS, "list", AT(answer, value.list), ALSO(answer, value.list_count)},
};
const struct fields answer_fields = FIELDS(answer_table, struct answer);

static const struct field goal_table[] = {
    {1, FIELD_WORD, "unit", AT(goal, unit), .word = unit_word},
    {2, FIELD_I64, "amount", AT(goal, amount)},
    {3, FIELD_WORD, "at", AT(goal, at), .word = at_word},
    {4, FIELD_WORD, "receipt", AT(goal, receipt), .word = receipt_word},
    {5, FIELD_WORD, "roll", AT(goal, roll), .word = roll_word},
};
static const struct fields goal_fields = FIELDS(goal_table, struct goal);

static const struct field limit_table[] = {
    {1, FIELD_WORD, "reason", AT(pause_limit, reason), .word = pause_reason_word},
    {2, FIELD_RECORD, "most", AT(pause_limit, most), .of = &goal_fields},
    {3, FIELD_RECORD, "reminder", AT(pause_limit, reminder), .of = &goal_fields},
};
static const struct fields limit_fields = FIELDS(limit_table, struct pause_limit);

static const struct field window_table[] = {
    {1, FIELD_STR, "id", AT(window, id)},
    {2, FIELD_TEXT, "label", AT(window, label)},
    {3, FIELD_U16, "from_month", AT(window, from_month)},
    {4, FIELD_U16, "from_day", AT(window, from_day)},
    {5, FIELD_U16, "to_month", AT(window, to_month)},
    {6, FIELD_U16, "to_day", AT(window, to_day)},
};
static const struct fields window_fields = FIELDS(window_table, struct window);

static const struct field step_table[] = {
    {1, FIELD_WORD, "when", AT(step, when), .word = step_word},
    {2, FIELD_U32, "percent", AT(step, percent)},
    {3, FIELD_RECORD, "length", AT(step, length), .of = &goal_fields},
    {4, FIELD_STR, "to", AT(step, to)},
    {5, FIELD_WORD, "quiet", AT(step, quiet), .word = quiet_word},
};
static const struct fields step_fields = FIELDS(step_table, struct step);

static const struct field policy_table[] = {
    {1, FIELD_U32, "pauses", AT(policy, pauses)},
    {2, FIELD_LIST, "limits", AT(policy, limits), ALSO(policy, limit_count), .of = &limit_fields},
    {3, FIELD_LIST, "windows", AT(policy, windows), ALSO(policy, window_count),
     .of = &window_fields},
    {4, FIELD_WORD, "reopen", AT(policy, reopen), .word = reopen_word},
    {5, FIELD_LIST, "steps", AT(policy, steps), ALSO(policy, step_count), .of = &step_fields},
    {6, FIELD_STRS, "met_by", AT(policy, met_by), ALSO(policy, met_by_count)},
};
static const struct fields policy_fields = FIELDS(policy_table, struct policy);

static const struct field clock_start_table[] = {
    {1, FIELD_STR, "name", AT(clock_start, name)},
    {2, FIELD_STR, "calendar", AT(clock_start, calendar)},
    {3, FIELD_RECORD, "goal", AT(clock_start, goal), .of = &goal_fields},
    {4, FIELD_INSTANT, "started_at", AT(clock_start, started_at)},
    {5, FIELD_INSTANT, "due_at", AT(clock_start, due)},
    {6, FIELD_INSTANT, "breach_at", AT(clock_start, breach_at)},
    {7, FIELD_STR, "rule", AT(clock_start, rule)},
    {8, FIELD_STR, "origin", AT(clock_start, origin)},
    {9, FIELD_STR, "calendar_version", AT(clock_start, calendar_version)},
    {10, FIELD_TEXT, "because", AT(clock_start, because)},
    {11, FIELD_RECORD, "policy", AT(clock_start, policy), .of = &policy_fields},
    {12, FIELD_U32, "cycle", AT(clock_start, cycle)},
    {13, FIELD_STR, "instead_of", AT(clock_start, instead_of)},
};
const struct fields clock_start_fields = FIELDS(clock_start_table, struct clock_start);

static struct str what_word(unsigned v)
{
    static const char *const words[] = {NULL, "count", "group"};
    return WORD_OF(words, v);
}

static const struct field tally_table[] = {
    {1, FIELD_STR, "key", AT(tally, key)},
    {2, FIELD_I64, "n", AT(tally, n)},
};
static const struct fields tally_fields = FIELDS(tally_table, struct tally);

static const struct field call_table[] = {
    {1, FIELD_WORD, "what", AT(host_call, question.what), .word = what_word},
    {2, FIELD_STR, "by", AT(host_call, question.by)},
    {3, FIELD_STR, "service", AT(host_call, question.service)},
    {4, FIELD_F64, "near", AT(host_call, question.near)},
    {5, FIELD_U32, "days", AT(host_call, question.days)},
    {6, FIELD_LIST, "rows", AT(host_call, answer.rows), ALSO(host_call, answer.count),
     .of = &tally_fields},
    {7, FIELD_U32, "reads", AT(host_call, answer.reads)},
};
static const struct fields call_fields = FIELDS(call_table, struct host_call);

static const struct field decision_table[] = {
    {1, FIELD_HASH, "service_hash", AT(decision, service_hash)},
    {2, FIELD_STR, "service_version", AT(decision, service_version)},
    {3, FIELD_STR, "zone_version", AT(decision, zone_version)},
    {4, FIELD_STR, "priority", AT(decision, priority)},
    {5, FIELD_LIST, "clocks", AT(decision, clocks), ALSO(decision, clock_count),
     .of = &clock_start_fields},
    {6, FIELD_STR, "fault", AT(decision, fault)},
    {7, FIELD_LIST, "calls", AT(decision, calls), ALSO(decision, call_count), .of = &call_fields},
    {8, FIELD_STR, "priority_origin", AT(decision, priority_origin)},
};
static const struct fields decision_fields = FIELDS(decision_table, struct decision);

static const struct field clock_value_table[] = {
    {1, FIELD_STR, "name", AT(clock_value, name)},
    {2, FIELD_INSTANT, "due_at", AT(clock_value, due)},
    {3, FIELD_INSTANT, "breach_at", AT(clock_value, breach_at)},
    {4, FIELD_I64, "consumed", AT(clock_value, consumed)},
    {5, FIELD_I64, "remaining", AT(clock_value, remaining)},
    {6, FIELD_BOOL, "paused", AT(clock_value, paused)},
    {7, FIELD_INSTANT, "resumes_at", AT(clock_value, resumes_at)},
    {8, FIELD_STR, "calendar_version", AT(clock_value, calendar_version)},
};
static const struct fields clock_value_fields = FIELDS(clock_value_table, struct clock_value);

static const struct field pin_table[] = {
    {1, FIELD_STR, "name", AT(calendar_pin, name)},
    {2, FIELD_STR, "version", AT(calendar_pin, version)},
};
static const struct fields pin_fields = FIELDS(pin_table, struct calendar_pin);

static struct str instant_word(unsigned v)
{
    static const char *const words[] = {NULL,       "step",          "due",    "breach",
                                        "reminder", "pause_maximum", "timeout"};
    return WORD_OF(words, v);
}

struct str instant_kind_name(enum instant_kind kind)
{
    return instant_word(kind);
}

static const struct field instant_table[] = {
    {1, FIELD_WORD, "kind", AT(instant, kind), .word = instant_word},
    {2, FIELD_INSTANT, "at", AT(instant, at)},
    {3, FIELD_STR, "clock", AT(instant, clock)},
    {4, FIELD_U32, "cycle", AT(instant, cycle)},
    {5, FIELD_U32, "step", AT(instant, step)},
    {6, FIELD_WORD, "pause", AT(instant, pause), .word = pause_reason_word},
    {7, FIELD_STR, "to", AT(instant, to)},
};
const struct fields instant_fields = FIELDS(instant_table, struct instant);

static const struct field event_table[] = {
    {1, FIELD_U32, "number", AT(event, number)},
    {2, FIELD_WORD, "kind", AT(event, kind), .word = kind_word},
    {3, FIELD_INSTANT, "at", AT(event, at)},
    {4, FIELD_STR, "actor", AT(event, actor)},
    {5, FIELD_WORD, "role", AT(event, role), .word = role_word},
    {6, FIELD_STR, "service", AT(event, service)},
    {7, FIELD_LIST, "answers", AT(event, answers), ALSO(event, answer_count), .of = &answer_fields},
    {8, FIELD_RECORD, "decision", AT(event, decision), .of = &decision_fields},
    {9, FIELD_POSITION, "position", AT(event, position), ALSO(event, has_position)},
    {10, FIELD_STR, "address", AT(event, address)},
    {11, FIELD_STR, "address_id", AT(event, address_id)},
    {12, FIELD_STR, "zipcode", AT(event, zipcode)},
    {13, FIELD_STR, "state", AT(event, state)},
    {14, FIELD_STR, "detailed_status", AT(event, detailed_status)},
    {15, FIELD_BOOL, "closed", AT(event, closed)},
    {16, FIELD_STR, "description", AT(event, description)},
    {17, FIELD_STR, "media_url", AT(event, media_url)},
    {18, FIELD_STR, "account_id", AT(event, account_id)},
    {19, FIELD_STR, "external_id", AT(event, external_id)},
    {20, FIELD_STR, "channel", AT(event, channel)},
    {21, FIELD_HASH, "token_hash", AT(event, token_hash)},
    {22, FIELD_STR, "reason", AT(event, reason)},
    {23, FIELD_TEXT, "reason_say", AT(event, reason_say)},
    {24, FIELD_BOOL, "stops_first_response", AT(event, stops_first_response)},
    {25, FIELD_STR, "note", AT(event, note)},
    {26, FIELD_STR, "internal_note", AT(event, internal_note)},
    {27, FIELD_STR, "assignee", AT(event, assignee)},
    {28, FIELD_BOOL, "pauses", AT(event, pauses)},
    {29, FIELD_WORD, "pause", AT(event, pause), .word = pause_reason_word},
    {30, FIELD_INSTANT, "until", AT(event, until)},
    {31, FIELD_U32, "resumes", AT(event, resumes)},
    {32, FIELD_STR, "answer", AT(event, answer)},
    {33, FIELD_STR, "calendar", AT(event, calendar)},
    {34, FIELD_STR, "zone_version", AT(event, zone_version)},
    {35, FIELD_LIST, "started", AT(event, started), ALSO(event, started_count),
     .of = &clock_start_fields},
    {36, FIELD_LIST, "clocks", AT(event, clocks), ALSO(event, clock_count),
     .of = &clock_value_fields},
    {37, FIELD_STR, "calendar_version", AT(event, calendar_version)},
    {38, FIELD_LIST, "pins", AT(event, pins), ALSO(event, pin_count), .of = &pin_fields},
    {39, FIELD_STR, "priority", AT(event, priority)},
    {60, FIELD_RECORD, "fired", AT(event, fired), .of = &instant_fields},
    {61, FIELD_LIST, "collapsed", AT(event, collapsed), ALSO(event, collapsed_count),
     .of = &instant_fields},
    {62, FIELD_BOOL, "plans", AT(event, plans)},
    {63, FIELD_LIST, "agenda", AT(event, agenda), ALSO(event, agenda_count), .of = &instant_fields},
    {64, FIELD_LIST, "undone", AT(event, undone), ALSO(event, undone_count), .of = &instant_fields},
    {66, FIELD_STR, "generation", AT(event, generation)},
};
const struct fields event_fields = FIELDS(event_table, struct event);

/* --- The record ------------------------------------------------------------------------------- */

enum err event_encode(const struct event *e, struct buf *out)
{
    return fields_encode(&event_fields, EVENT_FORMAT, e, out);
}

enum err event_view(struct arena *arena, struct str bytes, struct event *out)
{
    enum err e = fields_decode(&event_fields, EVENT_FORMAT, arena, bytes, out);
    return e ? e : out->number && out->kind ? ERR_OK : ERR_CORRUPT;
}

enum err event_decode(struct arena *arena, struct str bytes, struct event *out)
{
    struct str copy = arena_str(arena, bytes);
    return copy.p ? event_view(arena, copy, out) : ERR_NOMEM;
}
