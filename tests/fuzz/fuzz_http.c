/* floor: http — a whole connection: however its bytes are cut, the verdicts are the same. */
#include "lib/http_conn.h"

enum { CUTS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bytes are the lengths of the first pieces; the last one is the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str hosts[] = {STR("h"), STR("localhost")};
    struct http_rules rules = http_rules_default;
    rules.hosts = hosts;
    rules.host_count = sizeof hosts / sizeof *hosts;
    if (size < CUTS)
        return 0;
    const char *bytes = (const char *)data + CUTS;
    size_t n = size - CUTS, at = 0;
    struct conn whole, cut;
    conn_open(&whole, &rules);
    conn_open(&cut, &rules);
    whole.body_limit = cut.body_limit = 64;
    conn_feed(&whole, bytes, n);
    for (size_t i = 0; at < n; i++) {
        size_t piece = i < CUTS ? data[i] + 1u : n - at;
        piece = piece < n - at ? piece : n - at;
        conn_feed(&cut, bytes + at, piece);
        at += piece;
    }
    conn_end(&whole);
    conn_end(&cut);
    check(str_eq(buf_str(&whole.log), buf_str(&cut.log)));
    check(http_parser_idle(&whole.parser) == http_parser_idle(&cut.parser));
    conn_close(&whole);
    conn_close(&cut);
    return 0;
}
