/* guichet: finds the command named on the command line and runs it. */
#include "app/command.h"
#include "app/say.h"
#include "base/id.h"
#include "script/suggest.h"

static const struct command commands[] = {
    {"serve", {{STR("ouvre le guichet"), STR("opens the counter")}}, cmd_serve},
    {"new", {{STR("commence un service"), STR("begins a service")}}, cmd_new},
    {"check",
     {{STR("vérifie un arrondissement et ses services"), STR("checks a borough and its services")}},
     cmd_check},
    {"show",
     {{STR("montre un service, et d’où vient chaque valeur"),
       STR("shows a service, and where each value comes from")}},
     cmd_show},
    {"diff",
     {{STR("dit ce qui change d’un dossier à l’autre"),
       STR("says what changes from one folder to another")}},
     cmd_diff},
    {"test",
     {{STR("joue les essais des services"), STR("runs the tests of the services")}},
     cmd_test},
    {"backtest",
     {{STR("dit ce que d’autres règles auraient décidé"),
       STR("says what other rules would have decided")}},
     cmd_backtest},
    {"activate", {{STR("met des règles en vigueur"), STR("puts rules in force")}}, cmd_activate},
    {"rollback",
     {{STR("revient aux règles d’avant"), STR("goes back to the rules from before")}},
     cmd_rollback},
    {"history",
     {{STR("montre les changements des règles"), STR("shows the changes of the rules")}},
     cmd_history},
    {"shadow",
     {{STR("fait décider un projet de règles à côté, sans l’écouter"),
       STR("makes a candidate decide beside the rules in force, unheard")}},
     cmd_shadow},
    {"status",
     {{STR("montre chaque service et ce que font ses fonctions"),
       STR("shows each service and what its functions do")}},
     cmd_status},
    {"doctor", {{STR("examine cette machine"), STR("examines this machine")}}, cmd_doctor},
    {"calendar add",
     {{STR("calcule une échéance à la main"), STR("computes a due date by hand")}},
     cmd_calendar_add},
    {"calendar show",
     {{STR("montre un mois d’un calendrier"), STR("shows a month of a calendar")}},
     cmd_calendar_show},
    {"calendar check",
     {{STR("dit quelles fermetures restent à inscrire"), STR("says which closures are missing")}},
     cmd_calendar_check},
    {"calendar",
     {{STR("calcule des cas d’échéance"), STR("computes business-time cases")}},
     cmd_calendar},
    {"explain",
     {{STR("dit pourquoi une demande échoit à cette date"),
       STR("says why a request is due on its date")}},
     cmd_explain},
    {"docs",
     {{STR("écrit une page par service"), STR("writes a page for each service")}},
     cmd_docs},
    {"console",
     {{STR("évalue une règle sur une demande enregistrée"),
       STR("evaluates a rule on a stored request")}},
     cmd_console},
    {"schema lua",
     {{STR("imprime les annotations pour les éditeurs"),
       STR("prints the annotations for editors")}},
     cmd_schema_lua},
    {"schema plugin",
     {{STR("imprime le schéma JSON d’un service"), STR("prints the JSON Schema of a service")}},
     cmd_schema_plugin},
    {"key create", {{STR("crée une clé d’API"), STR("makes an API key")}}, cmd_key_create},
    {"key list", {{STR("énumère les clés"), STR("lists the keys")}}, cmd_key_list},
    {"key revoke", {{STR("révoque une clé"), STR("revokes a key")}}, cmd_key_revoke},
    {"rebuild",
     {{STR("refait l’état à partir du journal, ou le vérifie"),
       STR("folds the log again into state and indexes, or verifies them")}},
     cmd_rebuild},
    {"recompute",
     {{STR("recalcule les échéances des demandes ouvertes"),
       STR("computes the due dates of open requests anew")}},
     cmd_recompute},
    {"backup",
     {{STR("copie les données pendant le service"), STR("copies the data while serving")}},
     cmd_backup},
    {"export",
     {{STR("écrit le journal en lignes JSON"), STR("writes the log as JSON lines")}},
     cmd_export},
    {"import",
     {{STR("lit un journal exporté dans un dépôt vide"),
       STR("reads an exported log into an empty store")}},
     cmd_import},
};

static const size_t command_count = sizeof commands / sizeof *commands;

static int help(void)
{
    enum lang lang = say_lang();
    puts(lang == LANG_EN ? "usage: guichet COMMAND [arguments] [options]\n"
                         : "emploi : guichet COMMANDE [arguments] [options]\n");
    for (size_t i = 0; i < command_count; i++) {
        struct str about = text_in(commands[i].about, lang);
        printf("  %-14s " STR_FMT "\n", commands[i].name, STR_ARG(about));
    }
    puts(lang == LANG_EN
             ? "\n\"guichet COMMAND --help\" says more. Exit status: 0 done; 1 could not be done, "
               "or "
               "faults were found; 2 wrong usage."
             : "\n« guichet COMMANDE --help » en dit plus. Code de sortie : 0 fait ; 1 n’a pu être "
               "fait, ou fautes trouvées ; 2 mauvais emploi.");
    return EXIT_GOOD;
}

/* How many words of argv name this command: 1, 2, or 0. */
static int named(const struct command *c, int argc, char **argv)
{
    struct str rest = str_c(c->name), word;
    int n = 0;
    while (str_cut(&rest, ' ', &word)) {
        if (n >= argc || !str_eq(word, str_c(argv[n])))
            return 0;
        n++;
    }
    return n;
}

/* Says which commands of two words begin with this one. */
static bool list_begun(const char *word)
{
    bool any = false;
    for (size_t i = 0; i < command_count; i++) {
        struct str name = str_c(commands[i].name), first;
        if (!str_cut(&name, ' ', &first) || !name.n || !str_eq(first, str_c(word)))
            continue;
        say("essayez « guichet %s --help »", "try \"guichet %s --help\"", commands[i].name);
        any = true;
    }
    return any;
}

static void suggest_command(const char *word)
{
    struct suggest near = {.word = str_c(word)};
    for (size_t i = 0; i < command_count; i++)
        suggest_try(&near, str_c(commands[i].name));
    if (near.best.n)
        say("vouliez-vous « guichet %.*s » ?", "did you mean \"guichet %.*s\"?",
            STR_ARG(near.best));
}

static int dispatch(int argc, char **argv)
{
    for (size_t i = 0; i < command_count; i++) {
        int words = named(&commands[i], argc, argv);
        if (words)
            return commands[i].run(argc - words, argv + words);
    }
    if (list_begun(argv[0]))
        return EXIT_USAGE;
    say("commande inconnue : %s ; essayez « guichet --help »",
        "unknown command: %s; try \"guichet --help\"", argv[0]);
    suggest_command(argv[0]);
    return EXIT_USAGE;
}

/* "guichet help key create" is "guichet key create --help". */
static int help_on(int argc, char **argv)
{
    char *words[4];
    int n = 0;
    while (n < argc && n < 2) {
        words[n] = argv[n];
        n++;
    }
    words[n++] = (char[]){"--help"};
    return dispatch(n, words);
}

int main(int argc, char **argv)
{
    if (id_init()) {
        say("aucune source de hasard", "no source of randomness");
        return EXIT_BAD;
    }
    struct str first = str_c(argc > 1 ? argv[1] : "");
    if (!first.n) {
        help();
        return EXIT_USAGE;
    }
    if (str_eq(first, STR("--version"))) {
        puts("guichet " GUICHET_VERSION);
        return EXIT_GOOD;
    }
    if (str_eq(first, STR("--help")) || str_eq(first, STR("-h")))
        return help();
    if (str_eq(first, STR("help")))
        return argc > 2 ? help_on(argc - 2, argv + 2) : help();
    return dispatch(argc - 1, argv + 1);
}
