/* How the domain asks a rule that is a function. The script floor fills this table; a test may
 * fill it with C. A rule decides, the core acts: arguments in, value out. */
#ifndef DOMAIN_RULES_H
#define DOMAIN_RULES_H

#include "domain/host.h"
#include "domain/service.h"

/* What the functions of one decision have used together: one account for all of them, so that a
 * service with many functions holds its thread no longer than one with a single one. */
struct rule_spent {
    int64_t instructions, microseconds;
};

struct rule_question {
    const struct jurisdiction *jurisdiction;
    const struct service *service;
    const struct service *as; /* whose function it is, and whose settings it sees: the service, or
                               * one that it extends; NULL: the service */
    int function;             /* amount.function or priority_function */
    const struct facts *facts;
    struct str description;
    int64_t now;
    const struct host *host;  /* what it may ask about other requests; NULL: nothing */
    struct rule_spent *spent; /* by this decision so far, and added to; NULL: this call is alone */
};

struct rules {
    void *self;
    /* ERR_RULE: the function failed, ran out of budget, or answered nonsense; *fault then says why
     * and where, in the arena. The domain falls back and flags the request. A goal is in the
     * units of struct goal: a function that answers hours gives seconds here. */
    enum err (*goal)(void *self, const struct rule_question *q, struct arena *arena, double *out,
                     struct str *fault);
    enum err (*priority)(void *self, const struct rule_question *q, struct arena *arena,
                         struct str *out, struct str *fault);
};

static inline const struct service *rule_question_as(const struct rule_question *q)
{
    return q->as ? q->as : q->service;
}

#endif
