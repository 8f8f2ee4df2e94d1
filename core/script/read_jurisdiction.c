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

/* What a week is made of, Monday first, into the structure's `week`. */
#define WEEK_FIELDS(type)                                                \
    {"mon", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[0])},     \
        {"tue", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[1])}, \
        {"wed", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[2])}, \
        {"thu", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[3])}, \
        {"fri", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[4])}, \
        {"sat", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[5])}, \
    {                                                                    \
        "sun", FIELD_OWN, .read = read_hours, FIELD_AT(type, week[6])    \
    }

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
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct season, id)},
    {"from", FIELD_OWN, .required = true, .read = read_season_from},
    {"to", FIELD_OWN, .required = true, .read = read_season_to},
    WEEK_FIELDS(struct season),
    {0},
};

static const struct shape season_shape = {
    .kind = "season",
    .fr = "saison",
    .en = "season",
    .size = sizeof(struct season),
    .fields = season_fields,
    .unique = true,
    .key = offsetof(struct season, id),
};

static const struct field exception_fields[] = {
    {FIELD_ID, FIELD_OWN, .required = true, .read = read_date, FIELD_AT(struct exception, day)},
    {FIELD_ITEMS, FIELD_OWN, .read = read_hours, FIELD_AT(struct exception, hours)},
    {"name", FIELD_TEXT, FIELD_AT(struct exception, name)},
    {0},
};

static const struct shape exception_shape = {
    .kind = "exception",
    .fr = "exception",
    .en = "exception",
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

static const struct field holiday_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct holiday, id)},
    {"name", FIELD_TEXT, .required = true, FIELD_AT(struct holiday, name)},
    {"fixed", FIELD_OWN, .read = read_fixed},
    {"nth", FIELD_OWN, .read = read_int, .min = -1, .max = 5, FIELD_AT(struct holiday, nth)},
    {"weekday", FIELD_WORD, FIELD_WORDS("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
     FIELD_AT(struct holiday, weekday)},
    {"month", FIELD_OWN, .read = read_int, .min = 1, .max = 12, FIELD_AT(struct holiday, month)},
    {"before", FIELD_OWN, .read = read_fixed},
    {"easter", FIELD_OWN, .read = read_int, .min = -100, .max = 100,
     FIELD_AT(struct holiday, offset)},
    {"date", FIELD_OWN, .read = read_holiday_date},
    {"sunday_moves", FIELD_BOOL, FIELD_AT(struct holiday, sunday_moves)},
    {0},
};

static const struct shape holiday_shape = {
    .kind = "holiday",
    .fr = "férié",
    .en = "holiday",
    .size = sizeof(struct holiday),
    .fields = holiday_fields,
    .unique = true,
    .key = offsetof(struct holiday, id),
    .finish = finish_holiday,
};

/* --- Calendars -------------------------------------------------------------------------------- */

static const struct field calendar_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct calendar_spec, name)},
    {"zone", FIELD_STRING, .min = 1, .max = 60, FIELD_AT(struct calendar_spec, zone)},
    WEEK_FIELDS(struct calendar_spec),
    {"seasons", FIELD_LIST, .max = INTERVALS_MAX, FIELD_SHAPES(&season_shape),
     FIELD_AT_LIST(struct calendar_spec, seasons, season_count)},
    {"holidays", FIELD_LIST, .max = DATES_MAX, FIELD_SHAPES(&holiday_shape),
     FIELD_AT_LIST(struct calendar_spec, holidays, holiday_count)},
    {"exceptions", FIELD_LIST, .max = DATES_MAX, FIELD_SHAPES(&exception_shape),
     FIELD_AT_LIST(struct calendar_spec, exceptions, exception_count)},
    {"holiday_wins", FIELD_BOOL, FIELD_AT(struct calendar_spec, holiday_wins)},
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

static void finish_jurisdiction(struct reader *r, const struct node *node, void *out)
{
    struct jurisdiction_draft *draft = out;
    draft->settings = node_get(node, STR("settings"));
    if (draft->settings && !reader_expect(r, "settings", draft->settings, NODE_TABLE))
        draft->settings = NULL;
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
    {"api", FIELD_OWN, .required = true, .read = read_api},
    {"id", FIELD_CODE, .required = true, FIELD_AT(struct jurisdiction_draft, jurisdiction.id)},
    {"name", FIELD_TEXT, .required = true, .max = 100,
     FIELD_AT(struct jurisdiction_draft, jurisdiction.name)},
    {"motto", FIELD_TEXT, FIELD_AT(struct jurisdiction_draft, jurisdiction.motto)},
    {"contact", FIELD_TEXT, .required = true,
     FIELD_AT(struct jurisdiction_draft, jurisdiction.contact)},
    {"key_service", FIELD_TEXT, FIELD_AT(struct jurisdiction_draft, jurisdiction.key_service)},
    {"zone", FIELD_STRING, .required = true, .min = 1, .max = 60,
     FIELD_AT(struct jurisdiction_draft, jurisdiction.zone_name)},
    {"languages", FIELD_OWN, .required = true, .read = read_languages,
     FIELD_AT(struct jurisdiction_draft, jurisdiction.english)},
    {"territory", FIELD_OWN, .read = read_file, FIELD_AT(struct jurisdiction_draft, territory)},
    {"places", FIELD_OWN, .read = read_file, FIELD_AT(struct jurisdiction_draft, places)},
    {"calendars", FIELD_LIST, .required = true, .min = 1, .max = CALENDARS_MAX,
     FIELD_SHAPES(&calendar_shape),
     FIELD_AT_LIST(struct jurisdiction_draft, calendars, calendar_count)},
    {"services", FIELD_CODES, .required = true, .min = 1, .max = SERVICES_MAX,
     FIELD_AT_LIST(struct jurisdiction_draft, services, service_count)},
    {"settings", .type = FIELD_LATER},
    {0},
};

static const struct shape jurisdiction_shape = {
    .kind = "jurisdiction",
    .fr = "arrondissement",
    .en = "jurisdiction",
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
