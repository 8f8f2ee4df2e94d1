/* What a service's table says, in the words of a person: conditions, goals, lengths of time. All go
 * into the open block of a paper. */
#ifndef APP_DOC_WORDS_H
#define APP_DOC_WORDS_H

#include "app/paper.h"
#include "domain/service.h"

/* « Taille » est « Grande » ou « Énorme », et en juin ou juillet. Without a test: always. */
void doc_when(struct paper *p, const struct service *s, const struct when *when);
/* « , depuis le lundi 1er juin 2026, avant le … »: nothing when a rule has no dates. */
void doc_in_force(struct paper *p, const struct rule *rule);
/* « 5 jours ouvrables, jusqu’à la fermeture » */
void doc_goal(struct paper *p, const struct rule *rule);
void doc_length(struct paper *p, struct goal goal);
/* 2, 2.5: as it is written in the plugin. */
void doc_number(struct paper *p, double n);
/* « 1 à 10 », "at least 1"; nothing without limits. */
void doc_limits(struct paper *p, bool has_min, double min, bool has_max, double max);
/* « du 15 novembre au 1er avril (exclu) » */
void doc_season(struct paper *p, int from_month, int from_day, int to_month, int to_day);

#endif
