/* Reading places.geojson. */
#include "script/places.h"

#include "base/json.h"
#include "script/schema.h"

static bool read_place(const struct jv *feature, struct named_place *out)
{
    const struct jv *geometry = jv_get(feature, "geometry");
    const struct jv *at = jv_get(geometry, "coordinates");
    out->kind = jv_get_str(jv_get(feature, "properties"), "kind");
    return str_eq(jv_get_str(geometry, "type"), STR("Point")) && at && at->type == JV_ARRAY &&
           at->count >= 2 && (at->items[0].type == JV_INT || at->items[0].type == JV_REAL) &&
           (at->items[1].type == JV_INT || at->items[1].type == JV_REAL) && code_valid(out->kind) &&
           position_from_degrees(at->items[1].real, at->items[0].real, &out->position);
}

enum err places_read(struct arena *arena, const char *file, struct str geojson,
                     struct faults *faults, struct jurisdiction *out)
{
    struct jv *root;
    int line = 0;
    struct text why;
    enum err err = jv_read(arena, geojson, &root, &line, &why);
    if (err == ERR_INVALID)
        fault_json(faults, file, line, why);
    if (err)
        return err;
    const struct jv *features = jv_get(root, "features");
    if (!features || features->type != JV_ARRAY) {
        fault_add(faults, file, "il faut une FeatureCollection", "it must be a FeatureCollection");
        return ERR_INVALID;
    }
    out->places = ARENA_ARRAY(arena, struct named_place, features->count + 1);
    if (!out->places)
        return ERR_NOMEM;
    for (size_t i = 0; i < features->count; i++) {
        if (read_place(&features->items[i], &out->places[out->place_count]))
            out->place_count++;
        else
            fault_add(faults, file, "lieu %zu : il faut un Point et une propriété « kind »",
                      "place %zu: it must be a Point with a property \"kind\"", i + 1);
    }
    return out->place_count == features->count ? ERR_OK : ERR_INVALID;
}
