/* What can go wrong, as the outside hears it: the only mapping from our error codes to statuses. */
#ifndef API_PROBLEM_H
#define API_PROBLEM_H

#include "base/err.h"
#include "base/text.h"

/* name, its name in documents, HTTP status, HTTP status in Open311, French title, English title.
 * Open311 knows 403, 404 and 400; what concerns the transport and the server keeps its own status
 * there too. */
#define PROBLEM_LIST(X)                                                                           \
    X(INVALID, "invalid", 400, 400, "La demande n'est pas acceptable",                            \
      "The request is not acceptable")                                                            \
    X(UNAUTHENTICATED, "unauthenticated", 401, 403, "Il faut une clé valide",                     \
      "A valid key is needed")                                                                    \
    X(FORBIDDEN, "forbidden", 403, 403, "Cette clé ne le permet pas",                             \
      "This key does not permit it")                                                              \
    X(NOT_FOUND, "not-found", 404, 404, "Introuvable", "Not found")                               \
    X(METHOD, "method", 405, 405, "Méthode refusée", "Method not allowed")                        \
    X(NOT_ACCEPTABLE, "not-acceptable", 406, 406, "Format non offert", "Format not offered")      \
    X(REQUEST_TIMEOUT, "request-timeout", 408, 408, "La demande a mis trop de temps",             \
      "The request took too long")                                                                \
    X(CONFLICT, "conflict", 409, 400, "Changé entre-temps par quelqu'un d'autre",                 \
      "Changed by somebody else meanwhile")                                                       \
    X(PRECONDITION, "precondition", 412, 400, "La version a changé entre-temps",                  \
      "The version has changed")                                                                  \
    X(TOO_LARGE, "too-large", 413, 413, "Trop volumineux", "Too large")                           \
    X(URI_TOO_LONG, "uri-too-long", 414, 414, "Adresse trop longue", "Address too long")          \
    X(UNSUPPORTED, "unsupported", 415, 415, "Type de contenu refusé",                             \
      "Content type not supported")                                                               \
    X(EXPECTATION, "expectation", 417, 417, "Attente non prise en charge",                        \
      "Expectation not supported")                                                                \
    X(MISDIRECTED, "misdirected", 421, 421, "Ce nom d'hôte n'est pas servi ici",                  \
      "This host is not served here")                                                             \
    X(KEY_REUSED, "key-reused", 422, 400, "Cette clé d'idempotence a déjà servi à autre chose",   \
      "This idempotency key was used for something else")                                         \
    X(TOO_MANY, "too-many", 429, 429, "Trop de demandes", "Too many requests")                    \
    X(HEADERS, "headers", 431, 431, "En-têtes trop volumineux", "Headers too large")              \
    X(INTERNAL, "internal", 500, 500, "Une erreur est survenue chez nous",                        \
      "Something failed on our side")                                                             \
    X(NOT_IMPLEMENTED, "not-implemented", 501, 501, "Non pris en charge", "Not implemented")      \
    X(UNAVAILABLE, "unavailable", 503, 503, "Momentanément indisponible",                         \
      "Unavailable for the moment")                                                               \
    X(BUSY, "busy", 503, 503, "Occupé, réessayez dans un instant", "Busy, try again in a moment") \
    X(HTTP_VERSION, "http-version", 505, 505, "Version de HTTP non prise en charge",              \
      "HTTP version not supported")                                                               \
    X(NO_SPACE, "no-space", 507, 507, "Plus d'espace sur le disque", "No space left on the disk")

enum problem {
#define X(name, slug, status, open311, fr, en) PROBLEM_##name,
    PROBLEM_LIST(X)
#undef X
        PROBLEM_COUNT
};

struct problem_facts {
    const char *type; /* "urn:guichet:problem:not-found" (RFC 9457, section 3.1.1) */
    int status, open311_status;
    struct text title;
};

const struct problem_facts *problem_facts(enum problem p);
enum problem problem_of(enum err e);        /* e is not ERR_OK */
enum problem problem_of_status(int status); /* of a parser or a limit; INVALID when unknown */

#endif
