/* Members that several JSON documents share, each written in one way. */
#ifndef API_MEMBERS_H
#define API_MEMBERS_H

#include "api/call.h"

void json_text(struct jw *w, const char *key, struct str value);  /* null when empty */
void json_both(struct jw *w, const char *key, struct text value); /* {fr, en}, or null */
void json_instant(struct jw *w, const char *key, struct call *c, int64_t at); /* null when 0 */

/* How much of its unit a goal is, as the plugins write it: seconds are told in hours. */
double goal_amount(const struct goal *goal);
struct str goal_unit_name(enum goal_unit unit); /* "bd" */
struct str day_at_name(enum day_at at);         /* "close" */
struct str receipt_name(enum receipt receipt);  /* "next_open" */
struct str roll_name(enum roll roll);           /* "prev" */
/* {"amount": 20, "unit": "bd"}; null for none, and for an amount of 0. */
void json_length(struct jw *w, const char *key, const struct goal *length);

#endif
