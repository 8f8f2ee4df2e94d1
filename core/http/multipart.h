/* multipart/form-data as a stream (RFC 7578, RFC 2046 section 5.1): fields go into a form, files to
 * whoever wants them, piece by piece. It is an http_sink: service.head hangs it on the exchange,
 * the connection feeds it, the handler calls multipart_end. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "http/form.h"
#include "http/message.h"

enum {
    MULTIPART_BOUNDARY_MAX = 70,      /* characters: RFC 2046 */
    MULTIPART_PARTS_MAX = 500,        /* 413 beyond */
    MULTIPART_HEAD_MAX = 8192,        /* bytes of one part's headers; 400 beyond */
    MULTIPART_LINES_MAX = 16,         /* of one part's headers; 400 beyond */
    MULTIPART_FIELD_MAX = 256 * 1024, /* bytes of one field's value; 413 beyond */
};

struct multipart_file {
    struct str field;    /* name of the form field: "media" */
    struct str filename; /* as sent: valid UTF-8, never to be used as a path */
    struct str type;     /* media type as sent; empty: none */
};

/* Who takes files. Each verb returns 0 to go on, or the status to refuse with. `close` is only
 * called for a file that has come whole. */
struct multipart_files {
    void *self;
    int (*open)(void *self, const struct multipart_file *file);
    int (*data)(void *self, struct str piece);
    int (*close)(void *self);
    size_t each_max;  /* bytes of one file; 413 beyond */
    size_t count_max; /* files; 413 beyond */
};

struct multipart {
    struct exchange *x;
    struct form form;                    /* the fields, in order */
    struct faults faults;                /* what was wrong, for the answer's body */
    const struct multipart_files *files; /* NULL: a file is refused with 415 */

    /* Private part. */
    char delimiter[MULTIPART_BOUNDARY_MAX + 4]; /* CR LF - - boundary */
    size_t delimiter_n;
    size_t matched; /* bytes of the delimiter seen at the end of what came */
    uint8_t state;
    bool is_file, opened;
    struct multipart_file file; /* of the current part; .field for a field, too */
    struct buf bytes;           /* the part's head, then a field's value */
    size_t lines, parts, files_seen, file_size;
};

/* Prepares for x's body by its Content-Type and becomes x->sink. `files` may be NULL and must
 * outlive m; m lives in the exchange's arena. ERR_UNSUPPORTED when the body is no multipart form,
 * ERR_INVALID when it has no usable boundary. The empty file input of a browser (no name, no
 * bytes) is not a file.
 *
 * What breaks the form's structure or a limit stops the reading: x->response.status is then set
 * (400, 413, 415, or what `files` said) and m->faults tells why. A field that is not valid text is
 * a fault only. */
enum err multipart_open(struct multipart *m, struct exchange *x,
                        const struct multipart_files *files);
/* After the last byte: ERR_INVALID when there are faults, or when the closing delimiter never came,
 * which is one. */
enum err multipart_end(struct multipart *m);

#endif
