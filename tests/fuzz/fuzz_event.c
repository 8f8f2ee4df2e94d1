/* floor: domain — stored values of the domain: whatever decodes encodes to what decodes the same.
 *
 * The first byte of the input chooses the kind of value. */
#include "base/check.h"
#include "domain/access.h"
#include "domain/calendar_record.h"
#include "domain/contact.h"
#include "domain/request.h"

enum { KINDS = 4, CALENDAR = 'C' };

/* Decodes, encodes into *out; false when the bytes are no such value. */
static bool round_trip(unsigned kind, struct arena *arena, struct str bytes, struct buf *out)
{
    struct event event;
    struct request request;
    struct contact contact;
    struct access access;
    struct calendar_spec calendar;
    enum err e, written = ERR_OK;
    *out = buf_in(arena);
    if (kind == 0) {
        e = event_decode(arena, bytes, &event);
        written = e ? e : event_encode(&event, out);
    } else if (kind == 1) {
        e = request_decode(arena, bytes, &request);
        written = e ? e : request_encode(&request, out);
    } else if (kind == 2) {
        e = contact_decode(arena, bytes, &contact);
        written = e ? e : contact_encode(&contact, out);
    } else if (kind == CALENDAR) {
        e = calendar_decode(arena, bytes, &calendar);
        written = e ? e : calendar_encode(&calendar, out);
    } else {
        e = access_decode(arena, bytes, &access);
        written = e ? e : access_encode(&access, out);
    }
    check(e == ERR_OK || e == ERR_CORRUPT);
    check(e == written);
    return e == ERR_OK;
}

/* An event that decodes can be exported and read back. */
static void through_json(struct arena *arena, struct str bytes)
{
    struct event in, out;
    struct buf text = buf_in(arena), first = buf_in(arena), second = buf_in(arena);
    struct jw w = {.out = &text};
    struct jv *v;
    if (event_decode(arena, bytes, &in))
        return;
    jw_object(&w);
    fields_write_json(&event_fields, &in, &w);
    jw_end_object(&w);
    if (jv_read(arena, buf_str(&text), &v, NULL, NULL))
        return; /* strings that are no UTF-8: the verbs never store such */
    memset(&out, 0, sizeof out);
    check(fields_read_json(&event_fields, arena, v, &out, NULL) == ERR_OK);
    check(event_encode(&in, &first) == ERR_OK && event_encode(&out, &second) == ERR_OK);
    check(str_eq(buf_str(&first), buf_str(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    if (!size)
        return 0;
    unsigned kind = data[0] == CALENDAR ? CALENDAR : data[0] % KINDS;
    struct str bytes = str_of((const char *)data + 1, size - 1);
    struct buf once, twice;
    if (round_trip(kind, &arena, bytes, &once)) {
        check(round_trip(kind, &arena, buf_str(&once), &twice));
        check(str_eq(buf_str(&once), buf_str(&twice)));
        if (kind == 0)
            through_json(&arena, buf_str(&once));
    }
    arena_free(&arena);
    return 0;
}
