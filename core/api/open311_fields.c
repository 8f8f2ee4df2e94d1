/* GeoReport v2, field by field. */
#include "api/open311_fields.h"

#include "api/words.h"

#include <inttypes.h>

/* --- Services --------------------------------------------------------------------------------- */

static struct str keywords(struct call *c, const struct service *service)
{
    struct buf b = buf_in(call_arena(c));
    for (size_t i = 0; i < service->keyword_count; i++) {
        if (i)
            buf_char(&b, ',');
        buf_str_put(&b, service->keywords[i]);
    }
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}

void open311_put_service(struct sink *s, struct call *c, const struct service *service)
{
    struct str group = text_in(service->group_label, c->lang);
    sink_object(s, "service");
    sink_put(s, "service_code", sink_text(service->code));
    sink_put(s, "service_name", sink_text(text_in(service->name, c->lang)));
    sink_put(s, "description", sink_text(text_in(service->description, c->lang)));
    sink_put(s, "metadata", sink_bool(true));
    sink_put(s, "type", sink_text(STR("realtime")));
    sink_put(s, "keywords", sink_text(keywords(c, service)));
    sink_put(s, "group", sink_text(group.n ? group : service->group));
    sink_end(s);
}

/* --- Definitions ------------------------------------------------------------------------------ */

static const char *const datatypes[] = {
    [ATTRIBUTE_STRING] = "string",          [ATTRIBUTE_TEXT] = "text",
    [ATTRIBUTE_NUMBER] = "number",          [ATTRIBUTE_DATETIME] = "datetime",
    [ATTRIBUTE_CHOICE] = "singlevaluelist", [ATTRIBUTE_CHOICES] = "multivaluelist",
};

/* Open311 knows no conditions: what is asked only sometimes is optional there, and the server
 * still insists when the time comes. */
static bool always_required(const struct attribute *a)
{
    return a->required && a->show_if.count == 0 && a->required_if.count == 0;
}

static struct str datatype_description(struct call *c, const struct attribute *a)
{
    struct str help = text_in(a->help, c->lang);
    if (!a->unit.n)
        return help;
    if (!help.n)
        return a->unit;
    return arena_printf(call_arena(c), STR_FMT " (" STR_FMT ")", STR_ARG(help), STR_ARG(a->unit));
}

static void put_values(struct sink *s, const struct call *c, const struct attribute *a)
{
    sink_list(s, "values");
    for (size_t i = 0; i < a->choice_count; i++) {
        sink_object(s, "value");
        sink_put(s, "key", sink_text(a->choices[i].key));
        sink_put(s, "name", sink_text(text_in(a->choices[i].label, c->lang)));
        sink_end(s);
    }
    sink_end(s);
}

static void put_attribute(struct sink *s, struct call *c, const struct attribute *a, size_t order)
{
    sink_object(s, "attribute");
    sink_put(s, "variable", sink_bool(true));
    sink_put(s, "code", sink_text(a->code));
    sink_put(s, "datatype", sink_text(str_c(datatypes[a->type])));
    sink_put(s, "required", sink_bool(always_required(a)));
    sink_put(s, "datatype_description", sink_text(datatype_description(c, a)));
    sink_put(s, "order", sink_bare(words_id(c, order)));
    sink_put(s, "description", sink_text(text_in(a->label, c->lang)));
    if (a->type == ATTRIBUTE_CHOICE || a->type == ATTRIBUTE_CHOICES)
        put_values(s, c, a);
    sink_end(s);
}

void open311_put_definition(struct sink *s, struct call *c, const struct service *service)
{
    sink_object(s, "service_definition");
    sink_put(s, "service_code", sink_text(service->code));
    sink_list(s, "attributes");
    for (size_t i = 0; i < service->attribute_count; i++)
        put_attribute(s, c, &service->attributes[i], i + 1);
    sink_end(s);
    sink_end(s);
}

/* --- Requests --------------------------------------------------------------------------------- */

static struct sink_value id(struct call *c, const struct request *r)
{
    return sink_text(words_id(c, r->id));
}

static struct sink_value status(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->closed ? STR("closed") : STR("open"));
}

static struct sink_value status_notes(struct call *c, const struct request *r)
{
    return sink_text(words_status_notes(c, r));
}

static struct sink_value service_name(struct call *c, const struct request *r)
{
    return sink_text(words_service_name(c, r));
}

static struct sink_value service_code(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->service);
}

static struct sink_value description(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->description);
}

static struct sink_value agency(struct call *c, const struct request *r)
{
    (void)r;
    return sink_text(text_in(c->jurisdiction->name, c->lang));
}

static struct sink_value nothing(struct call *c, const struct request *r)
{
    (void)c;
    (void)r;
    return (struct sink_value){0};
}

static struct sink_value requested(struct call *c, const struct request *r)
{
    return sink_text(words_instant(c, r->requested_at));
}

static struct sink_value updated(struct call *c, const struct request *r)
{
    return sink_text(words_instant(c, r->updated_at));
}

static struct sink_value expected(struct call *c, const struct request *r)
{
    return sink_text(words_instant(c, request_due(r)));
}

static struct sink_value address(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->address);
}

static struct sink_value address_id(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->address_id);
}

static struct sink_value zipcode(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->zipcode);
}

static struct sink_value lat(struct call *c, const struct request *r)
{
    return r->has_position ? sink_bare(words_degrees(c, r->position.lat)) : nothing(c, r);
}

static struct sink_value lon(struct call *c, const struct request *r)
{
    return r->has_position ? sink_bare(words_degrees(c, r->position.lon)) : nothing(c, r);
}

static struct sink_value media_url(struct call *c, const struct request *r)
{
    (void)c;
    return sink_text(r->media_url);
}

static const struct {
    const char *name;
    struct sink_value (*get)(struct call *c, const struct request *r);
} request_fields[] = {
    {"service_request_id", id},
    {"status", status},
    {"status_notes", status_notes},
    {"service_name", service_name},
    {"service_code", service_code},
    {"description", description},
    {"agency_responsible", agency},
    {"service_notice", nothing},
    {"requested_datetime", requested},
    {"updated_datetime", updated},
    {"expected_datetime", expected},
    {"address", address},
    {"address_id", address_id},
    {"zipcode", zipcode},
    {"lat", lat},
    {"long", lon},
    {"media_url", media_url},
};

/* --- Extensions ------------------------------------------------------------------------------- */

static void put_extended_attributes(struct sink *s, struct call *c, const struct request *r)
{
    sink_object(s, "extended_attributes");
    sink_put(s, "title", service_name(c, r));
    sink_put(s, "detailed_status", sink_text(r->detailed_status));
    sink_list(s, "media_urls");
    if (r->media_url.n)
        sink_put(s, "media_url", sink_text(r->media_url));
    sink_end(s);
    sink_put(s, "service_object_type", nothing(c, r));
    sink_put(s, "service_object_id", nothing(c, r));
    sink_put(s, "channel", sink_text(r->channel));
    sink_list(s, "photos");
    sink_end(s);
    sink_end(s);
}

static void put_answers(struct sink *s, struct call *c, const struct request *r)
{
    sink_list(s, "attributes");
    for (size_t i = 0; i < r->answer_count; i++) {
        const struct answer *a = &r->answers[i];
        sink_object(s, "attribute");
        sink_put(s, "code", sink_text(a->code));
        sink_put(s, "label", sink_text(words_attribute_label(c, r, a->code)));
        sink_put(s, "value", sink_text(words_answer(c, r, a)));
        sink_end(s);
    }
    sink_end(s);
}

static void put_note(struct sink *s, struct call *c, const struct event *e, struct str words)
{
    if (!words.n)
        return;
    sink_object(s, "note");
    sink_put(s, "datetime", sink_text(words_instant(c, e->at)));
    sink_put(s, "description", sink_text(words));
    sink_put(s, "type", sink_text(event_kind_name(e->kind)));
    sink_end(s);
}

static void put_notes(struct sink *s, struct call *c, const struct open311_extension *x)
{
    sink_list(s, "notes");
    for (size_t i = 0; i < x->event_count; i++) {
        put_note(s, c, &x->events[i], text_in(x->events[i].reason_say, c->lang));
        put_note(s, c, &x->events[i], x->events[i].note);
    }
    sink_end(s);
}

void open311_put_request(struct sink *s, struct call *c, const struct request *r,
                         const struct open311_extension *extension)
{
    sink_object(s, "request");
    for (size_t i = 0; i < sizeof request_fields / sizeof *request_fields; i++)
        sink_put(s, request_fields[i].name, request_fields[i].get(c, r));
    if (extension->extended) {
        put_extended_attributes(s, c, r);
        put_answers(s, c, r);
        put_notes(s, c, extension);
    }
    sink_end(s);
}

/* --- Updates ---------------------------------------------------------------------------------- */

struct str open311_update_id(struct call *c, uint64_t request, uint32_t number)
{
    return arena_printf(call_arena(c), "%" PRIu64 "-%" PRIu32, request, number);
}

void open311_put_update(struct sink *s, struct call *c, const struct open311_update *u)
{
    sink_object(s, "request_update");
    sink_put(s, "update_id", sink_text(open311_update_id(c, u->request, u->number)));
    sink_put(s, "service_request_id", sink_text(words_id(c, u->request)));
    sink_put(s, "status", sink_text(u->status));
    sink_put(s, "description", sink_text(u->description));
    sink_put(s, "media_url", sink_text(STR("")));
    sink_put(s, "updated_datetime", sink_text(words_instant(c, u->at)));
    sink_put(s, "external_status_code", sink_text(u->state));
    sink_end(s);
}
