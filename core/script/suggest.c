/* Edit distance with swaps of neighbours (optimal string alignment). */
#include "script/suggest.h"

enum { WORD_MAX = 40 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(struct str a, struct str b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = above[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            row[j] = least(least(above[j] + 1, row[j - 1] + 1), change);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b.n];
}

/* One slip in a short word, two in a longer one. */
void suggest_try(struct suggest *s, struct str candidate)
{
    if (s->word.n > WORD_MAX || candidate.n > WORD_MAX || s->word.n == 0)
        return;
    size_t d = distance(s->word, candidate), limit = s->word.n < 5 ? 1 : s->word.n < 9 ? 2 : 3;
    if (d > limit || (s->best.n && d >= s->distance))
        return;
    s->best = candidate;
    s->distance = d;
}
