/* A connection, from accept to close. Read downwards, it is the way of a request:
 *
 *   conn_open → read_cb → feed → read_head → handle … exchange_reply → answer → write_cb
 *
 * and from there to the next request, to linger (half-closed, reading on so that the answer is
 * not lost), or to leave. One request at a time: bytes that come early are kept, and nothing is
 * read until they are used.
 *
 * Who may be where:
 *   - an exchange belongs to its connection, but between handle and exchange_reply to the
 *     service. A connection that ends meanwhile waits, closed, for that reply.
 *   - a stream goes on from answer with PHASE_STREAM: the service sends its pieces one by one, and
 *     has the exchange until exchange_end, which like a reply only puts it on the loop's list.
 *   - exchange_reply only puts the exchange on the loop's list; it is answered once its caller
 *     has returned. So no service finds an exchange gone under its feet, and answering at once,
 *     a thousand times in a row, does not recurse. */
#include "net/conn.h"

#include "base/check.h"
#include "base/now.h"
#include "http/write.h"
#include "net/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { TURNED_AWAY_MAX = 64 }; /* who linger with a 503; more are closed without waiting */

enum phase {
    PHASE_IDLE,   /* no exchange */
    PHASE_HEAD,   /* reading a request's head */
    PHASE_BODY,   /* reading its body */
    PHASE_WAIT,   /* the service has it */
    PHASE_WRITE,  /* the answer is going out, or a piece of a stream */
    PHASE_STREAM, /* the next piece is awaited; what the client sends is thrown away */
    PHASE_LINGER, /* the last answer is out; what still comes is thrown away */
    PHASE_CLOSED, /* the handle is closing or closed */
};

/* What a connection waits for in each phase; the service takes the time it takes. */
static const enum timer_kind phase_timer[] = {
    [PHASE_IDLE] = TIMER_IDLE,    [PHASE_HEAD] = TIMER_HEAD,    [PHASE_BODY] = TIMER_BODY,
    [PHASE_WAIT] = TIMER_KINDS,   [PHASE_WRITE] = TIMER_WRITE,  [PHASE_STREAM] = TIMER_KINDS,
    [PHASE_LINGER] = TIMER_DRAIN, [PHASE_CLOSED] = TIMER_KINDS,
};

struct conn {
    uv_tcp_t tcp;
    struct net_thread *loop;
    struct list link; /* of loop->conns */
    struct timer timer;
    enum phase phase;
    bool reading;     /* uv_read_start */
    bool ended;       /* the client will send no more */
    bool counted;     /* by caps; not so who was turned away */
    bool handle_gone; /* only the exchange's reply is awaited */
    uint32_t served;
    struct turn *turn; /* from PHASE_HEAD to PHASE_WRITE */
    struct http_parser parser;
    struct buf kept; /* bytes that came early, and how many of them are used */
    size_t kept_used;
    uint64_t body_since, body_bytes; /* uv_now at the end of the head; read since */
    uint64_t address;
    char peer[INET6_ADDRSTRLEN];
};

static void leave(struct conn *c);
static void refuse(struct conn *c, int status);

static uv_stream_t *stream(struct conn *c)
{
    return (uv_stream_t *)&c->tcp;
}

static void enter(struct conn *c, enum phase phase)
{
    enum timer_kind kind = phase_timer[phase];
    if (phase == PHASE_IDLE && c->loop->draining)
        kind = TIMER_DRAIN;
    c->phase = phase;
    if (kind == TIMER_KINDS)
        timer_clear(&c->timer);
    else
        timer_set(&c->loop->timers, &c->timer, kind);
}

static bool streams(const struct conn *c)
{
    return c->turn && c->turn->streaming;
}

static bool takes_bytes(const struct conn *c)
{
    return c->phase <= PHASE_BODY;
}

/* --- The turn --------------------------------------------------------------------------------- */

static void reply(struct exchange *x);
static void send_piece(struct exchange *x, struct str piece);
static void end_stream(struct exchange *x);

/* The first byte of a request is there. */
static bool begin(struct conn *c)
{
    struct turn *t = turn_take(&c->loop->turns);
    if (!t)
        return false;
    t->x.body_limit = c->loop->shared->limits.body;
    t->x.peer = str_c(c->peer);
    t->x.started_us = now_ticks_us();
    t->x.on_reply = reply;
    t->x.on_send = send_piece;
    t->x.on_end = end_stream;
    t->x.conn = c;
    c->turn = t;
    enter(c, PHASE_HEAD);
    return true;
}

/* The answer is written, or never will be. */
static void finish(struct conn *c)
{
    struct turn *t = c->turn;
    struct http_service *service = &c->loop->service;
    c->turn = NULL;
    if (t->x.response.status || t->x.request.target.n)
        service->finished(service->self, &t->x);
    turn_give_back(&c->loop->turns, t);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void read_cb(uv_stream_t *s, ssize_t n, const uv_buf_t *buf);

static void input_cb(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct conn *c = handle->data;
    (void)suggested;
    *buf = uv_buf_init(c->loop->input, LOOP_INPUT);
}

static void read_on(struct conn *c)
{
    if (c->reading || c->ended)
        return;
    int rc = uv_read_start(stream(c), input_cb, read_cb);
    if (rc)
        leave(c);
    else
        c->reading = true;
}

static void read_no_more(struct conn *c)
{
    uv_read_stop(stream(c));
    c->reading = false;
}

static enum http_parse parse(struct conn *c, struct str *bytes)
{
    size_t used = 0;
    enum http_parse said = http_parse(&c->parser, &c->turn->x, bytes->p, bytes->n, &used);
    *bytes = str_from(*bytes, used);
    if (c->phase == PHASE_BODY)
        c->body_bytes += used;
    return said;
}

/* 25 bytes into an empty socket buffer. A client that does not get them asks no further. */
static void send_continue(struct conn *c)
{
    uv_buf_t buf = uv_buf_init((char *)http_continue.p, (unsigned)http_continue.n);
    int n = uv_try_write(stream(c), &buf, 1);
    if (n > 0)
        loop_count(c->loop, COUNT_BYTES_OUT, (uint64_t)n);
    if (n > 0 && (size_t)n < http_continue.n)
        leave(c); /* half a line cannot be taken back */
}

/* The head is there: ask the service about it, and look whether the message ends here. */
static enum http_parse read_head(struct conn *c, struct str *bytes)
{
    struct turn *t = c->turn;
    struct http_service *service = &c->loop->service;
    bool body_came_along = bytes->n > 0;
    t->unwanted = !service->head(service->self, &t->x);
    int status = t->x.response.status;
    c->body_since = uv_now(&c->loop->uv);
    c->body_bytes = 0;
    enter(c, PHASE_BODY);
    enum http_parse said = parse(c, bytes);
    if (said == HTTP_PARSE_MORE && c->parser.facts.expects_continue && !body_came_along &&
        !t->unwanted)
        send_continue(c);
    if (said != HTTP_PARSE_ERROR || !t->unwanted)
        return said;
    t->x.response.status = status; /* refused already: what is wrong with the body is no matter */
    t->x.response.close = true;
    return HTTP_PARSE_DONE;
}

static void answer(struct conn *c);
static void take_end(struct conn *c);

/* The request is complete, or as much of it as the service wanted. */
static void handle(struct conn *c)
{
    struct turn *t = c->turn;
    struct http_service *service = &c->loop->service;
    enter(c, PHASE_WAIT);
    if (!t->unwanted)
        service->handle(service->self, &t->x);
    if (!t->unwanted && !t->answered)
        return; /* later: reply, conns_answer */
    list_remove(&t->link);
    answer(c);
    take_end(c);
}

/* All bytes are used, and the message goes on: who has its answer already waits no longer. */
static void await_more(struct conn *c)
{
    if (!takes_bytes(c) || !c->turn->unwanted)
        return;
    c->turn->x.response.close = true;
    handle(c);
}

static void read_message(struct conn *c, struct str *bytes)
{
    enum http_parse said = parse(c, bytes);
    if (said == HTTP_PARSE_HEAD)
        said = read_head(c, bytes);
    if (said == HTTP_PARSE_ERROR) {
        loop_count(c->loop, COUNT_PARSE_ERRORS, 1);
        refuse(c, 0);
    } else if (said == HTTP_PARSE_DONE) {
        handle(c);
    } else {
        await_more(c);
    }
}

/* Message after message, until the bytes are used or an answer has to go out first; returns what
 * is left. */
static struct str feed(struct conn *c, struct str bytes)
{
    while (bytes.n > 0 && takes_bytes(c)) {
        if (c->turn || begin(c))
            read_message(c, &bytes);
        else
            leave(c);
    }
    return bytes;
}

static void keep(struct conn *c, struct str bytes)
{
    read_no_more(c);
    buf_str_put(&c->kept, bytes);
    if (c->kept.failed)
        leave(c);
}

static void throw_kept_away(struct conn *c)
{
    buf_free(&c->kept);
    c->kept_used = 0;
}

static void hang_up(struct conn *c, ssize_t code);

static void read_cb(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct conn *c = s->data;
    if (n < 0) {
        hang_up(c, n);
        return;
    }
    loop_count(c->loop, COUNT_BYTES_IN, (uint64_t)n);
    struct str rest = feed(c, str_of(buf->base, (size_t)n));
    if (rest.n > 0 && c->phase < PHASE_STREAM)
        keep(c, rest);
}

/* The client has gone, or has only said that it will send no more: then its answer is due. */
static void hang_up(struct conn *c, ssize_t code)
{
    c->reading = false;
    c->ended = true;
    if (c->turn)
        c->turn->x.ended = true;
    if (code != UV_EOF)
        leave(c);
    else if (c->phase == PHASE_HEAD || c->phase == PHASE_BODY)
        refuse(c, 400);
    else if (streams(c) || (c->phase != PHASE_WAIT && c->phase != PHASE_WRITE))
        leave(c); /* who listens to a stream does not half-close */
}

/* An answer is out: the next request may be among the kept bytes, or has yet to come. */
static void read_next(struct conn *c)
{
    if (c->kept.n > 0 && takes_bytes(c)) {
        struct str rest = feed(c, str_from(buf_str(&c->kept), c->kept_used));
        if (c->kept.n > 0) /* else the connection threw them away, and with them `rest` */
            c->kept_used = c->kept.n - rest.n;
    }
    if (c->kept_used < c->kept.n)
        return;
    throw_kept_away(c);
    if (c->phase < PHASE_LINGER)
        read_on(c);
}

/* --- Answering -------------------------------------------------------------------------------- */

static void free_if_over(struct conn *c);

static void reply(struct exchange *x)
{
    struct turn *t = turn_of(x);
    struct conn *c = x->conn;
    check(!t->answered && c->phase >= PHASE_WAIT);
    t->answered = true;
    t->streaming = x->response.stream;
    list_push(&c->loop->answered, &t->link);
}

void conns_answer(struct net_thread *loop)
{
    for (struct list *link = list_pop(&loop->answered); link; link = list_pop(&loop->answered)) {
        struct conn *c = LIST_ITEM(link, struct turn, link)->x.conn;
        if (c->phase == PHASE_WAIT) {
            answer(c);
            take_end(c);
            read_next(c);
        } else if (streams(c)) {
            take_end(c);
        } else {
            finish(c);
            free_if_over(c);
        }
    }
}

/* An answer from the house itself: 0 keeps the parser's status. */
static void refuse(struct conn *c, int status)
{
    struct exchange *x = &c->turn->x;
    struct http_service *service = &c->loop->service;
    if (status)
        x->response.status = status;
    x->response.close = true;
    enter(c, PHASE_WAIT);
    if (!x->response.content_type.n) /* a sink that stopped has said why already */
        service->refused(service->self, x);
    answer(c);
}

static bool last_answer(const struct conn *c)
{
    uint32_t most = c->loop->shared->limits.per_connection;
    return c->ended || c->loop->draining || (most && c->served + 1 >= most);
}

static void write_answer(struct conn *c, struct str out[static 2]);

static void answer(struct conn *c)
{
    struct exchange *x = &c->turn->x;
    struct str out[2];
    enter(c, PHASE_WRITE);
    if (last_answer(c))
        x->response.close = true;
    if (http_write(x, loop_date(c->loop), out))
        write_answer(c, out);
    else
        leave(c);
}

static void written(struct conn *c, size_t n)
{
    c->turn->left -= n;
    c->turn->x.bytes_out += n;
    loop_count(c->loop, COUNT_BYTES_OUT, n);
}

/* Steps over the first n bytes of both. */
static void skip(uv_buf_t bufs[static 2], size_t n)
{
    for (int i = 0; i < 2; i++) {
        size_t gone = n < bufs[i].len ? n : bufs[i].len;
        bufs[i] = uv_buf_init(bufs[i].base + gone, (unsigned)(bufs[i].len - gone));
        n -= gone;
    }
}

static void write_rest(struct conn *c, const uv_buf_t bufs[static 2]);
static void answered(struct conn *c);

/* At once, as much as the socket takes. */
static void write_answer(struct conn *c, struct str out[static 2])
{
    uv_buf_t bufs[2] = {
        uv_buf_init((char *)out[0].p, (unsigned)out[0].n),
        uv_buf_init((char *)out[1].p, (unsigned)out[1].n),
    };
    c->turn->left = out[0].n + out[1].n;
    int n = uv_try_write(stream(c), bufs, 2);
    if (n == UV_EAGAIN)
        n = 0;
    if (n < 0) {
        leave(c);
        return;
    }
    written(c, (size_t)n);
    skip(bufs, (size_t)n);
    if (c->turn->left > 0)
        write_rest(c, bufs);
    else
        answered(c);
}

static void write_cb(uv_write_t *request, int status);

/* When the client has read some of it. */
static void write_rest(struct conn *c, const uv_buf_t bufs[static 2])
{
    struct turn *t = c->turn;
    t->write.data = c;
    if (uv_write(&t->write, stream(c), bufs, 2, write_cb))
        leave(c);
    else
        t->writing = true;
}

/* Called before the handle's close callback, whatever happens. */
static void write_cb(uv_write_t *request, int status)
{
    struct conn *c = request->data;
    c->turn->writing = false;
    if (c->phase == PHASE_CLOSED) {
        if (!streams(c))
            finish(c);
    } else if (status) {
        leave(c);
    } else {
        written(c, c->turn->left);
        answered(c);
        read_next(c);
    }
}

static void linger(struct conn *c);
static void await_piece(struct conn *c);
static void write_piece(struct conn *c, struct str piece);

static void answered(struct conn *c)
{
    struct turn *t = c->turn;
    if (t->streaming) {
        await_piece(c);
        return;
    }
    if (t->ending) {
        t->ending = false;
        write_piece(c, STR(""));
        return;
    }
    bool last = t->x.response.close;
    finish(c);
    c->served++;
    if (last)
        linger(c);
    else
        enter(c, PHASE_IDLE);
}

/* --- Streams ---------------------------------------------------------------------------------- */

static void await_piece(struct conn *c)
{
    throw_kept_away(c);
    enter(c, PHASE_STREAM);
    c->turn->x.ready = true;
    if (c->ended)
        leave(c);
    else
        read_on(c);
}

static void write_piece(struct conn *c, struct str piece)
{
    struct turn *t = c->turn;
    t->piece.n = 0;
    http_write_chunk(&t->piece, t->x.request.minor, piece);
    enter(c, PHASE_WRITE);
    if (t->piece.failed)
        leave(c);
    else
        write_answer(c, (struct str[2]){buf_str(&t->piece)});
}

static void send_piece(struct exchange *x, struct str piece)
{
    struct conn *c = x->conn;
    check(c->phase == PHASE_STREAM && !c->turn->ended);
    x->ready = false;
    write_piece(c, piece);
}

static void end_stream(struct exchange *x)
{
    struct turn *t = turn_of(x);
    struct conn *c = x->conn;
    check(t->streaming && !t->ended);
    t->ended = true;
    if (list_empty(&t->link)) /* else its reply is still to be taken up, and its end then too */
        list_push(&c->loop->answered, &t->link);
}

/* The service has ended its stream: what remains is the last chunk, or nothing. */
static void take_end(struct conn *c)
{
    struct turn *t = c->turn;
    if (!t || !t->ended)
        return;
    t->streaming = false;
    t->ending = t->x.request.minor > 0;
    if (c->phase == PHASE_STREAM) {
        answered(c);
    } else if (c->phase == PHASE_CLOSED) {
        if (!t->writing)
            finish(c);
        free_if_over(c);
    }
}

/* --- Leaving ---------------------------------------------------------------------------------- */

/* Closing while the client still sends would reset the connection, and with it the answer. */
static void linger(struct conn *c)
{
    uv_os_fd_t fd;
    throw_kept_away(c);
    if (c->ended || uv_fileno((uv_handle_t *)&c->tcp, &fd) || shutdown(fd, SHUT_WR)) {
        leave(c);
        return;
    }
    enter(c, PHASE_LINGER);
    read_on(c);
}

static void free_if_over(struct conn *c)
{
    if (!c->handle_gone || c->turn)
        return;
    struct net_thread *loop = c->loop;
    list_remove(&c->link);
    free(c);
    loop_conn_gone(loop);
}

static void closed_cb(uv_handle_t *handle)
{
    struct conn *c = handle->data;
    c->handle_gone = true;
    if (c->counted)
        caps_leave(c->loop->shared->caps, c->address);
    else
        c->loop->turned_away--;
    free_if_over(c);
}

/* Without the handle, which its caller closes in one way or another. */
static void let_go(struct conn *c)
{
    bool held = c->phase == PHASE_WAIT || streams(c); /* by the service */
    enter(c, PHASE_CLOSED);
    throw_kept_away(c);
    if (!c->turn)
        return;
    c->turn->x.gone = true;
    c->turn->x.ready = false;
    if (!held && !c->turn->writing)
        finish(c);
}

static void leave(struct conn *c)
{
    if (c->phase == PHASE_CLOSED)
        return;
    let_go(c);
    uv_close((uv_handle_t *)&c->tcp, closed_cb);
}

/* With a reset: the kernel throws away what the client does not read. */
static void leave_at_once(struct conn *c)
{
    let_go(c);
    if (uv_tcp_close_reset(&c->tcp, closed_cb))
        uv_close((uv_handle_t *)&c->tcp, closed_cb);
}

/* --- Coming ----------------------------------------------------------------------------------- */

/* A connection around fd; NULL when it could not be, and fd is closed then. */
static struct conn *create(struct net_thread *loop, int fd, bool counted, uint64_t address)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c) {
        close(fd);
        if (counted)
            caps_leave(loop->shared->caps, address);
        return NULL;
    }
    c->loop = loop;
    c->counted = counted;
    c->address = address;
    loop->conn_count++;
    loop->turned_away += !counted;
    list_push(&loop->conns, &c->link);
    timer_init(&c->timer);
    uv_tcp_init(&loop->uv, &c->tcp); /* makes no socket, and cannot fail */
    c->tcp.data = c;
    if (!uv_tcp_open(&c->tcp, fd))
        return c;
    close(fd);
    leave(c);
    return NULL;
}

void conn_open(struct net_thread *loop, int fd, const struct sockaddr *peer, uint64_t address)
{
    struct conn *c = create(loop, fd, true, address);
    if (!c)
        return;
    loop_count(loop, COUNT_ACCEPTED, 1);
    http_parser_init(&c->parser, &loop->shared->rules);
    uv_ip_name(peer, c->peer, sizeof c->peer);
    enter(c, PHASE_IDLE);
    read_on(c);
}

void conn_turn_away(struct net_thread *loop, int fd)
{
    char bytes[HTTP_BARE_MAX];
    size_t n = http_write_bare(bytes, 503, loop_date(loop), 1);
    loop_count(loop, COUNT_REFUSED, 1);
    bool sent = send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
    if (!sent || loop->turned_away >= TURNED_AWAY_MAX) {
        close(fd);
        return;
    }
    struct conn *c = create(loop, fd, false, 0);
    if (c)
        linger(c);
}

/* --- What the loop tells all, and its timers -------------------------------------------------- */

static bool bytes_wait(struct conn *c)
{
    uv_os_fd_t fd;
    char byte;
    return !uv_fileno((uv_handle_t *)&c->tcp, &fd) &&
           recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

/* A request may be under way to who has never been served, and to who has bytes waiting. */
void conns_drain(struct net_thread *loop)
{
    LIST_EACH(link, &loop->conns)
    {
        struct conn *c = LIST_ITEM(link, struct conn, link);
        if (c->phase != PHASE_IDLE)
            continue;
        if (c->served == 0 || bytes_wait(c))
            enter(c, PHASE_IDLE); /* once more, for the shorter wait */
        else
            leave(c);
    }
}

void conns_drop(struct net_thread *loop)
{
    LIST_EACH(link, &loop->conns)
    {
        leave(LIST_ITEM(link, struct conn, link)); /* freed later, in its close callback */
    }
}

bool conn_too_slow(const struct timer *t, uint64_t now)
{
    const struct conn *c = LIST_ITEM(t, struct conn, timer);
    const struct net_limits *limits = &c->loop->shared->limits;
    uint64_t ms = now - c->body_since;
    return ms > limits->body_grace_ms &&
           c->body_bytes * 1000 < (ms - limits->body_grace_ms) * limits->body_rate;
}

static void too_late(struct conn *c)
{
    loop_count(c->loop, COUNT_TIMEOUTS, 1);
    refuse(c, 408);
}

/* The rest of an answer, all of which libuv was given: has some of it gone since last time? */
static void look_at_progress(struct conn *c)
{
    size_t left = uv_stream_get_write_queue_size(stream(c));
    if (left < c->turn->left) {
        written(c, c->turn->left - left);
        enter(c, PHASE_WRITE);
    } else {
        loop_count(c->loop, COUNT_TIMEOUTS, 1);
        leave_at_once(c);
    }
}

void conn_expired(struct timer *t, enum timer_kind kind)
{
    struct conn *c = LIST_ITEM(t, struct conn, timer);
    switch (kind) {
    case TIMER_HEAD:
    case TIMER_BODY:
        too_late(c);
        break;
    case TIMER_WRITE:
        look_at_progress(c);
        break;
    case TIMER_IDLE:
    case TIMER_DRAIN:
        leave(c);
        break;
    case TIMER_KINDS:
        check_never("no kind of timer");
    }
}
