/* The constructors that a plugin's file is written with: service { … }, attribute.choice "size" {}.
 *
 * A constructor returns its table as it is and remembers, beside it, what it is and on which line
 * it stands. */
#ifndef SCRIPT_CONSTRUCT_H
#define SCRIPT_CONSTRUCT_H

#include "base/str.h"

#include <stdbool.h>

struct lua_State;

enum construct_form {
    CONSTRUCT_TABLE, /* service { … } */
    CONSTRUCT_NAMED, /* clock "resolution" { … } */
    CONSTRUCT_NAME,  /* ref "days" */
};

struct constructor {
    const char *kind;          /* "attribute.choice": as shapes say it (script/schema.h) */
    const char *module, *name; /* "attribute", "choice"; module NULL: none */
    enum construct_form form;
};

/* All of them; the last has no kind. For those who describe the language. */
extern const struct constructor constructors[];

struct mark {
    struct str kind; /* static: "attribute.choice" */
    struct str id;   /* these two live in Lua, as long as the state */
    struct str where;
};

/* Adds all constructors to an open sandbox. May jump. */
void construct_open(struct lua_State *lua);
/* What made the table on top of the stack; false: nobody. May jump. */
bool construct_mark(struct lua_State *lua, struct mark *out);

#endif
