/* One description of a struct's members, from which its stored record and its line of JSON are
 * both written and read, so that the two cannot differ.
 *
 * A member that is zero or empty is left out and comes back as zero. The order of the table is the
 * order of the bytes: the same struct gives the same bytes. A tag is given once and never again for
 * something else; what a reader does not know it skips. */
#ifndef DOMAIN_FIELDS_H
#define DOMAIN_FIELDS_H

#include "base/json.h"
#include "domain/model.h"

enum field_type {
    FIELD_STR,      /* struct str */
    FIELD_TEXT,     /* struct text */
    FIELD_BOOL,     /* bool */
    FIELD_WORD,     /* an enum; in JSON by its word */
    FIELD_U16,      /* uint16_t */
    FIELD_U32,      /* uint32_t */
    FIELD_U64,      /* uint64_t below 2^63 */
    FIELD_INT,      /* int or int32_t */
    FIELD_I64,      /* int64_t */
    FIELD_INSTANT,  /* int64_t; in JSON by RFC 3339, in UTC */
    FIELD_F64,      /* double, finite */
    FIELD_HASH,     /* unsigned char[32]; in JSON hexadecimal */
    FIELD_POSITION, /* struct position, and a bool that says whether it is there */
    FIELD_STRS,     /* struct str *, and a size_t count */
    FIELD_RECORD,   /* a struct within */
    FIELD_LIST,     /* a struct *, and a size_t count */
};

struct field {
    uint8_t tag;
    enum field_type type;
    const char *name; /* in JSON */
    size_t at;        /* offset of the member */
    size_t also;      /* offset of its bool or count */
    const struct fields *of;
    struct str (*word)(unsigned value); /* FIELD_WORD: empty when there is none for it */
};

struct fields {
    const struct field *items;
    size_t count;
    size_t size; /* of the struct */
};

#define FIELDS(table, type)                                                               \
    {                                                                                     \
        .items = (table), .count = sizeof(table) / sizeof(table)[0], .size = sizeof(type) \
    }

/* A whole record of that format number. ERR_NOMEM. */
enum err fields_encode(const struct fields *f, uint8_t format, const void *from, struct buf *out);
/* Arrays go to the arena, strings stay views into bytes. ERR_CORRUPT, ERR_NOMEM. */
enum err fields_decode(const struct fields *f, uint8_t format, struct arena *arena,
                       struct str bytes, void *to);

/* The members of an object that the caller opens and closes. */
void fields_write_json(const struct fields *f, const void *from, struct jw *w);
/* A member that the table does not know is an error here: it would be lost. ERR_INVALID with
 * *what (when not NULL) set to the name of the member at fault. */
enum err fields_read_json(const struct fields *f, struct arena *arena, const struct jv *object,
                          void *to, struct str *what);

/* A word's number, by trying them all; false if there is none. */
bool field_word_find(struct str (*word)(unsigned value), struct str s, unsigned *out);

#endif
