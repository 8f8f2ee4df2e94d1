/* The route tables that the resources export, in the order in which they are tried. */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "http/route.h"

struct route_table {
    const struct http_route *routes;
    size_t count;
};

extern const struct route_table open311_routes;      /* api/open311.c */
extern const struct route_table request_routes;      /* api/requests.c */
extern const struct route_table request_verb_routes; /* api/request_verbs.c */
extern const struct route_table service_routes;      /* api/services.c */
extern const struct route_table track_routes;        /* api/track.c */
extern const struct route_table explain_routes;      /* api/explain.c */
extern const struct route_table forecast_routes;     /* api/forecast.c */
extern const struct route_table feed_routes;         /* api/feed.c */
extern const struct route_table outbox_routes;       /* api/outbox.c */
extern const struct route_table health_routes;       /* api/health.c */
extern const struct route_table document_routes;     /* api/documents.c */
extern const struct route_table page_routes;         /* api/page.c */
extern const struct route_table status_page_routes;  /* api/page_status.c */
extern const struct route_table test_clock_routes;   /* api/testclock.c: only with --test-clock */

#define ROUTE_TABLE(routes)                         \
    {                                               \
        (routes), sizeof(routes) / sizeof *(routes) \
    }

#endif
