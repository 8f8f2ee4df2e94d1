/* A message from its bytes: the head by whole lines, the body as it comes. */
#include "http/parse.h"

#include "base/check.h"

_Static_assert(sizeof(struct http_parser) <= 300, "a parser sits in every idle connection");

enum phase {
    READ_HEAD,   /* zero: between messages too */
    START_BODY,  /* the head has been told; the limit of the body is known now */
    READ_LENGTH, /* a body of Content-Length */
    READ_CHUNKS,
    FAILED,
};

enum { FIRST_HEADERS = 16, FIRST_BODY = 16384 };

void http_parser_init(struct http_parser *p, const struct http_rules *rules)
{
    *p = (struct http_parser){.rules = rules};
}

bool http_parser_idle(const struct http_parser *p)
{
    return p->phase == READ_HEAD && p->head.lines == 0 && p->head.line == 0;
}

static enum http_parse fail(struct http_parser *p, struct http_verdict verdict)
{
    p->phase = FAILED;
    p->why = verdict.why;
    p->exchange->response.status = verdict.status;
    p->exchange->response.close = true;
    return HTTP_PARSE_ERROR;
}

static enum http_parse fail_memory(struct http_parser *p)
{
    return fail(p, http_refuse(503, "out of memory"));
}

/* --- Head ------------------------------------------------------------------------------------- */

/* llhttp is fed whole lines, so that a name or a value comes in one piece. */
static bool on_name(void *self, struct str name)
{
    struct http_parser *p = self;
    struct http_request *r = &p->exchange->request;
    if (r->header_count == p->header_room) {
        size_t room = p->header_room ? p->header_room * 2 : FIRST_HEADERS;
        struct http_header *grown = arena_grow(
            &p->exchange->arena, r->headers, p->header_room * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return false;
        r->headers = grown;
        p->header_room = room;
    }
    r->headers[r->header_count++] = (struct http_header){name, STR("")};
    return true;
}

static bool on_value(void *self, struct str value)
{
    struct http_request *r = &((struct http_parser *)self)->exchange->request;
    check(r->header_count > 0);
    r->headers[r->header_count - 1].value = str_trim(value);
    return true;
}

/* The first line is whole: judge it before llhttp sees it. */
static struct http_verdict begin_lines(struct http_parser *p)
{
    struct str lines = buf_str(&p->bytes), line;
    str_cut(&lines, '\n', &line);
    wire_start(&p->wire);
    return gate_request_line(p->rules, str_first(line, line.n - 1), &p->exchange->request);
}

/* White space before a line's end may be tabs (RFC 9110, section 5.6.3); llhttp 8 takes only spaces
 * there when it reads Content-Length and Transfer-Encoding. The values are trimmed anyway. */
static void blank_last_tabs(char *lines, size_t n)
{
    bool last = false;
    if (!memchr(lines, '\t', n))
        return;
    for (size_t i = n; i-- > 0;) {
        if (lines[i] == '\n')
            last = true;
        else if (last && lines[i] == '\t')
            lines[i] = ' ';
        else if (lines[i] != ' ' && lines[i] != '\r')
            last = false;
    }
}

/* Feeds whole lines up to `end`, an offset in p->bytes. status 0: nothing to object to. */
static struct http_verdict feed_lines(struct http_parser *p, size_t end)
{
    static const struct wire_ears ears = {.name = on_name, .value = on_value};
    struct http_verdict verdict = http_pass();
    if (p->fed == 0 && end > 0)
        verdict = begin_lines(p);
    if (verdict.status || p->fed == end)
        return verdict;
    size_t used;
    blank_last_tabs(p->bytes.p + p->fed, end - p->fed);
    enum wire_event event = wire_feed(&p->wire, &ears, p, p->bytes.p + p->fed, end - p->fed, &used);
    if (event == WIRE_ERROR) {
        verdict = wire_verdict(&p->wire);
        return verdict.status ? verdict : http_refuse(503, "out of memory");
    }
    if ((event == WIRE_HEAD) != p->head.done || p->fed + used != end)
        return http_refuse(400, "a head that ends in two places");
    p->fed = end;
    return http_pass();
}

static enum http_parse end_head(struct http_parser *p)
{
    struct exchange *x = p->exchange;
    struct http_verdict verdict = gate_head(p->rules, &x->request, &x->arena, &p->facts);
    if (verdict.status)
        return fail(p, verdict);
    x->response.close = !p->facts.keep_alive;
    p->bytes = buf_in(&x->arena);
    p->phase = START_BODY;
    return HTTP_PARSE_HEAD;
}

static enum http_parse read_head(struct http_parser *p, const char *bytes, size_t n, size_t *used)
{
    size_t had = p->bytes.n;
    struct scan_found found = scan_head(&p->head, p->rules, bytes, n);
    p->bytes.arena = &p->exchange->arena;
    buf_put(&p->bytes, bytes + found.skip, found.take);
    *used = found.skip + found.take;
    if (p->bytes.failed)
        return fail_memory(p);
    struct http_verdict verdict = feed_lines(p, found.whole ? had + found.whole : p->fed);
    if (verdict.status)
        return fail(p, verdict);
    if (found.verdict.status)
        return fail(p, found.verdict);
    return p->head.done ? end_head(p) : HTTP_PARSE_MORE;
}

/* --- Body ------------------------------------------------------------------------------------- */

static bool too_large(const struct http_parser *p, uint64_t more)
{
    size_t limit = p->exchange->body_limit;
    return p->body_size > limit || more > limit - p->body_size;
}

static enum http_parse fail_large(struct http_parser *p)
{
    return fail(p, http_refuse(413, "body too large"));
}

/* A piece of the body, to the sink or into the arena. */
static bool on_body(void *self, struct str piece)
{
    struct http_parser *p = self;
    struct http_sink *sink = &p->exchange->sink;
    p->body_size += piece.n;
    p->left -= piece.n;
    if (sink->data)
        return sink->data(sink->self, piece);
    if (!p->bytes.cap) {
        uint64_t expected = piece.n + p->left;
        buf_reserve(&p->bytes, expected < FIRST_BODY ? (size_t)expected : FIRST_BODY);
    }
    buf_put(&p->bytes, piece.p, piece.n);
    return !p->bytes.failed;
}

/* on_body said no: the sink with a status of its own, or the arena. */
static enum http_parse fail_body(struct http_parser *p)
{
    if (p->bytes.failed)
        return fail_memory(p);
    int status = p->exchange->response.status;
    return fail(p, http_refuse(status ? status : 400, "the body's reader refused it"));
}

static enum http_parse end_message(struct http_parser *p)
{
    if (!p->exchange->sink.data)
        p->exchange->request.body = buf_str(&p->bytes);
    http_parser_init(p, p->rules);
    return HTTP_PARSE_DONE;
}

static enum http_parse read_length(struct http_parser *p, const char *bytes, size_t n, size_t *used)
{
    size_t piece = n < p->left ? n : (size_t)p->left;
    *used += piece;
    if (piece && !on_body(p, str_of(bytes, piece)))
        return fail_body(p);
    return p->left ? HTTP_PARSE_MORE : end_message(p);
}

/* One step of a chunked body: what there is of a chunk's data, or one byte of framing, so that
 * framing is judged to the byte before llhttp reads it. */
static enum http_parse chunk_step(struct http_parser *p, const char *bytes, size_t n, size_t *used)
{
    static const struct wire_ears ears = {.body = on_body};
    size_t piece = p->left == 0 ? 1 : n < p->left ? n : (size_t)p->left, fed;
    if (p->left == 0) {
        struct http_verdict verdict = scan_frame(&p->chunks, p->rules, *bytes);
        if (verdict.status)
            return fail(p, verdict);
    }
    enum wire_event event = wire_feed(&p->wire, &ears, p, bytes, piece, &fed);
    *used += fed;
    if (event == WIRE_ERROR) {
        struct http_verdict verdict = wire_verdict(&p->wire);
        return verdict.status ? fail(p, verdict) : fail_body(p);
    }
    if (event == WIRE_CHUNK) {
        p->left = wire_chunk_size(&p->wire);
        scan_chunk(&p->chunks, p->left);
        if (too_large(p, p->left))
            return fail_large(p);
    }
    return event == WIRE_DONE ? end_message(p) : HTTP_PARSE_MORE;
}

static enum http_parse read_chunks(struct http_parser *p, const char *bytes, size_t n, size_t *used)
{
    enum http_parse state = HTTP_PARSE_MORE;
    for (size_t at = 0; at < n && state == HTTP_PARSE_MORE;) {
        size_t fed = 0;
        state = chunk_step(p, bytes + at, n - at, &fed);
        at += fed;
        *used = at;
    }
    return state;
}

static enum http_parse start_body(struct http_parser *p, const char *bytes, size_t n, size_t *used)
{
    p->left = p->facts.length;
    if (too_large(p, p->left))
        return fail_large(p);
    p->phase = p->facts.chunked ? READ_CHUNKS : READ_LENGTH;
    return p->facts.chunked ? read_chunks(p, bytes, n, used) : read_length(p, bytes, n, used);
}

enum http_parse http_parse(struct http_parser *p, struct exchange *x, const char *bytes, size_t n,
                           size_t *used)
{
    *used = 0;
    p->exchange = x;
    switch ((enum phase)p->phase) {
    case READ_HEAD:
        return read_head(p, bytes, n, used);
    case START_BODY:
        return start_body(p, bytes, n, used);
    case READ_LENGTH:
        return read_length(p, bytes, n, used);
    case READ_CHUNKS:
        return read_chunks(p, bytes, n, used);
    case FAILED:
        break;
    }
    return HTTP_PARSE_ERROR;
}
