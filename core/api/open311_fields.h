/* The one description of what Open311 says of a service, a definition, a request and an update.
 * XML and JSON are both written from it (api/sink.h). */
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

/* <request_update> of mySociety's extension: what the citizen was told by one event. */
struct open311_update {
    uint64_t request;
    uint32_t number; /* of the event: with the request's id it is the id of the update */
    int64_t at;
    struct str status; /* api/update_status.h */
    struct str state;  /* of the workflow */
    struct str description;
};
struct str open311_update_id(struct call *c, uint64_t request, uint32_t number); /* "1001-3" */
void open311_put_update(struct sink *s, struct call *c, const struct open311_update *u);

#endif
