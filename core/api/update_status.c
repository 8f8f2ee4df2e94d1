/* The status words of mySociety's updates, in one table. */
#include "api/update_status.h"

#define OPEN "open"
#define CLOSED "closed"

static const struct {
    const char *word;
    const char *detailed; /* the detailed status that is told by it; NULL: none */
} words[] = {
    {OPEN, "RECEIVED"},
    {"in_progress", "IN_PROCESS"},
    {"fixed", "PROCESSED"},
    {CLOSED, "ARCHIVED"},
    {"no_further_action", "REJECTED"},
    {"unchanged", NULL},
    {"planned", NULL},
    {"action_scheduled", NULL},
    {"investigating", NULL},
    {"duplicate", NULL},
    {"not_councils_responsibility", NULL},
    {"internal_referral", NULL},
    {"cancelled", NULL},
    {"reopen", NULL},
    {"for_triage", NULL},
};

enum { WORDS = sizeof words / sizeof *words };

struct str update_status(struct str detailed_status, bool closed)
{
    for (size_t i = 0; i < WORDS; i++)
        if (words[i].detailed && str_eq(detailed_status, str_c(words[i].detailed)))
            return str_c(words[i].word);
    return closed ? STR(CLOSED) : STR(OPEN);
}

struct str update_status_word(struct str word)
{
    for (size_t i = 0; i < WORDS; i++)
        if (str_eq_nocase(word, str_c(words[i].word)))
            return str_c(words[i].word);
    return (struct str){NULL, 0};
}

bool update_status_asks(struct str word, struct str detailed_status, bool closed)
{
    struct str rough = closed ? STR(CLOSED) : STR(OPEN);
    return !str_eq(word, STR("unchanged")) && !str_eq(word, rough) &&
           !str_eq(word, update_status(detailed_status, closed));
}
