/* A page written once, that comes out as Markdown or as one HTML file that needs nothing else.
 *
 * Blocks (headings, paragraphs, lists, tables) follow each other; between the beginning and the
 * end of one that holds words, pieces are put into it. Whatever is put is escaped. The HTML is
 * plain and accessible: a language, one h1, marked header cells, no script, contrast of 7:1. */
#ifndef APP_PAPER_H
#define APP_PAPER_H

#include "base/buf.h"
#include "base/text.h"

enum paper_form {
    PAPER_MARKDOWN,
    PAPER_HTML,
    PAPER_PLAIN, /* for pieces only, in a terminal: nothing is escaped, and there are no blocks */
};

struct paper {
    struct buf *b; /* a failure stays in it */
    enum paper_form form;
    enum lang lang;
    size_t cell, columns; /* of the table that is open */
};

/* A link of the page's head; an empty `to`: none. */
struct paper_link {
    struct str to, say;
    enum lang lang; /* of the page it leads to */
};

/* Everything before the first block after the title, and after the last one. */
void paper_open(struct paper *p, struct str title, const struct paper_link *links, size_t n);
void paper_close(struct paper *p);

void paper_heading(struct paper *p, int level, struct str words); /* 2 to 4 */

void paper_paragraph(struct paper *p);
void paper_paragraph_end(struct paper *p);

void paper_list(struct paper *p);
void paper_item(struct paper *p);
void paper_item_end(struct paper *p);
void paper_list_end(struct paper *p);

/* The first cell of a row is its header. A table has a name, for those who hear it. */
void paper_table(struct paper *p, struct str name, const struct text *heads, size_t columns);
void paper_row(struct paper *p);
void paper_cell(struct paper *p); /* ends the one before */
void paper_row_end(struct paper *p);
void paper_table_end(struct paper *p);

/* --- Into an open block ----------------------------------------------------------------------- */

void paper_put(struct paper *p, struct str words);
void paper_say(struct paper *p, struct text words); /* in the language of the page */
void paper_code(struct paper *p, struct str code);
void paper_strong(struct paper *p, struct str words);
void paper_to(struct paper *p, struct str address, struct str words); /* a link */

/* --- The usual blocks, in one call ------------------------------------------------------------ */

void paper_line(struct paper *p, struct str words);                     /* a paragraph */
void paper_words(struct paper *p, struct text words);                   /* the same */
void paper_cell_put(struct paper *p, struct str words);                 /* a cell */
void paper_label(struct paper *p, struct text label, struct str words); /* an item "Label: words" */

#endif
