/* The stored form of a calendar: the tags of its record, and the names it has in an export. */
#include "domain/calendar_record.h"

#include "domain/worktime.h"

enum { CALENDAR_FORMAT = 1 };

#define AT(type, m) .at = offsetof(struct type, m)
#define ALSO(type, m) .also = offsetof(struct type, m)

static const struct field hours_table[] = {
    {1, FIELD_INT, "open", AT(hours, open)},
    {2, FIELD_INT, "close", AT(hours, close)},
};
static const struct fields hours_fields = FIELDS(hours_table, struct hours);

static const struct field day_table[] = {
    {1, FIELD_LIST, "hours", AT(day_hours, items), ALSO(day_hours, count), .of = &hours_fields},
};
static const struct fields day_fields = FIELDS(day_table, struct day_hours);

#define DAY(type, tag, name, weekday)                                       \
    {                                                                       \
        tag, FIELD_RECORD, name, AT(type, week[weekday]), .of = &day_fields \
    }

static const struct field season_table[] = {
    {1, FIELD_STR, "id", AT(season, id)},
    {2, FIELD_INT, "from_month", AT(season, from_month)},
    {3, FIELD_INT, "from_day", AT(season, from_day)},
    {4, FIELD_INT, "to_month", AT(season, to_month)},
    {5, FIELD_INT, "to_day", AT(season, to_day)},
    DAY(season, 6, "mon", 0),
    DAY(season, 7, "tue", 1),
    DAY(season, 8, "wed", 2),
    DAY(season, 9, "thu", 3),
    DAY(season, 10, "fri", 4),
    DAY(season, 11, "sat", 5),
    DAY(season, 12, "sun", 6),
};
static const struct fields season_fields = FIELDS(season_table, struct season);

static struct str rule_word(unsigned v)
{
    static const char *const words[] = {"fixed", "nth_weekday", "weekday_before", "easter",
                                        "dated"};
    return v < sizeof words / sizeof *words ? str_c(words[v]) : (struct str){0};
}

static const struct field holiday_table[] = {
    {1, FIELD_STR, "id", AT(holiday, id)},
    {2, FIELD_TEXT, "name", AT(holiday, name)},
    {3, FIELD_WORD, "rule", AT(holiday, rule), .word = rule_word},
    {4, FIELD_INT, "year", AT(holiday, year)},
    {5, FIELD_INT, "month", AT(holiday, month)},
    {6, FIELD_INT, "day", AT(holiday, day)},
    {7, FIELD_INT, "nth", AT(holiday, nth)},
    {8, FIELD_INT, "weekday", AT(holiday, weekday)},
    {9, FIELD_INT, "offset", AT(holiday, offset)},
    {10, FIELD_BOOL, "sunday_moves", AT(holiday, sunday_moves)},
};
static const struct fields holiday_fields = FIELDS(holiday_table, struct holiday);

static const struct field exception_table[] = {
    {1, FIELD_I64, "day", AT(exception, day)},
    {2, FIELD_RECORD, "hours", AT(exception, hours), .of = &day_fields},
    {3, FIELD_TEXT, "name", AT(exception, name)},
};
static const struct fields exception_fields = FIELDS(exception_table, struct exception);

/* A tag is never used again for something else. */
static const struct field calendar_table[] = {
    {1, FIELD_STR, "name", AT(calendar_spec, name)},
    {2, FIELD_STR, "zone", AT(calendar_spec, zone)},
    DAY(calendar_spec, 3, "mon", 0),
    DAY(calendar_spec, 4, "tue", 1),
    DAY(calendar_spec, 5, "wed", 2),
    DAY(calendar_spec, 6, "thu", 3),
    DAY(calendar_spec, 7, "fri", 4),
    DAY(calendar_spec, 8, "sat", 5),
    DAY(calendar_spec, 9, "sun", 6),
    {10, FIELD_LIST, "seasons", AT(calendar_spec, seasons), ALSO(calendar_spec, season_count),
     .of = &season_fields},
    {11, FIELD_LIST, "holidays", AT(calendar_spec, holidays), ALSO(calendar_spec, holiday_count),
     .of = &holiday_fields},
    {12, FIELD_LIST, "exceptions", AT(calendar_spec, exceptions),
     ALSO(calendar_spec, exception_count), .of = &exception_fields},
    {13, FIELD_BOOL, "holiday_wins", AT(calendar_spec, holiday_wins)},
};
const struct fields calendar_fields = FIELDS(calendar_table, struct calendar_spec);

enum err calendar_encode(const struct calendar_spec *spec, struct buf *out)
{
    return fields_encode(&calendar_fields, CALENDAR_FORMAT, spec, out);
}

enum err calendar_decode(struct arena *arena, struct str bytes, struct calendar_spec *out)
{
    struct str copy = arena_str(arena, bytes);
    return copy.p ? fields_decode(&calendar_fields, CALENDAR_FORMAT, arena, copy, out) : ERR_NOMEM;
}

enum err calendar_check_version(const struct calendar_spec *spec, struct str version)
{
    char own[CALENDAR_VERSION_SIZE];
    enum err e = calendar_spec_version(spec, own);
    return e ? e : str_eq(str_c(own), version) ? ERR_OK : ERR_CORRUPT;
}
