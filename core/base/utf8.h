/* Text at the door: validity, length, and folding for search. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"

/* Well-formed UTF-8 (Unicode 15, table 3-7) without NUL. */
bool utf8_valid(struct str s);
/* Code points in a valid text. */
size_t utf8_length(struct str s);
/* Lower case, without accents or ignorable marks, so that "Élise" finds "elise"; .p is NULL when
 * out of memory or s is not valid. */
struct str utf8_fold(struct arena *arena, struct str s);

/* In capitals, or in small letters, code point by code point; .p as above. */
struct str utf8_upper(struct arena *arena, struct str s);
struct str utf8_lower(struct arena *arena, struct str s);

#endif
