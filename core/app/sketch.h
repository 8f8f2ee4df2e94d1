/* The first texts of a new service, for somebody to go on from: complete, commented, and good as
 * they stand. */
#ifndef APP_SKETCH_H
#define APP_SKETCH_H

#include "base/buf.h"
#include "domain/service.h"

struct sketch {
    struct str code;
    struct str calendar;           /* one that the borough has */
    struct str parent;             /* "core/pothole@1"; empty: it extends nothing */
    struct str parent_code;        /* "pothole" */
    const struct service *extends; /* what it says; NULL: nothing */
};

void sketch_service(struct buf *b, const struct sketch *s); /* service.lua */
void sketch_readme(struct buf *b, const struct sketch *s);  /* README.md, in both languages */

/* What a test files: answers that a form would take. `variant` tries other values (from 0), `all`
 * answers also what is only sometimes asked. */
struct sketch_answers {
    const struct service *service;
    size_t variant;
    bool all;
};

/* service_test.lua: with `due` empty, one test that expects no date, to be told which one comes;
 * else two tests: that date (false: "false") and that rule (may be empty), and one step. */
void sketch_tests(struct buf *b, const struct sketch_answers *a, struct str due, struct str rule);
/* More variants than this say nothing new. */
size_t sketch_variants(const struct service *s);

#endif
