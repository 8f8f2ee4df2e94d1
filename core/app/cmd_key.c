/* guichet key create, list, revoke: API keys, also beside a running server. */
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/access.h"

#include <stdio.h>

static enum err open_store(const char *dir, bool create, struct store **out)
{
    struct store_options options = {.dir = dir, .create = create};
    enum err e = store_lmdb_open(out, &options);
    if (e)
        say_err(dir, e);
    return e;
}

static int commit(struct store *store, struct batch *batch, const char *dir)
{
    enum err e = store_commit_wait(store, batch);
    if (e)
        say_err(dir, e);
    return e ? EXIT_BAD : EXIT_GOOD;
}

static int create_key(struct store *store, const struct access *access, const char *dir)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    char secret[ACCESS_SECRET_TEXT];
    int status = EXIT_BAD;
    if (access_create(&batch, access, secret))
        say("le nom d’une clé a de 1 à %d caractères, sans caractère de commande",
            "a key's name has 1 to %d characters and no control character", NAME_MAX_LENGTH);
    else
        status = commit(store, &batch, dir);
    if (status == EXIT_GOOD) {
        if (say_lang() == LANG_EN)
            printf("Key \"" STR_FMT "\", role " STR_FMT ", shown once:\n", STR_ARG(access->name),
                   STR_ARG(role_name(access->role)));
        else
            printf("Clé « " STR_FMT " », rôle " STR_FMT ", montrée une seule fois :\n",
                   STR_ARG(access->name), STR_ARG(role_name(access->role)));
        puts(secret);
    }
    arena_free(&arena);
    return status;
}

int cmd_key_create(int argc, char **argv)
{
    const char *role = NULL, *dir = NULL, *jurisdiction = "";
    const struct option_row rows[] = {
        {"--role", OPTION_TEXT, &role, "ROLE", true,
         TEXT("client, agent, manager ou admin", "client, agent, manager or admin")},
        {"--data", OPTION_TEXT, &dir, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--jurisdiction", OPTION_TEXT, &jurisdiction, "ID", false,
         TEXT("ne vaut que pour cet arrondissement", "good for this jurisdiction only")},
    };
    const struct usage usage = {
        "key create",
        "NAME",
        1,
        1,
        TEXT(
            "Crée une clé d’API et l’imprime, seule sur la dernière ligne ; seul son condensé est "
            "gardé.\nFonctionne à côté d’un serveur en marche.",
            "Makes an API key and prints it, alone on the last line; only its hash is kept.\nWorks "
            "beside a running server."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct now now = {0};
    struct access access = {.name = str_c(argv[0]),
                            .jurisdiction = str_c(jurisdiction),
                            .created_at = now_seconds(&now)};
    if (!role_parse(str_c(role), &access.role)) {
        say("rôle inconnu : %s (client, agent, manager ou admin)",
            "unknown role: %s (client, agent, manager or admin)", role);
        return EXIT_USAGE;
    }
    struct store *store;
    if (open_store(dir, true, &store))
        return EXIT_BAD;
    status = create_key(store, &access, dir);
    store_close(store);
    return status;
}

static void print_access(const struct access *a)
{
    struct buf at = {0};
    instant_put_utc(&at, a->created_at);
    printf("%-24.*s %-8.*s %.*s %s%s%.*s\n", STR_ARG(a->name), STR_ARG(role_name(a->role)),
           STR_ARG(buf_str(&at)),
           !a->revoked_at          ? ""
           : say_lang() == LANG_EN ? "revoked "
                                   : "révoquée ",
           a->jurisdiction.n ? "@" : "", STR_ARG(a->jurisdiction));
    buf_free(&at);
}

static int list_keys(struct store *store, const char *dir)
{
    struct arena arena = {0};
    struct snap *snap;
    struct access *all = NULL;
    size_t count = 0;
    enum err e = snap_open(store, &snap);
    if (!e) {
        e = snap_renew(snap);
        if (!e)
            e = access_list(snap, &arena, &all, &count);
        snap_close(snap);
    }
    for (size_t i = 0; !e && i < count; i++)
        print_access(&all[i]);
    if (e)
        say_err(dir, e);
    arena_free(&arena);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_key_list(int argc, char **argv)
{
    const char *dir = NULL;
    const struct option_row rows[] = {{"--data", OPTION_TEXT, &dir, "DIR", true,
                                       TEXT("le dossier des données", "the data directory")}};
    const struct usage usage = {
        "key list",
        "",
        0,
        0,
        TEXT("Énumère les clés : nom, rôle, date ; jamais la clé elle-même.",
             "Lists the keys: name, role, date; never the key itself."),
        rows,
        1};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct store *store;
    if (open_store(dir, false, &store))
        return EXIT_BAD;
    status = list_keys(store, dir);
    store_close(store);
    return status;
}

static int revoke_key(struct store *store, const char *name, const char *dir)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct now now = {0};
    struct snap *snap;
    enum err e = snap_open(store, &snap);
    if (!e) {
        e = snap_renew(snap);
        if (!e)
            e = access_revoke(snap, &arena, &batch, str_c(name), now_seconds(&now));
        snap_close(snap);
    }
    if (e)
        say_err(e == ERR_NOT_FOUND ? name : dir, e);
    int status = e ? EXIT_BAD : commit(store, &batch, dir);
    arena_free(&arena);
    return status;
}

int cmd_key_revoke(int argc, char **argv)
{
    const char *dir = NULL;
    const struct option_row rows[] = {{"--data", OPTION_TEXT, &dir, "DIR", true,
                                       TEXT("le dossier des données", "the data directory")}};
    const struct usage usage = {
        "key revoke",
        "NAME",
        1,
        1,
        TEXT("Révoque toutes les clés de ce nom ; un serveur en marche les refuse aussitôt.",
             "Revokes every key of that name; a running server refuses them at once."),
        rows,
        1};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct store *store;
    if (open_store(dir, false, &store))
        return EXIT_BAD;
    status = revoke_key(store, argv[0], dir);
    store_close(store);
    return status;
}
