/* guichet new: the folder of a new service, that passes check and test as it stands. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "app/sketch.h"
#include "base/date.h"
#include "base/now.h"
#include "script/load.h"
#include "script/schema.h"
#include "script/suggest.h"
#include "script/trials.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct making {
    struct arena arena;
    const char *dir, *plugins, *extends;
    struct sketch sketch;
    int64_t now;
    bool named;                /* jurisdiction.lua names it already */
    struct generation *parent; /* holds what it extends, as it will be read */
    struct generation *whole;  /* the borough with the new service */
    struct str service, tests, readme;
};

/* --- What it extends -------------------------------------------------------------------------- */

static bool is_shared(struct making *m, const char *code)
{
    struct str path = arena_printf(&m->arena, "%s/%s/service.lua", m->plugins, code);
    return path.p && access(path.p, R_OK) == 0;
}

static struct str nearest(struct making *m, struct str code)
{
    struct suggest near = {.word = code};
    DIR *d = opendir(m->plugins);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (is_shared(m, entry->d_name))
            suggest_try(&near, arena_str(&m->arena, str_c(entry->d_name)));
    if (d)
        closedir(d);
    return near.best;
}

static bool say_no_parent(struct making *m, struct str code)
{
    struct str near = nearest(m, code);
    say("il n’y a pas de service partagé « %s » dans %s", "there is no shared service \"%s\" in %s",
        m->extends, m->plugins);
    if (near.n)
        say("vouliez-vous « core/%s » ?", "did you mean \"core/%s\"?", near.p);
    return false;
}

/* The major version of the shared service, which its heirs say. */
static bool find_major(struct making *m, struct str *major)
{
    struct library library = {.plugins = m->plugins, .seen = bundle_in(&m->arena)};
    struct sources set = {.arena = &m->arena, .library = &library};
    struct faults faults = faults_in(&m->arena);
    struct vm_limits limits = vm_manifest_limits();
    struct node *tree = NULL;
    struct str path = arena_printf(&m->arena, "core/%s/service.lua", m->sketch.parent_code.p);
    limits.microseconds *= GUICHET_SLOWNESS;
    enum err e = path.p ? sources_take(&set, path, path) : ERR_NOMEM;
    if (!e)
        e = load_tree(&set, limits, &faults, &tree);
    say_faults(stderr, &faults);
    if (e && !faults_any(&faults))
        say_err(m->extends, e);
    const struct node *version = e ? NULL : node_get(tree, STR("version"));
    struct str rest = version && version->type == NODE_STRING ? version->string : STR("1");
    str_cut(&rest, '.', major);
    return !e;
}

/* "core/pothole", "core/pothole@1" or "pothole". */
static bool find_parent(struct making *m)
{
    struct str word = str_c(m->extends ? m->extends : ""), code = word, major;
    if (!word.n)
        return true;
    if (str_starts(word, STR("core/")))
        word = str_from(word, 5);
    str_cut(&word, '@', &code);
    code = arena_str(&m->arena, code);
    if (!code.p || !code_valid(code) || !is_shared(m, code.p))
        return say_no_parent(m, code);
    m->sketch.parent_code = code;
    if (!find_major(m, &major))
        return false;
    m->sketch.parent =
        arena_printf(&m->arena, "core/" STR_FMT "@" STR_FMT, STR_ARG(code), STR_ARG(major));
    return m->sketch.parent.p != NULL;
}

/* --- Trying it before anything is written ----------------------------------------------------- */

/* The borough as it would be with this text; NULL, its faults said. */
static struct generation *try_text(struct making *m, struct str text)
{
    struct bundle texts = bundle_in(&m->arena);
    struct faults faults = faults_in(&m->arena);
    struct generation *g = NULL;
    struct str path =
        arena_printf(&m->arena, "services/" STR_FMT "/service.lua", STR_ARG(m->sketch.code));
    const struct generation_options options = {.dir = m->dir,
                                               .plugins = m->plugins,
                                               .texts = &texts,
                                               .also = m->sketch.code,
                                               .around_year =
                                                   date_from_days(m->now / DAY_SECONDS).year,
                                               .slowness = GUICHET_SLOWNESS};
    enum err e = path.p && text.p ? bundle_put(&texts, path, text) : ERR_NOMEM;
    if (!e)
        e = generation_load(&options, &faults, &g);
    say_faults(stderr, &faults);
    if (e && !faults_any(&faults))
        say_err(m->dir, e);
    return g;
}

static const struct service *made(struct making *m, struct generation *g)
{
    return jurisdiction_service(generation_jurisdiction(g), m->sketch.code);
}

/* The shared service as the heir has it before it changes anything. */
static bool look_at_parent(struct making *m)
{
    if (!m->sketch.parent.n)
        return true;
    m->parent = try_text(m, arena_printf(&m->arena,
                                         "return service { extends = \"" STR_FMT
                                         "\", code = \"" STR_FMT "\", version = \"1.0.0\" }",
                                         STR_ARG(m->sketch.parent), STR_ARG(m->sketch.code)));
    m->sketch.extends = m->parent ? made(m, m->parent) : NULL;
    return m->sketch.extends != NULL;
}

/* The street crews' calendar if there is one, else the first: any will do to begin with. */
static struct str some_calendar(struct making *m, const struct jurisdiction *j)
{
    bool roads = jurisdiction_calendar(j, STR("roads"));
    return roads || !j->calendar_count ? STR("roads") : arena_str(&m->arena, j->calendars[0].name);
}

/* Served from elsewhere, or missed: "CODE/service.lua" is what the fault is about. */
static bool is_named(struct making *m, const struct jurisdiction *j, const struct faults *faults)
{
    struct str file = arena_printf(&m->arena, "%s/service.lua", m->sketch.code.p);
    bool named = jurisdiction_service(j, m->sketch.code);
    for (const struct fault *f = faults->first; f; f = f->next)
        named |= str_eq(f->where, file);
    return named;
}

static bool look_at_borough(struct making *m)
{
    const struct generation_options options = {.dir = m->dir,
                                               .plugins = m->plugins,
                                               .around_year =
                                                   date_from_days(m->now / DAY_SECONDS).year,
                                               .skip_broken = true,
                                               .slowness = GUICHET_SLOWNESS};
    struct faults faults = faults_in(&m->arena);
    struct generation *g;
    if (generation_load(&options, &faults, &g)) {
        say_faults(stderr, &faults);
        return false;
    }
    m->sketch.calendar = some_calendar(m, generation_jurisdiction(g));
    m->named = is_named(m, generation_jurisdiction(g), &faults);
    generation_release(g);
    return true;
}

/* --- Its tests -------------------------------------------------------------------------------- */

static enum err play(struct making *m, struct str text, struct trials_report *out)
{
    struct faults faults = faults_in(&m->arena);
    struct trials trials;
    enum err e = trials_read(&m->arena, m->whole, made(m, m->whole), NULL, STR("service_test.lua"),
                             text, &faults, &trials);
    return e ? e : trials_run(&m->arena, m->whole, &trials, m->now, out);
}

/* A test that expects no date is told which one comes, and by which rule. */
static bool learn(struct making *m, const struct sketch_answers *a, struct str *due,
                  struct str *rule)
{
    struct buf b = buf_in(&m->arena);
    struct trials_report report;
    sketch_tests(&b, a, STR(""), STR(""));
    if (b.failed || play(m, buf_str(&b), &report))
        return false;
    const struct trial_result *r = &report.results[0];
    *due = STR("false");
    *rule = STR("");
    if (!r->miss_count)
        return true;
    *due = r->misses[0].got.in[LANG_EN];
    *rule = r->misses[0].rule;
    return r->miss_count == 1 && str_starts(r->misses[0].what.in[LANG_EN], STR("due date of "));
}

static bool write_tests(struct making *m, const struct sketch_answers *a)
{
    struct buf b = buf_in(&m->arena);
    struct str due, rule;
    struct trials_report report;
    if (!learn(m, a, &due, &rule))
        return false;
    sketch_tests(&b, a, due, rule);
    m->tests = buf_str(&b);
    return !b.failed && !play(m, m->tests, &report) && !report.failed;
}

/* Answers that the form takes, and that no stop_if turns away. */
static bool find_tests(struct making *m)
{
    struct sketch_answers a = {.service = made(m, m->whole)};
    for (a.variant = 0; a.variant < sketch_variants(a.service); a.variant++)
        for (int all = 0; all < 2; all++) {
            a.all = all;
            if (write_tests(m, &a))
                return true;
        }
    m->tests = STR("");
    return false;
}

static bool make_texts(struct making *m)
{
    struct buf service = buf_in(&m->arena), readme = buf_in(&m->arena);
    if (!find_parent(m) || !look_at_borough(m) || !look_at_parent(m))
        return false;
    sketch_service(&service, &m->sketch);
    sketch_readme(&readme, &m->sketch);
    m->service = buf_str(&service);
    m->readme = buf_str(&readme);
    if (service.failed || readme.failed || !(m->whole = try_text(m, m->service)))
        return false;
    if (!find_tests(m))
        say("aucune réponse que « %s » accepte n’a été trouvée : écrivez ses essais",
            "no answers that \"%s\" takes were found: write its tests", m->sketch.code.p);
    return true;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static bool make_dir(const char *path, bool may_be)
{
    if (!mkdir(path, 0777) || (may_be && errno == EEXIST))
        return true;
    say_err(path, err_from_errno(errno));
    return false;
}

static bool write_file(struct making *m, const char *folder, const char *name, struct str text)
{
    struct str path = arena_printf(&m->arena, "%s/%s", folder, name);
    FILE *f = path.p && text.n ? fopen(path.p, "wxe") : NULL;
    if (!text.n)
        return true;
    bool good = f && fwrite(text.p, 1, text.n, f) == text.n;
    if (f && fclose(f))
        good = false;
    if (good)
        puts(path.p);
    else
        say_err(path.p ? path.p : folder, err_from_errno(errno));
    return good;
}

static bool write_folder(struct making *m)
{
    struct str above = arena_printf(&m->arena, "%s/services", m->dir);
    struct str folder =
        arena_printf(&m->arena, "%s/" STR_FMT, above.p ? above.p : "", STR_ARG(m->sketch.code));
    return above.p && folder.p && make_dir(above.p, true) && make_dir(folder.p, false) &&
           write_file(m, folder.p, "service.lua", m->service) &&
           write_file(m, folder.p, "service_test.lua", m->tests) &&
           write_file(m, folder.p, "README.md", m->readme);
}

static void say_next(const struct making *m)
{
    const char *dir = m->dir, *code = m->sketch.code.p;
    bool english = say_lang() == LANG_EN;
    puts(english ? "Next:" : "Ensuite :");
    if (!m->named)
        printf(english ? "  in %s/jurisdiction.lua, add \"%s\" to services = { … }\n"
                       : "  dans %s/jurisdiction.lua, ajouter \"%s\" à services = { … }\n",
               dir, code);
    printf(
        english
            ? "  say in services/%s/service.lua what it is, and after each change:\n"
            : "  dire dans services/%s/service.lua ce que c’est, puis après chaque changement :\n",
        code);
    printf("    guichet check %s\n    guichet test %s --service %s\n", dir, dir, code);
}

/* --- The command ------------------------------------------------------------------------------ */

static bool may_begin(struct making *m)
{
    struct str borough = arena_printf(&m->arena, "%s/jurisdiction.lua", m->dir);
    struct str folder = arena_printf(&m->arena, "%s/services/%s", m->dir, m->sketch.code.p);
    if (!borough.p || !folder.p)
        say_err(m->dir, ERR_NOMEM);
    else if (!code_valid(m->sketch.code))
        say("« %s » ne peut pas être un code : il faut des minuscules sans accent, des chiffres, "
            "« - » ou « _ », une lettre d’abord, %d au plus",
            "\"%s\" cannot be a code: it takes lower-case letters, digits, \"-\" or \"_\", a "
            "letter "
            "first, %d at the most",
            m->sketch.code.p, CODE_MAX);
    else if (access(borough.p, R_OK))
        say("%s n’est pas le dossier d’un arrondissement : il n’y a pas de jurisdiction.lua",
            "%s is not the folder of a borough: there is no jurisdiction.lua", m->dir);
    else if (access(folder.p, F_OK) == 0)
        say("%s existe déjà : rien n’a été écrit", "%s exists already: nothing was written",
            folder.p);
    else
        return true;
    return false;
}

static int run(struct making *m)
{
    bool good = may_begin(m) && make_texts(m) && write_folder(m);
    if (good)
        say_next(m);
    generation_release(m->parent);
    generation_release(m->whole);
    arena_free(&m->arena);
    return good ? EXIT_GOOD : EXIT_BAD;
}

int cmd_new(int argc, char **argv)
{
    struct now clock = {0};
    struct making m = {.plugins = GUICHET_PLUGINS, .now = now_seconds(&clock)};
    const struct option_row rows[] = {
        {"--extends", OPTION_TEXT, &m.extends, "core/NAME", false,
         TEXT("le service partagé dont il part, comme core/pothole",
              "the shared service that it starts from, such as core/pothole")},
        BOROUGH_PLUGINS_OPTION(&m.plugins),
    };
    const struct usage usage = {
        "new",
        "JURISDICTION_DIR CODE",
        2,
        2,
        TEXT("Commence un service de l’arrondissement : écrit services/CODE/service.lua, deux "
             "essais qui réussissent et un README, puis dit ce qui reste à faire. Avec "
             "--extends, ce qui n’y est pas écrit est pris au service partagé ; sans, c’est un "
             "petit service complet et commenté. N’écrase rien.\nCode de sortie : 0 écrit ; 1 rien "
             "n’a été écrit, ou pas tout ; 2 mauvais emploi.",
             "Begins a service of the borough: writes services/CODE/service.lua, two tests that "
             "pass and a README, then says what is left to do. With --extends, what is not "
             "written there is taken from the shared service; without, it is a small service, "
             "complete and commented. Overwrites nothing.\nExit status: 0 written; 1 nothing was "
             "written, or not all; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    m.dir = argv[0];
    m.sketch.code = str_c(argv[1]);
    return run(&m);
}
