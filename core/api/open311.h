/* The resources of Open311 GeoReport v2: what their files share.
 *
 * open311.c has discovery, services, definitions, tokens and one request; open311_list.c the list;
 * open311_post.c the filing; open311_updates.c and open311_report.c the updates of mySociety. */
#ifndef API_OPEN311_H
#define API_OPEN311_H

#include "api/open311_fields.h"

enum { OPEN311_PAGE_MAX = 1000, OPEN311_SPAN_DAYS = 90 };

enum err open311_list(struct call *c);
enum err open311_post(struct call *c);
enum err open311_updates(struct call *c);
enum err open311_report(struct call *c);

/* start_date and end_date, both included. One alone: 90 days from it. None: the last 90 days. */
struct open311_period {
    int64_t from, to;
    bool given;
};
struct open311_period open311_period(struct call *c); /* with faults, see param.h */

/* page and page_size. */
struct open311_page {
    uint64_t number;
    size_t skip, limit;
};
struct open311_page open311_page(struct call *c);
void open311_next(struct call *c, const struct open311_page *page); /* the link to the page after */

/* Parameters that nobody reads are ignored; the log says so, without their values. */
void open311_log_unknown(const struct call *c);
/* A name as a log may hold it: "?" for one that no client would have chosen, which is a piece of
 * a citizen's text that a client sent with its "&" bare. */
struct str open311_loggable(struct str name);
/* The service of that code; NULL adds a fault: answer ERR_NOT_FOUND. */
const struct service *open311_service(struct call *c, struct str code);
/* Adds the fault that there is no such thing. ERR_NOT_FOUND. */
enum err open311_no_such(struct call *c, const char *where, struct str what);
/* What extensions=true needs of one request; nothing is read otherwise. */
enum err open311_extension(struct call *c, const struct request *r, struct open311_extension *out);
/* 200 with the document in the call's format. */
enum err open311_reply(struct call *c, const struct buf *body);

#endif
