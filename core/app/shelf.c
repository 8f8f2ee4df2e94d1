/* Books opened, held, thrown away. */
#include "app/shelf.h"

#include "base/check.h"

#include <stdatomic.h>
#include <stdlib.h>

struct book {
    struct rulebook rulebook; /* first: what the desk holds is the book */
    struct edition *edition;
    struct script_rules *rules;
    size_t holders; /* requests; the shelf itself is none */
};

static void book_close(struct book *b)
{
    if (!b)
        return;
    script_rules_close(b->rules);
    edition_release(b->edition);
    free(b);
}

/* Takes the edition over, also when it fails. */
static struct book *book_open(const struct shelf *s, struct edition *e)
{
    struct book *b = calloc(1, sizeof *b);
    if (!b) {
        edition_release(e);
        return NULL;
    }
    b->edition = e;
    if (script_rules_open_counted(e->generations, e->catalogue.count, s->shared->ledger, s->thread,
                                  &b->rules)) {
        book_close(b);
        return NULL;
    }
    b->rulebook = (struct rulebook){&e->catalogue, script_rules_table(b->rules)};
    return b;
}

static struct book *put_newest(struct shelf *s, struct book *b)
{
    pthread_mutex_lock(s->shared->lock);
    struct book *old = s->newest;
    s->newest = b;
    pthread_mutex_unlock(s->shared->lock);
    return old;
}

static void follow(struct shelf *s)
{
    struct press *press = s->shared->press;
    uint64_t number = atomic_load_explicit(&press->number, memory_order_acquire);
    if (s->newest->edition->catalogue.number == number)
        return;
    struct book *b = book_open(s, press_hold(press));
    if (!b)
        return;
    struct book *old = put_newest(s, b);
    if (!old->holders)
        book_close(old);
}

static struct rulebook *hold(void *self)
{
    struct shelf *s = self;
    follow(s);
    s->newest->holders++;
    return &s->newest->rulebook;
}

static void release(void *self, struct rulebook *rulebook)
{
    struct shelf *s = self;
    struct book *b = (struct book *)(void *)rulebook;
    check(b->holders > 0);
    if (--b->holders == 0 && b != s->newest)
        book_close(b);
}

struct rulebooks shelf_rulebooks(struct shelf *s)
{
    return (struct rulebooks){s, hold, release};
}

const struct rulebook *shelf_newest(const struct shelf *s)
{
    return &s->newest->rulebook;
}

enum err shelf_open(struct shelf *s, const struct shelf_shared *shared, size_t thread)
{
    s->shared = shared;
    s->thread = thread;
    struct book *b = book_open(s, press_hold(shared->press));
    if (!b)
        return ERR_NOMEM;
    put_newest(s, b);
    return ERR_OK;
}

void shelf_close(struct shelf *s)
{
    check(s->newest->holders == 0);
    book_close(put_newest(s, NULL));
}

struct script_rules *shelf_rules(const struct shelf *s)
{
    return s->newest ? s->newest->rules : NULL;
}
