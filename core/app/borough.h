/* A borough's folder, read for a command that only looks at it. */
#ifndef APP_BOROUGH_H
#define APP_BOROUGH_H

#include "app/options.h"
#include "script/generation.h"

/* Reads it, calendars around this year, and prints its faults; NULL when it cannot be used. The
 * caller releases it. */
struct generation *borough_open(const char *dir, const char *plugins, int around_year);
/* One of its calendars; NULL, and says which ones there are, when it has none of that name. */
const struct calendar *borough_calendar(const struct jurisdiction *j, const char *name);

/* The place of a service among its own; its count, and says which was meant, when it has none of
 * that code. */
size_t borough_service(const struct jurisdiction *j, const char *code);

/* The options that every such command has. */
#define BOROUGH_PLUGINS_OPTION(to)                                       \
    {                                                                    \
        "--plugins", OPTION_TEXT, (to), "DIR", false,                    \
            TEXT("le dossier des services partagés (ceux de Guichet)",   \
                 "the directory of the shared services (Guichet's own)") \
    }
#define LANG_OPTION(to)                                                         \
    {                                                                           \
        "--lang", OPTION_TEXT, (to), "fr|en", false,                            \
            TEXT("la langue (celle du système)", "the language (the system's)") \
    }

/* "fr", "en", or NULL for the system's; false, having said so, when it is another. */
bool borough_lang(const char *word, enum lang *out);

#endif
