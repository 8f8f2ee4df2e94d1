/* The console's session: a borough's rules, a store that is only read, and the request that lines
 * are about. Each line is a command (":why") or Lua. */
#ifndef APP_CONSOLE_H
#define APP_CONSOLE_H

#include "domain/desk.h"
#include "script/generation.h"
#include "script/rules.h"

struct console {
    struct arena arena; /* of the line; emptied after it */
    struct generation *generation;
    struct jurisdiction *jurisdiction;
    struct desk desk; /* reads only */
    struct script_rules *rules;
    struct now clock;
    enum lang lang;
    uint64_t id; /* of the request; 0: none yet */
    bool has_at; /* `now` is `at`, else the instant at which the request was filed */
    int64_t at;
};

/* Does one line: prints what it gives on standard output. ERR_RULE: it could not be done, and why
 * has been printed on standard error. ERR_NOMEM and what else the store says. */
enum err console_line(struct console *c, struct str line);
/* Takes the request of that number, or the newest there is for 0. ERR_NOT_FOUND. */
enum err console_take(struct console *c, uint64_t id);

/* The request that lines are about, as its rules see it: a question to them. Its parts are in the
 * arena and point into *seen, which must stay. Inside desk_look/desk_leave. ERR_RULE, said: there
 * is none, or its service is gone. */
struct console_seen {
    struct request request;
    const struct service *service;
    struct facts facts;
    struct host_live live;
    struct host host;
    struct rule_question question;
};
enum err console_see(struct console *c, struct console_seen *seen);

/* :why and :rule (app/console_why.c): every rule of every clock, whether it holds, and what the
 * first that does decides. */
enum err console_why(struct console *c, struct str rest);
/* "CLOCK RULE", test by test, and its goal. */
enum err console_rule(struct console *c, struct str rest);

#endif
