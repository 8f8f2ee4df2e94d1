/* What each index holds of a request. */
#include "domain/index.h"

/* KEY_LAYOUT: keys and values as domain/keys.h describes them. */

static bool by_status(const struct request *r, struct key *key, struct key *value)
{
    (void)value;
    *key = keys_by_status(r->jurisdiction, r->closed);
    keys_at(key, r->requested_at, r->id);
    return true;
}

static bool by_service(const struct request *r, struct key *key, struct key *value)
{
    (void)value;
    *key = keys_by_service(r->jurisdiction, r->service, r->closed);
    keys_at(key, r->requested_at, r->id);
    return true;
}

static bool by_state(const struct request *r, struct key *key, struct key *value)
{
    (void)value;
    *key = keys_by_state(r->jurisdiction, r->state);
    keys_at(key, r->requested_at, r->id);
    return true;
}

static bool by_update(const struct request *r, struct key *key, struct key *value)
{
    (void)value;
    *key = keys_of(KEY_BY_UPDATE, r->jurisdiction);
    keys_at(key, r->updated_at, r->id);
    return true;
}

static bool by_due(const struct request *r, struct key *key, struct key *value)
{
    (void)value;
    int64_t due = request_due(r);
    *key = keys_of(KEY_BY_DUE, r->jurisdiction);
    keys_at(key, due, r->id);
    return due && !r->closed;
}

static bool by_agenda(const struct request *r, struct key *key, struct key *value)
{
    (void)value;
    if (!r->agenda_count)
        return false;
    *key = keys_of(KEY_AGENDA, r->jurisdiction);
    keys_at(key, r->agenda[0].at, r->id);
    return true;
}

static bool by_cell(const struct request *r, struct key *key, struct key *value)
{
    if (!r->has_position)
        return false;
    *key = keys_by_cell(r->jurisdiction, cell_of(r->position));
    keys_at(key, r->requested_at, r->id);
    key_u32(value, (uint32_t)r->position.lat);
    key_u32(value, (uint32_t)r->position.lon);
    return true;
}

static bool by_external(const struct request *r, struct key *key, struct key *value)
{
    if (!r->external_id.n)
        return false;
    *key = keys_external(r->jurisdiction, r->external_id);
    key_u64(value, r->id);
    return true;
}

const struct index indexes[INDEX_COUNT] = {
    {KEY_BY_STATUS, "by status", false, by_status},
    {KEY_BY_SERVICE, "by service", false, by_service},
    {KEY_BY_STATE, "by state", false, by_state},
    {KEY_BY_UPDATE, "by update", false, by_update},
    {KEY_BY_DUE, "by due date", false, by_due},
    {KEY_AGENDA, "agenda", false, by_agenda},
    {KEY_BY_CELL, "by place", false, by_cell},
    {KEY_BY_EXTERNAL, "by external id", true, by_external},
};

bool index_entry(const struct index *index, const struct request *r, struct index_entry *out)
{
    out->key.n = out->value.n = 0;
    out->key.failed = out->value.failed = false;
    return index->entry(r, &out->key, &out->value);
}

static bool same(const struct index_entry *a, const struct index_entry *b)
{
    return str_eq(key_str(&a->key), key_str(&b->key)) &&
           str_eq(key_str(&a->value), key_str(&b->value));
}

static void change_one(struct batch *batch, const struct index *index, const struct request *before,
                       const struct request *after)
{
    struct index_entry was, is;
    bool had = before && index_entry(index, before, &was);
    bool has = index_entry(index, after, &is);
    if (had && has && same(&was, &is))
        return;
    if (had && !(has && str_eq(key_str(&was.key), key_str(&is.key))))
        batch_delete(batch, key_str(&was.key));
    if (has)
        batch_put(batch, key_str(&is.key), key_str(&is.value));
}

void index_change(struct batch *batch, const struct request *before, const struct request *after)
{
    for (size_t i = 0; i < INDEX_COUNT; i++)
        change_one(batch, &indexes[i], before, after);
}

bool index_read_position(struct str value, struct position *out)
{
    uint32_t lat, lon;
    if (!key_take_u32(&value, &lat) || !key_take_u32(&value, &lon))
        return false;
    *out = (struct position){(int32_t)lat, (int32_t)lon};
    return true;
}
