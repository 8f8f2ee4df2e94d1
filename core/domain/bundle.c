/* Texts by path: kept, found, hashed. */
#include "domain/bundle.h"

#include "base/id.h"

#include <stdio.h>
#include <stdlib.h>

static bool letter_valid(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_-./", c));
}

/* No step begins with a dot: neither "..", nor what an editor leaves behind. */
bool bundle_path_valid(struct str path)
{
    if (path.n == 0 || path.n > BUNDLE_PATH_MAX || path.p[path.n - 1] == '/')
        return false;
    for (size_t i = 0; i < path.n; i++) {
        bool begins = i == 0 || path.p[i - 1] == '/';
        if (!letter_valid(path.p[i]) || (begins && (path.p[i] == '.' || path.p[i] == '/')))
            return false;
    }
    return true;
}

const struct bundle_text *bundle_find(const struct bundle *b, struct str path)
{
    for (size_t i = 0; i < b->count; i++)
        if (str_eq(b->items[i].path, path))
            return &b->items[i];
    return NULL;
}

static enum err make_room(struct bundle *b)
{
    if (b->count < b->cap)
        return ERR_OK;
    size_t cap = b->cap ? b->cap * 2 : 16;
    struct bundle_text *items =
        arena_grow(b->arena, b->items, b->cap * sizeof *items, cap * sizeof *items);
    if (!items)
        return ERR_NOMEM;
    b->items = items;
    b->cap = cap;
    return ERR_OK;
}

enum err bundle_put(struct bundle *b, struct str path, struct str text)
{
    if (!bundle_path_valid(path))
        return ERR_INVALID;
    if (text.n > BUNDLE_TEXT_MAX)
        return ERR_TOO_LARGE;
    for (size_t i = 0; i < b->count; i++)
        if (str_eq(b->items[i].path, path))
            return b->items[i].text = text, ERR_OK;
    if (b->count == BUNDLE_TEXTS_MAX)
        return ERR_TOO_LARGE;
    enum err e = make_room(b);
    if (!e)
        b->items[b->count++] = (struct bundle_text){path, text};
    return e;
}

enum err bundle_join(struct bundle *out, const struct bundle *under, const struct bundle *over)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < under->count && !e; i++)
        e = bundle_put(out, under->items[i].path, under->items[i].text);
    for (size_t i = 0; i < over->count && !e; i++)
        e = bundle_put(out, over->items[i].path, over->items[i].text);
    return e;
}

/* --- Hashing ---------------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    const struct bundle_text *const *x = a, *const *y = b;
    return str_cmp((*x)->path, (*y)->path);
}

/* Lengths keep two different lists of texts from running into the same bytes. */
static void digest(struct id_digest *d, struct str s)
{
    char length[24];
    int n = snprintf(length, sizeof length, "%zu:", s.n);
    id_digest_add(d, str_of(length, (size_t)n));
    id_digest_add(d, s);
}

enum err bundle_hash(const struct bundle *b, unsigned char out[static BUNDLE_HASH_BYTES])
{
    struct id_digest d;
    const struct bundle_text **sorted = malloc((b->count + 1) * sizeof *sorted);
    if (!sorted)
        return ERR_NOMEM;
    for (size_t i = 0; i < b->count; i++)
        sorted[i] = &b->items[i];
    qsort(sorted, b->count, sizeof *sorted, by_path);
    id_digest_begin(&d);
    for (size_t i = 0; i < b->count; i++) {
        digest(&d, sorted[i]->path);
        digest(&d, sorted[i]->text);
    }
    id_digest_end(&d, out);
    free(sorted);
    return ERR_OK;
}

void bundle_name(char out[static BUNDLE_NAME_TEXT],
                 const unsigned char hash[static BUNDLE_HASH_BYTES])
{
    for (size_t i = 0; i < (BUNDLE_NAME_TEXT - 1) / 2; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
}
