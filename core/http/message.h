/* What a request, a response, and an exchange of the two are. Plain data: no sockets, no parsing.
 *
 * An exchange is born when the first byte of a request arrives and ends when its answer has been
 * written or the client is gone. All its memory is one arena. Whoever handles it fills the
 * response, at once or later, and calls exchange_reply exactly once.
 *
 * An answer may also be a stream: then the exchange goes on until exchange_end, which is called
 * exactly once too, whatever became of the client. */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/list.h"
#include "base/text.h"

enum http_method {
    HTTP_GET = 1,
    HTTP_HEAD = 2,
    HTTP_POST = 4,
    HTTP_PUT = 8,
    HTTP_PATCH = 16,
    HTTP_DELETE = 32,
    HTTP_OPTIONS = 64,
    HTTP_OTHER = 128, /* known to the parser, served by nobody: 405 or 501 */
};

struct http_header {
    struct str name, value; /* value without surrounding white space */
};

struct http_request {
    enum http_method method;
    struct str method_name;
    struct str target; /* as sent */
    struct str path;   /* percent-decoded once; valid UTF-8; no NUL, no dot segment */
    struct str query;  /* as sent, without the '?' */
    struct str host;
    int minor; /* HTTP/1.minor */
    struct http_header *headers;
    size_t header_count;
    struct str body; /* empty when a sink took it */
};

/* Every header of that name, case-insensitive: the first value, or an empty view (p NULL). */
struct str http_header(const struct http_request *r, const char *name);

/* A body that must not be gathered is handed over piece by piece, as it arrives (multipart). */
struct http_sink {
    /* false: stop reading; the sink has set the response's status and body */
    bool (*data)(void *self, struct str piece);
    void *self;
};

enum { HTTP_EXTRA_HEADERS = 12 };

struct http_response {
    int status;               /* 200… ; 0 = not answered yet */
    struct str content_type;  /* empty: no body */
    struct str etag;          /* quoted; empty: none. 304 is made of it by http_write */
    struct str cache_control; /* empty: no-store */
    struct http_header extra[HTTP_EXTRA_HEADERS];
    size_t extra_count;
    struct buf body;  /* in the exchange's arena */
    bool close;       /* close the connection after this answer */
    bool no_compress; /* never gzip this one */
    bool
        stream; /* not for HEAD: the head alone goes out; pieces follow, and the connection's end */
};

struct exchange {
    struct arena arena;
    struct http_request request;
    struct http_response response;

    size_t body_limit;     /* set by http_service.head; the server's default otherwise */
    struct http_sink sink; /* set by http_service.head when the body is to be streamed */

    struct str peer;     /* numeric address of the client; never logged whole */
    uint64_t started_us; /* now_ticks_us() at the first byte */
    const char *route;   /* its name, for logs and metrics; NULL until routed */
    uint64_t bytes_out;  /* written to the client, set before http_service.finished */
    bool ended;          /* the client sends no more; most who do so have left */
    bool gone;           /* the client left: replying is still required, and harmless */
    bool ready;          /* streaming: all that was sent is out, another piece may be sent */

    void *self;                           /* the handler's own, usually in the arena */
    void (*on_reply)(struct exchange *x); /* the connection's; called by exchange_reply */
    void (*on_send)(struct exchange *x, struct str piece);
    void (*on_end)(struct exchange *x);
    void *conn;
};

/* Sends the response. Exactly once per exchange, on the thread that handed it out. */
void exchange_reply(struct exchange *x);
/* One piece of a stream, copied; only when x->ready, so that a slow reader holds one piece and no
 * more. One that reads nothing for as long as an answer may take is dropped, and gone. */
void exchange_send(struct exchange *x, struct str piece);
/* The stream is over; the exchange is void afterwards. */
void exchange_end(struct exchange *x);
/* Adds a header; the value must live as long as the exchange. Too many: dropped, check_soft. */
void response_header(struct http_response *r, struct str name, struct str value);

/* What serves the requests of one thread. The server calls these on that thread only. */
struct http_service {
    void *self;
    /* The head is there, the body is not. May set body_limit and sink. Returning false means that
     * the response is filled already and the body is not wanted. */
    bool (*head)(void *self, struct exchange *x);
    /* The whole request is there. exchange_reply now or later. */
    void (*handle)(void *self, struct exchange *x);
    /* A request that never became one: the parser or a limit answered with response.status. The
     * service may put a document in the body. Called instead of handle, before the reply. */
    void (*refused)(void *self, struct exchange *x);
    /* The answer has been written, or dropped: count it, log it. The arena is reset after. */
    void (*finished)(void *self, struct exchange *x);
    /* net_wake was called since: drain what waits for this thread. */
    void (*woken)(void *self);
    /* The loop has done all that was ready and is about to sleep: flush logs. */
    void (*idle)(void *self);
    /* At least four times a second; what it does is bounded, for requests wait meanwhile. */
    void (*tick)(void *self);
    /* The server is stopping: every stream is to be ended, and none begun. */
    void (*draining)(void *self);
};

#endif
