/* A chained hash table from address to count, behind one mutex. */
#include "net/caps.h"

#include "base/check.h"
#include "base/id.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { BUCKET_BITS = 12, BUCKETS = 1 << BUCKET_BITS };

struct guest {
    struct guest *next;
    uint64_t address;
    uint32_t count;
};

struct caps {
    uv_mutex_t lock;
    uint32_t total, per_address; /* the limits, 1 at least */
    uint32_t inside;             /* under the lock, as all below */
    uint64_t seed;               /* odd; so that nobody can choose addresses that share a bucket */
    struct guest *buckets[BUCKETS];
};

enum err caps_open(struct caps **out, uint32_t total, uint32_t per_address)
{
    if (!total || !per_address)
        return ERR_INVALID;
    struct caps *c = calloc(1, sizeof *c);
    if (!c)
        return ERR_NOMEM;
    c->total = total;
    c->per_address = per_address;
    enum err e = id_init();
    if (!e && uv_mutex_init(&c->lock))
        e = ERR_SYSTEM;
    if (e) {
        free(c);
        return e;
    }
    id_random(&c->seed, sizeof c->seed);
    c->seed |= 1;
    *out = c;
    return ERR_OK;
}

void caps_close(struct caps *c)
{
    if (!c)
        return;
    check(c->inside == 0);
    uv_mutex_destroy(&c->lock);
    free(c);
}

uint64_t caps_address(const struct sockaddr *from)
{
    const uint64_t v4 = 1ull << 32; /* no routed IPv6 network begins with 0000:0001 */
    uint32_t four;
    if (from->sa_family == AF_INET) {
        memcpy(&four, &((const struct sockaddr_in *)(const void *)from)->sin_addr, sizeof four);
        return v4 | four;
    }
    if (from->sa_family != AF_INET6)
        return 0;
    const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(six)) {
        memcpy(&four, six->s6_addr + 12, sizeof four);
        return v4 | four;
    }
    uint64_t network;
    memcpy(&network, six->s6_addr, sizeof network);
    return network;
}

/* Where the pointer to that guest is, or where it would be put. */
static struct guest **find(struct caps *c, uint64_t address)
{
    struct guest **at = &c->buckets[address * c->seed >> (64 - BUCKET_BITS)];
    while (*at && (*at)->address != address)
        at = &(*at)->next;
    return at;
}

static bool enter(struct caps *c, uint64_t address)
{
    if (c->inside >= c->total)
        return false;
    struct guest **at = find(c, address);
    if (!*at) {
        *at = calloc(1, sizeof **at);
        if (!*at)
            return false;
        (*at)->address = address;
    }
    if ((*at)->count >= c->per_address)
        return false;
    (*at)->count++;
    c->inside++;
    return true;
}

bool caps_enter(struct caps *c, uint64_t address)
{
    uv_mutex_lock(&c->lock);
    bool entered = enter(c, address);
    uv_mutex_unlock(&c->lock);
    return entered;
}

void caps_leave(struct caps *c, uint64_t address)
{
    uv_mutex_lock(&c->lock);
    struct guest **at = find(c, address), *gone = *at;
    check(gone && gone->count > 0);
    c->inside--;
    if (--gone->count == 0) {
        *at = gone->next;
        free(gone);
    }
    uv_mutex_unlock(&c->lock);
}

uint32_t caps_inside(struct caps *c)
{
    uv_mutex_lock(&c->lock);
    uint32_t n = c->inside;
    uv_mutex_unlock(&c->lock);
    return n;
}
