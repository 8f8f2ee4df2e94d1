/* Places that conditions speak of: GeoJSON points with a "kind". */
#ifndef SCRIPT_PLACES_H
#define SCRIPT_PLACES_H

#include "base/fault.h"
#include "domain/jurisdiction.h"

/* A FeatureCollection of Points, each with a property "kind". ERR_INVALID with faults, their
 * `where` the name of the file; ERR_NOMEM. */
enum err places_read(struct arena *arena, const char *file, struct str geojson,
                     struct faults *faults, struct jurisdiction *out);

#endif
