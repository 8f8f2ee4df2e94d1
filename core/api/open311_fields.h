/* The one description of what Open311 says of a service, a definition and a request. XML and JSON
 * are both written from it (api/sink.h). */
#ifndef API_OPEN311_FIELDS_H
#define API_OPEN311_FIELDS_H

#include "api/call.h"
#include "api/sink.h"

/* <service> of the list of services. */
void open311_put_service(struct sink *s, struct call *c, const struct service *service);
/* The document <service_definition>. */
void open311_put_definition(struct sink *s, struct call *c, const struct service *service);

/* <request>. With `extended` also extended_attributes, attributes and notes; the notes are the
 * public ones of `events`. Never personal data: no contact comes near this file. */
struct open311_extension {
    bool extended;
    const struct event *events;
    size_t event_count;
};
void open311_put_request(struct sink *s, struct call *c, const struct request *r,
                         const struct open311_extension *extension);

#endif
