/* Faults as data: a fixture ends with the faults it must give, all of them, in both languages,
 * with their line:
 *     --! keys.lua:7 | champ « depth » : … | attribute "depth": … */
#ifndef TESTS_UNIT_SCRIPT_SUPPORT_H
#define TESTS_UNIT_SCRIPT_SUPPORT_H

#include "base/buf.h"
#include "base/fault.h"
#include "unit/test.h"

static inline struct str expected_faults(struct arena *arena, struct str text)
{
    struct buf b = buf_in(arena);
    struct str line;
    while (str_cut(&text, '\n', &line))
        if (str_starts(line, STR("--! ")))
            buf_printf(&b, STR_FMT "\n", STR_ARG(str_from(line, 4)));
    return buf_str(&b);
}

static inline struct str given_faults(struct arena *arena, const struct faults *faults)
{
    struct buf b = buf_in(arena);
    for (const struct fault *f = faults->first; f; f = f->next)
        buf_printf(&b, STR_FMT " | " STR_FMT " | " STR_FMT "\n", STR_ARG(f->where),
                   STR_ARG(f->say.in[LANG_FR]), STR_ARG(f->say.in[LANG_EN]));
    return buf_str(&b);
}

static inline void assert_faults(struct arena *arena, const struct faults *faults,
                                 struct str fixture)
{
    struct str expected = expected_faults(arena, fixture), given = given_faults(arena, faults);
    if (!str_eq(expected, given))
        fail_msg("expected:\n" STR_FMT "given:\n" STR_FMT, STR_ARG(expected), STR_ARG(given));
}

#endif
