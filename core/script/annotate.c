/* Walking the description, one class a shape. */
#include "script/annotate.h"

#include "script/construct.h"
#include "script/read.h"
#include "script/read_trial.h"

#include <stdio.h>

enum { SHAPES_MAX = 100, NAME_MAX_BYTES = 112 };

/* A shape has one name, given where it is first met; it is written later, so that classes do not
 * stand inside each other. */
struct named_shape {
    const struct shape *shape;
    char name[NAME_MAX_BYTES];
};

struct annotator {
    struct buf *b;
    struct named_shape shapes[SHAPES_MAX];
    size_t count;
    bool heirs; /* a service that extends another may leave out any key of these */
};

/* --- Names ------------------------------------------------------------------------------------ */

static bool is_taken(const struct annotator *a, const char *name)
{
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->shapes[i].name, name) == 0)
            return true;
    return false;
}

/* Its constructor's, else that of the key it stands at, inside the table around it. */
static void invent(struct annotator *a, struct named_shape *new, const char *around,
                   const char *key)
{
    char base[NAME_MAX_BYTES];
    if (new->shape->kind[0])
        snprintf(base, sizeof base, "guichet.%.80s", new->shape->kind);
    else
        snprintf(base, sizeof base, "%.60s.%.30s", around, key[0] == '(' ? "value" : key);
    snprintf(new->name, sizeof new->name, "%s", base);
    for (int n = 2; is_taken(a, new->name); n++)
        snprintf(new->name, sizeof new->name, "%.90s_%d", base, n);
}

static const char *name_of(struct annotator *a, const struct shape *shape, const char *around,
                           const char *key)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->shapes[i].shape == shape)
            return a->shapes[i].name;
    if (a->count == SHAPES_MAX) {
        a->b->failed = true;
        return "";
    }
    struct named_shape *new = &a->shapes[a->count];
    new->shape = shape;
    invent(a, new, around, key);
    a->count++;
    return new->name;
}

/* --- Words ------------------------------------------------------------------------------------ */

/* Both languages, on one line. */
static void put_doc(struct buf *b, struct doc doc)
{
    if (doc.fr)
        buf_printf(b, "%s · %s", doc.fr, doc.en);
}

/* --- Types ------------------------------------------------------------------------------------ */

struct place {
    const char *around, *key; /* what to name a table after */
};

static void put_type(struct annotator *a, const struct field *f, struct place at);

static void put_words(struct buf *b, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        buf_printf(b, "%s\"%s\"", i ? "|" : "", words[i]);
}

/* Types of one word. */
static const char *const simple[FIELD_ROW + 1] = {
    [FIELD_TEXT] = "guichet.text", [FIELD_STRING] = "string", [FIELD_CODE] = "string",
    [FIELD_NUMBER] = "number",     [FIELD_WHOLE] = "integer", [FIELD_BOOL] = "boolean",
    [FIELD_REF] = "guichet.ref",
};

/* Two forms of a text are one type: a date, a name. */
static bool is_said(const struct field *forms, size_t i)
{
    const char *type = simple[forms[i].type];
    for (size_t k = 0; type && k < i; k++)
        if (simple[forms[k].type] && strcmp(simple[forms[k].type], type) == 0)
            return true;
    return false;
}

static void put_forms(struct annotator *a, const struct field *forms, struct place at)
{
    for (size_t i = 0; forms[i].name; i++) {
        if (is_said(forms, i))
            continue;
        if (i)
            buf_char(a->b, '|');
        put_type(a, &forms[i], at);
    }
}

static void put_shapes(struct annotator *a, const struct field *f, struct place at)
{
    for (size_t i = 0; f->shapes[i]; i++)
        buf_printf(a->b, "%s%s", i ? "|" : "", name_of(a, f->shapes[i], at.around, at.key));
}

static void put_strings(struct buf *b, const struct field *f)
{
    if (!f->words) {
        BUF_LIT(b, "string[]");
        return;
    }
    buf_char(b, '(');
    put_words(b, f->words);
    BUF_LIT(b, ")[]");
}

static void put_function(struct annotator *a, const struct field *f, struct place at)
{
    BUF_LIT(a->b, "fun(request: guichet.request, cx: guichet.cx): ");
    if (f->forms)
        put_forms(a, f->forms, at);
    else
        BUF_LIT(a->b, "any");
}

static void put_list(struct annotator *a, const struct field *f, struct place at)
{
    buf_char(a->b, '(');
    if (f->type == FIELD_LIST)
        put_shapes(a, f, at);
    else
        put_type(a, &f->forms[0], at);
    BUF_LIT(a->b, ")[]");
}

static void put_type(struct annotator *a, const struct field *f, struct place at)
{
    switch (f->type) {
    case FIELD_STRINGS:
    case FIELD_CODES:
        put_strings(a->b, f);
        break;
    case FIELD_WORD:
    case FIELD_NAME:
        put_words(a->b, f->words);
        break;
    case FIELD_TABLE:
        put_shapes(a, f, at);
        break;
    case FIELD_LIST:
    case FIELD_ROW:
        put_list(a, f, at);
        break;
    case FIELD_OWN:
        put_forms(a, f->forms, at);
        break;
    case FIELD_FUNCTION:
        put_function(a, f, at);
        break;
    default:
        buf_str_put(a->b, str_c(simple[f->type]));
    }
}

/* --- Classes ---------------------------------------------------------------------------------- */

/* A key, or what stands for none; items of a list are tables of their own, not one list. */
static void put_field_name(struct buf *b, const struct field *f, bool required)
{
    static const char *const others[][2] = {
        {FIELD_FIRST, "[1]"}, {FIELD_ITEMS, "[integer]"}, {FIELD_REST, "[string]"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(f->name, others[i][0]) == 0) {
            buf_str_put(b, str_c(others[i][1]));
            return;
        }
    buf_printf(b, "%s%s", f->name, required ? "" : "?");
}

/* Of a field that stands for all items: the type of one. */
static void put_item(struct annotator *a, const struct field *f, struct place at)
{
    const struct field *row = f->type == FIELD_OWN ? &f->forms[0] : f;
    if (f->type == FIELD_LIST)
        put_shapes(a, f, at);
    else if (f->type == FIELD_STRINGS || f->type == FIELD_CODES)
        BUF_LIT(a->b, "string");
    else
        put_type(a, row->type == FIELD_ROW ? &row->forms[0] : row, at);
}

static void put_field(struct annotator *a, const char *class, const struct field *f, bool required)
{
    const struct place at = {class, field_called(f)};
    BUF_LIT(a->b, "---@field ");
    put_field_name(a->b, f, required);
    buf_char(a->b, ' ');
    if (strcmp(f->name, FIELD_ITEMS) == 0)
        put_item(a, f, at);
    else
        put_type(a, f, at);
    buf_char(a->b, ' ');
    put_doc(a->b, f->doc);
    buf_char(a->b, '\n');
}

/* fr and en among the keys. */
static void put_languages(struct annotator *a, const struct field *f)
{
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        buf_printf(a->b, "---@field " STR_FMT " string ", STR_ARG(lang_code((enum lang)lang)));
        put_doc(a->b, f->doc);
        buf_char(a->b, '\n');
    }
}

static void put_class(struct annotator *a, size_t i)
{
    const char *name = a->shapes[i].name;
    struct field_walk w = shape_walk(a->shapes[i].shape);
    BUF_LIT(a->b, "---");
    put_doc(a->b, a->shapes[i].shape->doc);
    buf_printf(a->b, "\n---@class %s\n", name);
    for (const struct field *f; (f = shape_next(&w));) {
        if (strcmp(f->name, FIELD_ID) == 0)
            continue; /* the constructor takes it */
        if (f->among)
            put_languages(a, f);
        else
            put_field(a, name, f, !a->heirs && shape_requires(&w, f));
    }
    buf_char(a->b, '\n');
}

/* --- Constructors ----------------------------------------------------------------------------- */

static const struct named_shape *made_by(const struct annotator *a, const struct constructor *c)
{
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->shapes[i].shape->kind, c->kind) == 0)
            return &a->shapes[i];
    return NULL;
}

static void put_signature(struct buf *b, const struct constructor *c, const char *argument)
{
    buf_printf(b, "function %s%s%s(%s) end\n\n", c->module ? c->module : "", c->module ? "." : "",
               c->name, argument);
}

static void put_constructor(struct annotator *a, const struct constructor *c)
{
    const struct named_shape *made = made_by(a, c);
    const char *name = made ? made->name : "guichet.ref";
    if (made) {
        BUF_LIT(a->b, "---");
        put_doc(a->b, made->shape->doc);
        buf_char(a->b, '\n');
    }
    switch (c->form) {
    case CONSTRUCT_TABLE:
        buf_printf(a->b, "---@param keys %s\n---@return %s\n", name, name);
        put_signature(a->b, c, "keys");
        break;
    case CONSTRUCT_NAMED:
        buf_printf(a->b, "---@param id string\n---@return fun(keys: %s): %s\n", name, name);
        put_signature(a->b, c, "id");
        break;
    case CONSTRUCT_NAME:
        buf_printf(a->b, "---@param name string\n---@return %s\n", name);
        put_signature(a->b, c, "name");
        break;
    }
}

/* A module is a table that only this file makes. */
static void put_constructors(struct annotator *a)
{
    const char *module = "";
    for (size_t i = 0; constructors[i].kind; i++) {
        const struct constructor *c = &constructors[i];
        if (c->module && strcmp(c->module, module) != 0)
            buf_printf(a->b, "%s = {}\n\n", module = c->module);
        put_constructor(a, c);
    }
}

/* --- What no description holds ---------------------------------------------------------------- */

static const char head[] =
    "---@meta\n"
    "-- Le langage des services de Guichet, pour les éditeurs (Lua Language Server). Produit par\n"
    "-- « guichet schema lua » : ne pas modifier à la main.\n"
    "-- The language of Guichet's services, for editors (Lua Language Server). Made by\n"
    "-- \"guichet schema lua\": do not edit.\n"
    "\n"
    "---Ce qu'une personne lit. · What a person reads.\n"
    "---@class guichet.text\n"
    "---@field fr string\n"
    "---@field en string\n"
    "\n"
    "---Un réglage, à la place d'un nombre. · A setting, in the place of a number.\n"
    "---@class guichet.ref\n"
    "\n"
    "---Une date locale. · A local date.\n"
    "---@class guichet.local_time\n"
    "---@field year integer\n"
    "---@field month integer 1–12\n"
    "---@field day integer 1–31\n"
    "---@field hour integer 0–23\n"
    "---@field minute integer 0–59\n"
    "---@field weekday integer 1 lundi – 7 dimanche · 1 Monday – 7 Sunday\n"
    "\n"
    "---La demande, comme une fonction la reçoit. · The request, as a function is given it.\n"
    "---@class guichet.request\n"
    "---@field service string\n"
    "---@field description string\n"
    "---@field lat? number\n"
    "---@field lon? number\n"
    "---@field requested_at integer secondes depuis 1970 · seconds since 1970\n"
    "---@field attributes table<string, string|number|string[]>\n"
    "---@field local_time guichet.local_time\n"
    "---@field settings table<string, number>\n"
    "\n"
    "---Quelles autres demandes compter. · Which other requests to count.\n"
    "---@class guichet.question\n"
    "---@field days integer les jours d'avant · the days before\n"
    "---@field near? number à tant de mètres · within so many metres\n"
    "---@field service? string un autre service, \"*\" pour tous · another service, \"*\" for all\n"
    "\n"
    "---@class guichet.group_question: guichet.question\n"
    "---@field by string\n"
    "\n"
    "---@alias guichet.unit \"bh\"|\"bd\"|\"cd\"|\"cw\"|\"cm\"|\"eh\"\n"
    "---@alias guichet.lang \"fr\"|\"en\"\n"
    "\n"
    "---@class guichet.cx.calendar\n"
    "local cx_calendar = {}\n"
    "\n"
    "---L'échéance. · When that is due.\n"
    "---@param at integer\n"
    "---@param amount number\n"
    "---@param unit guichet.unit\n"
    "---@return integer\n"
    "function cx_calendar:add(at, amount, unit) end\n"
    "\n"
    "---Ce qu'il y a entre deux instants. · What lies between two instants.\n"
    "---@param from integer\n"
    "---@param to integer\n"
    "---@param unit \"bh\"|\"bd\"|\"cd\"|\"eh\"\n"
    "---@return number\n"
    "function cx_calendar:between(from, to, unit) end\n"
    "\n"
    "---@class guichet.cx.text\n"
    "---@field contains fun(text: string, word: string): boolean\n"
    "---@field match fun(text: string, pattern: string): boolean\n"
    "---@field fold fun(text: string): string\n"
    "---@field lower fun(text: string): string\n"
    "---@field upper fun(text: string): string\n"
    "---@field length fun(text: string): integer\n"
    "---@field number fun(n: number, lang: guichet.lang, digits?: integer): string\n"
    "---@field amount fun(n: number, lang: guichet.lang): string\n"
    "---@field date fun(at: integer, lang: guichet.lang): string\n"
    "---@field datetime fun(at: integer, lang: guichet.lang): string\n"
    "\n"
    "---Ce qu'une fonction peut consulter d'autre. · What else a function may consult.\n"
    "---@class guichet.cx\n"
    "---@field now integer l'instant de la décision · the instant of the decision\n"
    "---@field count fun(question: guichet.question): integer\n"
    "---@field group fun(question: guichet.group_question): table<string, integer>\n"
    "---@field calendar fun(name: string): guichet.cx.calendar\n"
    "---@field text guichet.cx.text\n"
    "---@field log fun(line: string)\n"
    "\n"
    "---Ce que renvoie un fichier du dossier des services partagés : use \"workflows/standard\". · "
    "What a file of the folder of shared services returns.\n"
    "---@param name string\n"
    "---@return any\n"
    "function use(name) end\n"
    "\n";

/* From the one of that number on; writing one names others. Returns how many there are then. */
static size_t put_classes(struct annotator *a, size_t from)
{
    while (from < a->count)
        put_class(a, from++);
    return from;
}

void annotate(struct buf *b)
{
    struct annotator a = {.b = b};
    buf_put(b, head, sizeof head - 1);
    name_of(&a, &service_shape, "", "");
    name_of(&a, when_forms[0].shapes[0], "guichet", "condition");
    a.heirs = true;
    size_t done = put_classes(&a, 0);
    a.heirs = false;
    name_of(&a, &jurisdiction_shape, "", "");
    name_of(&a, &trial_file_shape, "guichet", "tests");
    put_classes(&a, done);
    put_constructors(&a);
}
