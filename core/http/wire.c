/* llhttp, strict, one machine a message; the one place that knows its names and codes. */
#include "http/wire.h"

#include "base/check.h"

#include <llhttp.h>

_Static_assert(sizeof(llhttp_t) <= sizeof(struct wire), "struct wire holds an llhttp_t");
_Static_assert(LLHTTP_STRICT_MODE, "the default mode lets three published smuggling holes through");

/* What the callbacks of one wire_feed know; llhttp_t.data points to it meanwhile. */
struct feed {
    const struct wire_ears *ears;
    void *self;
    enum wire_event event; /* why it was paused */
};

static llhttp_t *machine(struct wire *w)
{
    return (llhttp_t *)(void *)w->machine;
}

static int hear(bool (*ear)(void *, struct str), llhttp_t *m, const char *p, size_t n)
{
    struct feed *feed = m->data;
    return !ear || ear(feed->self, str_of(p, n)) ? 0 : HPE_USER;
}

static int on_name(llhttp_t *m, const char *p, size_t n)
{
    return hear(((struct feed *)m->data)->ears->name, m, p, n);
}

static int on_value(llhttp_t *m, const char *p, size_t n)
{
    return hear(((struct feed *)m->data)->ears->value, m, p, n);
}

static int on_body(llhttp_t *m, const char *p, size_t n)
{
    return hear(((struct feed *)m->data)->ears->body, m, p, n);
}

static int pause_for(llhttp_t *m, enum wire_event event)
{
    ((struct feed *)m->data)->event = event;
    return HPE_PAUSED;
}

static int on_headers_complete(llhttp_t *m)
{
    m->upgrade = 0; /* an upgrade is never taken: what follows is this message's body */
    return pause_for(m, WIRE_HEAD);
}

static int on_chunk_header(llhttp_t *m)
{
    return pause_for(m, WIRE_CHUNK);
}

static int on_message_complete(llhttp_t *m)
{
    return pause_for(m, WIRE_DONE);
}

static const llhttp_settings_t settings = {
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_chunk_header = on_chunk_header,
    .on_message_complete = on_message_complete,
};

void wire_start(struct wire *w)
{
    llhttp_init(machine(w), HTTP_REQUEST, &settings);
}

enum wire_event wire_feed(struct wire *w, const struct wire_ears *ears, void *self, const char *p,
                          size_t n, size_t *used)
{
    llhttp_t *m = machine(w);
    struct feed feed = {.ears = ears, .self = self, .event = WIRE_ERROR};
    m->data = &feed;
    llhttp_errno_t code = llhttp_execute(m, p, n);
    m->data = NULL;
    *used = code == HPE_OK ? n : (size_t)(llhttp_get_error_pos(m) - p);
    if (code == HPE_OK)
        return WIRE_FED;
    if (code == HPE_PAUSED)
        llhttp_resume(m);
    return feed.event;
}

uint64_t wire_chunk_size(const struct wire *w)
{
    return ((const llhttp_t *)(const void *)w->machine)->content_length;
}

/* Everything llhttp refuses is 400, but a version that we might have spoken. */
struct http_verdict wire_verdict(const struct wire *w)
{
    const llhttp_t *m = (const llhttp_t *)(const void *)w->machine;
    llhttp_errno_t code = llhttp_get_errno(m);
    if (code == HPE_USER)
        return http_pass();
    const char *why = llhttp_get_error_reason(m);
    return http_refuse(code == HPE_INVALID_VERSION ? 505 : 400, why ? why : "malformed message");
}
