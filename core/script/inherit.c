/* Following `extends` upwards, and merging on the way down. */
#include "script/inherit.h"

#include "script/locate.h"
#include "script/merge.h"
#include "script/read.h"

struct chain {
    struct reader reader;
    struct sources *set;
    struct node *trees[PARENTS_MAX + 1]; /* the heir, its parent, … */
    size_t count;
};

void inherit_locate(const struct sources *set, struct node *tree)
{
    struct str line = tree->where, file;
    uint64_t n;
    if (tree->type != NODE_TABLE)
        return;
    if (tree->kind.n && str_cut(&line, ':', &file) && str_u64(line, &n)) {
        const struct source *source = sources_find(set, file);
        if (source)
            locate_all(source->text, (int)n, tree);
    }
    for (size_t i = 0; i < tree->item_count; i++)
        inherit_locate(set, &tree->items[i]);
    for (size_t i = 0; i < tree->member_count; i++)
        inherit_locate(set, &tree->members[i].value);
}

/* "core/pothole@1" → the path of its file, and 1. */
static enum err parse_parent(struct arena *arena, struct str word, struct str *path,
                             uint64_t *major)
{
    struct str name;
    if (!str_starts(word, STR("core/")) || !str_has(word, '@') || !str_cut(&word, '@', &name) ||
        !str_u64(word, major) || !code_valid(str_from(name, 5)))
        return ERR_INVALID;
    *path = arena_printf(arena, STR_FMT "/service.lua", STR_ARG(name));
    return path->p ? ERR_OK : ERR_NOMEM;
}

static bool is_parent(const struct sources *set, struct str path)
{
    for (size_t i = 0; i < set->parent_count; i++)
        if (str_eq(set->items[set->parents[i]].path, path))
            return true;
    return false;
}

/* Becomes the last parent of the set. */
static enum err take_parent(struct chain *c, const struct node *heir, struct str path)
{
    struct sources *set = c->set;
    enum err err = set->library ? sources_take(set, path, path) : ERR_NOT_FOUND;
    if (err == ERR_NOMEM)
        return err;
    if (err) {
        reader_fault(&c->reader, heir, "« %s » : il n'y a pas de service partagé %s",
                     "\"%s\": there is no shared service %s", reader_key(&c->reader, "extends"),
                     path.p);
        return ERR_INVALID;
    }
    set->parents[set->parent_count++] = set->count - 1;
    return ERR_OK;
}

static struct str version_of(const struct node *tree)
{
    const struct node *version = node_get(tree, STR("version"));
    return version && version->type == NODE_STRING ? version->string : STR("");
}

static enum err check_parent(struct chain *c, const struct node *heir, const struct node *parent,
                             uint64_t major)
{
    struct str version = version_of(parent), rest = version, first;
    uint64_t given;
    if (parent->type != NODE_TABLE || !str_eq(parent->kind, STR("service"))) {
        reader_fault(&c->reader, heir, "« %s » : ce fichier ne renvoie pas un service",
                     "\"%s\": that file returns no service", reader_key(&c->reader, "extends"));
        return ERR_INVALID;
    }
    c->set->items[c->set->parents[c->set->parent_count - 1]].version = version;
    if (str_cut(&rest, '.', &first) && str_u64(first, &given) && given == major)
        return ERR_OK;
    reader_fault(&c->reader, heir,
                 "« %s » : le service étendu est en version %s ; ce fichier est écrit pour la %llu",
                 "\"%s\": the service it extends is version %s; this file is written for %llu",
                 reader_key(&c->reader, "extends"), version.n ? version.p : "?",
                 (unsigned long long)major);
    return ERR_INVALID;
}

/* The parent of the last tree of the chain; *more false: it has none. */
static enum err climb(struct chain *c, struct vm_limits limits, bool *more)
{
    const struct node *heir = c->trees[c->count - 1];
    const struct node *extends = node_get(heir, STR("extends"));
    struct str path;
    uint64_t major;
    *more = extends && extends->type == NODE_STRING && str_eq(heir->kind, STR("service"));
    if (!*more)
        return ERR_OK;
    enum err err = parse_parent(c->set->arena, extends->string, &path, &major);
    if (err == ERR_NOMEM)
        return err;
    if (err || is_parent(c->set, path) || c->set->parent_count == PARENTS_MAX) {
        reader_fault(&c->reader, heir,
                     "« %s » vaut « %s » : il faut un service partagé et sa version, comme "
                     "core/pothole@1, sans tourner en rond",
                     "\"%s\" is \"%s\": it must be a shared service and its version, such as "
                     "core/pothole@1, and not go round in circles",
                     reader_key(&c->reader, "extends"), extends->string.p);
        return ERR_INVALID;
    }
    err = take_parent(c, heir, path);
    if (!err)
        err = load_parent(c->set, limits, c->reader.faults, &c->trees[c->count]);
    return err ? err : check_parent(c, heir, c->trees[c->count++], major);
}

/* The parent stays as it is: what the heir removes is removed from a copy. */
static struct node *lay_over(struct chain *c, struct node *parent, const struct node *heir)
{
    const struct node *gone = node_get(heir, STR("remove"));
    struct node *base = gone ? tree_clone(c->set->arena, parent) : parent;
    if (base && gone)
        merge_remove(&c->reader, &service_shape, base, gone);
    return base ? merge_trees(&c->reader, &service_shape, base, heir) : NULL;
}

static void flatten(struct chain *c, struct lineage *out)
{
    size_t i = c->count - 1;
    out->count = c->count;
    out->trees[i] = c->trees[i];
    for (size_t k = 0; i > 0 && k < c->count; k++)
        inherit_locate(c->set, c->trees[k]);
    for (; out->trees[i] && i > 0; i--)
        out->trees[i - 1] = lay_over(c, out->trees[i], c->trees[i - 1]);
}

enum err inherit_load(struct sources *set, struct vm_limits limits, struct faults *faults,
                      struct lineage *out)
{
    size_t before = faults->count;
    struct chain c = {
        .reader = {.arena = set->arena, .faults = faults, .sources = set}, .set = set, .count = 1};
    *out = (struct lineage){0};
    enum err err = load_tree(set, limits, faults, &c.trees[0]);
    if (!err)
        set->items[0].version = version_of(c.trees[0]);
    for (bool more = true; !err && more;)
        err = climb(&c, limits, &more);
    if (err)
        return err;
    flatten(&c, out);
    if (!out->trees[0] || c.reader.out_of_memory || faults->lost)
        return ERR_NOMEM;
    return faults->count > before ? ERR_INVALID : ERR_OK;
}
