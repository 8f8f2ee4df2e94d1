/* What a service extends, read whole as well: its rules count when a function of the heir fails. */
#include "script/inherit.h"
#include "script/loading.h"

static bool has_setting(const struct node *tree, struct str name)
{
    const struct node *settings = node_get(tree, STR("settings"));
    for (size_t i = 0; settings && i < settings->item_count; i++)
        if (str_eq(settings->items[i].id, name))
            return true;
    return false;
}

/* What the borough sets for the heir, but for what this parent does not know. */
static const struct node *settings_of(struct arena *arena, const struct node *tree,
                                      const struct node *settings)
{
    struct node *own = ARENA_NEW(arena, struct node);
    size_t most = settings ? settings->member_count : 0;
    struct member *members = ARENA_ARRAY(arena, struct member, most + 1);
    if (!own || !members || !settings)
        return NULL;
    *own = *settings;
    own->members = members;
    own->member_count = 0;
    for (size_t i = 0; i < most; i++)
        if (has_setting(tree, settings->members[i].key))
            members[own->member_count++] = settings->members[i];
    return own;
}

/* With the borough's settings; with its own where these are beyond its limits. What is wrong with a
 * parent by itself is no fault of the heir: there is then nothing to give way to. */
static enum err read_parent(struct loading *l, struct sources *set, const struct node *tree,
                            const struct node *settings, struct service *out)
{
    struct arena *arena = &l->g->arena;
    struct faults unheard = faults_in(arena);
    enum err err =
        service_read(arena, &unheard, set, tree, settings_of(arena, tree, settings), out);
    return err == ERR_INVALID ? service_read(arena, &unheard, set, tree, NULL, out) : err;
}

/* Its rules are counted on the clocks of the heir, as those that the heir inherits are. */
static void take_calendars(struct service *parent, const struct service *heir)
{
    for (size_t i = 0; i < parent->clock_count; i++) {
        const struct clock_plan *plan = service_clock(heir, parent->clocks[i].name);
        parent->clocks[i].calendar = plan ? plan->calendar : NULL;
    }
}

enum err loading_parents(struct loading *l, struct sources *set, const struct lineage *lineage,
                         const struct node *settings, struct service *heir)
{
    struct service *last = heir;
    for (size_t i = 1; i < lineage->count; i++) {
        struct service *parent = ARENA_NEW(&l->g->arena, struct service);
        enum err err =
            parent ? read_parent(l, set, lineage->trees[i], settings, parent) : ERR_NOMEM;
        if (err == ERR_NOMEM)
            return err;
        if (err)
            continue;
        take_calendars(parent, heir);
        parent->file = set->items[set->parents[i - 1]].path;
        last->parent = parent;
        last = parent;
    }
    return ERR_OK;
}
