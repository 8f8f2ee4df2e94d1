/* Command-line options by table: reading them, and printing them for --help. */
#include "app/options.h"

#include "app/say.h"
#include "script/suggest.h"

#include <stdio.h>

static const struct option_row *find(const struct usage *u, struct str name)
{
    for (size_t i = 0; i < u->row_count; i++)
        if (str_eq(str_c(u->rows[i].name), name))
            return &u->rows[i];
    return NULL;
}

static bool read_size(struct str s, uint64_t *out)
{
    static const char units[] = "KMGT";
    const char *unit = s.n && s.p[s.n - 1] ? strchr(units, s.p[s.n - 1]) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    uint64_t v;
    if (!str_u64(unit ? str_first(s, s.n - 1) : s, &v) || v > UINT64_MAX >> shift)
        return false;
    *out = v << shift;
    return true;
}

static bool narrow(uint64_t v, uint32_t *out)
{
    *out = (uint32_t)v;
    return v <= UINT32_MAX;
}

static bool store_value(const struct option_row *row, const char *value)
{
    uint64_t wide;
    switch (row->type) {
    case OPTION_TEXT:
        *(const char **)row->to = value;
        return true;
    case OPTION_NUMBER:
        return str_u64(str_c(value), row->to);
    case OPTION_SIZE:
        return read_size(str_c(value), row->to);
    case OPTION_NUMBER32:
        return str_u64(str_c(value), &wide) && narrow(wide, row->to);
    case OPTION_SIZE32:
        return read_size(str_c(value), &wide) && narrow(wide, row->to);
    case OPTION_FLAG:
        break;
    }
    return false;
}

static int misused(const struct usage *u)
{
    say("essayez « guichet %s --help »", "try \"guichet %s --help\"", u->command);
    return EXIT_USAGE;
}

static void unknown(const struct usage *u, const char *word, struct str name)
{
    struct suggest near = {.word = name};
    for (size_t i = 0; i < u->row_count; i++)
        suggest_try(&near, str_c(u->rows[i].name));
    say("%s : option inconnue de « %s »", "%s: \"%s\" has no such option", word, u->command);
    if (near.best.n)
        say("vouliez-vous « %.*s » ?", "did you mean \"%.*s\"?", STR_ARG(near.best));
}

/* One option at argv[*i]; moves *i over its value. */
static bool read_option(const struct usage *u, int argc, char **argv, int *i)
{
    struct str word = str_c(argv[*i]), name = {NULL, 0}, rest = word;
    str_cut(&rest, '=', &name);
    const struct option_row *row = find(u, name);
    if (!row) {
        unknown(u, argv[*i], name);
        return false;
    }
    if (row->type == OPTION_FLAG) {
        *(bool *)row->to = true;
        return rest.p == NULL;
    }
    const char *value = rest.p ? rest.p : *i + 1 < argc ? argv[++*i] : NULL;
    if (value && store_value(row, value))
        return true;
    say("%s attend une valeur %s ; reçu : « %s »", "%s wants a value %s; got \"%s\"", row->name,
        row->value, value ? value : "");
    return false;
}

static bool required_there(const struct usage *u, const bool *seen)
{
    for (size_t i = 0; i < u->row_count; i++)
        if (u->rows[i].required && !seen[i]) {
            say("il manque %s %s", "%s %s is missing", u->rows[i].name, u->rows[i].value);
            return false;
        }
    return true;
}

static void mark_seen(const struct usage *u, const char *word, bool *seen)
{
    struct str rest = str_c(word), name;
    str_cut(&rest, '=', &name);
    const struct option_row *row = find(u, name);
    if (row)
        seen[row - u->rows] = true;
}

int options_read(const struct usage *u, int argc, char **argv, int *count)
{
    bool seen[64] = {false};
    bool only_arguments = false;
    *count = 0;
    for (int i = 0; i < argc; i++) {
        struct str word = str_c(argv[i]);
        if (!only_arguments && str_eq(word, STR("--"))) {
            only_arguments = true;
        } else if (!only_arguments && (str_eq(word, STR("--help")) || str_eq(word, STR("-h")))) {
            options_help(u);
            return EXIT_GOOD;
        } else if (!only_arguments && str_starts(word, STR("--"))) {
            mark_seen(u, argv[i], seen);
            if (!read_option(u, argc, argv, &i))
                return misused(u);
        } else {
            argv[(*count)++] = argv[i];
        }
    }
    if (*count < u->least || *count > u->most) {
        say("« %s » attend : %s", "\"%s\" wants: %s", u->command,
            *u->arguments ? u->arguments : "—");
        return misused(u);
    }
    return required_there(u, seen) ? -1 : misused(u);
}

/* Columns of a terminal: one a code point, as in all our options. */
static int columns(struct str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += (s.p[i] & 0xC0) != 0x80;
    return n;
}

static void print_row(const struct option_row *row, enum lang lang)
{
    enum { WIDTH = 28 };
    char head[64];
    snprintf(head, sizeof head, "%s %s", row->name, row->value ? row->value : "");
    int pad = WIDTH - columns(str_c(head));
    struct str help = text_in(row->help, lang);
    printf("  %s%*s " STR_FMT "\n", head, pad > 0 ? pad : 0, "", STR_ARG(help));
}

/* French sets a space within its quotes and before its signs; a line does not end there. */
static bool may_break(struct str before, struct str after)
{
    return !str_ends(before, STR("«")) && !str_starts(after, STR("»")) &&
           !(after.n && strchr(":;!?", after.p[0]));
}

/* Up to the next space where a line may end, which is dropped. */
static struct str cut_unit(struct str *rest)
{
    size_t i = 0;
    while (i < rest->n &&
           !(rest->p[i] == ' ' && may_break(str_first(*rest, i), str_from(*rest, i + 1))))
        i++;
    struct str unit = str_first(*rest, i);
    *rest = str_from(*rest, i < rest->n ? i + 1 : i);
    return unit;
}

/* A paragraph, broken at spaces. */
static void print_paragraph(struct str rest)
{
    enum { LINE = 80 };
    int column = 0;
    while (rest.n) {
        struct str unit = cut_unit(&rest);
        int width = columns(unit);
        bool breaks = column && column + 1 + width > LINE;
        printf("%s" STR_FMT, breaks ? "\n" : column ? " " : "", STR_ARG(unit));
        column = breaks || !column ? width : column + 1 + width;
    }
    putchar('\n');
}

/* What must be there stands in the first line. */
static void print_usage(const struct usage *u, enum lang lang)
{
    size_t optional = 0;
    printf("%s guichet %s%s%s", lang == LANG_EN ? "usage:" : "emploi :", u->command,
           *u->arguments ? " " : "", u->arguments);
    for (size_t i = 0; i < u->row_count; i++)
        if (u->rows[i].required)
            printf(" %s %s", u->rows[i].name, u->rows[i].value);
        else
            optional++;
    puts(optional ? " [options]\n" : "\n");
}

void options_help(const struct usage *u)
{
    enum lang lang = say_lang();
    struct str about = text_in(u->about, lang), paragraph;
    print_usage(u, lang);
    while (str_cut(&about, '\n', &paragraph))
        print_paragraph(paragraph);
    if (u->row_count)
        putchar('\n');
    for (size_t i = 0; i < u->row_count; i++)
        print_row(&u->rows[i], lang);
}
