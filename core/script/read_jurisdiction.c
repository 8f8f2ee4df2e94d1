/* Jurisdictions: calendars in plain words, and which services a borough takes. */
#include "base/date.h"
#include "script/read.h"

enum { INTERVALS_MAX = 20, SERVICES_MAX = 200, CALENDARS_MAX = 30, DATES_MAX = 500 };

/* --- Hours and dates -------------------------------------------------------------------------- */

static bool two_digits(const char *p, int *out)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *out = 10 * (p[0] - '0') + p[1] - '0';
    return true;
}

/* "08:30" … "24:00" as seconds of the day. */
static bool time_parse(struct str s, int32_t *out)
{
    int hour, minute;
    if (s.n != 5 || s.p[2] != ':' || !two_digits(s.p, &hour) || !two_digits(s.p + 3, &minute))
        return false;
    *out = hour * 3600 + minute * 60;
    return minute < 60 && *out <= DAY_SECONDS;
}

static bool hours_parse(const struct node *pair, struct hours *out)
{
    return pair->type == NODE_TABLE && pair->item_count == 2 && pair->member_count == 0 &&
           pair->items[0].type == NODE_STRING && pair->items[1].type == NODE_STRING &&
           time_parse(pair->items[0].string, &out->open) &&
           time_parse(pair->items[1].string, &out->close) && out->open < out->close;
}

/* { { "08:30", "12:00" }, … }: in order, without overlap. */
static void read_hours(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    struct day_hours *day = out;
    const char *name = f->name[0] == '(' ? "…" : f->name;
    if (!reader_expect(r, name, value, NODE_TABLE))
        return;
    if (value->item_count > INTERVALS_MAX)
        reader_fault(r, value, "« %s » : trop d'intervalles", "\"%s\": too many intervals",
                     reader_key(r, name));
    day->items = reader_alloc(r, INTERVALS_MAX, sizeof *day->items);
    for (size_t i = 0; day->items && i < value->item_count && i < INTERVALS_MAX; i++) {
        struct hours *hours = &day->items[day->count];
        if (!hours_parse(&value->items[i], hours))
            reader_fault(r, value,
                         "« %s » : des heures s'écrivent { \"08:30\", \"12:00\" }, "
                         "l'ouverture avant la fermeture",
                         "\"%s\": hours are written { \"08:30\", \"12:00\" }, "
                         "opening before closing",
                         reader_key(r, name));
        else if (day->count && hours->open < day->items[day->count - 1].close)
            reader_fault(r, value, "« %s » : des heures se chevauchent ou ne se suivent pas",
                         "\"%s\": hours overlap or are out of order", reader_key(r, name));
        else
            day->count++;
    }
}

/* "05-25"; the 29th of February is a date. */
static void read_month_day(struct reader *r, const struct field *f, const struct node *value,
                           int *month, int *day)
{
    struct str s = value->string;
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    if (s.n != 5 || s.p[2] != '-' || !two_digits(s.p, month) || !two_digits(s.p + 3, day) ||
        !date_valid((struct date){2000, *month, *day}))
        reader_fault(r, value, "« %s » vaut « %s » : il faut un mois et un jour, comme 05-25",
                     "\"%s\" is \"%s\": it must be a month and a day, such as 05-25",
                     reader_key(r, f->name), s.p);
}

static const struct field time_forms[] = {
    {"time", FIELD_STRING, .min = 5, .max = 5, .pattern = "^[0-9]{2}:[0-9]{2}$"}, {0}};
static const struct field pair_forms[] = {
    {"hours", FIELD_ROW, .min = 2, .max = 2, .forms = time_forms,
     .doc = {"Une ouverture et une fermeture : { \"08:30\", \"12:00\" }.",
             "An opening and a closing: { \"08:30\", \"12:00\" }."}},
    {0},
};
static const struct field hours_forms[] = {
    {"hours", FIELD_ROW, .max = INTERVALS_MAX, .forms = pair_forms}, {0}};

#define WEEK_DAY(type, key, place, fr, en)                                         \
    {                                                                              \
        key, FIELD_OWN, .read = read_hours, .forms = hours_forms, .doc = {fr, en}, \
                        FIELD_AT(type, week[place])                                \
    }
/* What a week is made of, Monday first, into the structure's `week`. */
#define WEEK_FIELDS(type)                                                               \
    WEEK_DAY(type, "mon", 0, "Les heures du lundi.", "The hours of Monday."),           \
        WEEK_DAY(type, "tue", 1, "Les heures du mardi.", "The hours of Tuesday."),      \
        WEEK_DAY(type, "wed", 2, "Les heures du mercredi.", "The hours of Wednesday."), \
        WEEK_DAY(type, "thu", 3, "Les heures du jeudi.", "The hours of Thursday."),     \
        WEEK_DAY(type, "fri", 4, "Les heures du vendredi.", "The hours of Friday."),    \
        WEEK_DAY(type, "sat", 5, "Les heures du samedi.", "The hours of Saturday."),    \
        WEEK_DAY(type, "sun", 6, "Les heures du dimanche.", "The hours of Sunday.")

/* --- Seasons and exceptions ------------------------------------------------------------------- */

static void read_season_from(struct reader *r, const struct field *f, const struct node *value,
                             void *out)
{
    struct season *season = out;
    read_month_day(r, f, value, &season->from_month, &season->from_day);
}

static void read_season_to(struct reader *r, const struct field *f, const struct node *value,
                           void *out)
{
    struct season *season = out;
    read_month_day(r, f, value, &season->to_month, &season->to_day);
}

static const struct field season_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom de la saison.", "The name of the season."}, FIELD_AT(struct season, id)},
    {"from", FIELD_OWN, .required = true, .read = read_season_from, .forms = month_day_forms,
     .doc = {"Le premier jour, chaque année.", "The first day, each year."}},
    {"to", FIELD_OWN, .required = true, .read = read_season_to, .forms = month_day_forms,
     .doc = {"Le dernier jour, chaque année.", "The last day, each year."}},
    WEEK_FIELDS(struct season),
    {0},
};

static const struct shape season_shape = {
    .kind = "season",
    .fr = "saison",
    .en = "season",
    .doc = {"Une saison qui a ses propres heures.", "A season with hours of its own."},
    .size = sizeof(struct season),
    .fields = season_fields,
    .unique = true,
    .key = offsetof(struct season, id),
};

static const struct field exception_fields[] = {
    {FIELD_ID, FIELD_OWN, .required = true, .read = read_date, .called = "id", .forms = date_forms,
     .doc = {"Le jour.", "The day."}, FIELD_AT(struct exception, day)},
    {FIELD_ITEMS, FIELD_OWN, .read = read_hours, .called = "hours", .forms = hours_forms,
     .doc = {"Ses heures ; aucune : fermé.", "Its hours; none: closed."},
     FIELD_AT(struct exception, hours)},
    {"name", FIELD_TEXT, .doc = {"Pourquoi.", "Why."}, FIELD_AT(struct exception, name)},
    {0},
};

static const struct shape exception_shape = {
    .kind = "exception",
    .fr = "exception",
    .en = "exception",
    .doc = {"Un jour qui a ses propres heures.", "A day with hours of its own."},
    .size = sizeof(struct exception),
    .fields = exception_fields,
};

/* --- Holidays --------------------------------------------------------------------------------- */

static void read_fixed(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    struct holiday *h = out;
    read_month_day(r, f, value, &h->month, &h->day);
}

static void read_holiday_date(struct reader *r, const struct field *f, const struct node *value,
                              void *out)
{
    struct holiday *h = out;
    int64_t days = 0;
    read_date(r, f, value, &days);
    struct date date = date_from_days(days);
    h->year = date.year;
    h->month = date.month;
    h->day = date.day;
}

static void read_int(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    reader_whole(r, f->name, value, f->min, f->max, out);
}

/* The five ways to say when; each with the keys that go with it. */
static const struct holiday_form {
    const char *key;
    enum holiday_rule rule;
    const char *with[2];
} holiday_forms[] = {
    {"fixed", HOLIDAY_FIXED, {NULL}},
    {"nth", HOLIDAY_NTH_WEEKDAY, {"weekday", "month"}},
    {"before", HOLIDAY_WEEKDAY_BEFORE, {"weekday"}},
    {"easter", HOLIDAY_EASTER, {NULL}},
    {"date", HOLIDAY_DATED, {NULL}},
};

static bool holds(const struct node *node, const char *key)
{
    return node_get(node, str_c(key)) != NULL;
}

static void finish_holiday(struct reader *r, const struct node *node, void *out)
{
    struct holiday *h = out;
    const struct holiday_form *form = NULL;
    size_t given = 0, with = 0;
    for (size_t i = 0; i < sizeof holiday_forms / sizeof *holiday_forms; i++) {
        if (!holds(node, holiday_forms[i].key))
            continue;
        form = &holiday_forms[i];
        given++;
    }
    if (given != 1) {
        reader_fault(r, node, "un seul de « fixed », « nth », « before », « easter » ou « date »",
                     "exactly one of \"fixed\", \"nth\", \"before\", \"easter\" or \"date\"");
        return;
    }
    h->rule = form->rule;
    for (size_t i = 0; i < 2 && form->with[i]; i++, with++)
        if (!holds(node, form->with[i]))
            reader_fault(r, node, "« %s » manque : « %s » en a besoin",
                         "\"%s\" is missing: \"%s\" needs it", form->with[i], form->key);
    if ((size_t)holds(node, "weekday") + holds(node, "month") > with)
        reader_fault(r, node, "« weekday » ou « month » ne va pas avec « %s »",
                     "\"weekday\" or \"month\" does not go with \"%s\"", form->key);
    if (form->rule == HOLIDAY_NTH_WEEKDAY && h->nth == 0)
        reader_fault(r, node, "« nth » va de 1 à 5, ou vaut -1 pour le dernier",
                     "\"nth\" goes from 1 to 5, or is -1 for the last");
}

#define FIELD_WHOLE_FORM(least, most) \
    FIELD_FORMS({"number", FIELD_WHOLE, .min = (least), .max = (most)})

static const struct field holiday_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom du férié.", "The name of the holiday."}, FIELD_AT(struct holiday, id)},
    {"name", FIELD_TEXT, .required = true, .doc = {"Comment on l'appelle.", "What it is called."},
     FIELD_AT(struct holiday, name)},
    {"fixed", FIELD_OWN, .read = read_fixed, .forms = month_day_forms,
     .doc = {"Le même jour chaque année : 12-25.", "The same day each year: 12-25."}},
    {"nth", FIELD_OWN, .read = read_int, .min = -1, .max = 5, FIELD_WHOLE_FORM(-1, 5),
     .doc = {"Le combientième « weekday » de « month » ; -1 : le dernier.",
             "Which \"weekday\" of \"month\", counted; -1: the last."},
     FIELD_AT(struct holiday, nth)},
    {"weekday", FIELD_WORD, FIELD_WORDS("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
     .doc = {"Le jour de la semaine, pour « nth » et « before ».",
             "The day of the week, for \"nth\" and \"before\"."},
     FIELD_AT(struct holiday, weekday)},
    {"month", FIELD_OWN, .read = read_int, .min = 1, .max = 12, FIELD_WHOLE_FORM(1, 12),
     .doc = {"Le mois, pour « nth ».", "The month, for \"nth\"."}, FIELD_AT(struct holiday, month)},
    {"before", FIELD_OWN, .read = read_fixed, .forms = month_day_forms,
     .doc = {"Le dernier « weekday » avant ce jour.", "The last \"weekday\" before this day."}},
    {"easter", FIELD_OWN, .read = read_int, .min = -100, .max = 100, FIELD_WHOLE_FORM(-100, 100),
     .doc = {"Tant de jours après Pâques : -2 est le Vendredi saint.",
             "So many days after Easter: -2 is Good Friday."},
     FIELD_AT(struct holiday, offset)},
    {"date", FIELD_OWN, .read = read_holiday_date, .forms = date_forms,
     .doc = {"Une seule fois : 2026-12-24.", "Once only: 2026-12-24."}},
    {"sunday_moves", FIELD_BOOL,
     .doc = {"S'il tombe un dimanche, le lundi est fermé.", "If it is a Sunday, Monday is closed."},
     FIELD_AT(struct holiday, sunday_moves)},
    {0},
};

static const struct shape holiday_shape = {
    .kind = "holiday",
    .fr = "férié",
    .en = "holiday",
    .doc = {"Un jour fermé, par règle : un seul de fixed, nth, before, easter ou date.",
            "A closed day, by rule: one of fixed, nth, before, easter or date."},
    .size = sizeof(struct holiday),
    .fields = holiday_fields,
    .unique = true,
    .key = offsetof(struct holiday, id),
    .finish = finish_holiday,
};

/* --- Calendars -------------------------------------------------------------------------------- */

static const struct field calendar_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom du calendrier, que les horloges emploient.",
             "The name of the calendar, which clocks use."},
     FIELD_AT(struct calendar_spec, name)},
    {"zone", FIELD_STRING, .min = 1, .max = 60,
     .doc = {"Son fuseau ; sans lui, celui de l'arrondissement.",
             "Its time zone; without it, that of the borough."},
     FIELD_AT(struct calendar_spec, zone)},
    WEEK_FIELDS(struct calendar_spec),
    {"seasons", FIELD_LIST, .max = INTERVALS_MAX, FIELD_SHAPES(&season_shape),
     .doc = {"Les saisons qui ont leurs heures.", "The seasons that have hours of their own."},
     FIELD_AT_LIST(struct calendar_spec, seasons, season_count)},
    {"holidays", FIELD_LIST, .max = DATES_MAX, FIELD_SHAPES(&holiday_shape),
     .doc = {"Les jours fériés.", "The public holidays."},
     FIELD_AT_LIST(struct calendar_spec, holidays, holiday_count)},
    {"exceptions", FIELD_LIST, .max = DATES_MAX, FIELD_SHAPES(&exception_shape),
     .doc = {"Les jours hors de la règle.", "The days outside the rule."},
     FIELD_AT_LIST(struct calendar_spec, exceptions, exception_count)},
    {"holiday_wins", FIELD_BOOL,
     .doc = {"Un férié ferme même un jour que « exceptions » ouvre.",
             "A holiday closes even a day that \"exceptions\" opens."},
     FIELD_AT(struct calendar_spec, holiday_wins)},
    {0},
};

static void finish_calendar(struct reader *r, const struct node *node, void *out)
{
    (void)node;
    struct calendar_spec *spec = out;
    if (spec->zone.n == 0)
        spec->zone = ((struct jurisdiction_draft *)r->context)->jurisdiction.zone_name;
}

static const struct shape calendar_shape = {
    .kind = "calendar",
    .fr = "calendrier",
    .en = "calendar",
    .doc = {"Quand on travaille : les heures de la semaine, les saisons, les fériés.",
            "When people work: the hours of the week, the seasons, the holidays."},
    .size = sizeof(struct calendar_spec),
    .fields = calendar_fields,
    .unique = true,
    .key = offsetof(struct calendar_spec, name),
    .finish = finish_calendar,
};

/* --- The jurisdiction ------------------------------------------------------------------------- */

/* French is always there. */
static void read_languages(struct reader *r, const struct field *f, const struct node *value,
                           void *out)
{
    bool french = false, english = false, others = false;
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    for (size_t i = 0; i < value->item_count; i++) {
        struct str s = value->items[i].string;
        bool fr = value->items[i].type == NODE_STRING && str_eq(s, STR("fr"));
        bool en = value->items[i].type == NODE_STRING && str_eq(s, STR("en"));
        french |= fr;
        english |= en;
        others |= !fr && !en;
    }
    *(bool *)out = english;
    if (!french || others || value->member_count)
        reader_fault(r, value, "« %s » est { \"fr\" } ou { \"fr\", \"en\" }",
                     "\"%s\" is { \"fr\" } or { \"fr\", \"en\" }", reader_key(r, f->name));
}

/* A file of the borough's folder: no way out of it. */
static void read_file(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    struct str s = value->string;
    bool good = s.n > 0 && s.n <= CODE_MAX && s.p[0] != '.' && s.p[0] != '/';
    for (size_t i = 0; i < s.n; i++) {
        bool letter = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
                      (s.p[i] >= '0' && s.p[i] <= '9');
        good &= letter || strchr("-_", s.p[i]) || (s.p[i] == '.' && i > 0 && s.p[i - 1] != '.');
    }
    if (good)
        *(struct str *)out = s;
    else
        reader_fault(r, value, "« %s » vaut « %s » : il faut un fichier de ce dossier",
                     "\"%s\" is \"%s\": it must be a file of this folder", reader_key(r, f->name),
                     s.p);
}

static const struct field file_forms[] = {
    {"file", FIELD_STRING, .min = 1, .max = CODE_MAX, .pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]*$",
     .doc = {"Un fichier de ce dossier.", "A file of this folder."}},
    {0},
};

static const struct field values_fields[] = {
    {FIELD_REST, FIELD_NUMBER, .min = -1e9, .max = 1e9, .of = "setting",
     .doc = {"La valeur du réglage.", "The value of the setting."}},
    {0},
};
static const struct shape values_shape = {
    .kind = "",
    .doc = {"Les réglages d'un service.", "The settings of a service."},
    .fields = values_fields,
};
static const struct field settings_fields[] = {
    {FIELD_REST, FIELD_TABLE, FIELD_SHAPES(&values_shape), .of = "service",
     .doc = {"Les réglages de ce service.", "The settings of that service."}},
    {0},
};
static const struct shape settings_shape = {
    .kind = "",
    .doc = {"Les réglages, par service.", "The settings, by service."},
    .fields = settings_fields,
};

/* Which settings a service has is known only once it is read. */
static void read_settings(struct reader *r, const struct field *f, const struct node *value,
                          void *out)
{
    if (reader_expect(r, f->name, value, NODE_TABLE))
        *(const struct node **)out = value;
}

static void finish_jurisdiction(struct reader *r, const struct node *node, void *out)
{
    struct jurisdiction_draft *draft = out;
    size_t before = reader_enter(r, "settings", 0);
    for (size_t i = 0; draft->settings && i < draft->settings->member_count; i++) {
        const struct member *m = &draft->settings->members[i];
        bool taken = false;
        for (size_t k = 0; k < draft->service_count; k++)
            taken |= str_eq(draft->services[k], m->key);
        if (!taken)
            reader_fault(r, node, "« %s » n'est pas dans « services »",
                         "\"%s\" is not among \"services\"", reader_key(r, m->key.p));
        reader_expect(r, m->key.p, &m->value, NODE_TABLE);
    }
    reader_leave(r, before);
}

static const struct field jurisdiction_fields[] = {
    {"api", FIELD_OWN, .required = true, .read = read_api, .forms = api_forms,
     .doc = {"La version de ce langage : 1.", "The version of this language: 1."}},
    {"id", FIELD_CODE, .required = true,
     .doc = {"Le code de l'arrondissement ; il ne change plus.",
             "The code of the borough; it never changes."},
     FIELD_AT(struct jurisdiction_draft, jurisdiction.id)},
    {"name", FIELD_TEXT, .required = true, .max = 100, .doc = {"Son nom.", "Its name."},
     FIELD_AT(struct jurisdiction_draft, jurisdiction.name)},
    {"motto", FIELD_TEXT, .doc = {"Sa devise.", "Its motto."},
     FIELD_AT(struct jurisdiction_draft, jurisdiction.motto)},
    {"contact", FIELD_TEXT, .required = true, .doc = {"Où le joindre.", "Where to reach it."},
     FIELD_AT(struct jurisdiction_draft, jurisdiction.contact)},
    {"key_service", FIELD_TEXT,
     .doc = {"Comment demander une clé d'API.", "How to ask for an API key."},
     FIELD_AT(struct jurisdiction_draft, jurisdiction.key_service)},
    {"zone", FIELD_STRING, .required = true, .min = 1, .max = 60,
     .doc = {"Son fuseau : America/Toronto.", "Its time zone: America/Toronto."},
     FIELD_AT(struct jurisdiction_draft, jurisdiction.zone_name)},
    {"languages", FIELD_OWN, .required = true, .read = read_languages,
     .doc = {"Ses langues : le français, et l'anglais ou non.",
             "Its languages: French, and English or not."},
     FIELD_FORMS({"languages", FIELD_STRINGS, .min = 1, .max = 2, FIELD_WORDS("fr", "en")}),
     FIELD_AT(struct jurisdiction_draft, jurisdiction.english)},
    {"territory", FIELD_OWN, .read = read_file, .forms = file_forms,
     .doc = {"Le fichier GeoJSON de son territoire ; sans lui, tout le globe.",
             "The GeoJSON file of its territory; without it, the whole globe."},
     FIELD_AT(struct jurisdiction_draft, territory)},
    {"places", FIELD_OWN, .read = read_file, .forms = file_forms,
     .doc = {"Le fichier GeoJSON des lieux dont parlent les conditions « near ».",
             "The GeoJSON file of the places that the conditions \"near\" speak of."},
     FIELD_AT(struct jurisdiction_draft, places)},
    {"calendars", FIELD_LIST, .required = true, .min = 1, .max = CALENDARS_MAX,
     .doc = {"Ses calendriers.", "Its calendars."}, FIELD_SHAPES(&calendar_shape),
     FIELD_AT_LIST(struct jurisdiction_draft, calendars, calendar_count)},
    {"services", FIELD_CODES, .required = true, .min = 1, .max = SERVICES_MAX, .of = "service",
     .doc = {"Les services qu'il offre, dans l'ordre où on les montre.",
             "The services it offers, in the order in which they are shown."},
     FIELD_AT_LIST(struct jurisdiction_draft, services, service_count)},
    {"settings", FIELD_OWN, .read = read_settings,
     .doc = {"Ce qu'il change dans les services : { pothole = { repair_days = 5 } }.",
             "What it changes in the services: { pothole = { repair_days = 5 } }."},
     FIELD_FORMS({"settings", FIELD_TABLE, FIELD_SHAPES(&settings_shape)}),
     FIELD_AT(struct jurisdiction_draft, settings)},
    {0},
};

const struct shape jurisdiction_shape = {
    .kind = "jurisdiction",
    .fr = "arrondissement",
    .en = "jurisdiction",
    .doc = {"Un arrondissement : ses calendriers, son territoire, ses services.",
            "A borough: its calendars, its territory, its services."},
    .size = sizeof(struct jurisdiction_draft),
    .fields = jurisdiction_fields,
    .finish = finish_jurisdiction,
};

enum err jurisdiction_read(struct arena *arena, struct faults *faults,
                           const struct sources *sources, const struct node *tree,
                           struct jurisdiction_draft *out)
{
    struct reader r = {.arena = arena, .faults = faults, .sources = sources, .context = out};
    size_t before = faults->count;
    *out = (struct jurisdiction_draft){0};
    schema_read(&r, &jurisdiction_shape, tree, out);
    if (r.out_of_memory || faults->lost)
        return ERR_NOMEM;
    return faults->count > before ? ERR_INVALID : ERR_OK;
}
