/* System calls that fail on demand: see faulty.h. */
#undef _FORTIFY_SOURCE /* its inline functions would bear the names defined here */
#include "faulty.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { PWRITE, WRITEV, WRITE, FDATASYNC, FSYNC, FTRUNCATE, MSYNC, OPEN, FSTATVFS, CALLS };

static const char *const call_names[CALLS] = {
    "pwrite", "writev", "write", "fdatasync", "fsync", "ftruncate", "msync", "open", "fstatvfs",
};

enum { SHORT = -1 };

static const struct {
    const char *name;
    int how;
} hows[] = {
    {"short", SHORT},   {"ENOSPC", ENOSPC}, {"EIO", EIO},
    {"EINTR", EINTR},   {"EDQUOT", EDQUOT}, {"EFBIG", EFBIG},
    {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"EACCES", EACCES},
};

/* A plan that is being changed while a call looks at it may strike a call too early or too late. */
static struct {
    _Atomic long seen, at, times;
    _Atomic int how;
} plans[CALLS];

static _Atomic unsigned long struck;

bool faulty_plan(const char *line)
{
    char call[16], how[16];
    long at, times;
    if (sscanf(line, "%15s %ld %ld %15s", call, &at, &times, how) != 4)
        return false;
    for (size_t c = 0; c < CALLS; c++)
        for (size_t h = 0; h < sizeof hows / sizeof *hows; h++)
            if (strcmp(call, call_names[c]) == 0 && strcmp(how, hows[h].name) == 0) {
                plans[c].how = 0;
                plans[c].seen = 0;
                plans[c].at = at;
                plans[c].times = times;
                plans[c].how = hows[h].how;
                return true;
            }
    return false;
}

void faulty_clear(void)
{
    for (size_t c = 0; c < CALLS; c++)
        plans[c].how = 0;
    struck = 0;
}

unsigned long faulty_struck(void)
{
    return struck;
}

/* --- The file of plans ------------------------------------------------------------------------ */

static void read_plans(const char *path)
{
    char line[128];
    FILE *f = fopen(path, "re");
    faulty_clear();
    while (f && fgets(line, sizeof line, f))
        if (line[0] != '\n' && !faulty_plan(line))
            fprintf(stderr, "faulty: not a plan: %s", line);
    if (f)
        fclose(f);
}

/* Reads the file again when it is another one than before, or none any more. */
static void follow_file(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct stat before;
    static _Thread_local bool reading;
    const char *path = getenv("FAULTY_PLAN");
    struct stat now = {0};
    if (!path || reading)
        return;
    if (stat(path, &now))
        now = (struct stat){0};
    pthread_mutex_lock(&lock);
    reading = true;
    if (now.st_ino != before.st_ino || now.st_size != before.st_size ||
        now.st_mtim.tv_sec != before.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != before.st_mtim.tv_nsec)
        read_plans(path);
    before = now;
    reading = false;
    pthread_mutex_unlock(&lock);
}

static bool concerned(int fd, const char *path)
{
    const char *under = getenv("FAULTY_UNDER");
    char link[64], found[4096];
    if (!under)
        return true;
    if (!path) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, found, sizeof found - 1);
        found[n > 0 ? n : 0] = 0;
        path = found;
    }
    return strncmp(path, under, strlen(under)) == 0;
}

/* 0: let it pass; SHORT, or an errno. */
static int strike(enum call c, int fd, const char *path)
{
    int saved = errno, how;
    follow_file();
    how = plans[c].how;
    if (!how || !concerned(fd, path))
        return errno = saved, 0;
    errno = saved;
    long n = ++plans[c].seen;
    if (n < plans[c].at || n >= plans[c].at + plans[c].times)
        return 0;
    struck++;
    if (how > 0)
        errno = how;
    return how;
}

/* --- The calls -------------------------------------------------------------------------------- */

/* The C library's own. A data pointer becomes a function's by way of memory, as POSIX has it. */
static void find_real(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof found);
}

#define EXPORT __attribute__((used, visibility("default")))

EXPORT ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    ssize_t (*real)(int, const void *, size_t, off_t);
    int how = strike(PWRITE, fd, NULL);
    find_real(&real, "pwrite");
    return how > 0 ? -1 : real(fd, p, how == SHORT ? n / 2 : n, at);
}

EXPORT ssize_t write(int fd, const void *p, size_t n)
{
    ssize_t (*real)(int, const void *, size_t);
    int how = strike(WRITE, fd, NULL);
    find_real(&real, "write");
    return how > 0 ? -1 : real(fd, p, how == SHORT ? n / 2 : n);
}

EXPORT ssize_t writev(int fd, const struct iovec *v, int n)
{
    ssize_t (*real)(int, const struct iovec *, int);
    int how = strike(WRITEV, fd, NULL);
    find_real(&real, "writev");
    return how > 0 ? -1 : real(fd, v, how == SHORT && n > 1 ? n / 2 : n);
}

EXPORT int fdatasync(int fd)
{
    int (*real)(int);
    int how = strike(FDATASYNC, fd, NULL);
    find_real(&real, "fdatasync");
    return how > 0 ? -1 : real(fd);
}

EXPORT int fsync(int fd)
{
    int (*real)(int);
    int how = strike(FSYNC, fd, NULL);
    find_real(&real, "fsync");
    return how > 0 ? -1 : real(fd);
}

EXPORT int ftruncate(int fd, off_t n)
{
    int (*real)(int, off_t);
    int how = strike(FTRUNCATE, fd, NULL);
    find_real(&real, "ftruncate");
    return how > 0 ? -1 : real(fd, n);
}

EXPORT int msync(void *p, size_t n, int flags)
{
    int (*real)(void *, size_t, int);
    int how = strike(MSYNC, -1, "");
    find_real(&real, "msync");
    return how > 0 ? -1 : real(p, n, flags);
}

EXPORT int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...);
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, mode_t) : 0;
    va_end(args);
    int how = strike(OPEN, -1, path);
    find_real(&real, "open");
    return how > 0 ? -1 : real(path, flags, mode);
}

EXPORT int fstatvfs(int fd, struct statvfs *out)
{
    int (*real)(int, struct statvfs *);
    int how = strike(FSTATVFS, fd, NULL);
    find_real(&real, "fstatvfs");
    int rc = real(fd, out);
    if (how)
        out->f_bavail = out->f_bfree = 0;
    return rc;
}

/* Programs made for large files call the same by other names; off_t has 64 bits here anyway. */
EXPORT ssize_t pwrite64(int, const void *, size_t, off_t) __attribute__((alias("pwrite")));
EXPORT int ftruncate64(int, off_t) __attribute__((alias("ftruncate")));
EXPORT int open64(const char *, int, ...) __attribute__((alias("open")));
