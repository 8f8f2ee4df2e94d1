/* HTML by hand: text that is always escaped, and the frame that every page shares. */
#ifndef API_HTML_H
#define API_HTML_H

#include "api/call.h"

void html_text(struct buf *b, struct str s); /* & < > " ' escaped: fit for attributes as well */
void html_say(struct buf *b, const struct call *c, struct text t);
/* <tag>text</tag>; nothing for an empty text. `tag` may carry attributes of our own. */
void html_element(struct buf *b, const char *tag, struct str text);

/* Everything before and after what stands in <main>. */
void html_begin(struct buf *b, struct call *c, struct str title);
void html_end(struct buf *b, struct call *c);
/* The page as response, with its security headers. */
enum err html_reply(struct call *c, int status, const struct buf *page);

extern const struct str html_css; /* the one style sheet, served as /guichet.css */

#endif
