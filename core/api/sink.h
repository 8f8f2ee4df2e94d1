/* A document told once and written as XML or as JSON, so that the two cannot differ.
 *
 * The correspondence is the "Spark convention" of GeoReport v2: JSON drops the root's name and the
 * names of a list's members; a list is always an array; an empty element is null.
 *
 *     sink_list(&s, "service_requests");
 *     sink_object(&s, "request");
 *     sink_put(&s, "service_request_id", sink_text(id));
 *     sink_end(&s);
 *     sink_end(&s);
 *   writes <service_requests><request><service_request_id>9</service_request_id></request>…
 *   or     [{"service_request_id":"9"}] */
#ifndef API_SINK_H
#define API_SINK_H

#include "base/buf.h"
#include "http/negotiate.h"

enum { SINK_DEPTH = 8 };

enum sink_kind { SINK_NULL, SINK_TEXT, SINK_BARE };

/* One value. BARE is written as it is in both: a number, true, false. Empty text is null. */
struct sink_value {
    enum sink_kind kind;
    struct str text;
};

struct sink {
    const struct sink_writer *writer;
    struct buf *out;
    struct {
        const char *name;
        bool list;
    } open[SINK_DEPTH];
    size_t depth;
    bool comma; /* JSON: a value stands before the next one */
};

/* `format` is FORMAT_XML or FORMAT_JSON. XML begins with its prolog. */
void sink_open(struct sink *s, enum http_format format, struct buf *out);
void sink_list(struct sink *s, const char *name);
void sink_object(struct sink *s, const char *name);
void sink_put(struct sink *s, const char *name, struct sink_value v);
void sink_end(struct sink *s); /* of the list or object opened last */

static inline struct sink_value sink_text(struct str s)
{
    return (struct sink_value){s.n ? SINK_TEXT : SINK_NULL, s};
}

static inline struct sink_value sink_bool(bool v)
{
    return (struct sink_value){SINK_BARE, v ? STR("true") : STR("false")};
}

/* The text of a number; null when s is empty. */
static inline struct sink_value sink_bare(struct str s)
{
    return (struct sink_value){s.n ? SINK_BARE : SINK_NULL, s};
}

#endif
