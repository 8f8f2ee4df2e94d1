/* The page of a service, top to bottom as its file is read. */
#include "app/doc_service.h"

#include "app/doc_words.h"
#include "base/id.h"

#include <stdio.h>

static const struct text yes = TEXT_INIT("oui", "yes");
static const struct text no = TEXT_INIT("non", "no");

static void heading(struct paper *p, int level, struct text words)
{
    paper_heading(p, level, text_in(words, p->lang));
}

static void colon(struct paper *p)
{
    paper_put(p, p->lang == LANG_EN ? STR(": ") : STR(" : "));
}

/* The beginning of an item whose words are put piece by piece. */
static void label(struct paper *p, struct text words)
{
    paper_item(p);
    paper_strong(p, text_in(words, p->lang));
    colon(p);
}

static void codes(struct paper *p, const struct str *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        paper_put(p, i ? STR(", ") : STR(""));
        paper_code(p, items[i]);
    }
}

/* --- What it is ------------------------------------------------------------------------------- */

static void put_keywords(struct paper *p, const struct service *s)
{
    static const struct text keywords = TEXT_INIT("Mots clés", "Keywords");
    if (!s->keyword_count)
        return;
    label(p, keywords);
    for (size_t i = 0; i < s->keyword_count; i++) {
        paper_put(p, i ? STR(", ") : STR(""));
        paper_put(p, s->keywords[i]);
    }
    paper_item_end(p);
}

static struct text priority_word(const struct service *s)
{
    static const struct {
        struct str code;
        struct text word;
    } words[] = {
        {{"low", 3}, TEXT_INIT("basse", "low")},
        {{"high", 4}, TEXT_INIT("haute", "high")},
        {{"urgent", 6}, TEXT_INIT("urgente", "urgent")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i].code, s->priority))
            return words[i].word;
    return TEXT("normale", "normal");
}

static void put_identity(struct paper *p, const struct service *s)
{
    static const struct text code = TEXT_INIT("Code", "Code");
    static const struct text version = TEXT_INIT("Version", "Version");
    static const struct text group = TEXT_INIT("Groupe", "Group");
    static const struct text priority = TEXT_INIT("Priorité", "Priority");
    static const struct text asked =
        TEXT_INIT("calculée par une fonction", "computed by a function");
    paper_words(p, s->description);
    paper_list(p);
    label(p, code);
    paper_code(p, s->code);
    paper_item_end(p);
    paper_label(p, version, s->version);
    paper_label(p, group, text_empty(s->group_label) ? s->group : text_in(s->group_label, p->lang));
    put_keywords(p, s);
    paper_label(p, priority, text_in(s->priority_function > 0 ? asked : priority_word(s), p->lang));
    paper_list_end(p);
}

/* --- Questions -------------------------------------------------------------------------------- */

static const struct text kinds[] = {
    [ATTRIBUTE_STRING] = TEXT_INIT("une ligne de texte", "a line of text"),
    [ATTRIBUTE_TEXT] = TEXT_INIT("un texte", "a text"),
    [ATTRIBUTE_NUMBER] = TEXT_INIT("un nombre", "a number"),
    [ATTRIBUTE_DATETIME] = TEXT_INIT("une date et une heure", "a date and time"),
    [ATTRIBUTE_CHOICE] = TEXT_INIT("un choix", "one choice"),
    [ATTRIBUTE_CHOICES] = TEXT_INIT("un ou plusieurs choix", "one or more choices"),
};

static void put_condition(struct paper *p, const struct service *s, struct text name,
                          const struct when *when)
{
    if (!when->count)
        return;
    label(p, name);
    doc_when(p, s, when);
    paper_item_end(p);
}

static void put_answer_kind(struct paper *p, const struct attribute *a)
{
    static const struct text answer = TEXT_INIT("Réponse", "Answer");
    static const struct text whole = TEXT_INIT(" entier", ", whole");
    label(p, answer);
    paper_say(p, kinds[a->type]);
    if (a->integer)
        paper_say(p, whole);
    if (a->unit.n) {
        paper_put(p, STR(", "));
        paper_put(p, a->unit);
    }
    if (a->has_min || a->has_max) {
        paper_put(p, STR(", "));
        doc_limits(p, a->has_min, a->min, a->has_max, a->max);
    }
    paper_item_end(p);
}

static void put_choices(struct paper *p, const struct attribute *a, struct str question)
{
    static const struct text heads[] = {TEXT_INIT("Code", "Code"), TEXT_INIT("Choix", "Choice")};
    if (!a->choice_count)
        return;
    paper_table(p, question, heads, 2);
    for (size_t i = 0; i < a->choice_count; i++) {
        paper_row(p);
        paper_cell(p);
        paper_code(p, a->choices[i].key);
        paper_cell_put(p, text_in(a->choices[i].label, p->lang));
        paper_row_end(p);
    }
    paper_table_end(p);
}

static void put_attribute(struct paper *p, const struct service *s, const struct attribute *a)
{
    static const struct text code = TEXT_INIT("Code", "Code");
    static const struct text required = TEXT_INIT("Obligatoire", "Required");
    static const struct text required_if = TEXT_INIT("Obligatoire si", "Required if");
    static const struct text show_if = TEXT_INIT("Demandé si", "Asked if");
    struct str question = text_in(a->label, p->lang);
    paper_heading(p, 3, question);
    if (!text_empty(a->help))
        paper_words(p, a->help);
    paper_list(p);
    label(p, code);
    paper_code(p, a->code);
    paper_item_end(p);
    put_answer_kind(p, a);
    if (!a->required_if.count)
        paper_label(p, required, text_in(a->required ? yes : no, p->lang));
    put_condition(p, s, required_if, &a->required_if);
    put_condition(p, s, show_if, &a->show_if);
    paper_list_end(p);
    put_choices(p, a, question);
}

static void put_attributes(struct paper *p, const struct service *s)
{
    static const struct text title = TEXT_INIT("Questions posées", "Questions asked");
    static const struct text none = TEXT_INIT("Aucune.", "None.");
    heading(p, 2, title);
    if (!s->attribute_count)
        paper_words(p, none);
    for (size_t i = 0; i < s->attribute_count; i++)
        put_attribute(p, s, &s->attributes[i]);
}

static void put_stops(struct paper *p, const struct service *s)
{
    static const struct text title =
        TEXT_INIT("Ce qui ne se dépose pas ici", "What is not to be filed here");
    static const struct text when = TEXT_INIT("Quand ", "When ");
    if (!s->stop_count)
        return;
    heading(p, 2, title);
    paper_list(p);
    for (size_t i = 0; i < s->stop_count; i++) {
        paper_item(p);
        paper_say(p, when);
        doc_when(p, s, &s->stops[i].when);
        colon(p);
        paper_say(p, s->stops[i].say);
        paper_item_end(p);
    }
    paper_list_end(p);
}

/* --- Promises --------------------------------------------------------------------------------- */

static void put_rules(struct paper *p, const struct service *s, const struct clock_plan *clock)
{
    static const struct text name =
        TEXT_INIT("La première règle qui tient décide", "The first rule that holds decides");
    static const struct text heads[] = {TEXT_INIT("Règle", "Rule"), TEXT_INIT("Quand", "When"),
                                        TEXT_INIT("Délai", "Time limit"),
                                        TEXT_INIT("Pourquoi", "Why"), TEXT_INIT("Où", "Where")};
    paper_table(p, text_in(name, p->lang), heads, 5);
    for (size_t i = 0; i < clock->rule_count; i++) {
        const struct rule *rule = &clock->rules[i];
        paper_row(p);
        paper_cell(p);
        paper_code(p, rule->id);
        paper_cell(p);
        doc_when(p, s, &rule->when);
        doc_in_force(p, rule);
        paper_cell(p);
        doc_goal(p, rule);
        paper_cell(p);
        paper_say(p, rule->because);
        paper_cell(p);
        paper_code(p, rule->origin);
        paper_row_end(p);
    }
    paper_table_end(p);
}

static void put_pause(struct paper *p, const struct policy *policy, enum pause_reason reason)
{
    static const struct text most = TEXT_INIT("au plus ", "at most ");
    static const struct text reminder = TEXT_INIT("rappel après ", "reminder after ");
    const struct pause_limit *limit = policy_limit(policy, reason);
    paper_say(p, pause_reason_say(reason));
    if (!limit || (!limit->most.amount && !limit->reminder.amount))
        return;
    paper_put(p, STR(" ("));
    if (limit->most.amount) {
        paper_say(p, most);
        doc_length(p, limit->most);
    }
    if (limit->reminder.amount) {
        paper_put(p, limit->most.amount ? STR(", ") : STR(""));
        paper_say(p, reminder);
        doc_length(p, limit->reminder);
    }
    paper_put(p, STR(")"));
}

static void put_pauses(struct paper *p, const struct policy *policy)
{
    static const struct text title = TEXT_INIT("Ce qui l’arrête", "What stops it");
    static const struct text semicolon = TEXT_INIT(" ; ", "; ");
    bool first = true;
    if (!policy->pauses)
        return;
    label(p, title);
    for (int i = 0; i < PAUSE_REASON_COUNT; i++) {
        if (!policy_pauses(policy, (enum pause_reason)i))
            continue;
        paper_put(p, first ? STR("") : text_in(semicolon, p->lang));
        put_pause(p, policy, (enum pause_reason)i);
        first = false;
    }
    paper_item_end(p);
}

static void put_windows(struct paper *p, const struct policy *policy)
{
    static const struct text title = TEXT_INIT("Saison où elle dort", "Season in which it sleeps");
    for (size_t i = 0; i < policy->window_count; i++) {
        const struct window *w = &policy->windows[i];
        label(p, title);
        if (!text_empty(w->label)) {
            paper_say(p, w->label);
            paper_put(p, STR(", "));
        }
        doc_season(p, w->from_month, w->from_day, w->to_month, w->to_day);
        paper_item_end(p);
    }
}

static const struct text reopenings[] = {
    [REOPEN_RESUME] = TEXT_INIT("le temps fermé ne compte pas, l’horloge continue",
                                "the time it was closed does not count, the clock goes on"),
    [REOPEN_RESTART] = TEXT_INIT("l’horloge recommence", "the clock starts afresh"),
    [REOPEN_FIRST_ONLY] = TEXT_INIT("elle reste tenue, une horloge « rework » commence",
                                    "it stays met, a clock “rework” begins"),
};

static void put_step_moment(struct paper *p, const struct step *step)
{
    static const struct text moments[] = {
        [STEP_PERCENT] = TEXT_INIT(" % du délai", "% of the time limit"),
        [STEP_BEFORE] = TEXT_INIT(" avant l’échéance", " before it is due"),
        [STEP_AT_DUE] = TEXT_INIT("à l’échéance", "when it is due"),
        [STEP_AFTER] = TEXT_INIT(" après l’échéance", " after it was due"),
    };
    if (step->when == STEP_PERCENT)
        doc_number(p, step->percent);
    else if (step->when != STEP_AT_DUE)
        doc_length(p, step->length);
    paper_say(p, moments[step->when]);
}

static void put_ladder(struct paper *p, const struct policy *policy)
{
    static const struct text name =
        TEXT_INIT("Qui est averti en chemin", "Who hears of it on the way");
    static const struct text night = TEXT_INIT("à l’ouverture", "when the calendar opens");
    static const struct text at_once = TEXT_INIT("tout de suite", "at once");
    static const struct text heads[] = {TEXT_INIT("Quand", "When"), TEXT_INIT("Qui", "Who"),
                                        TEXT_INIT("La nuit", "At night")};
    if (!policy->step_count)
        return;
    paper_table(p, text_in(name, p->lang), heads, 3);
    for (size_t i = 0; i < policy->step_count; i++) {
        paper_row(p);
        paper_cell(p);
        put_step_moment(p, &policy->steps[i]);
        paper_cell(p);
        paper_code(p, policy->steps[i].to);
        paper_cell(p);
        paper_say(p, policy->steps[i].quiet == QUIET_NEXT_OPEN ? night : at_once);
        paper_row_end(p);
    }
    paper_table_end(p);
}

static void put_clock(struct paper *p, const struct service *s, const struct clock_plan *clock)
{
    static const struct text calendar = TEXT_INIT("Calendrier", "Calendar");
    static const struct text met = TEXT_INIT("États qui la satisfont", "States that meet it");
    static const struct text reopen = TEXT_INIT("À la réouverture", "When reopened");
    paper_heading(p, 3, clock->name);
    paper_list(p);
    label(p, calendar);
    paper_code(p, clock->calendar_name);
    paper_item_end(p);
    put_pauses(p, &clock->policy);
    put_windows(p, &clock->policy);
    if (clock->policy.met_by_count) {
        label(p, met);
        codes(p, clock->policy.met_by, clock->policy.met_by_count);
        paper_item_end(p);
    }
    paper_label(p, reopen, text_in(reopenings[clock->policy.reopen], p->lang));
    paper_list_end(p);
    put_rules(p, s, clock);
    put_ladder(p, &clock->policy);
}

/* The date stands where %s is. */
static void put_promise(struct paper *p, struct str say)
{
    for (size_t i = 0; i + 1 < say.n; i++) {
        if (say.p[i] != '%')
            continue;
        paper_put(p, str_first(say, i));
        paper_put(p, STR("…"));
        paper_put(p, str_from(say, i + 2));
        return;
    }
}

static void put_clocks(struct paper *p, const struct service *s)
{
    static const struct text title = TEXT_INIT("Promesses", "Promises");
    static const struct text told = TEXT_INIT("Au citoyen", "To the citizen");
    heading(p, 2, title);
    if (!text_empty(s->promise.say)) {
        paper_list(p);
        label(p, told);
        put_promise(p, text_in(s->promise.say, p->lang));
        paper_put(p, STR(" ("));
        paper_code(p, s->promise.clock);
        paper_put(p, STR(")"));
        paper_item_end(p);
        paper_list_end(p);
    }
    for (size_t i = 0; i < s->clock_count; i++)
        put_clock(p, s, &s->clocks[i]);
}

/* --- Calendars -------------------------------------------------------------------------------- */

static bool counts_on(const struct service *s, const struct calendar *calendar)
{
    for (size_t i = 0; i < s->clock_count; i++)
        if (s->clocks[i].calendar == calendar)
            return true;
    return false;
}

static void put_calendars(struct paper *p, const struct jurisdiction *j, const struct service *s)
{
    static const struct text title = TEXT_INIT("Calendriers", "Calendars");
    heading(p, 2, title);
    for (size_t i = 0; i < j->calendar_count; i++)
        if (counts_on(s, j->calendars[i].calendar))
            doc_calendar(p, j->calendars[i].calendar);
}

/* --- Workflow --------------------------------------------------------------------------------- */

static void put_reasons(struct paper *p, const struct state *state)
{
    static const struct text name = TEXT_INIT("Raisons", "Reasons");
    static const struct text heads[] = {
        TEXT_INIT("Code", "Code"), TEXT_INIT("Raison", "Reason"),
        TEXT_INIT("Ce que lit le citoyen", "What the citizen reads")};
    char title[200];
    if (!state->reason_count)
        return;
    snprintf(title, sizeof title, STR_FMT " – " STR_FMT, STR_ARG(text_in(name, p->lang)),
             STR_ARG(text_in(state->label, p->lang)));
    paper_table(p, str_c(title), heads, 3);
    for (size_t i = 0; i < state->reason_count; i++) {
        const struct reason *r = &state->reasons[i];
        paper_row(p);
        paper_cell(p);
        paper_code(p, r->code);
        paper_cell(p);
        paper_say(p, r->label);
        paper_cell(p);
        paper_say(p, r->say);
        paper_row_end(p);
    }
    paper_table_end(p);
}

static void put_timeout(struct paper *p, const struct state *state)
{
    static const struct text title = TEXT_INIT("Sans nouvelles après", "Without news after");
    if (!state->timeout.after.amount)
        return;
    label(p, title);
    doc_length(p, state->timeout.after);
    paper_put(p, STR(" → "));
    paper_code(p, state->timeout.to);
    if (state->timeout.reason.n) {
        paper_put(p, STR(" ("));
        paper_code(p, state->timeout.reason);
        paper_put(p, STR(")"));
    }
    paper_item_end(p);
}

static void put_state(struct paper *p, const struct state *state)
{
    static const struct text code = TEXT_INIT("Code", "Code");
    static const struct text status = TEXT_INIT("Statut", "Status");
    static const struct text open = TEXT_INIT("ouverte", "open");
    static const struct text closed = TEXT_INIT("fermée", "closed");
    static const struct text pauses = TEXT_INIT("Met en pause", "Pauses");
    static const struct text next = TEXT_INIT("Ensuite", "Next");
    paper_heading(p, 3, text_in(state->label, p->lang));
    paper_list(p);
    label(p, code);
    paper_code(p, state->id);
    paper_item_end(p);
    paper_label(p, status, text_in(state->closed ? closed : open, p->lang));
    if (state->pauses)
        paper_label(p, pauses, text_in(pause_reason_say(state->pause), p->lang));
    put_timeout(p, state);
    if (state->next_count) {
        label(p, next);
        codes(p, state->next, state->next_count);
        paper_item_end(p);
    }
    paper_list_end(p);
    put_reasons(p, state);
}

static void put_workflow(struct paper *p, const struct service *s)
{
    static const struct text title = TEXT_INIT("Cheminement", "Workflow");
    static const struct text start = TEXT_INIT("Une demande commence à ", "A request begins at ");
    heading(p, 2, title);
    paper_paragraph(p);
    paper_say(p, start);
    paper_code(p, s->workflow.start);
    paper_put(p, STR("."));
    paper_paragraph_end(p);
    for (size_t i = 0; i < s->workflow.count; i++)
        put_state(p, &s->workflow.states[i]);
}

/* --- Settings and sources --------------------------------------------------------------------- */

static void put_settings(struct paper *p, const struct service *s)
{
    static const struct text title = TEXT_INIT("Réglages", "Settings");
    static const struct text name =
        TEXT_INIT("Ce que l’arrondissement peut changer", "What the borough may change");
    static const struct text heads[] = {
        TEXT_INIT("Réglage", "Setting"), TEXT_INIT("Ce que c’est", "What it is"),
        TEXT_INIT("Valeur", "Value"), TEXT_INIT("Par défaut", "Default"),
        TEXT_INIT("Limites", "Limits")};
    if (!s->setting_count)
        return;
    heading(p, 2, title);
    paper_table(p, text_in(name, p->lang), heads, 5);
    for (size_t i = 0; i < s->setting_count; i++) {
        const struct setting *setting = &s->settings[i];
        paper_row(p);
        paper_cell(p);
        paper_code(p, setting->name);
        paper_cell(p);
        paper_say(p, setting->label);
        paper_cell(p);
        doc_number(p, setting->value);
        paper_cell(p);
        doc_number(p, setting->fallback);
        paper_cell(p);
        doc_limits(p, setting->has_min, setting->min, setting->has_max, setting->max);
        paper_row_end(p);
    }
    paper_table_end(p);
}

/* The first half of a SHA-256: `sha256sum FILE` begins with it. */
static void put_digest(struct paper *p, struct str text)
{
    unsigned char hash[ID_HASH_BYTES];
    char hex[ID_HASH_BYTES + 1];
    struct id_digest digest;
    id_digest_begin(&digest);
    id_digest_add(&digest, text);
    id_digest_end(&digest, hash);
    for (size_t i = 0; i < ID_HASH_BYTES / 2; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    paper_code(p, str_c(hex));
}

static void put_sources(struct paper *p, const struct sources *sources)
{
    static const struct text title = TEXT_INIT("Sources", "Sources");
    static const struct text name = TEXT_INIT("Les fichiers dont ce service est fait",
                                              "The files that this service is made of");
    static const struct text heads[] = {TEXT_INIT("Fichier", "File"),
                                        TEXT_INIT("SHA-256 (début)", "SHA-256 (beginning)")};
    heading(p, 2, title);
    paper_table(p, text_in(name, p->lang), heads, 2);
    for (size_t i = 0; i < sources->count; i++) {
        paper_row(p);
        paper_cell(p);
        paper_code(p, sources->items[i].path);
        paper_cell(p);
        put_digest(p, sources->items[i].text);
        paper_row_end(p);
    }
    paper_table_end(p);
}

/* --- Pages ------------------------------------------------------------------------------------ */

void doc_service(struct paper *p, const struct jurisdiction *j, const struct service *s,
                 const struct sources *sources, const struct paper_link *links, size_t n)
{
    paper_open(p, text_in(s->name, p->lang), links, n);
    put_identity(p, s);
    put_attributes(p, s);
    put_stops(p, s);
    put_clocks(p, s);
    put_calendars(p, j, s);
    put_workflow(p, s);
    put_settings(p, s);
    put_sources(p, sources);
    paper_close(p);
}

void doc_index(struct paper *p, const struct jurisdiction *j, const struct str *pages,
               const struct paper_link *links, size_t n)
{
    paper_open(p, text_in(j->name, p->lang), links, n);
    if (!text_empty(j->motto))
        paper_words(p, j->motto);
    paper_list(p);
    for (size_t i = 0; i < j->service_count; i++) {
        const struct service *s = j->services[i];
        paper_item(p);
        paper_to(p, pages[i], text_in(s->name, p->lang));
        colon(p);
        paper_say(p, s->description);
        paper_item_end(p);
    }
    paper_list_end(p);
    paper_close(p);
}
