/* What a person reads, in each language of the house. French is first and is the default. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/str.h"

enum lang { LANG_FR, LANG_EN, LANG_COUNT };

struct text {
    struct str in[LANG_COUNT]; /* UTF-8; in[LANG_FR] is always there when the text is */
};

#define TEXT(fr, en) ((struct text){{STR(fr), STR(en)}})
/* The same where C wants a constant: in the initialiser of something static. */
#define TEXT_INIT(fr, en)             \
    {                                 \
        {                             \
            {"" fr, sizeof(fr) - 1},  \
            {                         \
                "" en, sizeof(en) - 1 \
            }                         \
        }                             \
    }

/* The words in one language; French when that one is missing. */
static inline struct str text_in(struct text t, enum lang lang)
{
    return t.in[lang].n ? t.in[lang] : t.in[LANG_FR];
}

static inline bool text_empty(struct text t)
{
    return t.in[LANG_FR].n == 0;
}

static inline struct str lang_code(enum lang lang)
{
    return lang == LANG_EN ? STR("en") : STR("fr");
}

#endif
