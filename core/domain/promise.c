/* The promise of a service, with a request's date in it. */
#include "domain/promise.h"

const struct clock *promise_clock(const struct service *s, const struct request *r)
{
    return !s || text_empty(s->promise.say) ? NULL : request_clock(r, s->promise.clock);
}

void promise_put(struct buf *b, const struct service *s, const struct zone *zone, int64_t due,
                 enum lang lang)
{
    struct str say = text_in(s->promise.say, lang);
    const char *mark = memmem(say.p, say.n, "%s", 2);
    size_t before = mark ? (size_t)(mark - say.p) : say.n;
    buf_str_put(b, str_first(say, before));
    if (!mark)
        return;
    zone_put_words(b, zone, due, lang);
    buf_str_put(b, str_from(say, before + 2));
}
