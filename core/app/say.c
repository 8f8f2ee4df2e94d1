/* Words of the command line, French or English as the environment asks. */
#include "app/say.h"

#include <stdarg.h>
#include <stdlib.h>

enum lang say_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return str_starts(str_c(value), STR("en")) ? LANG_EN : LANG_FR;
    }
    return LANG_FR;
}

void say(const char *fr, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    fputs("guichet: ", stderr);
    vfprintf(stderr, say_lang() == LANG_EN ? en : fr, args);
    fputc('\n', stderr);
    va_end(args);
}

/* The words of err.h are for programmers and logs; these are for whoever types the command. */
static struct text err_words(enum err e)
{
    switch (e) {
    case ERR_NOMEM:
        return TEXT("mémoire insuffisante", "out of memory");
    case ERR_NOT_FOUND:
        return TEXT("introuvable", "not found");
    case ERR_EXISTS:
        return TEXT("existe déjà", "exists already");
    case ERR_DENIED:
        return TEXT("accès refusé", "permission denied");
    case ERR_BUSY:
        return TEXT("déjà utilisé par un serveur en marche", "in use by a running server");
    case ERR_NO_SPACE:
        return TEXT("plus de place sur le disque", "no space left on the disk");
    case ERR_CORRUPT:
        return TEXT("contenu abîmé, ou qui n’est pas de Guichet", "damaged, or not Guichet's");
    case ERR_OLDER:
        return TEXT("d’un format plus ancien ; copiez le dossier puis, serveur arrêté, lancez "
                    "« guichet rebuild --data DIR », qui le met à jour",
                    "of an older format; copy the directory, then, with the server stopped, run "
                    "\"guichet rebuild --data DIR\", which brings it up to date");
    case ERR_NEWER:
        return TEXT("écrit par une version plus récente de Guichet ; servez-vous de celle-là, ou "
                    "revenez à une copie de sauvegarde d’avant",
                    "written by a newer version of Guichet; use that one, or go back to a backup "
                    "from before");
    case ERR_INVALID:
        return TEXT("invalide", "invalid");
    case ERR_NO_WORKING_TIME:
        return TEXT("le calendrier n’ouvre jamais", "the calendar never opens");
    case ERR_BAD_INTERVAL:
        return TEXT("heures d’ouverture impossibles", "impossible opening hours");
    case ERR_BAD_PAUSE:
        return TEXT("pause impossible", "impossible pause");
    case ERR_HORIZON:
        return TEXT("aucune échéance dans les dix ans que couvre le calendrier",
                    "no due date within the ten years that the calendar covers");
    case ERR_UNKNOWN_ZONE:
        return TEXT("fuseau horaire inconnu", "unknown time zone");
    default:
        return (struct text){{str_c(err_text(e)), str_c(err_text(e))}};
    }
}

void say_err(const char *what, enum err e)
{
    struct str words = text_in(err_words(e), say_lang());
    fprintf(stderr, "guichet: %s: " STR_FMT "\n", what, STR_ARG(words));
}

/* The line, and a caret under its column; tabs stay tabs, so that both lines agree. */
static void say_source(FILE *out, const struct fault *f)
{
    fprintf(out, "    " STR_FMT "\n    ", STR_ARG(f->source));
    for (size_t i = 0; i + 1 < f->column && i < f->source.n; i++)
        if (f->source.p[i] == '\t')
            fputc('\t', out);
        else if (((unsigned char)f->source.p[i] & 0xC0) != 0x80) /* one a character, not a byte */
            fputc(' ', out);
    fputs("^\n", out);
}

/* A file that six services share is read six times, and each time it is wrong. */
static bool said_before(const struct faults *faults, const struct fault *f)
{
    for (const struct fault *other = faults->first; other != f; other = other->next)
        if (f->where.n && str_eq(other->where, f->where) &&
            str_eq(other->say.in[LANG_FR], f->say.in[LANG_FR]))
            return true;
    return false;
}

void say_faults(FILE *out, const struct faults *faults)
{
    enum lang lang = say_lang();
    for (const struct fault *f = faults->first; f; f = f->next) {
        if (said_before(faults, f))
            continue;
        struct str words = text_in(f->say, lang);
        if (f->where.n)
            fprintf(out, STR_FMT ": ", STR_ARG(f->where));
        fprintf(out, STR_FMT "\n", STR_ARG(words));
        if (f->source.n)
            say_source(out, f);
    }
}
