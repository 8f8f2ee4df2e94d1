/* POST /open311/v2/servicerequestupdates: another system's words about a request (mySociety's
 * extension of GeoReport v2).
 *
 * A client's words are the citizen's answer, which the team reads and which ends a pause that
 * waited for it; those of an agent or above are a note that the citizen reads. They never move a
 * request: that takes a reason, which this form has not. Names and addresses are read over. */
#include "api/open311.h"

#include "api/act.h"
#include "api/param.h"
#include "api/update_status.h"
#include "api/words.h"

struct incoming {
    struct report report;
    struct str id; /* empty: a fault says so */
    uint64_t number;
};

/* --- The form --------------------------------------------------------------------------------- */

/* The others are asked for by the verb. */
static void require_members(struct call *c)
{
    static const char *const required[] = {"service_request_id", "status", "updated_datetime"};
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        if (!param(c, required[i]).n)
            fault_add(&c->faults, required[i], "requis", "required");
}

static void check_status(struct call *c)
{
    struct str given = param(c, "status");
    if (given.n && !update_status_word(given).n)
        fault_add(&c->faults, "status", "« %.*s » n'est pas un statut connu, comme open ou fixed",
                  "\"%.*s\" is no known status, such as open or fixed", STR_ARG(given));
}

static enum err read_incoming(struct call *c, struct incoming *in)
{
    int64_t written; /* the event bears the time at which the words came */
    require_members(c);
    param_instant(c, "updated_datetime", &written);
    check_status(c);
    in->id = param(c, "service_request_id");
    in->report =
        (struct report){.external_id = param(c, "update_id"), .words = param(c, "description")};
    bool fit = !in->id.n || str_u64(in->id, &in->number);
    return fit ? ERR_OK : open311_no_such(c, "service_request_id", in->id);
}

/* --- The answer ------------------------------------------------------------------------------- */

static enum err run(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct incoming *in = input;
    enum err e = desk_report(c->desk, call_arena(c), c->jurisdiction, &actor, in->number,
                             &in->report, &c->faults, out);
    if (e == ERR_EXISTS)
        fault_add(&c->faults, "update_id", "déjà reçu pour cette demande",
                  "received already for this request");
    if (e == ERR_NOT_FOUND && in->id.n)
        return open311_no_such(c, "service_request_id", in->id);
    return e == ERR_EXISTS || e == ERR_NOT_FOUND ? ERR_INVALID : e;
}

static struct str notice(struct call *c, struct str asked, const struct request *r)
{
    static const struct text kept =
        TEXT_INIT("Le texte est gardé ; le statut demandé ne l'est pas : seule l'équipe fait "
                  "changer une demande d'état, avec un motif.",
                  "The words are kept; the status asked for is not: only the team moves a request "
                  "to another state, with a reason.");
    return update_status_asks(asked, r->detailed_status, r->closed) ? text_in(kept, c->lang)
                                                                    : (struct str){NULL, 0};
}

static enum err answer(struct call *c, const struct change *change)
{
    const struct request *r = &change->after;
    struct str said = notice(c, update_status_word(param(c, "status")), r);
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_list(&s, "service_request_updates");
    sink_object(&s, "request_update");
    sink_put(&s, "update_id", sink_text(open311_update_id(c, r->id, r->version)));
    if (said.n)
        sink_put(&s, "service_notice", sink_text(said));
    sink_end(&s);
    sink_end(&s);
    return open311_reply(c, &b);
}

enum err open311_report(struct call *c)
{
    static const struct action reporting = {.run = run, .answer = answer};
    struct incoming *in = ARENA_NEW(call_arena(c), struct incoming);
    if (!in)
        return ERR_NOMEM;
    open311_log_unknown(c);
    enum err e = read_incoming(c, in);
    return e ? e : act(c, &reporting, in, 0);
}
