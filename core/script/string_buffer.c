/* Growing a string in a userdata. */
#include "script/string_buffer.h"

#include <lua.h>
#include <string.h>

void string_buffer_open(struct string_buffer *b, lua_State *L)
{
    lua_pushnil(L);
    b->lua = L;
    b->p = b->own;
    b->n = 0;
    b->room = sizeof b->own;
    b->place = lua_gettop(L);
}

char *string_buffer_room(struct string_buffer *b, size_t n)
{
    if (n <= b->room - b->n)
        return b->p + b->n;
    size_t room = 2 * b->room > b->n + n ? 2 * b->room : b->n + n;
    char *p = lua_newuserdatauv(b->lua, room, 0);
    memcpy(p, b->p, b->n);
    lua_replace(b->lua, b->place);
    b->p = p;
    b->room = room;
    return p + b->n;
}

void string_buffer_add(struct string_buffer *b, struct str s)
{
    if (s.n)
        memcpy(string_buffer_room(b, s.n), s.p, s.n);
    b->n += s.n;
}

void string_buffer_char(struct string_buffer *b, char c)
{
    *string_buffer_room(b, 1) = c;
    b->n++;
}

int string_buffer_push(struct string_buffer *b)
{
    lua_pushlstring(b->lua, b->p, b->n);
    lua_replace(b->lua, b->place);
    lua_settop(b->lua, b->place);
    return 1;
}
