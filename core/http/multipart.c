/* Parts as they stream by: delimiter, head, value or file, delimiter.
 *
 * The delimiter begins with CR and holds no other, so that after a failed match only the byte at
 * hand can begin a new one: what was matched is data, and nothing has to be kept to look back. */
#include "http/multipart.h"

#include "base/utf8.h"
#include "http/chars.h"
#include "http/negotiate.h"

enum state {
    PREAMBLE,    /* before the first delimiter; what stands there is passed over */
    DELIMITED,   /* right after a delimiter */
    CLOSING,     /* after "-" */
    PADDING,     /* white space after a delimiter */
    PADDING_END, /* after its CR */
    HEAD,
    DATA,
    EPILOGUE, /* after the closing delimiter; passed over */
};

static bool stop(struct multipart *m, int status)
{
    m->x->response.status = status;
    return false;
}

static bool malformed(struct multipart *m)
{
    fault_add(&m->faults, NULL, "Le formulaire (multipart/form-data) est mal formé.",
              "The form (multipart/form-data) is malformed.");
    return stop(m, 400);
}

/* --- A part's head (RFC 7578, section 4) ------------------------------------------------------ */

/* Takes ";name=value" off a Content-Disposition; false when malformed. A backslash escapes a quote
 * and nothing else: some browsers send paths. *quoted_end is where the value ends. */
static bool next_parameter(struct str *rest, struct str *name, struct str *value)
{
    *rest = str_trim(str_from(*rest, 1));
    const char *equals = rest->n ? memchr(rest->p, '=', rest->n) : NULL;
    if (!equals)
        return false;
    *name = str_trim(str_of(rest->p, (size_t)(equals - rest->p)));
    *rest = str_trim(str_from(*rest, (size_t)(equals - rest->p) + 1));
    size_t n = 0;
    if (rest->n && rest->p[0] == '"') {
        for (n = 1; n < rest->n && rest->p[n] != '"'; n++)
            if (rest->p[n] == '\\' && n + 1 < rest->n && rest->p[n + 1] == '"')
                n++;
        if (n >= rest->n)
            return false;
        *value = str_of(rest->p + 1, n - 1);
        *rest = str_trim(str_from(*rest, n + 1));
    } else {
        while (n < rest->n && rest->p[n] != ';')
            n++;
        *value = str_trim(str_first(*rest, n));
        *rest = str_from(*rest, n);
    }
    return !rest->n || rest->p[0] == ';';
}

/* A copy without the escapes; .p is NULL when out of memory. */
static struct str unescaped(struct arena *arena, struct str s)
{
    char *p = arena_alloc(arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; p && i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '"')
            i++;
        p[n++] = s.p[i];
    }
    if (p)
        p[n] = 0;
    return str_of(p, n);
}

static bool read_disposition(struct multipart *m, struct str value)
{
    struct str kind, rest = value;
    str_cut(&rest, ';', &kind);
    if (m->file.field.p || !str_eq_nocase(str_trim(kind), STR("form-data")))
        return malformed(m);
    rest = str_from(value, kind.n);
    while (rest.n) {
        struct str name, text;
        if (!next_parameter(&rest, &name, &text))
            return malformed(m);
        bool is_name = str_eq_nocase(name, STR("name"));
        bool is_filename = str_eq_nocase(name, STR("filename"));
        struct str *slot = is_name ? &m->file.field : &m->file.filename;
        if (!is_name && !is_filename)
            continue;
        if (slot->p)
            return malformed(m);
        *slot = unescaped(&m->x->arena, text);
        if (!slot->p)
            return stop(m, 503);
        m->is_file |= is_filename;
    }
    return true;
}

/* A coding would have to be undone; nobody sends one (RFC 7578, section 4.7). */
static bool plain_coding(struct str value)
{
    static const struct str plain[] = {STR("7bit"), STR("8bit"), STR("binary")};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (str_eq_nocase(value, plain[i]))
            return true;
    return false;
}

static bool read_line(struct multipart *m, struct str line)
{
    struct str name, value = line;
    str_cut(&value, ':', &name);
    if (!value.p || !name.n || name.p[0] == ' ' || name.p[0] == '\t')
        return malformed(m);
    value = str_trim(value);
    if (str_eq_nocase(name, STR("Content-Disposition")))
        return read_disposition(m, value);
    if (str_eq_nocase(name, STR("Content-Type")))
        m->file.type = value;
    if (str_eq_nocase(name, STR("Content-Transfer-Encoding")) && !plain_coding(value))
        return malformed(m);
    return true;
}

/* A head is complete, its blank line included. */
static bool end_head(struct multipart *m)
{
    struct str head = buf_str(&m->bytes);
    if (!utf8_valid(head))
        return malformed(m);
    for (struct str line; str_cut(&head, '\n', &line);) {
        if (line.n > 1 && !read_line(m, str_first(line, line.n - 1)))
            return false;
    }
    if (!m->file.field.n)
        return malformed(m);
    m->bytes = buf_in(&m->x->arena);
    m->state = DATA;
    return true;
}

static bool head_byte(struct multipart *m, char c)
{
    struct buf *b = &m->bytes;
    buf_char(b, c);
    if (b->failed)
        return stop(m, 503);
    if (b->n > MULTIPART_HEAD_MAX)
        return malformed(m);
    if (c != '\n')
        return true;
    if (b->n < 2 || b->p[b->n - 2] != '\r' || ++m->lines > MULTIPART_LINES_MAX + 1)
        return malformed(m);
    bool blank = b->n == 2 || (b->n >= 4 && b->p[b->n - 3] == '\n');
    return !blank || end_head(m);
}

/* --- A part's data ---------------------------------------------------------------------------- */

/* What `files` said: 0 or the status to refuse with. */
static bool files_said(struct multipart *m, int status)
{
    if (!status)
        return true;
    fault_add(&m->faults, m->file.field.p, "Ce fichier est refusé.", "This file is refused.");
    return stop(m, status);
}

static bool open_file(struct multipart *m)
{
    m->opened = true;
    if (!m->files) {
        fault_add(&m->faults, m->file.field.p, "Aucun fichier n’est accepté ici.",
                  "No file is accepted here.");
        return stop(m, 415);
    }
    if (++m->files_seen > m->files->count_max) {
        fault_add(&m->faults, m->file.field.p, "Plus de %zu fichiers.", "More than %zu files.",
                  m->files->count_max);
        return stop(m, 413);
    }
    return files_said(m, m->files->open(m->files->self, &m->file));
}

static bool file_data(struct multipart *m, struct str piece)
{
    if (!m->opened && !open_file(m))
        return false;
    if (piece.n > m->files->each_max - m->file_size) {
        fault_add(&m->faults, m->file.field.p, "Le fichier dépasse %zu octets.",
                  "The file is larger than %zu bytes.", m->files->each_max);
        return stop(m, 413);
    }
    m->file_size += piece.n;
    return files_said(m, m->files->data(m->files->self, piece));
}

static bool field_data(struct multipart *m, struct str piece)
{
    if (piece.n > MULTIPART_FIELD_MAX - m->bytes.n) {
        fault_add(&m->faults, m->file.field.p, "Le texte dépasse %d octets.",
                  "The text is longer than %d bytes.", MULTIPART_FIELD_MAX);
        return stop(m, 413);
    }
    buf_str_put(&m->bytes, piece);
    return m->bytes.failed ? stop(m, 503) : true;
}

static bool data(struct multipart *m, struct str piece)
{
    if (m->state == PREAMBLE || !piece.n)
        return true;
    return m->is_file ? file_data(m, piece) : field_data(m, piece);
}

static bool end_file(struct multipart *m)
{
    if (!m->opened && !m->file.filename.n)
        return true;
    if (!m->opened && !open_file(m))
        return false;
    return files_said(m, m->files->close(m->files->self));
}

static bool end_field(struct multipart *m)
{
    buf_char(&m->bytes, 0);
    if (m->bytes.failed)
        return stop(m, 503);
    struct str value = str_of(m->bytes.p, m->bytes.n - 1);
    switch (form_add(&m->form, m->file.field, value, &m->faults)) {
    case ERR_TOO_LARGE:
        return stop(m, 413);
    case ERR_NOMEM:
        return stop(m, 503);
    default: /* ERR_INVALID is a fault of the form, not of its structure: read on */
        return true;
    }
}

/* --- Delimiters ------------------------------------------------------------------------------- */

/* The whole delimiter has been seen. */
static bool end_part(struct multipart *m)
{
    if (m->state == DATA && !(m->is_file ? end_file(m) : end_field(m)))
        return false;
    m->state = DELIMITED;
    return true;
}

static bool start_part(struct multipart *m)
{
    m->state = HEAD;
    m->bytes = buf_in(&m->x->arena);
    m->file = (struct multipart_file){.type = STR("")};
    m->is_file = m->opened = false;
    m->lines = m->file_size = 0;
    if (++m->parts <= MULTIPART_PARTS_MAX)
        return true;
    fault_add(&m->faults, NULL, "Plus de %d parties.", "More than %d parts.", MULTIPART_PARTS_MAX);
    return stop(m, 413);
}

/* A byte between a delimiter and the part's head. */
static bool delimited_byte(struct multipart *m, char c)
{
    if (m->state == PADDING_END)
        return c == '\n' ? start_part(m) : malformed(m);
    if (m->state == CLOSING && c == '-')
        m->state = EPILOGUE;
    else if (m->state == DELIMITED && c == '-')
        m->state = CLOSING;
    else if (m->state != CLOSING && (c == ' ' || c == '\t'))
        m->state = PADDING;
    else if (m->state != CLOSING && c == '\r')
        m->state = PADDING_END;
    else
        return malformed(m);
    return true;
}

/* Data up to the delimiter or the end of the piece; what was taken is cut off *piece. */
static bool scan_data(struct multipart *m, struct str *piece)
{
    while (piece->n) {
        if (piece->p[0] == m->delimiter[m->matched]) {
            *piece = str_from(*piece, 1);
            if (++m->matched < m->delimiter_n)
                continue;
            m->matched = 0;
            return end_part(m);
        }
        size_t was_data = m->matched;
        m->matched = 0;
        if (!data(m, str_of(m->delimiter, was_data)))
            return false;
        const char *cr = memchr(piece->p, '\r', piece->n);
        size_t run = cr ? (size_t)(cr - piece->p) : piece->n;
        if (!data(m, str_first(*piece, run)))
            return false;
        *piece = str_from(*piece, run);
    }
    return true;
}

static bool take(void *self, struct str piece)
{
    struct multipart *m = self;
    while (piece.n && m->state != EPILOGUE) {
        if (m->state == PREAMBLE || m->state == DATA) {
            if (!scan_data(m, &piece))
                return false;
            continue;
        }
        char c = piece.p[0];
        piece = str_from(piece, 1);
        if (!(m->state == HEAD ? head_byte(m, c) : delimited_byte(m, c)))
            return false;
    }
    return true;
}

/* --- Opening and ending ----------------------------------------------------------------------- */

/* RFC 2046, section 5.1.1. */
static bool boundary_valid(struct str b)
{
    for (size_t i = 0; i < b.n; i++)
        if (!is_alnum_or(b.p[i], "'()+_,-./:=? "))
            return false;
    return b.n > 0 && b.n <= MULTIPART_BOUNDARY_MAX && b.p[b.n - 1] != ' ';
}

enum err multipart_open(struct multipart *m, struct exchange *x,
                        const struct multipart_files *files)
{
    struct http_media media;
    bool read = http_media_read(http_header(&x->request, "Content-Type"), &media);
    if (!str_eq_nocase(media.type, STR("multipart/form-data")))
        return ERR_UNSUPPORTED;
    if (!read || !boundary_valid(media.boundary))
        return ERR_INVALID;
    *m = (struct multipart){
        .x = x,
        .form = form_in(&x->arena),
        .faults = faults_in(&x->arena),
        .files = files,
        .delimiter = "\r\n--",
        .delimiter_n = 4 + media.boundary.n,
        .matched = 2, /* the first delimiter may begin the body, without its CRLF */
    };
    memcpy(m->delimiter + 4, media.boundary.p, media.boundary.n);
    x->sink = (struct http_sink){take, m};
    return ERR_OK;
}

enum err multipart_end(struct multipart *m)
{
    if (m->state != EPILOGUE)
        malformed(m);
    return faults_any(&m->faults) ? ERR_INVALID : ERR_OK;
}
