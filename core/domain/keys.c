/* Builds the keys of the store: the code side of the table in keys.h. */
#include "domain/keys.h"

#include "base/check.h"

/* KEY_LAYOUT: this whole file. */

struct key keys_kind(enum key_tag tag)
{
    struct key k; /* its bytes are not zeroed: a submission builds a score of keys */
    k.n = 0;
    k.failed = false;
    key_u8(&k, (uint8_t)tag);
    return k;
}

struct key keys_of(enum key_tag tag, uint16_t jurisdiction)
{
    struct key k = keys_kind(tag);
    key_u16(&k, jurisdiction);
    return k;
}

static struct key of_request(enum key_tag tag, uint16_t jurisdiction, uint64_t id)
{
    struct key k = keys_of(tag, jurisdiction);
    key_u64(&k, id);
    return k;
}

static struct key of_hash(enum key_tag tag, const unsigned char hash[static ID_HASH_BYTES])
{
    struct key k = keys_kind(tag);
    key_bytes(&k, str_of((const char *)hash, ID_HASH_BYTES));
    return k;
}

struct key keys_jurisdiction(struct str id)
{
    struct key k = keys_kind(KEY_JURISDICTION);
    key_text(&k, id);
    return k;
}

struct key keys_next_id(uint16_t jurisdiction)
{
    return keys_of(KEY_NEXT_ID, jurisdiction);
}

struct key keys_event(uint16_t jurisdiction, uint64_t id, uint32_t number)
{
    struct key k = keys_events(jurisdiction, id);
    key_u32(&k, number);
    return k;
}

struct key keys_events(uint16_t jurisdiction, uint64_t id)
{
    return of_request(KEY_EVENT, jurisdiction, id);
}

struct key keys_request(uint16_t jurisdiction, uint64_t id)
{
    return of_request(KEY_REQUEST, jurisdiction, id);
}

struct key keys_contact(uint16_t jurisdiction, uint64_t id)
{
    return of_request(KEY_CONTACT, jurisdiction, id);
}

struct key keys_access(const unsigned char hash[static ID_HASH_BYTES])
{
    return of_hash(KEY_ACCESS, hash);
}

struct key keys_idempotency(uint32_t day, const unsigned char hash[static ID_HASH_BYTES])
{
    struct key k = keys_kind(KEY_IDEMPOTENCY);
    key_u32(&k, day);
    key_bytes(&k, str_of((const char *)hash, ID_HASH_BYTES));
    return k;
}

struct key keys_rules_change(uint16_t jurisdiction, uint64_t number)
{
    return of_request(KEY_RULES, jurisdiction, number);
}

struct key keys_shadow(uint16_t jurisdiction, uint64_t row)
{
    return of_request(KEY_SHADOW, jurisdiction, row);
}

struct key keys_rules_text(const unsigned char hash[static ID_HASH_BYTES])
{
    return of_hash(KEY_RULES_TEXT, hash);
}

struct key keys_calendar(struct str version)
{
    struct key k = keys_kind(KEY_CALENDAR);
    key_text(&k, version);
    return k;
}

struct key keys_external(uint16_t jurisdiction, struct str external_id)
{
    struct key k = keys_of(KEY_BY_EXTERNAL, jurisdiction);
    key_text(&k, external_id);
    return k;
}

struct key keys_by_status(uint16_t jurisdiction, bool closed)
{
    struct key k = keys_of(KEY_BY_STATUS, jurisdiction);
    key_u8(&k, closed);
    return k;
}

struct key keys_by_service(uint16_t jurisdiction, struct str service, bool closed)
{
    struct key k = keys_of(KEY_BY_SERVICE, jurisdiction);
    key_text(&k, service);
    key_u8(&k, closed);
    return k;
}

struct key keys_by_state(uint16_t jurisdiction, struct str state)
{
    struct key k = keys_of(KEY_BY_STATE, jurisdiction);
    key_text(&k, state);
    return k;
}

void keys_at(struct key *prefix, int64_t at, uint64_t id)
{
    key_i64(prefix, at);
    key_u64(prefix, id);
}

bool keys_read_at(struct str key, int64_t *at, uint64_t *id)
{
    enum { TAIL = 16 };
    if (key.n < TAIL)
        return false;
    struct str tail = str_from(key, key.n - TAIL);
    return key_take_i64(&tail, at) && key_take_u64(&tail, id);
}

bool keys_read_request(struct str bytes, uint16_t *jurisdiction, uint64_t *id)
{
    return key_take_u16(&bytes, jurisdiction) && key_take_u64(&bytes, id);
}

struct cell cell_of(struct position p)
{
    return (struct cell){
        .row = (uint16_t)((p.lat + 90LL * DEGREE) / CELL_UNITS),
        .column = (uint16_t)((p.lon + 180LL * DEGREE) / CELL_UNITS),
    };
}

struct key keys_by_cell(uint16_t jurisdiction, struct cell cell)
{
    struct key k = keys_of(KEY_BY_CELL, jurisdiction);
    key_u16(&k, cell.row);
    key_u16(&k, cell.column);
    return k;
}

void secret_hash(unsigned char out[static ID_HASH_BYTES], const char *purpose, struct str secret)
{
    enum { SECRET_MAX = 256 };
    char bytes[SECRET_MAX + 64];
    size_t n = strlen(purpose) + 1; /* its NUL parts it from the secret */
    check(n <= sizeof bytes - SECRET_MAX);
    secret = str_first(secret, SECRET_MAX); /* none of ours is that long: it will not be found */
    memcpy(bytes, purpose, n);
    if (secret.n)
        memcpy(bytes + n, secret.p, secret.n);
    id_hash(out, str_of(bytes, n + secret.n));
}
