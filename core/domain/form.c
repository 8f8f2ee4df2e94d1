/* Checks a filled form: values by type, then what is shown, then what is missing. */
#include "domain/form.h"

#include "base/date.h"
#include "base/utf8.h"
#include "domain/clean.h"

#include <math.h>

/* One attribute while the form is being checked. Its faults count only if it is shown. */
struct slot {
    const struct attribute *attribute;
    struct str *raw; /* the values that came, without empty ones */
    size_t raw_count;
    bool readable; /* `value` holds what was meant */
    bool shown;
    struct value value;
    struct faults faults;
};

struct checker {
    struct arena *arena;
    const struct jurisdiction *jurisdiction;
    struct slot *slots;
    size_t count;
};

/* --- Saying what is wrong --------------------------------------------------------------------- */

/* "« Taille » : …" with the label of each language. */
static bool complain(struct slot *s, struct str code, struct str fr, struct str en)
{
    struct arena *arena = s->faults.arena;
    struct text label = s->attribute->label;
    struct text say;
    say.in[LANG_FR] = arena_printf(arena, "« " STR_FMT " » : " STR_FMT,
                                   STR_ARG(text_in(label, LANG_FR)), STR_ARG(fr));
    say.in[LANG_EN] = arena_printf(arena, "“" STR_FMT "”: " STR_FMT,
                                   STR_ARG(text_in(label, LANG_EN)), STR_ARG(en));
    fault_say(&s->faults, NULL, say); /* where, report() says */
    fault_code(&s->faults, code);
    return false;
}

/* The keys that may be chosen, for a sentence. */
static struct str keys_of_choices(struct arena *arena, const struct attribute *a)
{
    struct buf b = buf_in(arena);
    for (size_t i = 0; i < a->choice_count; i++) {
        if (i)
            BUF_LIT(&b, ", ");
        buf_str_put(&b, a->choices[i].key);
    }
    return b.failed ? STR("") : buf_str(&b);
}

static bool complain_choice(struct slot *s)
{
    struct arena *arena = s->faults.arena;
    struct str keys = keys_of_choices(arena, s->attribute);
    return complain(s, STR("not_a_choice"),
                    arena_printf(arena, "choisissez parmi : " STR_FMT ".", STR_ARG(keys)),
                    arena_printf(arena, "choose among: " STR_FMT ".", STR_ARG(keys)));
}

/* A limit as a person writes it: 2, not 2.000000. */
static struct str limit_text(struct arena *arena, const struct attribute *a, double limit)
{
    return arena_printf(arena, "%.15g" STR_FMT STR_FMT, limit,
                        STR_ARG(a->unit.n ? STR(" ") : STR("")), STR_ARG(a->unit));
}

/* --- One function for each type --------------------------------------------------------------- */

static bool within(struct slot *s, double v, const char *fr_low, const char *en_low,
                   const char *fr_high, const char *en_high)
{
    struct arena *arena = s->faults.arena;
    const struct attribute *a = s->attribute;
    bool low = a->has_min && v < a->min, high = a->has_max && v > a->max;
    if (!low && !high)
        return true;
    struct str limit = limit_text(arena, a, low ? a->min : a->max);
    return complain(s, low ? STR("too_small") : STR("too_large"),
                    arena_printf(arena, "%s " STR_FMT ".", low ? fr_low : fr_high, STR_ARG(limit)),
                    arena_printf(arena, "%s " STR_FMT ".", low ? en_low : en_high, STR_ARG(limit)));
}

static bool read_string(struct checker *c, struct slot *s)
{
    (void)c;
    bool lines = s->attribute->type == ATTRIBUTE_TEXT;
    struct str text = s->raw[0];
    struct faults why = faults_in(s->faults.arena);
    if (!(lines ? clean_lines : clean_line)(&why, NULL, &text, ANSWER_MAX)) {
        struct text none = TEXT("mémoire épuisée.", "out of memory.");
        struct text say = why.first ? why.first->say : none;
        return complain(s, STR("bad_text"), say.in[LANG_FR], say.in[LANG_EN]);
    }
    s->value = (struct value){.type = VALUE_STRING, .string = text};
    return within(s, (double)utf8_length(text),
                  "longueur minimale, en caractères :", "shortest length, in characters:",
                  "longueur maximale, en caractères :", "greatest length, in characters:");
}

/* A decimal comma is read as a point. */
static bool number_of(struct str s, double *out)
{
    char copy[64];
    s = str_trim(s);
    if (s.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < s.n; i++)
        copy[i] = (char)(s.p[i] == ',' ? '.' : s.p[i]);
    return str_double(str_of(copy, s.n), out);
}

static bool read_number(struct checker *c, struct slot *s)
{
    (void)c;
    double v;
    if (!number_of(s->raw[0], &v))
        return complain(s, STR("not_a_number"), STR("donnez un nombre."), STR("give a number."));
    if (s->attribute->integer && v != trunc(v))
        return complain(s, STR("not_whole"), STR("donnez un nombre entier."),
                        STR("give a whole number."));
    s->value = (struct value){.type = VALUE_NUMBER, .number = v == 0 ? 0 : v}; /* no minus zero */
    return within(s, v, "au moins", "at least", "au plus", "at most");
}

static bool read_datetime(struct checker *c, struct slot *s)
{
    struct str text = str_trim(s->raw[0]);
    struct date date;
    int64_t at;
    if (date_parse(text, &date)) {
        int64_t local = date_to_days(date) * DAY_SECONDS;
        at = c->jurisdiction && c->jurisdiction->zone ? zone_instant(c->jurisdiction->zone, local)
                                                      : local;
    } else if (!instant_parse(text, &at)) {
        return complain(s, STR("not_a_date"),
                        STR("donnez une date (2026-05-07) ou un instant avec son fuseau "
                            "(2026-05-07T09:00:00-04:00)."),
                        STR("give a date (2026-05-07) or an instant with its zone "
                            "(2026-05-07T09:00:00-04:00)."));
    }
    s->value = (struct value){.type = VALUE_INSTANT, .instant = at};
    return true;
}

static bool choice_find(const struct attribute *a, struct str key, size_t *out)
{
    for (size_t i = 0; i < a->choice_count; i++)
        if (str_eq(a->choices[i].key, key)) {
            *out = i;
            return true;
        }
    return false;
}

static bool read_choice(struct checker *c, struct slot *s)
{
    (void)c;
    size_t at;
    if (!choice_find(s->attribute, str_trim(s->raw[0]), &at))
        return complain_choice(s);
    s->value = (struct value){.type = VALUE_STRING, .string = s->attribute->choices[at].key};
    return true;
}

/* Marks the keys that a raw value names: itself one, or several joined by commas. */
static bool mark_choices(const struct attribute *a, struct str raw, bool *chosen)
{
    size_t at;
    struct str piece, rest = raw;
    if (choice_find(a, str_trim(raw), &at))
        return chosen[at] = true;
    while (str_cut(&rest, ',', &piece)) {
        if (!choice_find(a, str_trim(piece), &at))
            return false;
        chosen[at] = true;
    }
    return true;
}

static bool read_choices(struct checker *c, struct slot *s)
{
    const struct attribute *a = s->attribute;
    bool *chosen = ARENA_ARRAY(c->arena, bool, a->choice_count);
    struct str *list = ARENA_ARRAY(c->arena, struct str, a->choice_count);
    if (!chosen || !list)
        return !(s->faults.lost = true);
    for (size_t i = 0; i < s->raw_count; i++)
        if (!mark_choices(a, s->raw[i], chosen))
            return complain_choice(s);
    size_t n = 0;
    for (size_t i = 0; i < a->choice_count; i++)
        if (chosen[i])
            list[n++] = a->choices[i].key;
    s->value = (struct value){.type = VALUE_LIST, .list = list, .list_count = n};
    return within(s, (double)n, "nombre minimal de choix :", "least number of choices:",
                  "nombre maximal de choix :", "greatest number of choices:");
}

static bool all_equal(const struct slot *s)
{
    for (size_t i = 1; i < s->raw_count; i++)
        if (!str_eq(s->raw[i], s->raw[0]))
            return false;
    return true;
}

static bool read_value(struct checker *c, struct slot *s)
{
    static bool (*const read[])(struct checker *, struct slot *) = {
        [ATTRIBUTE_STRING] = read_string, [ATTRIBUTE_TEXT] = read_string,
        [ATTRIBUTE_NUMBER] = read_number, [ATTRIBUTE_DATETIME] = read_datetime,
        [ATTRIBUTE_CHOICE] = read_choice, [ATTRIBUTE_CHOICES] = read_choices,
    };
    if (s->attribute->type != ATTRIBUTE_CHOICES && !all_equal(s))
        return complain(s, STR("only_one"), STR("une seule réponse est permise."),
                        STR("only one answer is allowed."));
    return read[s->attribute->type](c, s);
}

/* --- Gathering, showing, requiring ------------------------------------------------------------ */

/* The values that came for one attribute, in their order. */
static bool gather(struct checker *c, struct slot *s, const struct raw_answer *raw, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += raw[i].value.n && str_eq(raw[i].code, s->attribute->code);
    if (!n)
        return true;
    s->raw = ARENA_ARRAY(c->arena, struct str, n);
    for (size_t i = 0; s->raw && i < count; i++)
        if (raw[i].value.n && str_eq(raw[i].code, s->attribute->code))
            s->raw[s->raw_count++] = raw[i].value;
    return s->raw;
}

static bool prepare(struct checker *c, const struct service *service, const struct raw_answer *raw,
                    size_t raw_count)
{
    c->count = service->attribute_count;
    c->slots = ARENA_ARRAY(c->arena, struct slot, c->count);
    for (size_t i = 0; c->slots && i < c->count; i++) {
        struct slot *s = &c->slots[i];
        *s = (struct slot){.attribute = &service->attributes[i], .faults = faults_in(c->arena)};
        s->shown = true;
        if (!gather(c, s, raw, raw_count))
            return false;
        s->readable = s->raw_count && read_value(c, s);
    }
    return c->slots;
}

/* The answers that are shown and readable. */
static size_t collect(const struct checker *c, struct answer *out)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++)
        if (c->slots[i].shown && c->slots[i].readable)
            out[n++] = (struct answer){c->slots[i].attribute->code, c->slots[i].value};
    return n;
}

/* Hiding an answer may hide or show others: again, until nothing changes. Conditions that chase
 * each other in a circle stop after as many rounds as there are attributes. */
static void show(struct checker *c, struct facts *facts, struct answer *answers)
{
    bool changed = true;
    for (size_t round = 0; changed && round <= c->count; round++) {
        facts->answer_count = collect(c, answers);
        changed = false;
        for (size_t i = 0; i < c->count; i++) {
            const struct when *show_if = &c->slots[i].attribute->show_if;
            bool shown = !show_if->count || when_holds(show_if, facts);
            changed |= shown != c->slots[i].shown;
            c->slots[i].shown = shown;
        }
    }
    facts->answer_count = collect(c, answers);
}

static bool needed(const struct attribute *a, const struct facts *facts)
{
    return a->required || (a->required_if.count && when_holds(&a->required_if, facts));
}

/* Moves the faults of what is shown to the caller's list, each on its attribute. */
static void report_slot(struct slot *s, struct faults *faults)
{
    struct str where =
        arena_printf(faults->arena, "attribute[" STR_FMT "]", STR_ARG(s->attribute->code));
    for (const struct fault *f = s->faults.first; f; f = f->next) {
        fault_say(faults, where.p, f->say);
        fault_code(faults, f->code);
    }
    faults->lost |= s->faults.lost || !where.p;
}

static void report(struct checker *c, const struct facts *facts, struct faults *faults)
{
    for (size_t i = 0; i < c->count; i++) {
        struct slot *s = &c->slots[i];
        if (s->shown && !s->raw_count && needed(s->attribute, facts))
            complain(s, STR("required"), STR("cette réponse est obligatoire."),
                     STR("this answer is required."));
        if (s->shown && faults_any(&s->faults))
            report_slot(s, faults);
    }
}

static size_t count_unknown(const struct service *service, const struct raw_answer *raw, size_t n)
{
    size_t unknown = 0;
    for (size_t i = 0; i < n; i++)
        unknown += !service_attribute(service, raw[i].code);
    return unknown;
}

enum err form_check(struct arena *arena, const struct service *service,
                    const struct raw_answer *raw, size_t raw_count, const struct facts *facts,
                    struct faults *faults, struct form *out)
{
    struct checker c = {.arena = arena, .jurisdiction = facts->jurisdiction};
    *out = (struct form){.answers = ARENA_ARRAY(arena, struct answer, service->attribute_count),
                         .unknown = count_unknown(service, raw, raw_count)};
    if (!out->answers || !prepare(&c, service, raw, raw_count))
        return ERR_NOMEM;
    struct facts seen = *facts;
    seen.answers = out->answers;
    show(&c, &seen, out->answers);
    out->count = seen.answer_count;
    size_t before = faults->count;
    report(&c, &seen, faults);
    return faults->lost ? ERR_NOMEM : faults->count > before ? ERR_INVALID : ERR_OK;
}
