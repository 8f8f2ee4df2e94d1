/* guichet docs: a page for each service, for people, from the same table that serves. */
#include "app/borough.h"
#include "app/command.h"
#include "app/doc_service.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

struct docs {
    struct arena arena;
    struct generation *generation;
    const struct jurisdiction *jurisdiction;
    const char *out;
    enum paper_form form;
    bool both; /* languages, each page leading to the other */
};

static const char *const endings[] = {[PAPER_MARKDOWN] = "md", [PAPER_HTML] = "html"};

static struct str page_name(struct docs *d, struct str code, enum lang lang)
{
    return arena_printf(&d->arena, STR_FMT "." STR_FMT ".%s", STR_ARG(code),
                        STR_ARG(lang_code(lang)), endings[d->form]);
}

static enum err write_file(struct docs *d, struct str name, struct str bytes)
{
    struct str path = arena_printf(&d->arena, "%s/" STR_FMT, d->out, STR_ARG(name));
    if (!path.p)
        return ERR_NOMEM;
    FILE *f = fopen(path.p, "we");
    if (!f)
        return err_from_errno(errno);
    bool short_write = fwrite(bytes.p, 1, bytes.n, f) != bytes.n;
    enum err e = short_write ? err_from_errno(errno) : ERR_OK;
    if (fclose(f) && !e)
        e = err_from_errno(errno);
    return e;
}

/* To the list, and to the same page in the other language; the page of the list has no list. */
static size_t head_links(struct docs *d, struct str code, enum lang lang, struct paper_link *links)
{
    static const struct text all = TEXT_INIT("Tous les services", "All services");
    static const struct text other_words = TEXT_INIT("English", "Français");
    enum lang other = lang == LANG_FR ? LANG_EN : LANG_FR;
    size_t n = 0;
    if (!d->out)
        return 0;
    if (!str_eq(code, STR("index")))
        links[n++] =
            (struct paper_link){page_name(d, STR("index"), lang), text_in(all, lang), lang};
    if (d->both)
        links[n++] =
            (struct paper_link){page_name(d, code, other), text_in(other_words, lang), other};
    return n;
}

static enum err finish(struct docs *d, struct str code, enum lang lang, struct buf *b)
{
    enum err e = ERR_OK;
    if (b->failed)
        return ERR_NOMEM;
    if (d->out)
        e = write_file(d, page_name(d, code, lang), buf_str(b));
    else if (fwrite(b->p, 1, b->n, stdout) != b->n)
        e = err_from_errno(errno);
    return e;
}

static enum err service_page(struct docs *d, size_t i, enum lang lang)
{
    struct buf b = buf_in(&d->arena);
    struct paper paper = {.b = &b, .form = d->form, .lang = lang};
    struct paper_link links[2];
    const struct service *s = d->jurisdiction->services[i];
    size_t n = head_links(d, s->code, lang, links);
    doc_service(&paper, d->jurisdiction, s, generation_sources(d->generation, i), links, n);
    return finish(d, s->code, lang, &b);
}

static enum err index_page(struct docs *d, enum lang lang)
{
    const struct jurisdiction *j = d->jurisdiction;
    struct buf b = buf_in(&d->arena);
    struct paper paper = {.b = &b, .form = d->form, .lang = lang};
    struct paper_link links[2];
    struct str *pages = ARENA_ARRAY(&d->arena, struct str, j->service_count + 1);
    if (!pages)
        return ERR_NOMEM;
    for (size_t i = 0; i < j->service_count; i++)
        pages[i] = page_name(d, j->services[i]->code, lang);
    doc_index(&paper, j, pages, links, head_links(d, STR("index"), lang, links));
    return finish(d, STR("index"), lang, &b);
}

static enum err write_language(struct docs *d, enum lang lang)
{
    enum err e = index_page(d, lang);
    for (size_t i = 0; !e && i < d->jurisdiction->service_count; i++)
        e = service_page(d, i, lang);
    return e;
}

static enum err write_folder(struct docs *d, enum lang lang)
{
    enum lang other = lang == LANG_FR ? LANG_EN : LANG_FR;
    struct stat is;
    if (mkdir(d->out, 0777) && errno != EEXIST)
        return err_from_errno(errno);
    if (stat(d->out, &is) || !S_ISDIR(is.st_mode))
        return ERR_EXISTS;
    enum err e = write_language(d, lang);
    return e || !d->both ? e : write_language(d, other);
}

static int print_services(struct docs *d, char **codes, int n, enum lang lang)
{
    size_t all = d->jurisdiction->service_count, at;
    enum err e = ERR_OK;
    for (size_t i = 0; !n && !e && i < all; i++)
        e = service_page(d, i, lang);
    for (int i = 0; !e && i < n; i++) {
        at = borough_service(d->jurisdiction, codes[i]);
        if (at == all)
            return EXIT_BAD;
        e = service_page(d, at, lang);
    }
    if (!e && fflush(stdout))
        e = err_from_errno(errno);
    if (e)
        say_err("docs", e);
    return e ? EXIT_BAD : EXIT_GOOD;
}

static int run(struct docs *d, int count, char **argv, enum lang lang)
{
    if (!d->out)
        return print_services(d, argv + 1, count - 1, lang);
    enum err e = write_folder(d, lang);
    if (e)
        say_err(d->out, e);
    return e ? EXIT_BAD : EXIT_GOOD;
}

/* One HTML file is one page; a folder is of all services. */
static bool asked_well(const struct docs *d, int count)
{
    if (!d->out && d->form == PAPER_HTML && count != 2)
        say("une page HTML est d’un seul service : nommez-le, ou donnez --out",
            "an HTML page is of one service: name it, or give --out");
    else if (d->out && count != 1)
        say("--out écrit tous les services : n’en nommez aucun",
            "--out writes all services: name none");
    else
        return true;
    return false;
}

static bool read_form(const char *word, enum paper_form *out)
{
    for (int i = 0; (size_t)i < sizeof endings / sizeof *endings; i++) {
        *out = (enum paper_form)i;
        if (str_eq(str_c(word), str_c(endings[i])))
            return true;
    }
    say("--format est md ou html, non « %s »", "--format is md or html, not \"%s\"", word);
    return false;
}

int cmd_docs(int argc, char **argv)
{
    struct docs d = {0};
    const char *plugins = GUICHET_PLUGINS, *form = "md", *lang_word = NULL;
    const struct option_row rows[] = {
        {"--out", OPTION_TEXT, &d.out, "DIR", false,
         TEXT("écrire un dossier de pages, dans les deux langues ou dans celle de --lang",
              "write a folder of pages, in both languages or in that of --lang")},
        {"--format", OPTION_TEXT, &form, "md|html", false,
         TEXT("le format (md)", "the format (md)")},
        LANG_OPTION(&lang_word),
        BOROUGH_PLUGINS_OPTION(&plugins),
    };
    const struct usage usage = {
        "docs",
        "JURISDICTION_DIR [SERVICE…]",
        1,
        100,
        TEXT(
            "Écrit une page par service : questions, refus, promesses et calendriers, cheminement, "
            "réglages, sources.\nSans --out, imprime la page des services nommés, ou de tous.\n"
            "Code de sortie : 0 écrit, 1 sinon.",
            "Writes a page for each service: questions, refusals, promises and calendars, "
            "workflow, settings, sources.\nWithout --out, prints the page of the services named, "
            "or of all.\nExit status: 0 written, 1 otherwise."),
        rows,
        sizeof rows / sizeof *rows};
    enum lang lang;
    struct now now = {0};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (!borough_lang(lang_word, &lang) || !read_form(form, &d.form) || !asked_well(&d, count))
        return EXIT_USAGE;
    d.generation =
        borough_open(argv[0], plugins, date_from_days(now_seconds(&now) / DAY_SECONDS).year);
    if (!d.generation)
        return EXIT_BAD;
    d.jurisdiction = generation_jurisdiction(d.generation);
    d.both = !lang_word && d.jurisdiction->english;
    if (!d.jurisdiction->english)
        lang = LANG_FR;
    status = run(&d, count, argv, lang);
    generation_release(d.generation);
    arena_free(&d.arena);
    return status;
}
