/* POST /open311/v2/requests: a form becomes a request, and a promise comes back. */
#include "api/open311.h"

#include "api/act.h"
#include "api/param.h"
#include "api/reply.h"
#include "api/words.h"

/* --- The form --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t offset;
} fields[] = {
    {"service_code", offsetof(struct submission, service)},
    {"address_string", offsetof(struct submission, address)},
    {"address_id", offsetof(struct submission, address_id)},
    {"zipcode", offsetof(struct submission, zipcode)},
    {"description", offsetof(struct submission, description)},
    {"media_url", offsetof(struct submission, media_url)},
    {"account_id", offsetof(struct submission, account_id)},
    {"external_id", offsetof(struct submission, external_id)},
    {"channel", offsetof(struct submission, channel)},
    {"first_name", offsetof(struct submission, contact.first_name)},
    {"last_name", offsetof(struct submission, contact.last_name)},
    {"email", offsetof(struct submission, contact.email)},
    {"phone", offsetof(struct submission, contact.phone)},
    {"device_id", offsetof(struct submission, contact.device_id)},
};

/* Attributes that the service does not have are ignored, as Open311 clients expect; the log says
 * so, without the value. */
static enum err read_answers(struct call *c, const struct service *service, struct submission *in)
{
    in->answers = ARENA_ARRAY(call_arena(c), struct raw_answer, c->form.count);
    if (!in->answers)
        return ERR_NOMEM;
    for (size_t i = 0; i < c->form.count; i++) {
        struct str code, value = c->form.fields[i].value;
        if (!form_attribute(c->form.fields[i].name, &code) || !value.n)
            continue;
        if (service_attribute(service, code)) {
            in->answers[in->answer_count++] = (struct raw_answer){code, value};
            continue;
        }
        log_begin(c->log, LOG_INFO, "unknown_attribute");
        log_str(c->log, "service", service->code);
        log_str(c->log, "attribute", open311_loggable(code));
        log_end(c->log);
    }
    return ERR_OK;
}

static enum err read_submission(struct call *c, struct submission *in)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *(struct str *)(void *)((char *)in + fields[i].offset) = param(c, fields[i].name);
    in->contact.lang = c->lang;
    in->has_position = param_position(c, &in->position);
    in->misread = !in->has_position && (param(c, "lat").n || param(c, "long").n);
    if (!in->service.n)
        fault_add(&c->faults, "service_code", "requis", "required");
    const struct service *service = in->service.n ? open311_service(c, in->service) : NULL;
    if (service)
        return read_answers(c, service, in);
    in->service = (struct str){NULL, 0}; /* said; the rest is checked all the same */
    return ERR_OK;
}

/* --- The answer ------------------------------------------------------------------------------- */

static enum err file(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct submission *in = input;
    enum err e = desk_submit(c->desk, call_arena(c), c->jurisdiction, &actor, in, &c->faults, out);
    bool unknown = !in->service.n && param(c, "service_code").n;
    return e == ERR_INVALID && unknown ? ERR_NOT_FOUND : e;
}

static enum err filed(struct call *c, const struct change *change)
{
    struct str token = str_c(change->token);
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_list(&s, "service_requests");
    sink_object(&s, "request");
    sink_put(&s, "service_request_id", sink_text(words_id(c, change->after.id)));
    sink_put(&s, "service_notice", sink_text(words_promise(c, &change->after, c->lang)));
    sink_put(&s, "account_id", sink_text(change->after.account_id));
    if (param_flag(c, "extensions"))
        sink_put(&s, "token", sink_text(token));
    sink_end(&s);
    sink_end(&s);
    if (token.n)
        response_header(&c->x->response, STR("Tracking-Token"), token);
    return open311_reply(c, &b);
}

static const struct action filing = {.run = file, .answer = filed, .repeats = true};

enum err open311_post(struct call *c)
{
    struct submission *in = ARENA_NEW(call_arena(c), struct submission);
    if (!in)
        return ERR_NOMEM;
    open311_log_unknown(c);
    enum err e = read_submission(c, in);
    return e ? e : act(c, &filing, in, 0);
}
