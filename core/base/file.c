/* Reading a whole file. */
#include "base/file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIECE = 4096 };

static enum err read_all(int fd, struct buf *text, size_t max)
{
    for (;;) {
        if (!buf_reserve(text, PIECE))
            return ERR_NOMEM;
        ssize_t n = read(fd, text->p + text->n, text->cap - text->n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_from_errno(errno);
        if (n == 0)
            return ERR_OK;
        text->n += (size_t)n;
        if (text->n > max)
            return ERR_TOO_LARGE;
    }
}

enum err file_read(struct arena *arena, const char *path, size_t max, struct str *out)
{
    bool standard = str_eq(str_c(path), STR("-"));
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return err_from_errno(errno);
    struct buf text = buf_in(arena);
    enum err e = read_all(fd, &text, max);
    if (!standard)
        close(fd);
    *out = buf_str(&text);
    return e;
}
