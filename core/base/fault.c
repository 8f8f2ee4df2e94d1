/* Collecting faults, each with its words in both languages. */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>

/* Cut between two characters, when it is longer than a person reads: it quotes what was sent. */
static struct str shortened(struct str s)
{
    if (s.n <= FAULT_WORDS_MAX)
        return s;
    s.n = FAULT_WORDS_MAX;
    while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xC0) == 0x80)
        s.n--;
    return s;
}

static struct str format_in(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *p = n < 0 ? NULL : arena_alloc(arena, (size_t)n + 1);
    if (!p)
        return (struct str){NULL, 0};
    vsnprintf(p, (size_t)n + 1, format, args);
    struct str s = shortened(str_of(p, (size_t)n));
    p[s.n] = '\0';
    return s;
}

void fault_say(struct faults *f, const char *where, struct text say)
{
    struct fault *fault = ARENA_NEW(f->arena, struct fault);
    if (!fault) {
        f->lost = true;
        return;
    }
    *fault = (struct fault){.where = arena_str(f->arena, str_c(where)), .say = say};
    if (!fault->where.p || !say.in[LANG_FR].p || !say.in[LANG_EN].p)
        f->lost = true;
    if (f->last)
        f->last->next = fault;
    else
        f->first = fault;
    f->last = fault;
    f->count++;
}

void fault_code(struct faults *f, struct str code)
{
    if (f->last)
        f->last->code = code;
}

void fault_add(struct faults *f, const char *where, const char *fr, const char *en, ...)
{
    struct text say;
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    say.in[LANG_FR] = format_in(f->arena, fr, args);
    say.in[LANG_EN] = format_in(f->arena, en, again);
    va_end(again);
    va_end(args);
    fault_say(f, where, say);
}

void fault_show(struct faults *f, struct str source, size_t column)
{
    if (!f->last || f->last->source.n)
        return;
    source = shortened(source);
    if (column > source.n + 1) /* what it points at is cut off */
        return;
    f->last->source = arena_str(f->arena, source);
    f->last->column = column;
    if (!f->last->source.p)
        f->last->source.n = 0;
}

void fault_json(struct faults *f, const char *where, int line, struct text why)
{
    fault_say(f, where,
              (struct text){{arena_printf(f->arena, "JSON invalide, ligne %d : " STR_FMT, line,
                                          STR_ARG(why.in[LANG_FR])),
                             arena_printf(f->arena, "invalid JSON, line %d: " STR_FMT, line,
                                          STR_ARG(why.in[LANG_EN]))}});
}
