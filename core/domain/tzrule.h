/* The rule at the end of a TZif file: a POSIX TZ string such as "EST5EDT,M3.2.0,M11.1.0", with
 * the extensions of RFC 9636, section 3.3.1 (hours from -167 to 167, names in angle brackets). */
#ifndef DOMAIN_TZRULE_H
#define DOMAIN_TZRULE_H

#include "base/str.h"

enum tz_day {
    TZ_JULIAN,     /* Jn: day 1..365, never counting February 29 */
    TZ_ORDINAL,    /* n: day 0..365, counting it */
    TZ_MONTH_WEEK, /* Mm.w.d: day d (0 = Sunday) of week w (5 = the last) of month m */
};

struct tz_change {
    enum tz_day kind;
    int month, week, day;
    int time; /* seconds of the local day, may be negative or beyond it */
};

struct tz_rule {
    int standard, daylight; /* seconds east of UTC */
    bool has_daylight;
    struct tz_change start, end; /* of daylight time */
};

/* false unless all of s is a rule. A daylight time without its two dates is none. */
bool tz_rule_parse(struct str s, struct tz_rule *out);
/* The instants at which daylight time starts and ends in a year; the rule has daylight time. */
int64_t tz_rule_start(const struct tz_rule *r, int year);
int64_t tz_rule_end(const struct tz_rule *r, int year);

#endif
