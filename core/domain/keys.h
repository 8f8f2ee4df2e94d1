/* The layout of the store: every key the domain writes, in one place. KEY_LAYOUT marks each line of
 * code that depends on it.
 *
 *   tag  rest of the key                                   value
 *   'J'  jurisdiction id (text)                            its number, u16
 *   'N'  jurisdiction                                      next free request id, u64
 *   'E'  jurisdiction, id, event number u32                event            (the log)
 *   'P'  jurisdiction, id                                  contact          (personal data)
 *   'K'  hash of an API key                                access           (domain/access.h)
 *   'I'  day u32, hash of an idempotency key               kept answer      (domain/idempotency.h)
 *   'C'  version of a calendar (text)                      what it says     (domain/archive.h)
 *   'Z'  jurisdiction                                      version of tzdata (domain/zone_watch.h)
 *   'G'  jurisdiction, number of the change u64            change of rules  (domain/history.h)
 *   'T'  SHA-256 of a text                                 the text         (domain/history.h)
 *   'S'  jurisdiction, 0 u64, or number of a row u64       shadow, or row   (domain/shadow.h)
 *   'F'  jurisdiction, number of the commit order u64     id, event number (domain/feed.h)
 *   'Q'  jurisdiction, number of the commit order u64     message          (domain/outbox.h)
 *   folded from the log, rebuilt by `guichet rebuild`:
 *   'R'  jurisdiction, id                                  request          (domain/stored.h)
 *   'o'  jurisdiction, open/closed u8, requested i64, id   empty
 *   's'  jurisdiction, service, open/closed u8, requested i64, id    empty
 *   'w'  jurisdiction, state, requested i64, id            empty
 *   'u'  jurisdiction, updated i64, id                     empty
 *   'd'  jurisdiction, due i64, id                         empty            (open requests only)
 *   'a'  jurisdiction, instant i64, id                     empty            (the next one ahead)
 *   'g'  jurisdiction, cell row u16, cell column u16, requested i64, id   lat u32, lon u32
 *   'x'  jurisdiction, external id                         id u64
 *
 * jurisdiction is u16, id u64; integers are big-endian; i64 has its sign bit flipped, so that
 * bytes sort as numbers do; text is followed by a zero byte (store/key.h). There is no index of
 * all requests by date: it is 'o' read as two ranges merged, which spares every submission a put.
 */
#ifndef DOMAIN_KEYS_H
#define DOMAIN_KEYS_H

#include "base/id.h"
#include "domain/model.h"
#include "store/key.h"

enum key_tag {
    KEY_JURISDICTION = 'J',
    KEY_NEXT_ID = 'N',
    KEY_EVENT = 'E',
    KEY_CONTACT = 'P',
    KEY_ACCESS = 'K',
    KEY_IDEMPOTENCY = 'I',
    KEY_CALENDAR = 'C',
    KEY_TZDATA = 'Z',
    KEY_RULES = 'G',
    KEY_RULES_TEXT = 'T',
    KEY_SHADOW = 'S',
    KEY_FEED = 'F',
    KEY_OUTBOX = 'Q',
    KEY_REQUEST = 'R',
    KEY_BY_STATUS = 'o',
    KEY_BY_SERVICE = 's',
    KEY_BY_STATE = 'w',
    KEY_BY_UPDATE = 'u',
    KEY_BY_DUE = 'd',
    KEY_AGENDA = 'a',
    KEY_BY_CELL = 'g',
    KEY_BY_EXTERNAL = 'x',
};

/* All keys of one kind, and all of one kind in one jurisdiction: prefixes. */
struct key keys_kind(enum key_tag tag);
struct key keys_of(enum key_tag tag, uint16_t jurisdiction);

struct key keys_jurisdiction(struct str id);
struct key keys_next_id(uint16_t jurisdiction);
struct key keys_event(uint16_t jurisdiction, uint64_t id, uint32_t number);
struct key keys_events(uint16_t jurisdiction, uint64_t id); /* prefix: all events of one request */
struct key keys_request(uint16_t jurisdiction, uint64_t id);
struct key keys_contact(uint16_t jurisdiction, uint64_t id);
struct key keys_access(const unsigned char hash[static ID_HASH_BYTES]);
struct key keys_idempotency(uint32_t day, const unsigned char hash[static ID_HASH_BYTES]);
struct key keys_rules_change(uint16_t jurisdiction, uint64_t number);
struct key keys_rules_text(const unsigned char hash[static ID_HASH_BYTES]);
struct key keys_shadow(uint16_t jurisdiction, uint64_t row);
struct key keys_calendar(struct str version);
struct key keys_external(uint16_t jurisdiction, struct str external_id);

/* Prefixes of the ordered indexes (and keys_by_cell); an instant and an id follow (keys_at). */
struct key keys_by_status(uint16_t jurisdiction, bool closed);
struct key keys_by_service(uint16_t jurisdiction, struct str service, bool closed);
struct key keys_by_state(uint16_t jurisdiction, struct str state);
void keys_at(struct key *prefix, int64_t at, uint64_t id);
/* The last 16 bytes of such a key. */
bool keys_read_at(struct str key, int64_t *at, uint64_t *id);
/* Jurisdiction and id, as they stand after the tag of 'R', 'E' and 'P'. */
bool keys_read_request(struct str bytes, uint16_t *jurisdiction, uint64_t *id);

/* The grid: cells of six thousandths of a degree, about 670 by 470 metres in Montréal. Within a
 * cell requests stand by date, so that a place is read newest first like any other index. */
struct cell {
    uint16_t row, column;
};

enum { CELL_UNITS = DEGREE / 1000 * 6 };

struct cell cell_of(struct position p);
struct key keys_by_cell(uint16_t jurisdiction, struct cell cell);

/* Secrets are stored as hashes only, and a hash says what it is of, so that a token can never
 * stand for a key. `purpose` is a short literal. */
void secret_hash(unsigned char out[static ID_HASH_BYTES], const char *purpose, struct str secret);

#endif
