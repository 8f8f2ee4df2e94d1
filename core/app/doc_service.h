/* The page of one service, and the list of a borough's services: what `guichet docs` writes. */
#ifndef APP_DOC_SERVICE_H
#define APP_DOC_SERVICE_H

#include "app/paper.h"
#include "domain/jurisdiction.h"
#include "script/load.h"

/* Everything that the table of a service says, from the question that a citizen is asked to the
 * file that says so; `sources` are the texts it was made of. Links stand at the head. */
void doc_service(struct paper *p, const struct jurisdiction *j, const struct service *s,
                 const struct sources *sources, const struct paper_link *links, size_t n);

/* One line a service; pages[i] is the address of the page of services[i]. */
void doc_index(struct paper *p, const struct jurisdiction *j, const struct str *pages,
               const struct paper_link *links, size_t n);

/* Hours, seasons, holidays and exceptions (app/doc_calendar.c), under a heading of level 3. */
void doc_calendar(struct paper *p, const struct calendar *calendar);

#endif
