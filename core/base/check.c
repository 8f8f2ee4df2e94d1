/* What a failed assertion does: says where on standard error, and aborts if it must. */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void check_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "guichet: impossible: %s (%s:%d)\n", what, file, line);
    abort();
}

bool check_soft_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "guichet: unexpected: %s (%s:%d)\n", what, file, line);
    return false;
}
