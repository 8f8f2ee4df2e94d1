/* guichet backup: a consistent copy of the data, also while a server writes. */
#include "app/command.h"
#include "app/say.h"
#include "store/store.h"

int cmd_backup(int argc, char **argv)
{
    const char *dir = NULL;
    const struct option_row rows[] = {{"--data", OPTION_TEXT, &dir, "DIR", true,
                                       TEXT("le dossier des données", "the data directory")}};
    const struct usage usage = {
        "backup",
        "FILE",
        1,
        1,
        TEXT(
            "Copie les données dans un fichier neuf, d’un seul instant, pendant que le serveur "
            "travaille.\nPour le reprendre : un dossier vide, où ce fichier s’appelle data.mdb.",
            "Copies the data to a new file, as of one instant, while the server works.\nTo restore "
            "it: an empty directory, in which this file is called data.mdb."),
        rows,
        1};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct store *store;
    const struct store_options options = {.dir = dir, .read_only = true};
    enum err e = store_lmdb_open(&store, &options);
    if (e) {
        say_err(dir, e);
        return EXIT_BAD;
    }
    e = store_backup(store, argv[0]);
    if (e)
        say_err(argv[0], e);
    store_close(store);
    return e ? EXIT_BAD : EXIT_GOOD;
}
