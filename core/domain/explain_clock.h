/* Explaining a clock of a request: why it is due then, and what would move it. */
#ifndef DOMAIN_EXPLAIN_CLOCK_H
#define DOMAIN_EXPLAIN_CLOCK_H

#include "domain/explain.h"
#include "domain/jurisdiction.h"
#include "domain/request.h"

/* The walk of a clock as it stands at `now`, or as it was when it was met. ERR_NOT_FOUND: a
 * calendar of it is gone. ERR_NOMEM. */
enum err explain_clock(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                       const struct clock *c, int64_t now, struct explanation *out);

/* One answer that would have chosen another rule, and the due date from the same start without any
 * pause. Only what follows from the rules in force: choices, one at a time, and rules whose goal is
 * a number; each rule once. */
struct explain_move {
    const struct attribute *attribute;
    struct value value;
    const struct rule *rule;
    struct goal goal;
    int64_t due;
};

enum { EXPLAIN_MOVES = 8 };

/* None for a clock that is met or was handed over, or when its service is gone. ERR_NOMEM. */
enum err explain_moves(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                       const struct clock *c, struct explain_move **out, size_t *count);

/* « Règle : default (pothole/service.lua:87), version 1.0.0. Délai de l'arrondissement… » */
void explain_put_rule(struct buf *b, const struct clock *c, struct str service_version,
                      enum lang lang);
/* « « Taille » : Grande — règle large (2 jours ouvrables), lundi 22 juin 2026 à 15 h 30 » */
void explain_put_move(struct buf *b, const struct explain_move *m, const struct zone *z,
                      enum lang lang);
/* « Une pause la repousserait d’autant : en attente du citoyen, météo. » */
void explain_put_pauses(struct buf *b, const struct policy *p, enum lang lang);

#endif
