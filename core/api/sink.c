/* The two writers behind a sink. */
#include "api/sink.h"

#include "api/xml.h"
#include "base/check.h"
#include "base/json.h"

struct sink_writer {
    void (*begin)(struct sink *s, const char *name, bool list);
    void (*end)(struct sink *s, const char *name, bool list);
    void (*value)(struct sink *s, const char *name, struct sink_value v);
};

/* --- XML -------------------------------------------------------------------------------------- */

static void xml_begin(struct sink *s, const char *name, bool list)
{
    (void)list;
    xml_open(s->out, name);
}

static void xml_end(struct sink *s, const char *name, bool list)
{
    (void)list;
    xml_close(s->out, name);
}

static void xml_value(struct sink *s, const char *name, struct sink_value v)
{
    xml_open(s->out, name);
    if (v.kind != SINK_NULL)
        xml_text(s->out, v.text);
    xml_close(s->out, name);
}

static const struct sink_writer xml_writer = {xml_begin, xml_end, xml_value};

/* --- JSON ------------------------------------------------------------------------------------- */

/* A comma where one is due, and the name unless the place has none: the root, a list's member. */
static void json_name(struct sink *s, const char *name)
{
    if (s->comma)
        buf_char(s->out, ',');
    s->comma = true;
    if (s->depth == 0 || s->open[s->depth - 1].list)
        return;
    buf_char(s->out, '"');
    buf_str_put(s->out, str_c(name));
    BUF_LIT(s->out, "\":");
}

static void json_begin(struct sink *s, const char *name, bool list)
{
    json_name(s, name);
    buf_char(s->out, list ? '[' : '{');
    s->comma = false;
}

static void json_end(struct sink *s, const char *name, bool list)
{
    (void)name;
    buf_char(s->out, list ? ']' : '}');
    s->comma = true;
}

static void json_value(struct sink *s, const char *name, struct sink_value v)
{
    struct jw w = {.out = s->out};
    json_name(s, name);
    if (v.kind == SINK_TEXT)
        jw_str(&w, v.text);
    else
        buf_str_put(s->out, v.kind == SINK_BARE ? v.text : STR("null"));
}

static const struct sink_writer json_writer = {json_begin, json_end, json_value};

/* --- The sink --------------------------------------------------------------------------------- */

void sink_open(struct sink *s, enum http_format format, struct buf *out)
{
    *s = (struct sink){.writer = format == FORMAT_XML ? &xml_writer : &json_writer, .out = out};
    if (format == FORMAT_XML)
        xml_prolog(out);
}

static void begin(struct sink *s, const char *name, bool list)
{
    check(s->depth < SINK_DEPTH);
    s->writer->begin(s, name, list);
    s->open[s->depth].name = name;
    s->open[s->depth++].list = list;
}

void sink_list(struct sink *s, const char *name)
{
    begin(s, name, true);
}

void sink_object(struct sink *s, const char *name)
{
    begin(s, name, false);
}

void sink_put(struct sink *s, const char *name, struct sink_value v)
{
    s->writer->value(s, name, v);
}

void sink_end(struct sink *s)
{
    check(s->depth > 0);
    s->depth--;
    s->writer->end(s, s->open[s->depth].name, s->open[s->depth].list);
}
