/* llhttp behind a seam. Its header gives HTTP_GET and its like another meaning than
 * http/message.h does, so that only wire.c includes it, and every code of its is translated there.
 */
#ifndef HTTP_WIRE_H
#define HTTP_WIRE_H

#include "base/str.h"
#include "http/verdict.h"

/* An llhttp_t; wire.c checks that it fits. */
struct wire {
    _Alignas(8) unsigned char machine[104];
};

enum wire_event {
    WIRE_FED,   /* all bytes are used */
    WIRE_HEAD,  /* the head is complete; feeding goes on with the body */
    WIRE_CHUNK, /* the line with a chunk's size is complete */
    WIRE_DONE,  /* the message is complete */
    WIRE_ERROR,
};

/* What is heard while bytes are fed. false stops the reading. Pieces are views of the bytes fed. */
struct wire_ears {
    bool (*name)(void *self, struct str piece); /* of a header or trailer; never empty */
    bool (*value)(void *self, struct str piece);
    bool (*body)(void *self, struct str piece);
};

void wire_start(struct wire *w); /* a new message */
enum wire_event wire_feed(struct wire *w, const struct wire_ears *ears, void *self, const char *p,
                          size_t n, size_t *used);
uint64_t wire_chunk_size(const struct wire *w); /* at WIRE_CHUNK; 0 is the last one */
/* After WIRE_ERROR: the status and the reason. {0, NULL} when an ear stopped it. */
struct http_verdict wire_verdict(const struct wire *w);

#endif
