/* Walking a folder. */
#include "app/watch.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 8, PATH_BYTES = 4096 };

/* FNV-1a. */
static uint64_t mix(uint64_t mark, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++)
        mark = (mark ^ p[i]) * 1099511628211u;
    return mark;
}

static uint64_t mark_folder(const char *dir, int depth);

/* Entries come in any order: their marks are added up. */
static uint64_t mark_entry(const char *path, int depth)
{
    struct stat s;
    if (lstat(path, &s))
        return 0;
    if (S_ISDIR(s.st_mode))
        return depth < DEPTH_MAX ? mark_folder(path, depth + 1) : 0;
    uint64_t mark = mix(14695981039346656037u, path, strlen(path));
    mark = mix(mark, &s.st_size, sizeof s.st_size);
    mark = mix(mark, &s.st_ino, sizeof s.st_ino);
    return mix(mark, &s.st_mtim, sizeof s.st_mtim);
}

static uint64_t mark_folder(const char *dir, int depth)
{
    uint64_t mark = 1;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[PATH_BYTES];
        int n = snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_name[0] != '.' && n > 0 && (size_t)n < sizeof path)
            mark += mark_entry(path, depth);
    }
    if (d)
        closedir(d);
    return mark;
}

uint64_t watch_mark(const char *dir)
{
    return mark_folder(dir, 0);
}
