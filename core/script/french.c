/* A table of phrases. */
#include "script/french.h"

#include "base/buf.h"

static const struct phrase {
    struct str en, fr;
} phrases[] = {
#define PHRASE(en, fr)         \
    {                          \
        {en, sizeof(en) - 1},  \
        {                      \
            fr, sizeof(fr) - 1 \
        }                      \
    }
    /* the parser */
    PHRASE(" expected (to close ", " attendu (pour fermer "),
    PHRASE(" at line ", " de la ligne "),
    PHRASE("unexpected symbol", "symbole inattendu"),
    PHRASE("unfinished string", "chaîne non terminée"),
    PHRASE("unfinished long string", "longue chaîne non terminée"),
    PHRASE("unfinished long comment", "long commentaire non terminé"),
    PHRASE("malformed number", "nombre mal écrit"),
    PHRASE("invalid escape sequence", "suite d'échappement invalide"),
    PHRASE("attempt to assign to const variable", "affectation à la constante"),
    PHRASE("attempt to load a binary chunk", "code binaire refusé"),
    PHRASE("chunk has too many syntax levels", "trop de niveaux imbriqués"),
    PHRASE("<eof> expected near ", "la fin du fichier était attendue, près de "),
    PHRASE("<eof>", "la fin du fichier"),
    PHRASE("<name>", "un nom"),
    PHRASE(" expected near ", " attendu près de "),
    PHRASE(" near ", " près de "),
    /* the virtual machine */
    PHRASE("attempt to perform arithmetic on ", "calcul impossible avec "),
    PHRASE("attempt to index ", "accès impossible dans "),
    PHRASE("attempt to call ", "appel impossible de "),
    PHRASE("attempt to compare two ", "comparaison impossible de deux valeurs "),
    PHRASE("attempt to compare ", "comparaison impossible de "),
    PHRASE("attempt to concatenate ", "assemblage impossible avec "),
    PHRASE("attempt to get length of ", "longueur impossible de "),
    PHRASE("a nil value", "une valeur nil"),
    PHRASE("a boolean value", "une valeur vrai ou faux"),
    PHRASE("a number value", "un nombre"),
    PHRASE("a string value", "une chaîne"),
    PHRASE("a table value", "une table"),
    PHRASE("a function value", "une fonction"),
    PHRASE(" with ", " et "),
    PHRASE("(local ", "(variable "),
    PHRASE("(global ", "(nom "),
    PHRASE("(field ", "(champ "),
    PHRASE("(upvalue ", "(variable "),
    PHRASE("(constant ", "(constante "),
    PHRASE("(method ", "(méthode "),
    PHRASE("attempt to divide by zero", "division par zéro"),
    PHRASE("attempt to perform 'n//0'", "division entière par zéro"),
    PHRASE("attempt to perform 'n%%0'", "reste d'une division par zéro"),
    PHRASE("number has no integer representation", "ce nombre n'est pas entier"),
    /* arguments */
    PHRASE("bad argument #", "mauvais argument n° "),
    PHRASE(" expected, got no value", " attendu, rien reçu"),
    PHRASE(" expected, got ", " attendu, reçu "),
    PHRASE("value expected", "une valeur est attendue"),
    PHRASE("assertion failed!", "une assertion est fausse"),
    PHRASE("stack overflow", "trop d'appels imbriqués"),
#undef PHRASE
};

static const struct phrase *phrase_at(struct str rest)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (str_starts(rest, phrases[i].en))
            return &phrases[i];
    return NULL;
}

struct str french_of(struct arena *arena, struct str message)
{
    struct buf b = buf_in(arena);
    for (size_t i = 0; i < message.n;) {
        const struct phrase *phrase = phrase_at(str_from(message, i));
        if (phrase)
            buf_str_put(&b, phrase->fr);
        else
            buf_char(&b, message.p[i]);
        i += phrase ? phrase->en.n : 1;
    }
    buf_char(&b, '\0');
    return b.failed ? (struct str){NULL, 0} : str_of(b.p, b.n - 1);
}
