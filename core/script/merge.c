/* Two tables made one, led by the description of what they hold. */
#include "script/merge.h"

#include "script/suggest.h"

/* --- What the description says ---------------------------------------------------------------- */

static const struct field *field_of_key(const struct shape *shape, struct str key)
{
    struct field_walk w = shape_walk(shape);
    bool language = str_eq(key, STR("fr")) || str_eq(key, STR("en"));
    for (const struct field *f; (f = shape_next(&w));)
        if (f->among ? language : str_eq(key, str_c(f->name)))
            return f;
    return NULL;
}

/* The list that a field holds, also when its own function reads it; else NULL. */
static const struct field *list_of(const struct field *f)
{
    if (f && f->type == FIELD_OWN)
        for (const struct field *form = f->forms; form && form->name; form++)
            if (form->type == FIELD_LIST)
                return form;
    return f && f->type == FIELD_LIST ? f : NULL;
}

/* The items that stand among the keys of a table; else NULL. */
static const struct field *items_of(const struct shape *shape)
{
    return list_of(field_of_key(shape, STR(FIELD_ITEMS)));
}

static const struct shape *shape_of(const struct field *list, const struct node *item)
{
    for (size_t i = 0; list->shapes[i]; i++)
        if (str_eq(item->kind, str_c(list->shapes[i]->kind)))
            return list->shapes[i];
    return NULL;
}

static struct str name_of(const struct field *list, const struct node *item)
{
    const struct shape *shape = item->type == NODE_TABLE ? shape_of(list, item) : NULL;
    return shape ? shape_name_of(shape, item) : STR("");
}

static size_t find_item(const struct field *list, const struct node *items, size_t n,
                        struct str name)
{
    size_t i = 0;
    while (i < n && !str_eq(name_of(list, &items[i]), name))
        i++;
    return i;
}

/* Has each item a name, and no other the same? */
static bool all_named(const struct field *list, const struct node *table)
{
    for (size_t i = 0; i < table->item_count; i++) {
        struct str name = name_of(list, &table->items[i]);
        if (name.n == 0 || find_item(list, table->items, i, name) < i)
            return false;
    }
    return true;
}

/* --- Merging ---------------------------------------------------------------------------------- */

static void merge_value(struct reader *r, const struct field *f, const struct node *parent,
                        const struct node *heir, struct node *out);

static void merge_item(struct reader *r, const struct field *list, struct node *at,
                       const struct node *heir)
{
    const struct shape *shape = shape_of(list, heir);
    struct node *both = NULL;
    if (shape && str_eq(at->kind, heir->kind))
        both = merge_trees(r, shape, at, heir);
    *at = both ? *both : *heir;
}

static void insert(struct node *items, size_t *count, size_t at, const struct node *item)
{
    memmove(&items[at + 1], &items[at], (*count - at) * sizeof *items);
    items[at] = *item;
    ++*count;
}

/* Into out->items; all of both have names. */
static void merge_items(struct reader *r, const struct field *list, const struct node *parent,
                        const struct node *heir, struct node *out)
{
    size_t n = 0;
    struct node *items = reader_alloc(r, parent->item_count + heir->item_count, sizeof *items);
    if (!items)
        return;
    for (; n < parent->item_count; n++)
        items[n] = parent->items[n];
    size_t at = list->shapes[0]->ahead ? 0 : n;
    for (size_t i = 0; i < heir->item_count; i++) {
        const struct node *item = &heir->items[i];
        size_t same = find_item(list, items, n, name_of(list, item));
        if (same < n) {
            merge_item(r, list, &items[same], item);
            at = same + 1;
        } else {
            insert(items, &n, at++, item);
        }
    }
    out->items = items;
    out->item_count = n;
}

static void merge_list(struct reader *r, const struct field *list, const struct node *parent,
                       const struct node *heir, struct node *out)
{
    if (all_named(list, parent) && all_named(list, heir))
        merge_items(r, list, parent, heir, out);
}

static void merge_value(struct reader *r, const struct field *f, const struct node *parent,
                        const struct node *heir, struct node *out)
{
    const struct field *list = list_of(f);
    *out = *heir;
    if (parent->type != NODE_TABLE || heir->type != NODE_TABLE || !str_eq(parent->kind, heir->kind))
        return;
    if (list)
        merge_list(r, list, parent, heir, out);
    else if (f && f->type == FIELD_TABLE) {
        struct node *both = merge_trees(r, f->shapes[0], parent, heir);
        *out = both ? *both : *heir;
    }
}

static bool has_words(const struct node *table)
{
    return node_get(table, STR("fr")) || node_get(table, STR("en"));
}

/* Does the heir take this key, which it does not give itself? A text is taken whole. */
static bool is_inherited(const struct shape *shape, const struct node *heir, struct str key)
{
    const struct field *f = field_of_key(shape, key);
    return !f || !(f->not_inherited || (f->among && has_words(heir)));
}

/* Both lists of members are in the order of their keys, and so is the result. */
static void merge_members(struct reader *r, const struct shape *shape, const struct node *parent,
                          const struct node *heir, struct node *out)
{
    size_t i = 0, k = 0, n = 0;
    struct member *all = reader_alloc(r, parent->member_count + heir->member_count, sizeof *all);
    while (all && (i < parent->member_count || k < heir->member_count)) {
        const struct member *p = i < parent->member_count ? &parent->members[i] : NULL;
        const struct member *h = k < heir->member_count ? &heir->members[k] : NULL;
        int order = !p ? 1 : !h ? -1 : str_cmp(p->key, h->key);
        if (order < 0 ? is_inherited(shape, heir, p->key) : true) {
            all[n] = order < 0 ? *p : *h;
            if (order == 0)
                merge_value(r, field_of_key(shape, h->key), &p->value, &h->value, &all[n].value);
            n++;
        }
        i += order <= 0;
        k += order >= 0;
    }
    out->members = all;
    out->member_count = all ? n : 0;
}

struct node *merge_trees(struct reader *r, const struct shape *shape, const struct node *parent,
                         const struct node *heir)
{
    const struct field *list = items_of(shape);
    struct node *out = reader_alloc(r, 1, sizeof *out);
    if (!out)
        return NULL;
    *out = *heir;
    out->odd = parent->odd || heir->odd;
    if (list)
        merge_list(r, list, parent, heir, out);
    else if (heir->item_count == 0) {
        out->items = parent->items;
        out->item_count = parent->item_count;
    }
    merge_members(r, shape, parent, heir, out);
    return out;
}

/* --- Removing --------------------------------------------------------------------------------- */

/* Where a path has come to: a table of a shape, a list, or a plain value (neither). */
struct place {
    struct node *node;
    const struct shape *shape;
    const struct field *list;
};

struct step {
    struct place below;
    bool is_member;
    size_t index; /* among the members or the items; SIZE_MAX: it is the whole list of items */
};

static struct place below_key(const struct shape *shape, struct member *m)
{
    const struct field *f = field_of_key(shape, m->key);
    struct place p = {.node = &m->value, .list = list_of(f)};
    if (f && f->type == FIELD_TABLE && m->value.type == NODE_TABLE)
        p.shape = f->shapes[0];
    return p;
}

static bool step_to_item(struct node *table, const struct field *list, struct str name,
                         struct step *out)
{
    size_t i =
        table->type == NODE_TABLE ? find_item(list, table->items, table->item_count, name) : 0;
    if (name.n == 0 || table->type != NODE_TABLE || i == table->item_count)
        return false;
    struct node *item = &table->items[i];
    *out = (struct step){.below = {.node = item, .shape = shape_of(list, item)}, .index = i};
    return true;
}

/* A key first, then all items by what they are called, then one of them. */
static bool step_to(struct place at, struct str name, struct step *out)
{
    if (at.list)
        return step_to_item(at.node, at.list, name, out);
    if (!at.shape)
        return false;
    for (size_t i = 0; i < at.node->member_count; i++)
        if (str_eq(at.node->members[i].key, name)) {
            *out = (struct step){below_key(at.shape, &at.node->members[i]), true, i};
            return true;
        }
    const struct field *list = items_of(at.shape);
    if (list && str_eq(str_c(field_called(list)), name)) {
        *out = (struct step){{.node = at.node, .list = list}, false, SIZE_MAX};
        return true;
    }
    return list && step_to_item(at.node, list, name, out);
}

static struct str nearest(struct place at, struct str name)
{
    struct suggest s = {.word = name};
    const struct field *list = at.list ? at.list : at.shape ? items_of(at.shape) : NULL;
    if (at.node->type != NODE_TABLE)
        return STR("");
    for (size_t i = 0; at.shape && i < at.node->member_count; i++)
        suggest_try(&s, at.node->members[i].key);
    for (size_t i = 0; list && i < at.node->item_count; i++)
        suggest_try(&s, name_of(list, &at.node->items[i]));
    return s.best;
}

static void take_away(struct node *from, const struct step *step)
{
    size_t after = step->index + 1;
    if (step->is_member) {
        memmove(&from->members[step->index], &from->members[after],
                (from->member_count - after) * sizeof *from->members);
        from->member_count--;
    } else {
        memmove(&from->items[step->index], &from->items[after],
                (from->item_count - after) * sizeof *from->items);
        from->item_count--;
    }
}

static void remove_path(struct reader *r, struct place at, const struct node *value)
{
    struct str path = value->string, name;
    struct step step = {.index = SIZE_MAX};
    struct node *from = at.node;
    while (str_cut(&path, '.', &name)) {
        if (!step_to(at, name, &step)) {
            struct text hint = reader_hint(r, nearest(at, name));
            reader_fault(r, value, "« %s » : « %s » n'est pas dans le service étendu%s%.0s",
                         "\"%s\": \"%s\" is not in the service that is extended%.0s%s",
                         reader_key(r, "remove"), value->string.p, hint.in[LANG_FR].p,
                         hint.in[LANG_EN].p);
            return;
        }
        from = at.node;
        at = step.below;
    }
    if (step.index != SIZE_MAX)
        take_away(from, &step);
    else
        reader_fault(r, value, "« %s » : « %s » nomme toute une liste : il faut un de ses éléments",
                     "\"%s\": \"%s\" names a whole list: it must be one of its items",
                     reader_key(r, "remove"), value->string.p);
}

void merge_remove(struct reader *r, const struct shape *shape, struct node *parent,
                  const struct node *list)
{
    if (list->type != NODE_TABLE)
        return; /* the description says so */
    for (size_t i = 0; i < list->item_count; i++)
        if (list->items[i].type == NODE_STRING)
            remove_path(r, (struct place){.node = parent, .shape = shape}, &list->items[i]);
}
