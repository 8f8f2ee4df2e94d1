/* Notices kept, each in memory of its own. */
#include "api/notices.h"

#include "base/check.h"
#include "base/date.h"

#include <stdlib.h>

struct kept {
    struct list node;
    struct arena arena;
    struct notice notice;
};

void notices_open(struct notices *n)
{
    check(pthread_mutex_init(&n->lock, NULL) == 0);
    list_init(&n->items);
}

static void kept_free(struct kept *k)
{
    arena_free(&k->arena);
    free(k);
}

void notices_close(struct notices *n)
{
    for (struct list *node; (node = list_pop(&n->items));)
        kept_free(LIST_ITEM(node, struct kept, node));
    pthread_mutex_destroy(&n->lock);
}

static void lock(struct notices *n)
{
    check(pthread_mutex_lock(&n->lock) == 0);
}

static void unlock(struct notices *n)
{
    check(pthread_mutex_unlock(&n->lock) == 0);
}

/* The next one after `node` of that kind about that borough, and that service unless it is NULL;
 * with the lock held. */
static struct kept *next(struct notices *n, struct list *node, enum notice_kind kind,
                         struct str jurisdiction, const struct str *service)
{
    for (node = node->next; node != &n->items; node = node->next) {
        struct kept *k = LIST_ITEM(node, struct kept, node);
        if (k->notice.kind == kind && str_eq(k->notice.jurisdiction, jurisdiction) &&
            (!service || str_eq(k->notice.service, *service)))
            return k;
    }
    return NULL;
}

/* --- Putting and dropping --------------------------------------------------------------------- */

static const struct fault *copy_faults(struct arena *arena, const struct fault *first)
{
    struct faults copies = faults_in(arena);
    for (const struct fault *f = first; f; f = f->next)
        fault_add(&copies, f->where.p, "%s%.0s", "%.0s%s", f->say.in[LANG_FR].p,
                  f->say.in[LANG_EN].p);
    return copies.first;
}

static struct kept *keep(const struct notice *notice)
{
    struct kept *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->notice = *notice;
    k->notice.jurisdiction = arena_str(&k->arena, notice->jurisdiction);
    k->notice.service = arena_str(&k->arena, notice->service);
    k->notice.generation = arena_str(&k->arena, notice->generation);
    k->notice.faults = copy_faults(&k->arena, notice->faults);
    if (k->notice.jurisdiction.p && k->notice.service.p && k->notice.generation.p)
        return k;
    kept_free(k);
    return NULL;
}

/* With the lock held. */
static void drop(struct notices *n, enum notice_kind kind, struct str jurisdiction,
                 const struct str *service)
{
    for (struct kept *k; (k = next(n, &n->items, kind, jurisdiction, service));) {
        list_remove(&k->node);
        kept_free(k);
    }
}

void notices_put(struct notices *n, const struct notice *notice)
{
    struct kept *k = keep(notice);
    if (!k)
        return;
    lock(n);
    drop(n, notice->kind, notice->jurisdiction, &notice->service);
    list_push(&n->items, &k->node);
    unlock(n);
}

void notices_drop(struct notices *n, struct str jurisdiction, enum notice_kind kind)
{
    lock(n);
    drop(n, kind, jurisdiction, NULL);
    unlock(n);
}

/* --- Reading ---------------------------------------------------------------------------------- */

bool notices_have(struct notices *n, enum notice_kind kind, struct str jurisdiction,
                  struct str service)
{
    lock(n);
    bool any = next(n, &n->items, kind, jurisdiction, &service) != NULL;
    unlock(n);
    return any;
}

void notices_put_faults(const struct fault *first, struct jw *w)
{
    jw_array(w);
    for (const struct fault *f = first; f; f = f->next) {
        jw_object(w);
        jw_key(w, "where");
        jw_str(w, f->where);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            jw_key(w, lang_code((enum lang)lang).p);
            jw_str(w, f->say.in[lang]);
        }
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put(const struct notice *notice, struct jw *w)
{
    static const char *const kinds[] = {"folder_refused", "folder_differs", "fell_back",
                                        "keeps_failing"};
    char room[32];
    struct buf at = {.p = room, .cap = sizeof room};
    instant_put_utc(&at, notice->at);
    jw_object(w);
    jw_key(w, "kind");
    jw_str(w, str_c(kinds[notice->kind]));
    jw_key(w, "at");
    jw_str(w, buf_str(&at));
    jw_key(w, "service");
    jw_str_or_null(w, notice->service);
    jw_key(w, "generation");
    jw_str_or_null(w, notice->generation);
    jw_key(w, "faults");
    notices_put_faults(notice->faults, w);
    jw_end_object(w);
}

void notices_put_json(struct notices *n, struct str jurisdiction, struct jw *w)
{
    jw_array(w);
    lock(n);
    LIST_EACH(node, &n->items)
    {
        const struct notice *notice = &LIST_ITEM(node, struct kept, node)->notice;
        if (str_eq(notice->jurisdiction, jurisdiction))
            put(notice, w);
    }
    unlock(n);
    jw_end_array(w);
}
