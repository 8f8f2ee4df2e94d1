/* Texts of a new service. */
#include "app/sketch.h"

/* --- service.lua ------------------------------------------------------------------------------ */

/* Within quotes of Lua. */
static void put_quoted(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, s.p[i]);
    }
}

/* Its own, beside the parent's: two services of one name would be taken for each other. */
static void put_name(struct buf *b, const struct sketch *s)
{
    const struct text *name = &s->extends->name;
    BUF_LIT(b, "  name = { fr = \"");
    put_quoted(b, name->in[LANG_FR]);
    buf_printf(b, " (" STR_FMT ")\", en = \"", STR_ARG(s->code));
    put_quoted(b, name->in[LANG_EN]);
    buf_printf(b, " (" STR_FMT ")\" }, -- as the citizen reads it\n", STR_ARG(s->code));
}

static void put_heir(struct buf *b, const struct sketch *s)
{
    const struct service *of = s->extends;
    buf_printf(
        b,
        "-- The shared service " STR_FMT ", with what this borough changes in it: what is not\n"
        "-- written here is the parent's. To see all of it, and where each value comes from:\n"
        "--   guichet show " STR_FMT " FOLDER --origins\n\n"
        "return service {\n"
        "  extends = \"" STR_FMT "\",\n"
        "  code = \"" STR_FMT "\", version = \"1.0.0\",\n",
        STR_ARG(s->parent_code), STR_ARG(s->code), STR_ARG(s->parent), STR_ARG(s->code));
    if (!str_eq(s->parent_code, s->code))
        put_name(b, s);
    if (of->setting_count)
        buf_printf(b,
                   "\n  settings = {\n"
                   "    setting.number \"" STR_FMT
                   "\" { default = %.15g }, -- the parent's; yours here\n"
                   "  },\n",
                   STR_ARG(of->settings[0].name), of->settings[0].fallback);
    buf_printf(b, "\n  -- What is too much goes with: remove = { \"attributes.NAME\" }.\n"
                  "  -- A rule of yours comes before the parent's: clocks = { clock \"NAME\" { "
                  "rule \"mine\" { … } } }.\n"
                  "}\n");
}

static const char own_head[] =
    "-- A service of this borough alone. Each text is in French and in English; the code never\n"
    "-- changes once requests carry it.\n\n";

static const char own_tail[] =
    "  group = { \"other\", fr = \"Autres\", en = \"Other\" },\n"
    "\n"
    "  -- Numbers that another borough may change in its jurisdiction.lua, without touching the "
    "rules.\n"
    "  settings = {\n"
    "    setting.number \"days\" {\n"
    "      default = 5, min = 1, max = 60,\n"
    "      label = { fr = \"Délai, en jours ouvrables\", en = \"Time limit, in business days\" },\n"
    "    },\n"
    "  },\n"
    "\n"
    "  -- The questions. Few: filing should take under a minute.\n"
    "  attributes = {\n"
    "    attribute.choice \"urgent\" {\n"
    "      required = true,\n"
    "      label = { fr = \"Est-ce pressant ?\", en = \"Is it pressing?\" },\n"
    "      values = {\n"
    "        { \"no\", fr = \"Non\", en = \"No\" },\n"
    "        { \"yes\", fr = \"Oui\", en = \"Yes\" },\n"
    "      },\n"
    "    },\n"
    "  },\n"
    "\n"
    "  -- The time limits. The first rule whose `when` holds decides; the last one has no "
    "condition.\n"
    "  -- Units: \"bh\" business hours, \"bd\" business days, \"cd\" calendar days, \"eh\" hours "
    "day and night.\n"
    "  clocks = {\n"
    "    clock \"resolution\" {\n"
    "      calendar = \"" /* its name */;

static const char own_end[] =
    "\",\n"
    "      rule \"urgent\" {\n"
    "        when = { urgent = \"yes\" }, goal = 2, unit = \"bd\", at = \"close\",\n"
    "        because = { fr = \"La demande est pressante.\", en = \"The request is pressing.\" },\n"
    "      },\n"
    "      rule \"default\" { goal = ref \"days\", unit = \"bd\", at = \"close\" },\n"
    "    },\n"
    "    promise = { clock = \"resolution\", fr = \"Fait au plus tard le %s\", en = \"Done no "
    "later than %s\" },\n"
    "  },\n"
    "\n"
    "  -- The life of a request, from \"received\" to its closing, and the reasons of the closing "
    "that are\n"
    "  -- this service's own. What is common to all is in plugins/workflows/standard.lua.\n"
    "  workflow = use \"workflows/standard\" {\n"
    "    done = {\n"
    "      reason \"done\" {\n"
    "        label = { fr = \"Fait\", en = \"Done\" },\n"
    "        say = { fr = \"C'est fait. Merci de l'avoir signalé.\", en = \"It is done. Thank you "
    "for reporting it.\" },\n"
    "      },\n"
    "    },\n"
    "  },\n"
    "}\n";

static void put_own(struct buf *b, const struct sketch *s)
{
    buf_str_put(b, str_of(own_head, sizeof own_head - 1));
    buf_printf(b,
               "return service {\n"
               "  code = \"" STR_FMT "\", version = \"1.0.0\", api = 1,\n"
               "  name = { fr = \"Service " STR_FMT "\", en = \"Service " STR_FMT "\" },\n"
               "  description = {\n"
               "    fr = \"Ce que le citoyen peut demander ici, en une phrase.\",\n"
               "    en = \"What the citizen may ask for here, in a sentence.\",\n"
               "  },\n",
               STR_ARG(s->code), STR_ARG(s->code), STR_ARG(s->code));
    buf_str_put(b, str_of(own_tail, sizeof own_tail - 1));
    buf_str_put(b, s->calendar);
    buf_str_put(b, str_of(own_end, sizeof own_end - 1));
}

void sketch_service(struct buf *b, const struct sketch *s)
{
    if (s->extends)
        put_heir(b, s);
    else
        put_own(b, s);
}

/* --- README.md -------------------------------------------------------------------------------- */

void sketch_readme(struct buf *b, const struct sketch *s)
{
    const struct service *of = s->extends;
    bool other = of && !str_eq(s->parent_code, s->code);
    buf_printf(b, "# %s" STR_FMT "\n\nCe que c'est, pour qui, et pourquoi ces délais.\n",
               other || !of ? "Service " : "",
               STR_ARG(other || !of ? s->code : of->name.in[LANG_FR]));
    if (of)
        buf_printf(b, "\nIl étend `" STR_FMT "` : ce qui n'est pas écrit ici est pris là.\n",
                   STR_ARG(s->parent));
    BUF_LIT(b, "\n**Ces délais sont à confirmer par l'arrondissement.**\n\n");
    buf_printf(b, "# %s" STR_FMT "\n\nWhat it is, for whom, and why these time limits.\n",
               other || !of ? "Service " : "",
               STR_ARG(other || !of ? s->code : of->name.in[LANG_EN]));
    if (of)
        buf_printf(b, "\nIt extends `" STR_FMT "`: what is not written here is taken from there.\n",
                   STR_ARG(s->parent));
    BUF_LIT(b, "\n**These time limits are for the borough to confirm.**\n");
}

/* --- service_test.lua ------------------------------------------------------------------------- */

static double number_for(const struct attribute *a)
{
    return a->has_min ? a->min : a->has_max && a->max < 1 ? a->max : 1;
}

static void put_value(struct buf *b, const struct attribute *a, size_t variant)
{
    size_t letters = a->has_min && a->min > 1 ? (size_t)a->min : 1;
    switch (a->type) {
    case ATTRIBUTE_CHOICE:
    case ATTRIBUTE_CHOICES:
        buf_printf(
            b, "\"" STR_FMT "\"",
            STR_ARG(a->choices[variant < a->choice_count ? variant : a->choice_count - 1].key));
        break;
    case ATTRIBUTE_NUMBER:
        buf_printf(b, "%.15g", number_for(a));
        break;
    case ATTRIBUTE_DATETIME:
        BUF_LIT(b, "\"2026-06-01\"");
        break;
    case ATTRIBUTE_STRING:
    case ATTRIBUTE_TEXT:
        BUF_LIT(b, "\"");
        for (size_t i = 0; i < letters; i++)
            BUF_LIT(b, "x");
        BUF_LIT(b, "\"");
        break;
    }
}

static void put_given(struct buf *b, const struct sketch_answers *of)
{
    size_t n = 0;
    BUF_LIT(b, "    now = \"2026-06-01 10:00\", -- a Monday\n    given = {");
    for (size_t i = 0; i < of->service->attribute_count; i++) {
        const struct attribute *a = &of->service->attributes[i];
        if (!a->required || (a->show_if.count && !of->all))
            continue;
        buf_printf(b, str_has(a->code, '-') ? "%s [\"" STR_FMT "\"] = " : "%s " STR_FMT " = ",
                   n++ ? "," : "", STR_ARG(a->code));
        put_value(b, a, of->variant);
    }
    buf_printf(b, "%s},\n", n ? " " : "");
}

/* The first step out of the start, with a reason when it takes one. */
static void put_step(struct buf *b, const struct sketch_answers *of)
{
    const struct workflow *w = &of->service->workflow;
    const struct state *start = workflow_state(w, w->start);
    const struct state *next = start->next_count ? workflow_state(w, start->next[0]) : NULL;
    if (!next) {
        buf_printf(b, "    expect = { state = \"" STR_FMT "\" },\n", STR_ARG(start->id));
        return;
    }
    buf_printf(b, "    steps = { { \"2026-06-02 09:00\", \"" STR_FMT "\"", STR_ARG(next->id));
    if (next->reason_count)
        buf_printf(b, ", \"" STR_FMT "\"", STR_ARG(next->reasons[0].code));
    buf_printf(b, " } },\n    expect = { state = \"" STR_FMT "\" },\n", STR_ARG(next->id));
}

static void put_expected(struct buf *b, struct str due, struct str rule)
{
    bool date = due.n && !str_eq(due, STR("false"));
    BUF_LIT(b, "    expect = { ");
    if (rule.n)
        buf_printf(b, "rule = \"" STR_FMT "\", ", STR_ARG(rule));
    buf_printf(b, "due = %s" STR_FMT "%s },\n", date ? "\"" : "",
               STR_ARG(due.n ? due : STR("false")), date ? "\"" : "");
}

void sketch_tests(struct buf *b, const struct sketch_answers *a, struct str due, struct str rule)
{
    buf_printf(
        b,
        "-- What is filed, what happens then, and what must come of it. After every change:\n"
        "--   guichet test FOLDER --service " STR_FMT "\n\n"
        "return {\n  test \"the date that is promised\" {\n",
        STR_ARG(a->service->code));
    put_given(b, a);
    put_expected(b, due, rule);
    BUF_LIT(b, "  },\n");
    if (due.n) {
        BUF_LIT(b, "  test \"the first step\" {\n");
        put_given(b, a);
        put_step(b, a);
        BUF_LIT(b, "  },\n");
    }
    BUF_LIT(b, "}\n");
}

size_t sketch_variants(const struct service *s)
{
    size_t most = 1;
    for (size_t i = 0; i < s->attribute_count; i++)
        if (s->attributes[i].choice_count > most)
            most = s->attributes[i].choice_count;
    return most;
}
