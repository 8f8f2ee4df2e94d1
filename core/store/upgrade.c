/* The steps from format to format, and the one loop that takes them. */
#include "store/upgrade.h"

#include "store/format.h"

/* Format 1 is the first there is. */
const struct upgrade store_upgrade = {.to = STORE_FORMAT};

static enum err read_format(struct store *s, uint32_t *out)
{
    struct str value;
    enum err e = s->ops->get(s, STORE_KEY_FORMAT, &value);
    if (e)
        return e;
    *out = 0;
    for (size_t i = 0; i < value.n; i++)
        *out = *out << 8 | (unsigned char)value.p[i];
    return value.n == 4 ? ERR_OK : ERR_CORRUPT;
}

static enum err write_format(struct store *s, uint32_t format)
{
    char bytes[4];
    for (size_t i = sizeof bytes; i-- > 0; format >>= 8)
        bytes[i] = (char)format;
    return s->ops->put(s, STORE_KEY_FORMAT, str_of(bytes, sizeof bytes));
}

static enum err take_step(struct store *s, const struct upgrade *upgrade, uint32_t from)
{
    for (size_t i = 0; i < upgrade->steps_n; i++)
        if (upgrade->steps[i].from == from)
            return upgrade->steps[i].run(s);
    return ERR_CORRUPT;
}

/* Inside the transaction. */
static enum err bring_up(struct store *s, const struct upgrade *upgrade, bool own, bool *changed)
{
    uint32_t format = 0;
    enum err e = read_format(s, &format);
    if (e == ERR_NOT_FOUND && s->ops->is_empty(s) && !s->read_only)
        return *changed = true, write_format(s, upgrade->to);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
    if (format > upgrade->to)
        return ERR_NEWER;
    if (format < upgrade->to && !own)
        return ERR_OLDER;
    for (; !e && format < upgrade->to; format++, *changed = true)
        e = take_step(s, upgrade, format);
    return e || !*changed ? e : write_format(s, upgrade->to);
}

enum err upgrade_store(struct store *s, const struct upgrade *upgrade, bool own)
{
    bool changed = false;
    enum err e = s->ops->begin(s);
    if (e)
        return e;
    e = bring_up(s, upgrade, own, &changed);
    if (!e && changed)
        return s->ops->commit(s);
    s->ops->abort(s);
    return e;
}
