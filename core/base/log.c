/* key=value lines, gathered and written whole. */
#include "base/log.h"

#include "base/date.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

enum { FLUSH_AT = 32 * 1024 };

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_init(struct log *log, int fd, enum log_level least)
{
    *log = (struct log){.fd = fd, .least = least};
}

void log_begin(struct log *log, enum log_level level, const char *event)
{
    log->open = level >= log->least;
    log->level = level;
    if (!log->open)
        return;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    BUF_LIT(&log->lines, "ts=");
    instant_put_utc(&log->lines, t.tv_sec);
    BUF_LIT(&log->lines, " level=");
    buf_str_put(&log->lines, str_c(level_names[level]));
    log_str(log, "event", str_c(event));
}

static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f)
            return false;
    }
    return s.n > 0;
}

static void quoted(struct buf *b, struct str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        if (c < ' ' || c == 0x7f)
            buf_printf(b, "\\x%02x", c);
        else
            buf_char(b, (char)c);
    }
    buf_char(b, '"');
}

static void key(struct log *log, const char *name)
{
    buf_char(&log->lines, ' ');
    buf_str_put(&log->lines, str_c(name));
    buf_char(&log->lines, '=');
}

void log_str(struct log *log, const char *name, struct str value)
{
    if (!log->open)
        return;
    key(log, name);
    if (plain(value))
        buf_str_put(&log->lines, value);
    else
        quoted(&log->lines, value);
}

void log_i64(struct log *log, const char *name, int64_t value)
{
    if (!log->open)
        return;
    key(log, name);
    buf_i64(&log->lines, value);
}

void log_end(struct log *log)
{
    if (!log->open)
        return;
    log->open = false;
    buf_char(&log->lines, '\n');
    if (log->level >= LOG_WARN || log->lines.n >= FLUSH_AT)
        log_flush(log);
}

/* A log that cannot be written is no reason to stop serving: what is left is dropped. */
void log_flush(struct log *log)
{
    size_t at = 0;
    while (!log->lines.failed && at < log->lines.n) {
        ssize_t n = write(log->fd, log->lines.p + at, log->lines.n - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    log->lines.n = 0;
    log->lines.failed = false;
}

void log_close(struct log *log)
{
    log_flush(log);
    buf_free(&log->lines);
}
