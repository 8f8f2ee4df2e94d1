/* The stored form of a contact: the tags of its record. */
#include "domain/contact.h"

enum { CONTACT_FORMAT = 1 };

static struct str lang_word(unsigned v)
{
    return v < LANG_COUNT ? lang_code((enum lang)v) : (struct str){0};
}

#define AT(m) .at = offsetof(struct contact, m)

static const struct field contact_table[] = {
    {1, FIELD_STR, "first_name", AT(first_name)},
    {2, FIELD_STR, "last_name", AT(last_name)},
    {3, FIELD_STR, "email", AT(email)},
    {4, FIELD_STR, "phone", AT(phone)},
    {5, FIELD_STR, "device_id", AT(device_id)},
    {6, FIELD_WORD, "lang", AT(lang), .word = lang_word},
};
const struct fields contact_fields = FIELDS(contact_table, struct contact);

bool contact_empty(const struct contact *c)
{
    return !c->first_name.n && !c->last_name.n && !c->email.n && !c->phone.n && !c->device_id.n;
}

enum err contact_encode(const struct contact *c, struct buf *out)
{
    return fields_encode(&contact_fields, CONTACT_FORMAT, c, out);
}

enum err contact_decode(struct arena *arena, struct str bytes, struct contact *out)
{
    struct str copy = arena_str(arena, bytes);
    return copy.p ? fields_decode(&contact_fields, CONTACT_FORMAT, arena, copy, out) : ERR_NOMEM;
}
