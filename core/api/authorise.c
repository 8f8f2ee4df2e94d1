/* Keys, roles, jurisdictions. */
#include "api/authorise.h"

#include "api/reply.h"

static bool refuse(struct call *c, enum problem p)
{
    reply_problem(c, p);
    return false;
}

/* --- The key ---------------------------------------------------------------------------------- */

/* "Authorization: Bearer KEY"; Open311 also takes api_key. */
static struct str secret(const struct call *c)
{
    struct str header = http_header(&c->x->request, "Authorization"), scheme;
    if (header.p && str_cut(&header, ' ', &scheme) && header.p &&
        str_eq_nocase(scheme, STR("Bearer")))
        return str_trim(header);
    return c->family == FAMILY_OPEN311 ? form_get(&c->form, "api_key") : (struct str){NULL, 0};
}

/* Refusals are written down: who, where; never the key. */
static void denied(struct call *c)
{
    log_begin(c->log, LOG_INFO, "denied");
    log_str(c->log, "route", str_c(c->x->route));
    log_str(c->log, "key", c->holder.name);
    log_end(c->log);
}

static bool identify(struct call *c)
{
    struct str key = secret(c);
    enum err e = key.n ? access_find(c->desk->snap, call_arena(c), key, &c->holder) : ERR_DENIED;
    if (e == ERR_OK)
        return true;
    if (e != ERR_DENIED) {
        reply_error(c, e);
        return false;
    }
    denied(c);
    return refuse(c, PROBLEM_UNAUTHENTICATED);
}

static bool permitted(struct call *c)
{
    const struct access *a = &c->holder;
    bool here =
        !a->jurisdiction.n || (c->jurisdiction && str_eq(a->jurisdiction, c->jurisdiction->id));
    if (here && (int)a->role >= c->resource->role)
        return true;
    denied(c);
    return refuse(c, PROBLEM_FORBIDDEN);
}

/* --- The jurisdiction ------------------------------------------------------------------------- */

static bool locate(struct call *c)
{
    struct str id = form_get(&c->form, "jurisdiction_id");
    call_settle(c, catalogue_find(c->desk->catalogue, id));
    if (c->jurisdiction) {
        if (!c->jurisdiction->english)
            c->lang = LANG_FR;
        return true;
    }
    if (c->resource->anywhere && !id.n)
        return true;
    if (!id.n) {
        fault_add(&c->faults, "jurisdiction_id", "requis : ce serveur en sert plusieurs",
                  "required: this server serves several");
        return refuse(c, PROBLEM_INVALID);
    }
    fault_add(&c->faults, "jurisdiction_id", "« %.*s » n'est pas servi ici",
              "\"%.*s\" is not served here", STR_ARG(id));
    return refuse(c, PROBLEM_NOT_FOUND);
}

/* Open311 wants 403 for a bad key whatever else is wrong. */
bool authorise(struct call *c)
{
    bool keyed = c->resource->role != PUBLIC;
    if (keyed && !identify(c))
        return false;
    return locate(c) && (!keyed || permitted(c));
}
