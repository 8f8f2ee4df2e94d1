/* Text as somebody typed it, made fit to keep: valid UTF-8, without control characters, within its
 * limit, its line breaks all alike. */
#ifndef DOMAIN_CLEAN_H
#define DOMAIN_CLEAN_H

#include "base/fault.h"

/* Cleans *text in place of itself: a tab becomes a space, CR LF and CR become LF; a text of one
 * line loses the spaces around it. What changed lives in the faults' arena. `max` counts code
 * points. False, with a fault on `where`, when it cannot be kept. */
bool clean_line(struct faults *f, const char *where, struct str *text, size_t max);
bool clean_lines(struct faults *f, const char *where, struct str *text, size_t max);

/* An empty text passes each of these. */
bool clean_url(struct faults *f, const char *where, struct str *text);   /* http or https */
bool clean_email(struct faults *f, const char *where, struct str *text); /* one @, a host */
bool clean_code(struct faults *f, const char *where, struct str *text, size_t max);

#endif
