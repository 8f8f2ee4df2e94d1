/* The one error type. Zero is success; every floor returns these and nothing else.
 *
 * A foreign library's codes are translated to ours in one function per library. What a person
 * should read about an error travels beside it, as faults (base/fault.h). */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_LIST(X)                                                \
    X(OK, "success")                                               \
    X(NOMEM, "out of memory")                                      \
    X(INVALID, "invalid input")                                    \
    X(TOO_LARGE, "larger than its limit")                          \
    X(NOT_FOUND, "not found")                                      \
    X(EXISTS, "exists already")                                    \
    X(CONFLICT, "changed by somebody else meanwhile")              \
    X(DENIED, "not permitted")                                     \
    X(BUSY, "busy, try again")                                     \
    X(NO_SPACE, "no space left on the disk")                       \
    X(IO, "input/output error")                                    \
    X(CORRUPT, "stored bytes are damaged or of an unknown format") \
    X(OLDER, "stored in an older format")                          \
    X(NEWER, "stored in a newer format")                           \
    X(CLOSED, "closed")                                            \
    X(TIMEOUT, "took too long")                                    \
    X(UNSUPPORTED, "not supported")                                \
    X(SYSTEM, "the operating system refused")                      \
    X(RULE, "a rule failed")                                       \
    X(NO_WORKING_TIME, "the calendar never opens")                 \
    X(BAD_INTERVAL, "bad opening interval")                        \
    X(BAD_PAUSE, "bad pause")                                      \
    X(HORIZON, "no date within the calendar's horizon")            \
    X(UNKNOWN_ZONE, "unknown time zone")

enum err {
#define X(name, text) ERR_##name,
    ERR_LIST(X)
#undef X
};

/* "NOT_FOUND", for logs and test output; "not found", for people. Static strings. */
const char *err_name(enum err e);
const char *err_text(enum err e);

/* errno, translated: the one place where the C library's codes become ours. */
enum err err_from_errno(int code);

#endif
