/* The rules that a command working on a data directory counts by: those in force in it, which its
 * history holds with all their texts (domain/history.h), or, when asked to, those of a folder. */
#ifndef APP_INFORCE_H
#define APP_INFORCE_H

#include "app/options.h"
#include "script/generation.h"
#include "store/store.h"

struct inforce_ask {
    const char *data;         /* the data directory, for what is said */
    const char *dir;          /* a borough's folder instead of what is in force; may be NULL */
    const char *plugins;      /* the shared services beside that folder */
    const char *jurisdiction; /* its id; NULL: the only one there is */
    int64_t at;               /* calendars lie around this instant */
};

/* The borough with the number that it has in the store, joined with the calendars that its requests
 * were filed under. The snapshot is renewed, and the caller's. ERR_RULE: it cannot be had, and why
 * was said. The caller releases the generation. */
enum err inforce_open(struct snap *snap, const struct inforce_ask *ask, struct generation **out);

/* The word of --at into ask->at: RFC 3339; NULL is now. false, having said so: it is none. */
bool inforce_at(const char *word, struct inforce_ask *ask);

/* The options that every such command has. */
#define INFORCE_OPTIONS(ask)                                                       \
    {"--jurisdiction",                                                             \
     OPTION_TEXT,                                                                  \
     &(ask).jurisdiction,                                                          \
     "ID",                                                                         \
     false,                                                                        \
     TEXT("laquelle, quand les données en ont plusieurs",                          \
          "which one, when the data have several")},                               \
    {                                                                              \
        "--plugins", OPTION_TEXT, &(ask).plugins, "DIR", false,                    \
            TEXT("avec un dossier d’arrondissement : celui des services partagés", \
                 "with a borough's folder: that of the shared services")           \
    }

#endif
