/* guichet doctor: what this machine gives the counter, and what to mend before opening it. */
#include "app/belt.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/zone.h"
#include "store/store.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { FILES_LEAST = 4096, YEAR_LEAST = 2026, YEAR_MOST = 2100 };

#define SPACE_LEAST ((uint64_t)512 << 20)

enum finding { GOOD, WARNING, BAD };

/* One examination: what was found, and what to do about it; both are empty-able texts. */
struct result {
    enum finding finding;
    char found[200];
    struct text advice;
};

struct patient {
    const char *data;
    struct arena arena;
};

static struct result found(enum finding finding, struct text advice, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static struct result found(enum finding finding, struct text advice, const char *format, ...)
{
    struct result r = {.finding = finding, .advice = advice};
    va_list args;
    va_start(args, format);
    vsnprintf(r.found, sizeof r.found, format, args);
    va_end(args);
    return r;
}

#define NOTHING TEXT("", "")

/* --- The kernel ------------------------------------------------------------------------------- */

static struct result examine_kernel(struct patient *p)
{
    struct utsname u;
    (void)p;
    if (uname(&u))
        return found(WARNING, NOTHING, "?");
    return found(GOOD, NOTHING, "%s %s %s", u.sysname, u.release, u.machine);
}

static struct result examine_files_belt(struct patient *p)
{
    struct belt belt = belt_available();
    (void)p;
    if (belt.files)
        return found(GOOD, NOTHING, "Landlock %d", belt.files);
    return found(WARNING,
                 TEXT("le processus peut ouvrir tout fichier de son compte ; un noyau 5.13 ou plus "
                      "récent, avec « landlock » dans lsm=, l’en empêche",
                      "the process can open any file of its account; a kernel 5.13 or later, with "
                      "\"landlock\" in lsm=, forbids it"),
                 "-");
}

static struct result examine_programs_belt(struct patient *p)
{
    (void)p;
    if (belt_available().programs)
        return found(GOOD, NOTHING, "seccomp");
    return found(WARNING,
                 TEXT("le processus peut lancer des programmes ; prenez un noyau avec seccomp",
                      "the process can start programs; take a kernel with seccomp"),
                 "-");
}

static struct result examine_limits(struct patient *p)
{
    struct rlimit limit;
    (void)p;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return found(WARNING, NOTHING, "?");
    bool enough = limit.rlim_cur >= FILES_LEAST;
    return found(enough ? GOOD : WARNING,
                 enough
                     ? NOTHING
                     : TEXT("chaque connexion en prend un ; « ulimit -n 20000 », ou LimitNOFILE= "
                            "dans l’unité systemd",
                            "each connection takes one; \"ulimit -n 20000\", or LimitNOFILE= in "
                            "the systemd unit"),
                 "%llu", (unsigned long long)limit.rlim_cur);
}

/* --- The data --------------------------------------------------------------------------------- */

static struct result examine_data(struct patient *p)
{
    struct stat st;
    if (!p->data)
        return found(GOOD, TEXT("--data DIR l’examine", "--data DIR examines it"), "-");
    if (stat(p->data, &st) && errno == ENOENT)
        return found(GOOD, TEXT("le premier démarrage le fera", "the first start will make it"),
                     "%.150s", p->data);
    if (!S_ISDIR(st.st_mode) || access(p->data, R_OK | W_OK | X_OK))
        return found(BAD,
                     TEXT("ce compte doit pouvoir y lire et y écrire : chown, chmod 700",
                          "this account must be able to read and write there: chown, chmod 700"),
                     "%.150s", p->data);
    if (st.st_mode & 077)
        return found(WARNING,
                     TEXT("d’autres comptes peuvent y entrer : chmod 700",
                          "other accounts can enter: chmod 700"),
                     "%.150s (%o)", p->data, (unsigned)st.st_mode & 0777);
    return found(GOOD, NOTHING, "%.150s (%o)", p->data, (unsigned)st.st_mode & 0777);
}

static struct result examine_space(struct patient *p)
{
    struct statvfs v;
    if (statvfs(p->data ? p->data : ".", &v) && statvfs(".", &v))
        return found(WARNING, NOTHING, "?");
    uint64_t bytes = (uint64_t)v.f_bavail * v.f_frsize;
    bool enough = bytes >= SPACE_LEAST;
    return found(enough ? GOOD : BAD,
                 enough
                     ? NOTHING
                     : TEXT("libérez de la place : sans elle, rien ne peut plus être déposé (507)",
                            "free some space: without it nothing can be filed any more (507)"),
                 "%.1f Go/GB", (double)bytes / 1e9);
}

static struct result examine_store(struct patient *p)
{
    (void)p;
    return found(GOOD, NOTHING, "%s", store_engine());
}

/* --- Time ------------------------------------------------------------------------------------- */

static struct result examine_zones(struct patient *p)
{
    struct zone *zone;
    if (zone_load(&p->arena, STR("America/Toronto"), &zone))
        return found(BAD,
                     TEXT("sans fuseaux, aucun arrondissement ne s’ouvre : installez tzdata",
                          "without time zones no borough opens: install tzdata"),
                     "-");
    bool known = !str_eq(zone_version(zone), STR("unknown"));
    return found(known ? GOOD : WARNING,
                 known
                     ? NOTHING
                     : TEXT("la version est inconnue : elle ne sera pas gardée avec les décisions",
                            "the version is unknown: it will not be kept with decisions"),
                 "tzdata " STR_FMT, STR_ARG(zone_version(zone)));
}

static struct result examine_clock(struct patient *p)
{
    struct timex t = {0};
    struct now now = {0};
    struct buf b = buf_in(&p->arena);
    int64_t at = now_seconds(&now);
    int year = date_from_days(at / DAY_SECONDS).year;
    instant_put_utc(&b, at);
    if (year < YEAR_LEAST || year > YEAR_MOST)
        return found(BAD,
                     TEXT("l’heure est fausse : toute échéance le serait",
                          "the time is wrong: so would every due date be"),
                     STR_FMT, STR_ARG(buf_str(&b)));
    bool kept = adjtimex(&t) >= 0 && !(t.status & STA_UNSYNC);
    return found(kept ? GOOD : WARNING,
                 kept ? NOTHING
                      : TEXT("rien ne la tient à l’heure : installez chrony ou systemd-timesyncd",
                             "nothing keeps it right: install chrony or systemd-timesyncd"),
                 STR_FMT, STR_ARG(buf_str(&b)));
}

/* --- All of it -------------------------------------------------------------------------------- */

static const struct {
    struct text what;
    struct result (*examine)(struct patient *);
} examinations[] = {
    {TEXT_INIT("noyau", "kernel"), examine_kernel},
    {TEXT_INIT("fichiers interdits au service", "files forbidden to the server"),
     examine_files_belt},
    {TEXT_INIT("programmes interdits au service", "programs forbidden to the server"),
     examine_programs_belt},
    {TEXT_INIT("fichiers ouverts à la fois", "files open at a time"), examine_limits},
    {TEXT_INIT("dossier des données", "data directory"), examine_data},
    {TEXT_INIT("place libre", "free space"), examine_space},
    {TEXT_INIT("dépôt", "store"), examine_store},
    {TEXT_INIT("fuseaux horaires", "time zones"), examine_zones},
    {TEXT_INIT("heure", "clock"), examine_clock},
};

static void print_result(struct text what, const struct result *r, enum lang lang)
{
    static const char *const signs[LANG_COUNT][3] = {{"bien ", "avis ", "FAUTE"},
                                                     {"good ", "note ", "FAULT"}};
    struct str about = text_in(what, lang), advice = text_in(r->advice, lang);
    printf("%s  " STR_FMT "%s: %s", signs[lang][r->finding], STR_ARG(about),
           lang == LANG_FR ? "\u00a0" : "", r->found);
    if (advice.n)
        printf(" — " STR_FMT, STR_ARG(advice));
    putchar('\n');
}

static int examine_all(struct patient *p)
{
    enum finding worst = GOOD;
    for (size_t i = 0; i < sizeof examinations / sizeof *examinations; i++) {
        struct result r = examinations[i].examine(p);
        worst = r.finding > worst ? r.finding : worst;
        print_result(examinations[i].what, &r, say_lang());
    }
    return worst == BAD ? EXIT_BAD : EXIT_GOOD;
}

int cmd_doctor(int argc, char **argv)
{
    struct patient p = {0};
    const struct option_row rows[] = {{"--data", OPTION_TEXT, &p.data, "DIR", false,
                                       TEXT("le dossier des données", "the data directory")}};
    const struct usage usage = {
        "doctor",
        "",
        0,
        0,
        TEXT(
            "Dit ce que cette machine offre au guichet, et quoi corriger : noyau, limites, "
            "données, "
            "place, fuseaux, heure.\nCode de sortie : 0 quand il peut ouvrir, aussi avec des avis "
            "; "
            "1 quand une faute l’en empêche ; 2 mauvais emploi.",
            "Says what this machine gives the counter, and what to mend: kernel, limits, data, "
            "space, time zones, clock.\nExit status: 0 when it can open, also with notes; 1 when a "
            "fault prevents it; 2 wrong usage."),
        rows,
        1};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status < 0)
        status = examine_all(&p);
    arena_free(&p.arena);
    return status;
}
