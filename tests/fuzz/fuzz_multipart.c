/* floor: http — a multipart body: however it is cut, the same fields and files come out. */
#include "lib/http_multipart.h"

enum { CUTS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bytes are the lengths of the first pieces; the last one is the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char type[] = "multipart/form-data; boundary=xx";
    if (size < CUTS)
        return 0;
    const char *bytes = (const char *)data + CUTS;
    size_t n = size - CUTS, at = 0;
    struct upload whole, cut;
    check(upload_open(&whole, type, true) && upload_open(&cut, type, true));
    upload_feed(&whole, bytes, n);
    for (size_t i = 0; at < n; i++) {
        size_t piece = i < CUTS ? data[i] + 1u : n - at;
        piece = piece < n - at ? piece : n - at;
        upload_feed(&cut, bytes + at, piece);
        at += piece;
    }
    check(str_eq(upload_end(&whole), upload_end(&cut)));
    upload_close_all(&whole);
    upload_close_all(&cut);
    return 0;
}
