/* Zeros behind the end of a file. */
#include "store/ahead.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { STEP_LEAST = 128 << 10, STEP_MOST = 4 << 20, PIECE = 64 << 10, ROOM_STEPS = 16 };

/* An eighth of the file: small stores stay small. */
static uint64_t step_of(uint64_t used)
{
    uint64_t step = used / 8;
    return step < STEP_LEAST ? STEP_LEAST : step > STEP_MOST ? STEP_MOST : step;
}

/* The last blocks of a disk are left to commits. */
static bool has_room(int fd, uint64_t step)
{
    struct statvfs disk;
    return fstatvfs(fd, &disk) == 0 && disk.f_bavail * disk.f_frsize / step >= ROOM_STEPS;
}

static void fill(struct ahead *a, int fd, uint64_t end)
{
    static const char zeros[PIECE];
    while (a->length < end) {
        uint64_t left = end - a->length;
        ssize_t n = pwrite(fd, zeros, left < PIECE ? left : PIECE, (off_t)a->length);
        if (n <= 0)
            return;
        a->length += (uint64_t)n;
    }
}

void ahead_keep(struct ahead *a, int fd, uint64_t used)
{
    struct stat file;
    uint64_t step = step_of(used);
    if (used + step / 4 <= a->length || fstat(fd, &file))
        return;
    a->length = (uint64_t)file.st_size;
    if (used + step / 4 > a->length && has_room(fd, step))
        fill(a, fd, used + step);
}
