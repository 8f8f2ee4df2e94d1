/* Pages for people: HTML without script, in French or English. */
#ifndef API_PAGE_H
#define API_PAGE_H

#include "api/call.h"

/* A page that says what went wrong, with the call's faults. */
enum err page_problem(struct call *c, int status, struct str title);

#endif
