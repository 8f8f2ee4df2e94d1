/* What a request's service promises about it, in words: « Réparation au plus tard le … ». */
#ifndef DOMAIN_PROMISE_H
#define DOMAIN_PROMISE_H

#include "domain/request.h"
#include "domain/service.h"
#include "domain/zone.h"

/* The clock that the promise is about; NULL: the service promises nothing of this request. */
const struct clock *promise_clock(const struct service *s, const struct request *r);
/* The sentence, with that due date in it. */
void promise_put(struct buf *b, const struct service *s, const struct zone *zone, int64_t due,
                 enum lang lang);

#endif
