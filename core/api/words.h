/* What several resources say in the same words: instants, promises, labels. */
#ifndef API_WORDS_H
#define API_WORDS_H

#include "api/call.h"

/* RFC 3339 with the jurisdiction's offset at that instant; empty for 0 and when out of memory. */
struct str words_instant(struct call *c, int64_t at);
/* When the promise would be kept if a pause that lasts ended now; 0: none lasts. */
int64_t words_if_resumed(struct call *c, const struct request *r);
/* The service's promise with its due date in words; while it is paused, with the date that would be
 * if it went on now, and said so; empty when there is none. */
struct str words_promise(struct call *c, const struct request *r, enum lang lang);
/* Why the promised date is that date, in plain sentences, from the same clock as the promise; empty
 * when the request is closed or promises nothing. */
struct str words_why(struct call *c, const struct request *r, enum lang lang);
/* What the citizen was told: the reason's text, then the public note; of a request, its last. */
struct str words_told(struct call *c, const struct text *reason_say, struct str note);
struct str words_status_notes(struct call *c, const struct request *r);
struct str words_number(struct call *c, double v);         /* shortest that reads back the same */
struct str words_degrees(struct call *c, int32_t degrees); /* "45.49" */
struct str words_id(struct call *c, uint64_t id);

/* The service of a request as it is now; NULL when it was withdrawn. */
const struct service *words_service(const struct call *c, const struct request *r);
/* Its name; its code when it was withdrawn. */
struct str words_service_name(const struct call *c, const struct request *r);
struct str words_state_label(const struct call *c, const struct request *r);
struct str words_attribute_label(const struct call *c, const struct request *r, struct str code);
/* An answer for people: labels of choices, numbers with their unit, dates in words. */
struct str words_answer(struct call *c, const struct request *r, const struct answer *a);

#endif
