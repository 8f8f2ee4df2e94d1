/* The table of a plugin as a JSON Schema (2020-12), out of the description that also checks
 * plugins (script/schema.h).
 *
 * A Lua table is told as an object. What has no key there has one here, the name people know it
 * by (field_called): the name given to a constructor, a first item, the items. */
#ifndef SCRIPT_JSON_SCHEMA_H
#define SCRIPT_JSON_SCHEMA_H

#include "base/buf.h"

/* The whole file, schemas/plugin.json. A failure stays in the buffer. */
void json_schema(struct buf *b);

#endif
