/* Structured log lines, key=value, one sink. No personal data and no secret is ever logged.
 *
 *     log_begin(log, LOG_INFO, "listening");
 *     log_str(log, "address", address);
 *     log_end(log);
 *   writes
 *     ts=2026-05-07T13:00:00Z level=info event=listening address=127.0.0.1:8311
 *
 * A struct log belongs to one thread and gathers lines until log_flush, which writes them whole
 * with one system call. Warnings and errors are flushed at once. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/buf.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log {
    int fd;
    enum log_level least; /* lines below this are not written */
    bool open;            /* between log_begin and log_end of a line that is written */
    enum log_level level; /* of that line */
    struct buf lines;
};

void log_init(struct log *log, int fd, enum log_level least);
void log_begin(struct log *log, enum log_level level, const char *event);
/* Values are quoted when they hold a space, a quote, or a control character. */
void log_str(struct log *log, const char *key, struct str value);
void log_i64(struct log *log, const char *key, int64_t value);
void log_end(struct log *log);
void log_flush(struct log *log);
void log_close(struct log *log); /* flushes and gives the memory back; the fd stays open */

#endif
