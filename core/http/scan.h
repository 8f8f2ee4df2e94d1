/* The gate's first half: raw bytes, before llhttp sees them.
 *
 * A head is scanned for whole lines, so that llhttp is only ever fed whole lines, and for what it
 * would let through: obsolete folding, bare LF, blank lines in front, too much of anything. The
 * framing of a chunked body is scanned byte by byte. Verdicts do not depend on how reads are cut.
 */
#ifndef HTTP_SCAN_H
#define HTTP_SCAN_H

#include "http/gate.h"

/* Where the scan of a head stands. Zero is the start of a message. */
struct scan_head {
    uint8_t state;
    bool done;        /* the blank line that ends the head is among the whole lines */
    uint16_t lines;   /* whole lines so far: the request line, then headers */
    uint32_t line;    /* bytes of the current line */
    uint32_t headers; /* bytes of all header lines */
};

/* What a scan of n bytes of a head found. */
struct scan_found {
    size_t skip;                 /* bytes in front: a blank line, tolerated once */
    size_t take;                 /* bytes after them that belong to the head */
    size_t whole;                /* of these, how many end in a whole line */
    struct http_verdict verdict; /* on what follows the whole lines: a fault in them comes first */
};

struct scan_found scan_head(struct scan_head *s, const struct http_rules *rules, const char *bytes,
                            size_t n);

/* Where the scan of chunk framing stands. Zero is before the first chunk's size. */
struct scan_chunks {
    uint8_t state;
    uint8_t digits;      /* of the size being read */
    uint16_t lines;      /* of trailers */
    uint32_t extensions; /* bytes of all chunks' extensions */
    uint32_t trailers;   /* bytes */
};

/* One byte of framing: of a size line, of the line end after data, of trailers. */
struct http_verdict scan_frame(struct scan_chunks *s, const struct http_rules *rules, char c);
/* A size line is complete: `size` bytes of data follow, or the trailers when it is 0. */
void scan_chunk(struct scan_chunks *s, uint64_t size);

#endif
