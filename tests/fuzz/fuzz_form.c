/* floor: http — an encoded form: what comes out is clean, and the same pair by pair. */
#include "base/check.h"
#include "base/utf8.h"
#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_field(const struct form_field *f)
{
    check(f->name.n > 0 && f->name.n <= FORM_NAME_MAX && utf8_valid(f->name));
    check(utf8_valid(f->value) && f->name.p[f->name.n] == 0 && f->value.p[f->value.n] == 0);
    struct str code;
    if (form_attribute(f->name, &code))
        check(code.n > 0 && code.n < f->name.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct form whole = form_in(&arena), pairs = form_in(&arena);
    struct faults faults = faults_in(&arena), pair_faults = faults_in(&arena);
    struct str text = str_of((const char *)data, size);
    enum err e = form_read(&whole, text, &faults);
    check((e == ERR_OK) == !faults_any(&faults));
    check(whole.count <= FORM_FIELDS_MAX);
    enum err pair_error = ERR_OK;
    for (struct str pair; pair_error != ERR_TOO_LARGE && str_cut(&text, '&', &pair);)
        pair_error = form_read(&pairs, pair, &pair_faults);
    check(whole.count == pairs.count && faults.count == pair_faults.count);
    for (size_t i = 0; i < whole.count; i++) {
        check_field(&whole.fields[i]);
        check(str_eq(whole.fields[i].name, pairs.fields[i].name));
        check(str_eq(whole.fields[i].value, pairs.fields[i].value));
    }
    if (whole.count)
        check(form_get(&whole, whole.fields[0].name.p).n > 0 || whole.fields[0].value.n == 0);
    arena_free(&arena);
    return 0;
}
