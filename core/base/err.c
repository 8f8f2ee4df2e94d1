/* Names of errors, and the translation of errno. */
#include "base/err.h"

#include <errno.h>
#include <stddef.h>

static const struct {
    const char *name, *text;
} errs[] = {
#define X(name, text) {#name, text},
    ERR_LIST(X)
#undef X
};

static const size_t errs_n = sizeof errs / sizeof *errs;

const char *err_name(enum err e)
{
    return (size_t)e < errs_n ? errs[e].name : "?";
}

const char *err_text(enum err e)
{
    return (size_t)e < errs_n ? errs[e].text : "?";
}

enum err err_from_errno(int code)
{
    switch (code) {
    case 0:
        return ERR_OK;
    case ENOMEM:
        return ERR_NOMEM;
    case ENOENT:
        return ERR_NOT_FOUND;
    case EEXIST:
        return ERR_EXISTS;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EAGAIN:
    case EBUSY:
        return ERR_BUSY;
    case ENOSPC:
    case EDQUOT:
        return ERR_NO_SPACE;
    case EIO:
        return ERR_IO;
    case EINVAL:
        return ERR_INVALID;
    case EFBIG:
        return ERR_TOO_LARGE;
    default:
        return ERR_SYSTEM;
    }
}
