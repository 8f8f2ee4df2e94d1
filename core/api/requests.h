/* /api/v1/requests: what reading and acting on one request share. */
#ifndef API_REQUESTS_H
#define API_REQUESTS_H

#include "api/request_json.h"

enum err requests_list(struct call *c);

/* The {id} of the path; ERR_NOT_FOUND with a fault when it is no number. */
enum err requests_id(struct call *c, uint64_t *id);
/* Adds the words to ERR_NOT_FOUND; passes any code on. */
enum err requests_missing(struct call *c, enum err e);
/* The request, its version as ETag. Fills detail->next. */
enum err requests_reply(struct call *c, int status, const struct request *r,
                        struct request_detail *detail);

#endif
