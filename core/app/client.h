/* A small HTTP client for the commands that speak to a running server: one request, one answer, and
 * the connection is closed. Plain http:// only; behind a proxy it speaks to the server itself. */
#ifndef APP_CLIENT_H
#define APP_CLIENT_H

#include "base/json.h"

struct client_call {
    const char *server; /* "http://127.0.0.1:8311" */
    const char *method, *path;
    const char *key;      /* NULL: none */
    const char *if_match; /* a generation's name; NULL: none */
    struct str body;      /* JSON; empty: none */
};

struct client_answer {
    int status;
    struct str body;
};

/* Blocks. ERR_INVALID: the address is none of ours; ERR_NOT_FOUND: nobody listens there, or the
 * name is unknown; ERR_TIMEOUT; ERR_IO; ERR_CORRUPT: no HTTP answer; ERR_NOMEM. */
enum err client_send(struct arena *arena, const struct client_call *call,
                     struct client_answer *out);

#endif
