/* Owning a store for one change of rules; reading its history. */
#include "app/offline.h"

#include "app/say.h"
#include "domain/ids.h"
#include "domain/keys.h"

/* --- Which jurisdiction ----------------------------------------------------------------------- */

/* One that the store knows. */
struct known {
    struct str id;
    uint16_t number;
};

static enum err read_known(struct snap *snap, struct arena *arena, struct known **out,
                           size_t *count)
{
    struct key low = keys_kind(KEY_JURISDICTION), high = key_after(&low);
    struct walk w;
    struct str key, value;
    uint8_t tag;
    size_t room = 0;
    *count = 0;
    *out = NULL;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK) {
        size_t size = room * sizeof **out;
        struct known *grown = arena_grow(arena, *out, size, size + sizeof **out);
        struct known *k = grown ? &grown[room++] : NULL;
        if (!k || !key_take_u8(&key, &tag) || !key_take_text(&key, &k->id) ||
            !key_take_u16(&value, &k->number))
            break;
        *out = grown;
        *count = room;
        k->id = arena_str(arena, k->id);
    }
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e ? e : ERR_CORRUPT;
}

static void say_which(const char *wanted, const struct known *all, size_t count)
{
    if (!count)
        say("ce dépôt n’a encore servi aucun arrondissement",
            "this store has served no borough yet");
    else if (wanted)
        say("ce dépôt n’a pas d’arrondissement « %s » ; il a :",
            "this store has no jurisdiction \"%s\"; it has:", wanted);
    else
        say("ce dépôt a plusieurs arrondissements ; dites --jurisdiction :",
            "this store has several jurisdictions; say --jurisdiction:");
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "  " STR_FMT "\n", STR_ARG(all[i].id));
}

/* The one of that id, or the only one; 0, having said so, when there is none. */
static uint16_t find_number(struct store *store, struct arena *arena, const char *id,
                            const char *data)
{
    struct snap *snap;
    struct known *all = NULL;
    size_t count = 0;
    enum err e = snap_open(store, &snap);
    if (!e) {
        e = snap_renew(snap);
        if (!e)
            e = read_known(snap, arena, &all, &count);
        snap_close(snap);
    }
    if (e) {
        say_err(data, e);
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        if (id ? str_eq(all[i].id, str_c(id)) : count == 1)
            return all[i].number;
    say_which(id, all, count);
    return 0;
}

/* The number of the folder's jurisdiction, given now when it was never served from here. */
static enum err number_folder(struct offline *o, struct generation *folder)
{
    struct jurisdiction *items[1] = {generation_jurisdiction(folder)};
    struct catalogue catalogue = {.items = items, .count = 1};
    struct ids *ids;
    enum err e = ids_open(&ids, o->store, &catalogue);
    if (!e)
        ids_close(ids);
    return e;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static void say_unopened(const char *data, enum err e)
{
    if (e == ERR_NOT_FOUND)
        say("%s n’a pas de données de Guichet : c’est le dossier que « guichet serve » reçoit par "
            "--data",
            "%s has no data of Guichet: it is the directory that \"guichet serve\" gets by --data",
            data);
    else
        say_err(data, e);
}

static bool open_store(struct offline *o)
{
    const struct store_options options = {.dir = o->data, .own = true};
    enum err e = store_lmdb_open(&o->store, &options);
    if (e == ERR_BUSY)
        say("un serveur (ou une autre commande) a %s : passez par lui, avec --server et --key au "
            "lieu de --data",
            "a server (or another command) has %s: go through it, with --server and --key in the "
            "place of --data",
            o->data);
    else if (e)
        say_unopened(o->data, e);
    return !e;
}

/* In the press, as after a start of the server. */
static bool take_in_force(struct offline *o, const struct offline_options *options)
{
    struct generation *g = NULL;
    enum err e = options->folder ? number_folder(o, options->folder) : ERR_OK;
    uint16_t number = e ? 0
                      : options->folder
                          ? generation_jurisdiction(options->folder)->number
                          : find_number(o->store, &o->arena, options->jurisdiction, o->data);
    if (!e && !number)
        return false;
    if (!e)
        e = life_from_store(&o->life, number, &g);
    if (e == ERR_NOT_FOUND && options->folder) {
        g = generation_hold(options->folder);
        e = ERR_OK;
    }
    if (!e)
        e = press_issue(&o->press, &g, 1);
    if (e == ERR_NOT_FOUND)
        say("%s n’a pas encore de règles : le premier démarrage prend celles du dossier",
            "%s has no rules yet: the first start takes those of the folder", o->data);
    else if (e)
        say_err(o->data, e);
    if (e)
        generation_release(g);
    return !e;
}

bool offline_open(struct offline *o, const struct offline_options *options)
{
    static char nowhere[] = "";
    *o = (struct offline){.data = options->data, .dirs = {options->dir ? options->dir : nowhere}};
    if (!open_store(o))
        return false;
    const struct life_options life = {
        .store = o->store, .press = &o->press, .now = &o->now, .dirs = o->dirs};
    press_open(&o->press);
    life_open(&o->life, &life);
    if (take_in_force(o, options))
        return true;
    offline_close(o);
    return false;
}

void offline_close(struct offline *o)
{
    life_close(&o->life);
    press_close(&o->press);
    store_close(o->store);
    arena_free(&o->arena);
}

/* --- Doing ------------------------------------------------------------------------------------ */

bool offline_do(struct offline *o, life_verb *verb, const struct life_ask *ask,
                struct life_answer *out)
{
    struct faults faults = faults_in(&o->arena);
    enum err e = verb(&o->life, ask, &faults, out);
    say_faults(stderr, &faults);
    if (e == ERR_CONFLICT)
        say("la génération en vigueur est « %s »", "the generation in force is \"%s\"",
            out->before);
    else if (e == ERR_NOT_FOUND)
        say("il n’y a pas de génération à laquelle revenir",
            "there is no generation to go back to");
    else if (e && !faults_any(&faults))
        say_err(o->data, e);
    return !e;
}

static enum err read_history(struct store *store, struct arena *arena, uint16_t number,
                             struct rules_change **out, size_t *count)
{
    enum { NEWEST = 50 }; /* as the server shows */
    struct snap *snap;
    enum err e = snap_open(store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = history_list(snap, arena, number, 0, NEWEST, out, count);
    snap_close(snap);
    return e;
}

bool offline_history(struct arena *arena, const struct offline_options *options,
                     struct rules_change **out, size_t *count)
{
    const struct store_options how = {.dir = options->data, .read_only = true};
    struct store *store;
    enum err e = store_lmdb_open(&store, &how);
    if (e) {
        say_unopened(options->data, e);
        return false;
    }
    uint16_t number = find_number(store, arena, options->jurisdiction, options->data);
    if (number)
        e = read_history(store, arena, number, out, count);
    if (e)
        say_err(options->data, e);
    store_close(store);
    return number && !e;
}
