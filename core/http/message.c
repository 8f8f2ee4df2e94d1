/* The few verbs of an exchange. */
#include "http/message.h"

#include "base/check.h"

struct str http_header(const struct http_request *r, const char *name)
{
    struct str wanted = str_c(name);
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_nocase(r->headers[i].name, wanted))
            return r->headers[i].value;
    return (struct str){NULL, 0};
}

void exchange_reply(struct exchange *x)
{
    check(x->on_reply && x->response.status);
    x->on_reply(x);
}

void exchange_send(struct exchange *x, struct str piece)
{
    check(x->on_send && x->ready && piece.n > 0);
    x->on_send(x, piece);
}

void exchange_end(struct exchange *x)
{
    check(x->on_end && x->response.stream);
    x->on_end(x);
}

void response_header(struct http_response *r, struct str name, struct str value)
{
    if (check_soft(r->extra_count < HTTP_EXTRA_HEADERS))
        r->extra[r->extra_count++] = (struct http_header){name, value};
}
