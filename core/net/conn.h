/* A connection, from accept to close: requests in, answers out, one after the other.
 *
 * An idle connection holds its own struct and nothing else, a few hundred bytes. While a request
 * is under way it holds an exchange lent by its loop. All on the loop's thread. */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "net/timer.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct net_thread;

/* Begins to read from fd, a connected socket let in by caps_enter(address). Both are the
 * connection's own from then on, also when it cannot be opened. */
void conn_open(struct net_thread *loop, int fd, const struct sockaddr *peer, uint64_t address);
/* Answers 503 to a socket that was not let in, and closes it, sooner or later. */
void conn_turn_away(struct net_thread *loop, int fd);

/* Writes the answers that were given since the last time. */
void conns_answer(struct net_thread *loop);
/* The loop drains: closes who is idle; the others when they have their answer. */
void conns_drain(struct net_thread *loop);
void conns_drop(struct net_thread *loop); /* closes all */

/* For the loop's timers. */
void conn_expired(struct timer *t, enum timer_kind kind);
bool conn_too_slow(const struct timer *t, uint64_t now);

#endif
