/* Feeds a multipart body in pieces and writes down what came out: "name=value|", and for files
 * "name<filename,type:bytes>|", then "ok" or the status or "fault". The same bytes must give the
 * same words however they are cut. */
#ifndef TESTS_HTTP_MULTIPART_H
#define TESTS_HTTP_MULTIPART_H

#include "base/check.h"
#include "http/multipart.h"

#include <stdlib.h>

struct upload {
    struct exchange x;
    struct http_header type;
    struct multipart m;
    struct multipart_files files;
    struct buf log;
    bool stopped;
};

static inline int upload_file(void *self, const struct multipart_file *file)
{
    struct buf *b = self;
    buf_str_put(b, file->field);
    BUF_LIT(b, "<");
    buf_str_put(b, file->filename);
    BUF_LIT(b, ",");
    buf_str_put(b, file->type);
    BUF_LIT(b, ":");
    return str_eq(file->type, STR("text/forbidden")) ? 415 : 0;
}

static inline int upload_data(void *self, struct str piece)
{
    buf_str_put(self, piece);
    return 0;
}

static inline int upload_close(void *self)
{
    BUF_LIT((struct buf *)self, ">|");
    return 0;
}

/* false when the content type is refused. */
static inline bool upload_open(struct upload *u, const char *content_type, bool files)
{
    *u = (struct upload){.type = {STR("Content-Type"), str_c(content_type)}};
    u->x.request.headers = &u->type;
    u->x.request.header_count = 1;
    u->files = (struct multipart_files){&u->log, upload_file, upload_data, upload_close, 40, 3};
    return multipart_open(&u->m, &u->x, files ? &u->files : NULL) == ERR_OK;
}

static inline void upload_feed(struct upload *u, const char *bytes, size_t n)
{
    if (u->stopped)
        return;
    char *block = malloc(n ? n : 1);
    check(block);
    if (n)
        memcpy(block, bytes, n);
    u->stopped = !u->x.sink.data(u->x.sink.self, str_of(block, n));
    free(block);
}

static inline struct str upload_end(struct upload *u)
{
    struct buf *b = &u->log;
    for (size_t i = 0; i < u->m.form.count; i++) {
        buf_str_put(b, u->m.form.fields[i].name);
        BUF_LIT(b, "=");
        buf_str_put(b, u->m.form.fields[i].value);
        BUF_LIT(b, "|");
    }
    if (u->stopped) {
        b->n = 0; /* how far a refused file got depends on the reads */
        buf_printf(b, "%d", u->x.response.status);
        check(faults_any(&u->m.faults) || u->x.response.status == 503);
    } else {
        buf_printf(b, multipart_end(&u->m) ? "fault" : "ok");
    }
    return buf_str(b);
}

static inline void upload_close_all(struct upload *u)
{
    arena_free(&u->x.arena);
    buf_free(&u->log);
}

#endif
