/* Finding the borough in the store, and making its rules anew from the texts of the last change. */
#include "app/inforce.h"

#include "app/borough.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/archive.h"
#include "domain/history.h"
#include "domain/keys.h"

/* --- Which one -------------------------------------------------------------------------------- */

static enum err no_such(const struct inforce_ask *ask, struct str id)
{
    say("%s : l’arrondissement « %.*s » n’a jamais été servi avec ces données",
        "%s: the borough \"%.*s\" was never served from this data", ask->data, STR_ARG(id));
    return ERR_RULE;
}

static enum err number_of(struct snap *snap, const struct inforce_ask *ask, struct str id,
                          uint16_t *out)
{
    struct key key = keys_jurisdiction(id);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    if (e)
        return e == ERR_NOT_FOUND ? no_such(ask, id) : e;
    return key_take_u16(&value, out) ? ERR_OK : ERR_CORRUPT;
}

/* The only one there is. Of several one must be named: all are said. */
static enum err find_only(struct snap *snap, const struct inforce_ask *ask, uint16_t *out)
{
    struct key low = keys_kind(KEY_JURISDICTION), high = key_after(&low);
    struct walk w;
    struct str key, value, id;
    struct buf ids = {0};
    size_t count = 0;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while (!e && (e = walk_next(&w, &key, &value)) == ERR_OK) {
        key = str_from(key, 1);
        if (!key_take_text(&key, &id) || !key_take_u16(&value, out))
            e = ERR_CORRUPT;
        else
            buf_printf(&ids, "%s" STR_FMT, count++ ? ", " : "", STR_ARG(id));
    }
    walk_close(&w);
    if (e == ERR_NOT_FOUND && count > 1)
        say("%s a plusieurs arrondissements ; nommez-en un avec --jurisdiction : %.*s",
            "%s has several boroughs; name one with --jurisdiction: %.*s", ask->data,
            STR_ARG(buf_str(&ids)));
    else if (e == ERR_NOT_FOUND && !count)
        say("%s : aucun arrondissement n’a encore été servi avec ces données",
            "%s: no borough was served from this data yet", ask->data);
    buf_free(&ids);
    return e != ERR_NOT_FOUND ? e : count == 1 ? ERR_OK : ERR_RULE;
}

static enum err find_number(struct snap *snap, const struct inforce_ask *ask, uint16_t *out)
{
    return ask->jurisdiction ? number_of(snap, ask, str_c(ask->jurisdiction), out)
                             : find_only(snap, ask, out);
}

/* --- Its rules -------------------------------------------------------------------------------- */

static int year_of(int64_t at)
{
    return date_from_days(at / DAY_SECONDS).year;
}

/* As the server takes them when it starts: broken services left out. */
static enum err load_stored(struct snap *snap, struct arena *arena, const struct inforce_ask *ask,
                            uint16_t number, struct generation **out)
{
    struct rules_change last;
    struct bundle texts = bundle_in(arena);
    struct faults faults = faults_in(arena);
    const struct generation_options options = {.texts = &texts,
                                               .around_year = year_of(ask->at),
                                               .skip_broken = true,
                                               .slowness = GUICHET_SLOWNESS};
    enum err e = history_last(snap, arena, number, &last);
    if (e == ERR_NOT_FOUND) {
        say("%s : aucune règle n’y est en vigueur ; nommez le dossier de l’arrondissement",
            "%s: no rules are in force in it; name the borough's folder", ask->data);
        return ERR_RULE;
    }
    if (!e)
        e = history_texts(snap, &last, &texts);
    if (!e)
        e = generation_load(&options, &faults, out);
    say_faults(stderr, &faults);
    return e && faults_any(&faults) ? ERR_RULE : e;
}

static enum err open_stored(struct snap *snap, const struct inforce_ask *ask,
                            struct generation **out)
{
    struct arena arena = {0};
    uint16_t number = 0;
    enum err e = find_number(snap, ask, &number);
    if (!e)
        e = load_stored(snap, &arena, ask, number, out);
    if (!e)
        generation_jurisdiction(*out)->number = number;
    arena_free(&arena);
    return e;
}

static enum err open_folder(struct snap *snap, const struct inforce_ask *ask,
                            struct generation **out)
{
    *out = borough_open(ask->dir, ask->plugins, year_of(ask->at));
    if (!*out)
        return ERR_RULE;
    struct jurisdiction *j = generation_jurisdiction(*out);
    return number_of(snap, ask, j->id, &j->number);
}

enum err inforce_open(struct snap *snap, const struct inforce_ask *ask, struct generation **out)
{
    struct archive *archive = NULL;
    *out = NULL;
    enum err e = ask->dir ? open_folder(snap, ask, out) : open_stored(snap, ask, out);
    if (!e)
        e = archive_read(generation_arena(*out), snap, year_of(ask->at), &archive);
    if (!e) {
        generation_jurisdiction(*out)->archive = archive;
        return ERR_OK;
    }
    generation_release(*out);
    *out = NULL;
    return e;
}

bool inforce_at(const char *word, struct inforce_ask *ask)
{
    const struct now clock = {0};
    ask->at = now_seconds(&clock);
    if (!word || instant_parse(str_c(word), &ask->at))
        return true;
    say("--at « %s » : il faut une date avec heure et fuseau, comme 2026-06-18T09:12:00-04:00",
        "--at \"%s\": it must be a date with time and zone, such as 2026-06-18T09:12:00-04:00",
        word);
    return false;
}
