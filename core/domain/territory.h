/* Where a jurisdiction ends: polygons with holes, in several parts, read from GeoJSON (RFC 7946).
 */
#ifndef DOMAIN_TERRITORY_H
#define DOMAIN_TERRITORY_H

#include "domain/model.h"

struct territory;

/* Takes a Polygon, MultiPolygon, Feature, FeatureCollection or GeometryCollection. All parts are
 * joined. At most 100,000 positions. Faults name the place in the document. ERR_INVALID,
 * ERR_NOMEM. */
enum err territory_read(struct arena *arena, struct str geojson, struct faults *faults,
                        struct territory **out);
/* A point on the edge is inside. t may be NULL: everything is inside. */
bool territory_contains(const struct territory *t, struct position p);
/* The box around it: south-west and north-east; of the globe when t is NULL. */
void territory_bounds(const struct territory *t, struct position *low, struct position *high);
/* Metres between two positions (haversine on the mean radius). */
double position_distance(struct position a, struct position b);

#endif
