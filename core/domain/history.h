/* The history of rules: every change of what is in force in a jurisdiction, who made it, when, and
 * the texts themselves, so that each generation that ever decided something can be made again.
 *
 * Changes are numbered from 1 in each jurisdiction, and the last one is in force. Adding number
 * n+1 expects that it is absent, which is how two administrators meet. A text is kept once, under
 * its SHA-256, however many generations hold it. */
#ifndef DOMAIN_HISTORY_H
#define DOMAIN_HISTORY_H

#include "base/id.h"
#include "domain/bundle.h"
#include "domain/fields.h"
#include "store/store.h"

enum change_kind {
    CHANGE_FIRST = 1,       /* the first start: what the folder held */
    CHANGE_ACTIVATED = 2,   /* somebody put it in force */
    CHANGE_ROLLED_BACK = 3, /* somebody went back to an earlier one */
    CHANGE_FELL_BACK = 4,   /* the server went back by itself: functions kept failing */
};

struct str change_kind_name(enum change_kind kind); /* "activated", … */

struct kept_text {
    struct str path;
    unsigned char hash[BUNDLE_HASH_BYTES];
};

/* Since when the text of a service, by its hash, has been in force (domain/standing.h). */
struct standing {
    struct str service;
    unsigned char hash[ID_HASH_BYTES];
    int64_t since;
};

struct rules_change {
    uint64_t number;
    enum change_kind kind;
    int64_t at;
    struct str author; /* name of the key; "guichet" for the server */
    struct str note;   /* the author's own words; may be empty */
    unsigned char generation[BUNDLE_HASH_BYTES];
    uint64_t origin; /* going back: the number of the change whose texts these are; else its own */
    struct str folder; /* the borough's, from the root (base/file.h); may be empty */
    struct kept_text *texts;
    size_t text_count;
    struct standing *services; /* none in changes from before there were any */
    size_t service_count;
};

/* Puts the change with its texts into the batch, but for texts that the snapshot has. Sets
 * change->texts. ERR_NOMEM. */
enum err history_add(struct batch *batch, struct snap *snap, uint16_t jurisdiction,
                     struct rules_change *change, const struct bundle *texts);

/* The stored form, and a change as an export has it; a text is stored as it is. */
extern const struct fields change_fields;
enum err change_encode(const struct rules_change *change, struct buf *out);
enum err change_decode(struct arena *arena, struct str bytes, struct rules_change *out);
void change_text_hash(struct str text, unsigned char out[static BUNDLE_HASH_BYTES]);

/* The texts alone, for a change that is recorded elsewhere (domain/shadow.h). ERR_NOMEM. */
enum err history_keep(struct batch *batch, struct snap *snap, struct rules_change *change,
                      const struct bundle *texts);

/* The one of that number, or the last one. ERR_NOT_FOUND. */
enum err history_read(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                      uint64_t number, struct rules_change *out);
enum err history_last(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                      struct rules_change *out);
/* Newest first, those below `before` (0: all), `limit` at the most. */
enum err history_list(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                      uint64_t before, size_t limit, struct rules_change **out, size_t *count);
/* The change to go back to from `from`, the one that was in force before. ERR_NOT_FOUND: there was
 * nothing. */
enum err history_before(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                        const struct rules_change *from, struct rules_change *out);
/* The jurisdiction that was last served from one of these folders: its number, and its id, in the
 * arena; the newest, if there are several. ERR_NOT_FOUND. */
enum err history_of_folder(struct snap *snap, struct arena *arena, const struct str *folders,
                           size_t folder_count, uint16_t *number, struct str *id);
/* Its texts, in the arena of `out`. ERR_CORRUPT when one is missing or not what it was. */
enum err history_texts(struct snap *snap, const struct rules_change *change, struct bundle *out);

#endif
