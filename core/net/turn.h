/* A connection's turn to be served: an exchange, and what it takes to write its answer.
 *
 * Turns are lent for the time of one request and come back with their memory, so that serving
 * allocates nothing once a loop is warm, and an idle connection holds none. */
#ifndef NET_TURN_H
#define NET_TURN_H

#include "http/message.h"

#include <uv.h>

struct turn {
    struct exchange x;
    struct list link; /* of its lender, or of the loop's answered ones */
    bool answered;    /* exchange_reply was called */
    bool unwanted;    /* service.head has answered; the body is not asked for */
    bool writing;     /* `write` is with libuv */
    bool streaming;   /* from the reply of a stream until its end is taken up */
    bool ended;       /* exchange_end was called */
    bool ending;      /* the last chunk has yet to be written */
    struct buf piece; /* of a stream: what is being written */
    uv_write_t write;
    size_t left; /* bytes of the answer not yet written */
};

struct turns {
    struct list spare;
    size_t spare_count;
};

void turns_open(struct turns *ts);
void turns_close(struct turns *ts); /* gives the memory of spare ones back */

/* A new exchange with an empty arena, all zero but for its body's buffer; NULL: out of memory. */
struct turn *turn_take(struct turns *ts);
void turn_give_back(struct turns *ts, struct turn *t);
struct turn *turn_of(struct exchange *x);

#endif
