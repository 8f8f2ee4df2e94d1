/* Error codes and statuses, told as problems. */
#include "api/problem.h"

#include "base/check.h"

static const struct problem_facts facts[PROBLEM_COUNT] = {
#define X(name, slug, status, open311, fr, en) \
    [PROBLEM_##name] = {"urn:guichet:problem:" slug, status, open311, TEXT_INIT(fr, en)},
    PROBLEM_LIST(X)
#undef X
};

const struct problem_facts *problem_facts(enum problem p)
{
    check(p < PROBLEM_COUNT);
    return &facts[p];
}

/* What is not listed here is our own fault: INTERNAL. */
static const struct {
    enum err e;
    enum problem p;
} errors[] = {
    {ERR_INVALID, PROBLEM_INVALID},     {ERR_TOO_LARGE, PROBLEM_TOO_LARGE},
    {ERR_NOT_FOUND, PROBLEM_NOT_FOUND}, {ERR_EXISTS, PROBLEM_CONFLICT},
    {ERR_CONFLICT, PROBLEM_CONFLICT},   {ERR_DENIED, PROBLEM_FORBIDDEN},
    {ERR_BUSY, PROBLEM_BUSY},           {ERR_NO_SPACE, PROBLEM_NO_SPACE},
    {ERR_IO, PROBLEM_UNAVAILABLE},      {ERR_CLOSED, PROBLEM_UNAVAILABLE},
    {ERR_NOMEM, PROBLEM_UNAVAILABLE},   {ERR_UNSUPPORTED, PROBLEM_UNSUPPORTED},
    {ERR_TIMEOUT, PROBLEM_INVALID}, /* a filter that would read too much: narrow it */
};

enum problem problem_of(enum err e)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].e == e)
            return errors[i].p;
    return PROBLEM_INTERNAL;
}

enum problem problem_of_status(int status)
{
    for (size_t i = 0; i < PROBLEM_COUNT; i++)
        if (facts[i].status == status)
            return (enum problem)i;
    return status >= 500 ? PROBLEM_INTERNAL : PROBLEM_INVALID;
}
