/* Stored values: a format version, then fields that say their tag and their length.
 *
 *   format u8, then fields:  tag u8, length varint, that many bytes
 *
 * The format is that of the kind of record (an event, a contact…), counted by its owner. Tags are
 * the owner's too; a field may repeat, and one whose tag a reader does not know is skipped. Varints
 * are seven bits a byte, least first, in the fewest bytes. The same calls give the same bytes.
 *
 * A value is decoded by copying: nothing is ever cast onto the store's pages. Whatever is not
 * exactly as above is ERR_CORRUPT. */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "base/buf.h"
#include "base/err.h"

/* --- Writing: failure is remembered in the buffer, as with every write to it ------------------ */

struct record_writer {
    struct buf *out;
};

/* Begins a record at the end of *out. */
void record_start(struct record_writer *w, struct buf *out, uint8_t format);
void record_put_u64(struct record_writer *w, uint8_t tag, uint64_t v); /* varint */
void record_put_i64(struct record_writer *w, uint8_t tag, int64_t v);  /* zigzag varint */
void record_put_f64(struct record_writer *w, uint8_t tag, double v);   /* IEEE 754, least first */
void record_put_str(struct record_writer *w, uint8_t tag, struct str v);
/* A field made of fields: whatever is put between begin and end; they nest. */
size_t record_begin(struct record_writer *w, uint8_t tag);
void record_end(struct record_writer *w, size_t begun);

/* --- Reading ---------------------------------------------------------------------------------- */

struct record_reader {
    struct str rest;
};

/* ERR_CORRUPT when empty, or of a format that is 0 or above max_format. */
enum err record_open(struct record_reader *r, struct str bytes, uint8_t max_format,
                     uint8_t *format);
/* The fields of a nested one. */
void record_open_nested(struct record_reader *r, struct str value);
/* The next field; *value is a view into the record. ERR_NOT_FOUND at the end. */
enum err record_next(struct record_reader *r, uint8_t *tag, struct str *value);

/* One field's value, which must be nothing else. */
enum err record_u64(struct str value, uint64_t *out);
enum err record_i64(struct str value, int64_t *out);
enum err record_f64(struct str value, double *out);

#endif
