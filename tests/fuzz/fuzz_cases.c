/* floor: domain — files of calculations: faults, or a JSON answer with a row for each. */
#include "base/check.h"
#include "base/json.h"
#include "domain/cases.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct buf out = buf_in(&arena);
    struct str text = str_of((const char *)data, size);
    struct jv *rows, *results;
    enum err e = cases_run(&arena, text, &out, &faults);
    check(e == ERR_OK || e == ERR_INVALID);
    check(faults_any(&faults) == (e != ERR_OK));
    if (e == ERR_OK) {
        check(jv_read(&arena, text, &rows, NULL, NULL) == ERR_OK);
        check(jv_read(&arena, buf_str(&out), &results, NULL, NULL) == ERR_OK);
        check(rows->count == results->count);
    }
    arena_free(&arena);
    return 0;
}
