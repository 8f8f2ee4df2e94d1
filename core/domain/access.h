/* API keys: who may act. A key is 256 random bits; only its hash is stored. */
#ifndef DOMAIN_ACCESS_H
#define DOMAIN_ACCESS_H

#include "base/id.h"
#include "domain/fields.h"
#include "store/store.h"

struct access {
    struct str name;
    enum role role;
    struct str jurisdiction;        /* empty: all */
    int64_t created_at, revoked_at; /* revoked_at 0: in force */
};

enum { ACCESS_SECRET_TEXT = 64 }; /* bytes that hold a key's text and its NUL */

/* Makes a key: its text, and the batch items that store it. ERR_INVALID: name empty, too long, or
 * with control characters. */
enum err access_create(struct batch *batch, const struct access *access,
                       char secret[static ACCESS_SECRET_TEXT]);
/* Who holds this secret; ERR_DENIED if nobody, or revoked. Lookup is by hash: no comparison of
 * secrets takes place. */
enum err access_find(struct snap *snap, struct arena *arena, struct str secret, struct access *out);
/* All keys, by name; for the command line. */
enum err access_list(struct snap *snap, struct arena *arena, struct access **out, size_t *count);
/* Revokes every key of that name; ERR_NOT_FOUND. */
enum err access_revoke(struct snap *snap, struct arena *arena, struct batch *batch, struct str name,
                       int64_t now);

/* The stored form, and a key as an export has it. */
enum err access_encode(const struct access *a, struct buf *out);
enum err access_decode(struct arena *arena, struct str bytes, struct access *out);

struct access_line {
    unsigned char hash[ID_HASH_BYTES];
    struct access access;
};
extern const struct fields access_line_fields;
/* Puts every key of one store into a batch for another: a server that keeps its requests in memory
 * is still opened with keys that were made on disk. */
enum err access_copy(struct snap *from, struct arena *arena, struct batch *batch);

#endif
