/* The stored form of a request's state: the tags of its record. */
#include "domain/request.h"

enum { REQUEST_FORMAT = 1 };

#define AT(type, m) .at = offsetof(struct type, m)
#define ALSO(type, m) .also = offsetof(struct type, m)

static const struct field handover_table[] = {
    {1, FIELD_INSTANT, "at", AT(handover, at)},
    {2, FIELD_STR, "calendar", AT(handover, calendar)},
    {3, FIELD_STR, "calendar_version", AT(handover, calendar_version)},
};
static const struct fields handover_fields = FIELDS(handover_table, struct handover);

static const struct field hold_table[] = {
    {1, FIELD_WORD, "reason", AT(hold, reason), .word = pause_reason_word},
    {2, FIELD_INSTANT, "from", AT(hold, from)},
    {3, FIELD_INSTANT, "until", AT(hold, until)},
    {4, FIELD_INSTANT, "to", AT(hold, to)},
};
static const struct fields hold_fields = FIELDS(hold_table, struct hold);

static const struct field closing_table[] = {
    {1, FIELD_INSTANT, "from", AT(closing, from)},
    {2, FIELD_INSTANT, "to", AT(closing, to)},
};
static const struct fields closing_fields = FIELDS(closing_table, struct closing);

static const struct field clock_table[] = {
    {1, FIELD_RECORD, "start", AT(clock, start), .of = &clock_start_fields},
    {2, FIELD_INSTANT, "met_at", AT(clock, met_at)},
    {3, FIELD_LIST, "handovers", AT(clock, handovers), ALSO(clock, handover_count),
     .of = &handover_fields},
    {4, FIELD_I64, "consumed", AT(clock, consumed)},
    {5, FIELD_I64, "remaining", AT(clock, remaining)},
    {6, FIELD_BOOL, "paused", AT(clock, paused)},
    {7, FIELD_INSTANT, "resumes_at", AT(clock, resumes_at)},
};
static const struct fields clock_fields = FIELDS(clock_table, struct clock);

/* Jurisdiction and id stand in the key and again here, so that a value says what it is. A tag is
 * never used again for something else. */
static const struct field request_table[] = {
    {1, FIELD_U16, "jurisdiction", AT(request, jurisdiction)},
    {2, FIELD_U64, "id", AT(request, id)},
    {3, FIELD_U32, "version", AT(request, version)},
    {4, FIELD_STR, "service", AT(request, service)},
    {5, FIELD_STR, "state", AT(request, state)},
    {6, FIELD_BOOL, "closed", AT(request, closed)},
    {7, FIELD_STR, "detailed_status", AT(request, detailed_status)},
    {8, FIELD_STR, "priority", AT(request, priority)},
    {9, FIELD_STR, "description", AT(request, description)},
    {10, FIELD_STR, "address", AT(request, address)},
    {11, FIELD_STR, "address_id", AT(request, address_id)},
    {12, FIELD_STR, "zipcode", AT(request, zipcode)},
    {13, FIELD_STR, "media_url", AT(request, media_url)},
    {14, FIELD_STR, "account_id", AT(request, account_id)},
    {15, FIELD_STR, "external_id", AT(request, external_id)},
    {16, FIELD_STR, "channel", AT(request, channel)},
    {17, FIELD_POSITION, "position", AT(request, position), ALSO(request, has_position)},
    {18, FIELD_INSTANT, "requested_at", AT(request, requested_at)},
    {19, FIELD_INSTANT, "updated_at", AT(request, updated_at)},
    {20, FIELD_INSTANT, "closed_at", AT(request, closed_at)},
    {21, FIELD_LIST, "answers", AT(request, answers), ALSO(request, answer_count),
     .of = &answer_fields},
    {22, FIELD_LIST, "clocks", AT(request, clocks), ALSO(request, clock_count),
     .of = &clock_fields},
    {23, FIELD_STR, "reason", AT(request, reason)},
    {24, FIELD_TEXT, "reason_say", AT(request, reason_say)},
    {25, FIELD_STR, "note", AT(request, note)},
    {26, FIELD_STR, "assignee", AT(request, assignee)},
    {27, FIELD_HASH, "token_hash", AT(request, token_hash)},
    {28, FIELD_BOOL, "flagged", AT(request, flagged)},
    {29, FIELD_LIST, "holds", AT(request, holds), ALSO(request, hold_count), .of = &hold_fields},
    {30, FIELD_LIST, "closings", AT(request, closings), ALSO(request, closing_count),
     .of = &closing_fields},
    {60, FIELD_LIST, "agenda", AT(request, agenda), ALSO(request, agenda_count),
     .of = &instant_fields},
    {61, FIELD_LIST, "fired", AT(request, fired), ALSO(request, fired_count),
     .of = &instant_fields},
    {62, FIELD_INSTANT, "fired_at", AT(request, fired_at)},
};
static const struct fields request_fields = FIELDS(request_table, struct request);

enum err request_encode(const struct request *r, struct buf *out)
{
    return fields_encode(&request_fields, REQUEST_FORMAT, r, out);
}

enum err request_view(struct arena *arena, struct str bytes, struct request *out)
{
    enum err e = fields_decode(&request_fields, REQUEST_FORMAT, arena, bytes, out);
    return e ? e : out->version ? ERR_OK : ERR_CORRUPT;
}

enum err request_decode(struct arena *arena, struct str bytes, struct request *out)
{
    struct str copy = arena_str(arena, bytes);
    return copy.p ? request_view(arena, copy, out) : ERR_NOMEM;
}
