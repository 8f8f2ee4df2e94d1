/* Walking a tree by its description, and writing each value as a person would. */
#include "script/flat.h"

#include "script/inherit.h"
#include "script/loading.h"
#include "script/locate.h"

struct flattening {
    struct arena *arena;
    const struct sources *sources;
    struct buf path;
    struct flat *out;
    size_t cap;
    bool failed;
};

/* --- Writing values --------------------------------------------------------------------------- */

static void write_string(struct buf *b, struct str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n') {
            BUF_LIT(b, "\\n");
            continue;
        }
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_char(b, '\\');
        buf_char(b, s.p[i]);
    }
    buf_char(b, '"');
}

/* Its lines as they stand in the file; what they refer to outside is not among them. */
static void write_function(const struct flattening *f, const struct node *node, struct buf *b)
{
    struct str line = node->where, file = STR("");
    str_cut(&line, ':', &file);
    const struct source *source = sources_find(f->sources, file);
    for (int i = node->line; source && i <= node->last_line; i++) {
        struct str text = str_trim(locate_text(source->text, i));
        buf_printf(b, "%s" STR_FMT, i > node->line ? "\n" : "", STR_ARG(text));
    }
}

static void write_value(const struct flattening *f, const struct node *node, struct buf *b)
{
    switch (node->type) {
    case NODE_BOOL:
        buf_printf(b, "%s", node->boolean ? "true" : "false");
        break;
    case NODE_NUMBER:
        buf_printf(b, "%.14g", node->number);
        break;
    case NODE_STRING:
        write_string(b, node->string);
        break;
    case NODE_FUNCTION:
        write_function(f, node, b);
        break;
    case NODE_TABLE:
        if (str_eq(node->kind, STR("ref"))) {
            buf_printf(b, "ref ");
            write_string(b, node->id);
            break;
        }
        BUF_LIT(b, "{");
        for (size_t i = 0; i < node->item_count; i++) {
            buf_printf(b, "%s", i ? ", " : " ");
            write_value(f, &node->items[i], b);
        }
        for (size_t i = 0; i < node->member_count; i++) {
            buf_printf(b, "%s" STR_FMT " = ", i || node->item_count ? ", " : " ",
                       STR_ARG(node->members[i].key));
            write_value(f, &node->members[i].value, b);
        }
        BUF_LIT(b, " }");
        break;
    }
}

/* --- Leaves ----------------------------------------------------------------------------------- */

static struct leaf *add_leaf(struct flattening *f)
{
    if (f->out->count == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 128;
        struct leaf *more = ARENA_ARRAY(f->arena, struct leaf, cap);
        if (!more) {
            f->failed = true;
            return NULL;
        }
        if (f->out->count)
            memcpy(more, f->out->items, f->out->count * sizeof *more);
        f->out->items = more;
        f->cap = cap;
    }
    return &f->out->items[f->out->count++];
}

/* The exact line where it is known, else that of the constructor around it. */
static struct str where_of(struct flattening *f, const struct node *node)
{
    struct str line = node->where, file;
    if (!node->line || !str_cut(&line, ':', &file))
        return arena_str(f->arena, node->where);
    return arena_printf(f->arena, STR_FMT ":%d", STR_ARG(file), node->line);
}

static void put_leaf(struct flattening *f, const struct node *node, struct buf *value)
{
    struct leaf *leaf = add_leaf(f);
    if (!leaf)
        return;
    *leaf =
        (struct leaf){arena_str(f->arena, buf_str(&f->path)), buf_str(value), where_of(f, node)};
    if (!leaf->path.p || !leaf->where.p || value->failed || f->path.failed)
        f->failed = true;
}

static void leaf_of(struct flattening *f, const struct node *node)
{
    struct buf value = buf_in(f->arena);
    write_value(f, node, &value);
    put_leaf(f, node, &value);
}

/* --- Walking ---------------------------------------------------------------------------------- */

static size_t enter(struct flattening *f, struct str name)
{
    size_t before = f->path.n;
    buf_printf(&f->path, "%s" STR_FMT, before ? "." : "", STR_ARG(name));
    return before;
}

static void walk_table(struct flattening *f, const struct shape *shape, const struct node *table);

static const struct shape *item_shape(const struct field *list, const struct node *item)
{
    for (size_t i = 0; list->shapes[i]; i++)
        if (str_eq(item->kind, str_c(list->shapes[i]->kind)))
            return list->shapes[i];
    return list->shapes[0];
}

/* The names in their order, then each. */
static void walk_items(struct flattening *f, const struct field *list, const struct node *table)
{
    struct buf names = buf_in(f->arena);
    for (size_t i = 0; i < table->item_count; i++) {
        const struct node *item = &table->items[i];
        struct str name = shape_name_of(item_shape(list, item), item);
        buf_printf(&names, "%s" STR_FMT, i ? ", " : "", STR_ARG(name));
    }
    put_leaf(f, table, &names);
    for (size_t i = 0; i < table->item_count; i++) {
        const struct node *item = &table->items[i];
        const struct shape *shape = item_shape(list, item);
        struct str name = shape_name_of(shape, item);
        size_t before = enter(f, name.n ? name : arena_printf(f->arena, "%zu", i + 1));
        walk_table(f, shape, item);
        f->path.n = before;
    }
}

static const struct field *form_of(const struct field *field, enum field_type type)
{
    if (field->type == type)
        return field;
    for (const struct field *form = field->forms; field->type == FIELD_OWN && form && form->name;
         form++)
        if (form->type == type)
            return form;
    return NULL;
}

static void walk_words(struct flattening *f, const struct node *table)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct str code = lang_code((enum lang)lang);
        const struct node *words = node_get(table, code);
        size_t before = enter(f, code);
        if (words)
            leaf_of(f, words);
        f->path.n = before;
    }
}

static void walk_value(struct flattening *f, const struct field *field, const struct node *value)
{
    const struct field *list = form_of(field, FIELD_LIST);
    if (value->type != NODE_TABLE || (value->kind.n && field->type != FIELD_TABLE))
        leaf_of(f, value);
    else if (list)
        walk_items(f, list, value);
    else if (field->type == FIELD_TABLE)
        walk_table(f, field->shapes[0], value);
    else if (field->type == FIELD_TEXT)
        walk_words(f, value);
    else
        leaf_of(f, value);
}

static void walk_key(struct flattening *f, const struct field *field, const struct node *table,
                     struct str key)
{
    const struct node *value = node_get(table, key);
    if (!value)
        return;
    size_t before = enter(f, key);
    walk_value(f, field, value);
    f->path.n = before;
}

static void walk_table(struct flattening *f, const struct shape *shape, const struct node *table)
{
    struct field_walk w = shape_walk(shape);
    for (const struct field *field; (field = shape_next(&w));) {
        if (field->among) {
            walk_words(f, table);
        } else if (field_is_key(field)) {
            walk_key(f, field, table, str_c(field->name));
        } else if (strcmp(field->name, FIELD_ITEMS) == 0 && table->item_count > 0) {
            size_t before = f->path.n;
            if (!str_ends(buf_str(&f->path), str_c(field_called(field)))) /* clocks.clocks */
                enter(f, str_c(field_called(field)));
            walk_items(f, field, table);
            f->path.n = before;
        }
    }
}

/* --- A service -------------------------------------------------------------------------------- */

/* settings = { heir = { days = 3 } }: a plain table, whose line is looked for in the text. */
static struct node set_by_borough(struct flattening *f, struct str code, const struct member *m)
{
    struct node value = m->value;
    struct str line = value.where, file, path;
    uint64_t n;
    path = arena_printf(f->arena, "settings." STR_FMT "." STR_FMT, STR_ARG(code), STR_ARG(m->key));
    const struct source *source =
        path.p && str_cut(&line, ':', &file) ? sources_find(f->sources, file) : NULL;
    if (source && str_u64(line, &n))
        value.line = locate(source->text, (int)n, path).line;
    return value;
}

static void add_settings(struct flattening *f, struct str code, const struct node *settings)
{
    for (size_t i = 0; settings && i < settings->member_count; i++) {
        struct node value = set_by_borough(f, code, &settings->members[i]);
        size_t before = enter(f, STR("settings"));
        enter(f, settings->members[i].key);
        enter(f, STR("value"));
        leaf_of(f, &value);
        f->path.n = before;
    }
}

/* A generation is shared and never changes: places are written into a copy. */
static void copy_nodes(struct flattening *f, const struct node *from, struct node *out)
{
    *out = *from;
    out->items = ARENA_ARRAY(f->arena, struct node, from->item_count + 1);
    out->members = ARENA_ARRAY(f->arena, struct member, from->member_count + 1);
    if (!out->items || !out->members) {
        f->failed = true;
        out->item_count = out->member_count = 0;
        return;
    }
    for (size_t i = 0; i < from->item_count; i++)
        copy_nodes(f, &from->items[i], &out->items[i]);
    for (size_t i = 0; i < from->member_count; i++) {
        out->members[i].key = from->members[i].key;
        copy_nodes(f, &from->members[i].value, &out->members[i].value);
    }
}

enum err flat_service(struct arena *arena, const struct generation *g, size_t i, struct flat *out)
{
    struct flattening f = {
        .arena = arena, .sources = g->sources[i], .path = buf_in(arena), .out = out};
    struct node tree;
    *out = (struct flat){0};
    copy_nodes(&f, g->trees[i], &tree);
    if (g->sources[i]->parent_count == 0) /* else it was done before they were merged */
        inherit_locate(g->sources[i], &tree);
    walk_table(&f, &service_shape, &tree);
    f.sources = &g->own;
    add_settings(&f, g->jurisdiction->services[i]->code, g->settings[i]);
    return f.failed || f.path.failed ? ERR_NOMEM : ERR_OK;
}

/* --- Comparing -------------------------------------------------------------------------------- */

const struct leaf *flat_find(const struct flat *flat, struct str path)
{
    for (size_t i = 0; i < flat->count; i++)
        if (str_eq(flat->items[i].path, path))
            return &flat->items[i];
    return NULL;
}

enum err flat_compare(struct arena *arena, const struct flat *before, const struct flat *after,
                      struct differences *out)
{
    *out = (struct differences){
        .items = ARENA_ARRAY(arena, struct difference, before->count + after->count + 1)};
    if (!out->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < after->count; i++) {
        const struct leaf *now = &after->items[i], *was = flat_find(before, now->path);
        if (!was || !str_eq(was->value, now->value))
            out->items[out->count++] = (struct difference){was, now};
    }
    for (size_t i = 0; i < before->count; i++)
        if (!flat_find(after, before->items[i].path))
            out->items[out->count++] = (struct difference){&before->items[i], NULL};
    return ERR_OK;
}
