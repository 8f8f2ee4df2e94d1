/* floor: store — any bytes as a stored value: read whole, and what is read writes the same bytes.
 */
#include "base/check.h"
#include "store/record.h"

#include <stdlib.h>

enum { DEPTH_MAX = 8 };

/* Decodes a value in every way there is; each must be refused or stay within the value. */
static void decode(struct str value)
{
    uint64_t u;
    int64_t i;
    double f;
    (void)record_i64(value, &i);
    (void)record_f64(value, &f);
    if (record_u64(value, &u))
        return;
    struct buf again = {0};
    struct record_writer w = {&again};
    record_put_u64(&w, 0, u);
    check(str_eq(str_from(buf_str(&again), 2), value)); /* there is one way to write a number */
    buf_free(&again);
}

/* Reads fields and writes them again; those that are made of fields also as such. */
static bool copy(struct record_reader *r, struct record_writer *w, int depth)
{
    uint8_t tag;
    struct str value;
    enum err e;
    while (!(e = record_next(r, &tag, &value))) {
        decode(value);
        struct record_reader nested;
        struct buf scratch = {0};
        struct record_writer probe = {&scratch};
        record_open_nested(&nested, value);
        bool is_nested = depth < DEPTH_MAX && value.n && copy(&nested, &probe, depth + 1);
        if (is_nested) {
            size_t begun = record_begin(w, tag);
            buf_str_put(w->out, buf_str(&scratch));
            record_end(w, begun);
        } else {
            record_put_str(w, tag, value);
        }
        buf_free(&scratch);
    }
    check(e == ERR_NOT_FOUND || e == ERR_CORRUPT);
    return e == ERR_NOT_FOUND;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = str_of((const char *)data, size);
    struct record_reader r;
    struct buf again = {0};
    struct record_writer w;
    uint8_t format;
    if (record_open(&r, bytes, 9, &format))
        return 0;
    record_start(&w, &again, format);
    if (copy(&r, &w, 0) && !again.failed)
        check(str_eq(buf_str(&again), bytes));
    buf_free(&again);
    return 0;
}
