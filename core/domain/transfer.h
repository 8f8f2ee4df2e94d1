/* A store as lines of JSON, for keeping, reading elsewhere, and moving; and back.
 *
 *   {"type":"guichet","format":1}                                                    first
 *   {"type":"jurisdiction","id":…,"number":…,"next_id":…,"tzdata":…}
 *   {"type":"calendar","version":…,"calendar":{…}}                 each that a decision refers to
 *   {"type":"text","hash":…,"text":…}                          each that a change of rules holds
 *   {"type":"change","jurisdiction":…,"change":{…}}                the history of rules, in order
 *   {"type":"event","jurisdiction":…,"request":…,"event":{…}}      by request, in their order
 *   {"type":"contact","jurisdiction":…,"request":…,"contact":{…}}  after the first event
 *   {"type":"access","hash":…,"access":{…}}                        only when asked for
 *
 * The members of an event, a contact, an access, a calendar and a change are those of the tables in
 * event.c, contact.c, access.c, calendar_record.c and history.c; a text that is not UTF-8 comes as
 * "hex" in the place of "text"; what is zero or empty is left out. Instants are RFC
 * 3339 in UTC, positions degrees, hashes hexadecimal. States and indexes are not exported: they are
 * folded again. Nor are kept answers to idempotency keys, which are forgotten within two days
 * anyway.
 *
 * Requests are numbered within their jurisdiction; the file names jurisdictions by their ids. */
#ifndef DOMAIN_TRANSFER_H
#define DOMAIN_TRANSFER_H

#include "base/buf.h"
#include "store/store.h"

enum { TRANSFER_FORMAT = 1 };

struct transfer_sink {
    enum err (*write)(void *self, struct str bytes); /* whole lines; an error ends the export */
    void *self;
};

struct transfer_options {
    bool secrets; /* hashes of API keys as well: who has the file can restore the keys' powers */
};

/* Writes everything, page by page: each request whole and as it was at one moment, no snapshot
 * held while writing. Errors of the store and of the sink. */
enum err transfer_export(struct store *store, const struct transfer_options *options,
                         const struct transfer_sink *to);

struct transfer_source {
    /* The next line without its end; its bytes hold until the next call. ERR_NOT_FOUND: no more. */
    enum err (*line)(void *self, struct str *out);
    void *self;
};

struct transfer_report {
    uint64_t lines, requests, events;
    uint64_t changes; /* of rules */
    uint64_t last_id; /* of the request read last */
    struct text why;  /* of a failure; static, or in the arena that was given */
};

/* Reads an export into a store that has no request and no jurisdiction yet (ERR_EXISTS). Every
 * event must follow the one before it, every request come after the one before it: ERR_INVALID,
 * with the number of the line in report->lines. Commits in pages; after an error the store holds
 * the pages before it, and is to be thrown away. */
enum err transfer_import(struct store *store, const struct transfer_source *from,
                         struct arena *arena, struct transfer_report *report);

#endif
