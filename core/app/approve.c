/* Printing a difference; asking. */
#include "app/approve.h"

#include "app/say.h"

#include <unistd.h>

static bool answers_yes(const char *question)
{
    static const char *const words[] = {"o", "oui", "y", "yes"};
    char line[16];
    printf("%s", question);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    struct str said = str_trim(str_c(line));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(said, str_c(words[i])))
            return true;
    return false;
}

static bool is_named(const struct approval *a, struct str name)
{
    for (size_t i = 0; i < a->count; i++)
        if (str_eq(a->names[i], name))
            return true;
    return false;
}

/* Room for those asked about as well. */
static bool read_words(struct arena *arena, const struct comparison *c, struct approval *a)
{
    struct str rest = str_c(a->words ? a->words : ""), name;
    a->names = ARENA_ARRAY(arena, struct str, rest.n + c->upgrade_count + 1);
    a->count = 0;
    while (a->names && str_cut(&rest, ',', &name))
        if (str_trim(name).n)
            a->names[a->count++] = str_trim(name);
    return a->names;
}

static bool ask_upgrade(struct arena *arena, struct str name)
{
    struct str q = say_lang() == LANG_EN
                       ? arena_printf(arena, "Approve " STR_FMT "? [y/N] ", STR_ARG(name))
                       : arena_printf(arena, "Approuver " STR_FMT " ? [o/N] ", STR_ARG(name));
    return q.p && answers_yes(q.p);
}

static bool ask(struct arena *arena, const struct comparison *c, struct approval *a)
{
    bool good = true;
    for (size_t i = 0; good && i < c->upgrade_count; i++) {
        struct str name = c->upgrades[i].name;
        if (c->upgrades[i].approved || is_named(a, name))
            continue;
        good = ask_upgrade(arena, name);
        if (good)
            a->names[a->count++] = name;
    }
    return good && answers_yes(say_lang() == LANG_EN ? "Put this in force? [y/N] "
                                                     : "Mettre en vigueur ? [o/N] ");
}

bool approve_changes(struct arena *arena, const struct comparison *c, struct approval *a)
{
    struct buf b = buf_in(arena);
    comparison_put_text(&b, c, say_lang());
    if (b.failed || !read_words(arena, c, a)) {
        say_err("activate", ERR_NOMEM);
        return false;
    }
    printf(STR_FMT, STR_ARG(buf_str(&b)));
    fflush(stdout);
    bool nothing = !c->value_count && !c->text_count;
    if (nothing || a->yes || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || ask(arena, c, a))
        return true;
    say("rien n’a été changé", "nothing was changed");
    return false;
}
