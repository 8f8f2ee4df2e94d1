/* A string of Lua's in the making, in place of luaL_Buffer.
 *
 * luaL_Buffer asks the allocator by itself: nothing is collected before it is refused, and what it
 * raises then is an error like any other. So whether a call succeeds would hang on the garbage of
 * earlier ones, and pcall would tell. Here Lua makes the room, as for any other value. */
#ifndef SCRIPT_STRING_BUFFER_H
#define SCRIPT_STRING_BUFFER_H

#include "base/str.h"

struct lua_State;

enum { STRING_BUFFER_ROOM = 256 };

struct string_buffer {
    struct lua_State *lua;
    char *p;
    size_t n, room;
    int place; /* on the stack: what p points into once it is no longer `own` */
    char own[STRING_BUFFER_ROOM];
};

/* Takes one place of the stack; what is pushed meanwhile must be popped again before
 * string_buffer_push. The struct must not move. Each may jump. */
void string_buffer_open(struct string_buffer *b, struct lua_State *lua);
/* Makes room for so many bytes more, and returns where they begin; the caller adds to b->n. */
char *string_buffer_room(struct string_buffer *b, size_t n);
void string_buffer_add(struct string_buffer *b, struct str s);
void string_buffer_char(struct string_buffer *b, char c);
/* Puts the string in the buffer's place; returns 1. */
int string_buffer_push(struct string_buffer *b);

#endif
