/* What a query asks of one request, whatever index led to it. */
#ifndef DOMAIN_FILTER_H
#define DOMAIN_FILTER_H

#include "domain/query.h"

/* A query made ready to be tried on many requests. */
struct filter {
    const struct query *query;
    bool open, closed;         /* which of the two may pass */
    bool placed;               /* low and high bound where it may be: the box, that of the circle */
    struct position low, high; /* nothing passes when low is beyond high */
    struct str *words;         /* folded */
    size_t word_count;
};

/* ERR_NOMEM. */
enum err filter_ready(struct arena *arena, const struct query *q, struct filter *out);
/* `scratch` is for folding. ERR_NOT_FOUND: it does not pass. ERR_NOMEM. */
enum err filter_try(const struct filter *f, struct arena *scratch, const struct request *r);
/* The part that a position decides. */
bool filter_place(const struct filter *f, struct position p);

#endif
