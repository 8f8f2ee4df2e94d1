/* What a check says of a message: nothing to object to, or the status it is refused with. */
#ifndef HTTP_VERDICT_H
#define HTTP_VERDICT_H

#include <stddef.h>

struct http_verdict {
    int status;      /* 0: nothing to object to */
    const char *why; /* English, static; for logs */
};

static inline struct http_verdict http_pass(void)
{
    return (struct http_verdict){0, NULL};
}

static inline struct http_verdict http_refuse(int status, const char *why)
{
    return (struct http_verdict){status, why};
}

#endif
