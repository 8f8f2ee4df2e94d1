/* Reading a whole file, and its name from the root. */
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

static void go_up(struct buf *b)
{
    while (b->n && b->p[--b->n] != '/') {
    }
}

struct str file_absolute(struct arena *arena, const char *path)
{
    char here[4096];
    if (path[0] != '/' && !getcwd(here, sizeof here))
        return (struct str){NULL, 0};
    struct str rest = arena_printf(arena, "%s/%s", path[0] == '/' ? "" : here, path), name;
    struct buf b = buf_in(arena);
    if (!rest.p)
        return rest;
    while (str_cut(&rest, '/', &name)) {
        if (str_eq(name, STR("..")))
            go_up(&b);
        else if (name.n && !str_eq(name, STR(".")))
            buf_printf(&b, "/" STR_FMT, STR_ARG(name));
    }
    if (!b.n)
        buf_char(&b, '/');
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}
