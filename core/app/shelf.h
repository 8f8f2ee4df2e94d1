/* The shelf of one thread: the rulebooks that its requests hold (domain/desk.h), each made of an
 * edition and of Lua states of its own.
 *
 * A request gets the book of the edition in force when it begins. A book that is not the newest
 * any more is thrown away by the last request that holds it. Everything is the thread's own, but
 * for shelf_rules. */
#ifndef APP_SHELF_H
#define APP_SHELF_H

#include "app/edition.h"
#include "domain/desk.h"
#include "script/rules.h"

struct book;

/* What the shelves of all threads share. */
struct shelf_shared {
    struct press *press;
    struct ledger *ledger;
    pthread_mutex_t *lock; /* guards each newest book against shelf_rules of another thread */
};

struct shelf {
    const struct shelf_shared *shared;
    size_t thread; /* the number of its line in the ledger */
    struct book *newest;
};

/* Of a zero one, with a book of the edition in force. ERR_NOMEM: nothing is open. */
enum err shelf_open(struct shelf *s, const struct shelf_shared *shared, size_t thread);
void shelf_close(struct shelf *s); /* no request holds a book */

/* For the desk: they follow what is in force. Out of memory, the old book serves on. */
struct rulebooks shelf_rulebooks(struct shelf *s);
const struct rulebook *shelf_newest(const struct shelf *s);

/* The rules of the newest book, for what they hold; NULL when it is not open. Any thread, with the
 * lock held. */
struct script_rules *shelf_rules(const struct shelf *s);

#endif
