/* Command-line options by table: reading them, and printing them for --help. */
#include "app/options.h"

#include "app/say.h"

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

/* One option at argv[*i]; moves *i over its value. */
static bool read_option(const struct usage *u, int argc, char **argv, int *i)
{
    struct str word = str_c(argv[*i]), name = {NULL, 0}, rest = word;
    str_cut(&rest, '=', &name);
    const struct option_row *row = find(u, name);
    if (!row) {
        say("%s : option inconnue de « %s »", "%s: \"%s\" has no such option", argv[*i],
            u->command);
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
static int columns(const char *s)
{
    int n = 0;
    for (; *s; s++)
        n += (*s & 0xC0) != 0x80;
    return n;
}

static void print_row(const struct option_row *row, enum lang lang)
{
    enum { WIDTH = 28 };
    char head[64];
    snprintf(head, sizeof head, "%s %s", row->name, row->value ? row->value : "");
    int pad = WIDTH - columns(head);
    struct str help = text_in(row->help, lang);
    printf("  %s%*s " STR_FMT "\n", head, pad > 0 ? pad : 0, "", STR_ARG(help));
}

void options_help(const struct usage *u)
{
    enum lang lang = say_lang();
    struct str about = text_in(u->about, lang);
    printf("%s guichet %s%s%s%s\n\n" STR_FMT "\n",
           lang == LANG_EN ? "usage:" : "emploi :", u->command, *u->arguments ? " " : "",
           u->arguments, u->row_count ? " [options]" : "", STR_ARG(about));
    if (u->row_count)
        putchar('\n');
    for (size_t i = 0; i < u->row_count; i++)
        print_row(&u->rows[i], lang);
}
