/* Everything there is to say about the deadlines of a request: for each of its clocks the walk, the
 * rule, and what would move the date. The same for the terminal and for programs. */
#ifndef DOMAIN_EXPLAIN_REQUEST_H
#define DOMAIN_EXPLAIN_REQUEST_H

#include "domain/explain_clock.h"

struct explain_subject {
    const struct jurisdiction *jurisdiction;
    const struct request *request;
    const struct event *events; /* all of them: the decisions stand there */
    size_t event_count;
    int64_t now;
};

/* schemas/explanations.json. ERR_NOMEM. */
enum err explain_request_json(struct arena *arena, const struct explain_subject *s, enum lang lang,
                              struct buf *out);
/* For a terminal: sentences, then the rows, at most 80 columns wide. ERR_NOMEM. */
enum err explain_request_text(struct arena *arena, const struct explain_subject *s, enum lang lang,
                              struct buf *out);

#endif
