/* JSON in and out. Reading is Jansson's; the values are copied into an arena and the library
 * stays behind this header. Writing goes straight into a buffer. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

enum jv_type { JV_NULL, JV_BOOL, JV_INT, JV_REAL, JV_STRING, JV_ARRAY, JV_OBJECT };

struct jv {
    enum jv_type type;
    struct str key;    /* when a member of an object */
    struct str string; /* JV_STRING: valid UTF-8 without NUL, NUL-terminated */
    int64_t integer;   /* JV_INT; 0 or 1 for JV_BOOL */
    double real;       /* JV_REAL, and JV_INT as well */
    size_t count;      /* of items */
    struct jv *items;  /* JV_ARRAY in order; JV_OBJECT members in the order of the text */
};

enum { JV_DEPTH_MAX = 32 };

/* Reads one value and nothing after it. Duplicate keys, NUL, invalid UTF-8, and nesting deeper
 * than JV_DEPTH_MAX are ERR_INVALID; *line and *why (static or in the arena) then say where and
 * what. ERR_NOMEM. Both may be NULL. */
enum err jv_read(struct arena *arena, struct str text, struct jv **out, int *line,
                 struct text *why);
/* The member of an object; NULL if absent or if v is no object. v may be NULL. */
const struct jv *jv_get(const struct jv *v, const char *key);
/* A member that is a string; an empty view otherwise. */
struct str jv_get_str(const struct jv *v, const char *key);

/* Writes values with commas and quotes in their places. Zero plus a buffer is a valid start:
 *     struct jw w = {.out = &buf};
 *     jw_object(&w); jw_key(&w, "id"); jw_str(&w, id); jw_end_object(&w); */
struct jw {
    struct buf *out;
    bool comma; /* a value stands before the next one */
};

void jw_object(struct jw *w);
void jw_end_object(struct jw *w);
void jw_array(struct jw *w);
void jw_end_array(struct jw *w);
void jw_key(struct jw *w, const char *key); /* a key of our own: ASCII, no escaping */
void jw_key_str(struct jw *w, struct str key);
void jw_str(struct jw *w, struct str s); /* s is valid UTF-8 */
void jw_i64(struct jw *w, int64_t v);
void jw_double(struct jw *w, double v); /* shortest that reads back the same */
void jw_bool(struct jw *w, bool v);
void jw_null(struct jw *w);
void jw_value(struct jw *w, const struct jv *v); /* a whole tree */
/* null when s is empty. */
void jw_str_or_null(struct jw *w, struct str s);

#endif
