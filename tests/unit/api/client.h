/* What the tests of the api ask and expect, on the client of tests/lib/client.h. */
#ifndef TESTS_UNIT_API_CLIENT_H
#define TESTS_UNIT_API_CLIENT_H

#include "lib/client.h"
#include "unit/test.h"

/* --- Looking at the answer -------------------------------------------------------------------- */

#define assert_status(c, wanted)                                                        \
    do {                                                                                \
        if ((c)->status != (wanted))                                                    \
            print_message("status %d: " STR_FMT "\n", (c)->status, STR_ARG((c)->body)); \
        assert_int_equal((c)->status, (wanted));                                        \
    } while (0)
#define assert_body(c, wanted) assert_string_equal(text((c), (c)->body), (wanted))
#define assert_holds(s, part)                                                    \
    do {                                                                         \
        struct str all_ = (s);                                                   \
        if (!holds(all_, (part)))                                                \
            print_message("no \"%s\" in: " STR_FMT "\n", (part), STR_ARG(all_)); \
        assert_true(holds(all_, (part)));                                        \
    } while (0)
#define assert_lacks(s, part) assert_false(holds((s), (part)))

/* The body as JSON. */
static inline const struct jv *json(struct client *c)
{
    struct jv *v = NULL;
    check(jv_read(&c->arena, c->body, &v, NULL, NULL) == ERR_OK);
    return v;
}

static inline struct str logged(struct client *c)
{
    static char text_[1 << 16];
    log_flush(&c->log);
    ssize_t n = pread(c->log_fd, text_, sizeof text_, 0);
    return str_of(text_, n > 0 ? (size_t)n : 0);
}

/* --- Filing ----------------------------------------------------------------------------------- */

/* Files a pothole by Open311, in JSON; the answer is checked. */
static inline void file_pothole(struct client *c, const char *key, const char *more)
{
    struct str body = arena_printf(
        &c->arena, "api_key=%s&service_code=pothole&attribute%%5Bsize%%5D=small" HERE "%s", key,
        more);
    ask(c, "POST", "/open311/v2/requests.json", FORM, body.p);
    assert_status(c, 200);
}

#endif
