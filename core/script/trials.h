/* A service's tests: read from service_test.lua, and run against a generation.
 *
 * The file returns a list of test "name" { … } (plugins/README.md says what may stand in one). It
 * is read as strictly as a service: every fault at once, with file and line, in both languages.
 * It runs in a throw-away state, before the tests do: what is left is data. */
#ifndef SCRIPT_TRIALS_H
#define SCRIPT_TRIALS_H

#include "base/fault.h"
#include "domain/trial.h"
#include "script/generation.h"
#include "script/library.h"

/* The tests in `text`, of that service of the generation; `path` is how faults call the file, and
 * `use` reads from the library, which may be NULL. None when the file is for another borough.
 * ERR_INVALID with faults; ERR_NOMEM. The generation must outlive them. */
enum err trials_read(struct arena *arena, struct generation *g, const struct service *s,
                     struct library *library, struct str path, struct str text,
                     struct faults *faults, struct trials *out);

/* Runs them all, on this thread, in a state of their own. Tests that do not say when they are filed
 * are filed at `now`. Each is played on calendars around its own year, so that it comes out the
 * same in any year (script/era.h). Some milliseconds each: not for a loop. ERR_OK also when tests
 * fail; ERR_NOMEM, or what kept a store in memory from opening. */
enum err trials_run(struct arena *arena, struct generation *g, const struct trials *trials,
                    int64_t now, struct trials_report *out);

/* Those of all services of a generation, read and not run: one entry each, in their order, in
 * `out`. ERR_INVALID with the faults of all files; ERR_NOMEM. */
enum err trials_read_all(struct arena *arena, struct generation *g, struct faults *faults,
                         struct trials **out);

/* All tests of a generation's services, or of the one named `only` if that is not empty: those of
 * services/CODE/service_test.lua, else, when the service is a shared one, those beside it. They
 * are looked for among `texts`, which may be NULL, then in what the generation was made of, then in
 * its folders. Services without tests have an empty report. ERR_INVALID with the faults of all
 * files: the reports are then of those that could be read. ERR_NOT_FOUND: no such service. */
enum err trials_of_generation(struct arena *arena, struct generation *g, const struct bundle *texts,
                              struct str only, int64_t now, struct faults *faults,
                              struct trials_report **out, size_t *count);

#endif
