/* guichet serve: reads and freezes the configuration, then opens the house. */
#include "app/belt.h"
#include "app/command.h"
#include "app/house.h"
#include "app/say.h"
#include "base/date.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum { HOSTS_MAX = 32 };

/* What the command line says, before it is checked. */
struct serve_words {
    const char *data, *listen, *plugins, *test_clock, *hosts, *base_url, *schemas, *access_log,
        *log_level, *breaker;
    bool memory, dev, no_belt;
    uint64_t threads, map_size, reserve;
    struct net_limits limits;
};

static struct serve_words default_words(void)
{
    int cores = get_nprocs();
    return (struct serve_words){.listen = "127.0.0.1:8311",
                                .plugins = GUICHET_PLUGINS,
                                .schemas = GUICHET_SCHEMAS,
                                .access_log = "on",
                                .log_level = "info",
                                .breaker = "50/5m",
                                .threads = cores > 0 ? (uint64_t)cores : 1,
                                .reserve = (uint64_t)8 << 20,
                                .limits = net_limits_default};
}

static int read_words(struct serve_words *w, int argc, char **argv, int *count)
{
    struct net_limits *l = &w->limits;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &w->data, "DIR", false,
         TEXT("le dossier des données, fait au besoin", "the data directory, made if need be")},
        {"--memory", OPTION_FLAG, &w->memory, NULL, false,
         TEXT("garder les demandes en mémoire, perdues à l’arrêt ; --data donne les clés",
              "keep requests in memory, lost at the stop; --data gives the keys")},
        {"--listen", OPTION_TEXT, &w->listen, "HOST:PORT", false,
         TEXT("où écouter ; port 0 : un port libre (127.0.0.1:8311)",
              "where to listen; port 0: a free one (127.0.0.1:8311)")},
        {"--hosts", OPTION_TEXT, &w->hosts, "NAME,…", false,
         TEXT("les noms Host servis, outre l’adresse et localhost ; sans eux, tous",
              "Host names served, besides the address and localhost; all without them")},
        {"--base-url", OPTION_TEXT, &w->base_url, "URL", false,
         TEXT("l’adresse publique, pour les liens", "the public address, for links")},
        {"--threads", OPTION_NUMBER, &w->threads, "N", false,
         TEXT("fils d’exécution (un par cœur)", "threads (one a core)")},
        {"--plugins", OPTION_TEXT, &w->plugins, "DIR", false,
         TEXT("le dossier des services partagés (ceux de Guichet)",
              "the directory of the shared services (Guichet's own)")},
        {"--schemas", OPTION_TEXT, &w->schemas, "DIR", false,
         TEXT("le dossier de la description de l’API", "the directory of the API's description")},
        {"--dev", OPTION_FLAG, &w->dev, NULL, false,
         TEXT("pour écrire des règles : ce qui est enregistré dans les dossiers entre en vigueur",
              "for writing rules: what is saved in the folders is put in force")},
        {"--test-clock", OPTION_TEXT, &w->test_clock, "RFC3339", false,
         TEXT("une horloge arrêtée, que l’API fait avancer",
              "a clock that stands still until moved")},
        {"--access-log", OPTION_TEXT, &w->access_log, "on|off", false,
         TEXT("une ligne par requête HTTP (on)", "one line an HTTP request (on)")},
        {"--log-level", OPTION_TEXT, &w->log_level, "LEVEL", false,
         TEXT("debug, info, warn ou error (info)", "debug, info, warn or error (info)")},
        {"--breaker", OPTION_TEXT, &w->breaker, "N/TIME", false,
         TEXT("défaillances d’un service après lesquelles revenir aux règles d’avant ; 0 : jamais "
              "(50/5m)",
              "failures of a service after which the rules from before come back; 0: never "
              "(50/5m)")},
        {"--no-belt", OPTION_FLAG, &w->no_belt, NULL, false,
         TEXT("ne pas interdire au processus les programmes et les autres fichiers",
              "do not forbid the process programs and other files")},
        {"--map-size", OPTION_SIZE, &w->map_size, "BYTES", false,
         TEXT("première taille de la carte mémoire ; elle grandit",
              "first size of the map; it grows")},
        {"--reserve", OPTION_SIZE, &w->reserve, "BYTES", false,
         TEXT("place du disque à laisser libre (8M)", "disk space to leave free (8M)")},
        {"--max-request-line", OPTION_SIZE32, &l->request_line, "BYTES", false,
         TEXT("ligne de requête ; 414 au-delà (8K)", "request line; 414 beyond (8K)")},
        {"--max-headers", OPTION_SIZE32, &l->headers, "BYTES", false,
         TEXT("en-têtes en tout ; 431 au-delà (16K)", "headers in all; 431 beyond (16K)")},
        {"--max-header-count", OPTION_NUMBER32, &l->header_count, "N", false,
         TEXT("nombre d’en-têtes ; 431 au-delà (100)", "number of headers; 431 beyond (100)")},
        {"--max-body", OPTION_SIZE32, &l->body, "BYTES", false,
         TEXT("corps d’une requête ; 413 au-delà (1M)", "request body; 413 beyond (1M)")},
        {"--header-ms", OPTION_NUMBER32, &l->header_ms, "MS", false,
         TEXT("temps pour l’en-tête ; 408 au-delà (10000)",
              "time for the head; 408 beyond (10000)")},
        {"--body-ms", OPTION_NUMBER32, &l->body_ms, "MS", false,
         TEXT("temps pour le corps ; 408 au-delà (30000)",
              "time for the body; 408 beyond (30000)")},
        {"--body-rate", OPTION_SIZE32, &l->body_rate, "BYTES", false,
         TEXT("débit le moindre du corps, par seconde ; 408 en deçà (1K)",
              "least body rate, a second; 408 below (1K)")},
        {"--body-grace-ms", OPTION_NUMBER32, &l->body_grace_ms, "MS", false,
         TEXT("retard permis à ce débit (5000)", "delay allowed to that rate (5000)")},
        {"--idle-ms", OPTION_NUMBER32, &l->idle_ms, "MS", false,
         TEXT("attente entre deux requêtes (60000)", "wait between two requests (60000)")},
        {"--write-ms", OPTION_NUMBER32, &l->write_ms, "MS", false,
         TEXT("réponse qui n’avance plus : abandonnée (30000)",
              "an answer that stands still: dropped (30000)")},
        {"--drain-ms", OPTION_NUMBER32, &l->drain_ms, "MS", false,
         TEXT("lecture après une réponse d’erreur (1000)", "reading after an error answer (1000)")},
        {"--max-per-connection", OPTION_NUMBER32, &l->per_connection, "N", false,
         TEXT("requêtes par connexion ; 0 : sans limite (10000)",
              "requests a connection; 0: any (10000)")},
        {"--max-connections", OPTION_NUMBER32, &l->connections, "N", false,
         TEXT("connexions en tout ; 503 au-delà (16384)",
              "connections in all; 503 beyond (16384)")},
        {"--max-per-address", OPTION_NUMBER32, &l->per_address, "N", false,
         TEXT("connexions d’une même adresse ; 503 au-delà (12288)",
              "connections of an address; 503 beyond (12288)")},
    };
    const struct usage usage = {
        "serve",
        "JURISDICTION_DIR…",
        1,
        100,
        TEXT("Ouvre le guichet d’un ou de plusieurs arrondissements.\nLa première ligne imprimée "
             "est "
             "« guichet: listening on http://HOST:PORT ».\nSIGTERM finit les requêtes en cours et "
             "s’arrête ; un second s’arrête aussitôt. SIGHUP relit les dossiers.",
             "Opens the counter of one or more boroughs.\nThe first line printed is \"guichet: "
             "listening on http://HOST:PORT\".\nSIGTERM finishes the requests under way and stops; "
             "a second one stops at once. SIGHUP reads the folders again."),
        rows,
        sizeof rows / sizeof *rows};
    return options_read(&usage, argc, argv, count);
}

/* HOST:PORT, where an IPv6 HOST may stand in brackets. Writes a NUL into the copy. */
static bool split_listen(char *listen, const char **host, uint16_t *port)
{
    char *colon = strrchr(listen, ':');
    uint64_t n;
    if (!colon || !str_u64(str_c(colon + 1), &n) || n > UINT16_MAX)
        return false;
    *colon = 0;
    *host = listen;
    if (listen[0] == '[' && colon > listen && colon[-1] == ']') {
        colon[-1] = 0;
        *host = listen + 1;
    }
    *port = (uint16_t)n;
    return **host != 0;
}

static bool read_level(const char *word, enum log_level *out)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (str_eq(str_c(names[i]), str_c(word)))
            return (*out = (enum log_level)i, true);
    return false;
}

static size_t split_hosts(char *list, const char *hosts[static HOSTS_MAX])
{
    size_t n = 0;
    for (char *save, *name = strtok_r(list, ",", &save); name && n < HOSTS_MAX;
         name = strtok_r(NULL, ",", &save))
        hosts[n++] = name;
    return n;
}

static int wrong(const char *option, const char *value)
{
    say("%s : « %s » ne convient pas ; essayez « guichet serve --help »",
        "%s: \"%s\" will not do; try \"guichet serve --help\"", option, value);
    return EXIT_USAGE;
}

/* From words to checked options; `listen` and `hosts` are copies that may be written to. */
static int read_options(const struct serve_words *w, char *listen, char *hosts,
                        const char *host_list[static HOSTS_MAX], struct house_options *o)
{
    bool log_on = str_eq(str_c(w->access_log), STR("on"));
    o->listen = w->listen;
    if (!split_listen(listen, &o->host, &o->port))
        return wrong("--listen", w->listen);
    if (!log_on && !str_eq(str_c(w->access_log), STR("off")))
        return wrong("--access-log", w->access_log);
    if (!read_level(w->log_level, &o->log_level))
        return wrong("--log-level", w->log_level);
    if (!breaker_limits_read(str_c(w->breaker), &o->breaker))
        return wrong("--breaker", w->breaker);
    if (w->test_clock && !instant_parse(str_c(w->test_clock), &o->test_time))
        return wrong("--test-clock", w->test_clock);
    if (!w->threads || w->threads > 256) {
        say("--threads va de 1 à 256", "--threads goes from 1 to 256");
        return EXIT_USAGE;
    }
    if (!w->data && !w->memory) {
        say("il manque --data DIR, ou --memory pour ne rien garder",
            "--data DIR is missing, or --memory to keep nothing");
        return EXIT_USAGE;
    }
    o->limits = w->limits;
    o->data = w->data;
    o->memory = w->memory;
    o->dev = w->dev;
    o->plugins = w->plugins;
    o->schemas = w->schemas;
    o->base_url = w->base_url;
    o->map_size = (size_t)w->map_size;
    o->reserve = w->reserve;
    o->threads = (unsigned)w->threads;
    o->access_log = log_on;
    o->test_clock = w->test_clock != NULL;
    o->hosts = host_list;
    o->host_count = hosts ? split_hosts(hosts, host_list) : 0;
    return -1;
}

/* What serving reads, besides what the command line names: zones; names of hosts, for --listen; the
 * processors and what the C library loads. */
static const char *const read_always[] = {
    "/usr/share/zoneinfo",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/resolv.conf",
    "/etc/gai.conf",
    "/lib",
    "/usr/lib",
    "/lib64",
    "/sys/devices/system/cpu",
    "/dev/null",
    "/dev/urandom",
    "/proc/self",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/cpuinfo",
    "/proc/sys/vm/overcommit_memory",
    "/sys/fs/cgroup",
};

enum { READ_ALWAYS = sizeof read_always / sizeof *read_always };

/* Made before the belt, so that it can be named, and its folder synced; the store says what went
 * wrong. */
static void make_data_dir(const char *dir)
{
    if (mkdir(dir, 0700))
        return;
    int own = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int above = own < 0 ? -1 : openat(own, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (above >= 0) {
        fsync(above);
        close(above);
    }
    if (own >= 0)
        close(own);
}

/* Before anything opens and any thread starts. An older kernel is a warning. */
static enum err wear_belt(const struct house_options *o, struct arena *arena, const char **what)
{
    size_t n = 0;
    const char **read = ARENA_ARRAY(arena, const char *, READ_ALWAYS + o->dir_count + 3);
    struct belt belt;
    *what = "belt";
    if (!read)
        return ERR_NOMEM;
    for (size_t i = 0; i < READ_ALWAYS; i++)
        read[n++] = read_always[i];
    for (size_t i = 0; i < o->dir_count; i++)
        read[n++] = o->dirs[i];
    read[n++] = o->plugins;
    read[n++] = o->schemas;
    read[n++] = getenv("TZDIR");
    if (o->data && !o->memory)
        make_data_dir(o->data);
    const struct belt_needs needs = {read, n, &o->data, 1};
    enum err e = belt_wear(&needs, &belt);
    if (!e && (!belt.files || !belt.programs))
        say("ce noyau ne sait pas tenir le processus (« guichet doctor » en dit plus)",
            "this kernel cannot hold the process in (\"guichet doctor\" says more)");
    return e;
}

static int serve(const struct house_options *options, bool belt)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct house *house;
    const char *what;
    house_block_signals();
    enum err e = belt ? wear_belt(options, &arena, &what) : ERR_OK;
    if (!e)
        e = house_open(&house, options, &faults, &what);
    say_faults(stderr, &faults);
    if (e) {
        say_err(what, e);
        arena_free(&arena);
        return EXIT_BAD;
    }
    bool six = strchr(house_host(house), ':') != NULL;
    printf("guichet: listening on http://%s%s%s:%u\n", six ? "[" : "", house_host(house),
           six ? "]" : "", house_port(house));
    fflush(stdout);
    e = house_serve(house);
    house_close(house);
    if (e)
        say_err(options->data, e);
    arena_free(&arena);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_serve(int argc, char **argv)
{
    struct serve_words words = default_words();
    int count, status = read_words(&words, argc, argv, &count);
    if (status >= 0)
        return status;
    struct arena arena = {0};
    const char *host_list[HOSTS_MAX];
    struct house_options options = {.dirs = argv, .dir_count = (size_t)count};
    struct str listen = arena_str(&arena, str_c(words.listen));
    struct str hosts = arena_str(&arena, str_c(words.hosts ? words.hosts : ""));
    if (!listen.p || !hosts.p)
        status = EXIT_BAD;
    else
        status = read_options(&words, (char *)(uintptr_t)listen.p,
                              words.hosts ? (char *)(uintptr_t)hosts.p : NULL, host_list, &options);
    if (status < 0)
        status = serve(&options, !words.no_belt);
    arena_free(&arena);
    return status;
}
