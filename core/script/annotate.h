/* The language of plugins for editors: annotations as the Lua Language Server reads them
 * (`---@meta`), out of the description that also checks plugins (script/schema.h). */
#ifndef SCRIPT_ANNOTATE_H
#define SCRIPT_ANNOTATE_H

#include "base/buf.h"

/* The whole file, plugins/guichet.d.lua: every constructor, every table with its keys, and what a
 * function is given; in both languages. A failure stays in the buffer. */
void annotate(struct buf *b);

#endif
