/* The reader of descriptions: one function a type, then tables and lists. */
#include "script/schema.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "domain/model.h"
#include "script/load.h"
#include "script/locate.h"
#include "script/suggest.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { TEXT_MAX = 1000, LIST_MAX = 1000, MESSAGE_MAX = 500 };

static void *member_at(void *out, size_t offset)
{
    return (char *)out + offset;
}

/* --- Walking ---------------------------------------------------------------------------------- */

struct field_walk shape_walk(const struct shape *shape)
{
    return (struct field_walk){.shape = shape, .next = shape->fields};
}

const struct field *shape_next(struct field_walk *w)
{
    const struct field *const *more = w->shape->more, *const *loose = w->shape->loose;
    while (!w->next->name && more && more[w->more])
        w->next = more[w->more++];
    while (!w->next->name && loose && loose[w->loose])
        w->next = loose[w->loose++];
    return w->next->name ? w->next++ : NULL;
}

bool shape_requires(const struct field_walk *w, const struct field *f)
{
    return f->required && w->loose == 0;
}

bool field_is_key(const struct field *f)
{
    return f->name[0] != '(';
}

const char *field_called(const struct field *f)
{
    return f->called ? f->called : f->name;
}

double field_max(const struct field *f)
{
    if (f->max > 0)
        return f->max;
    return f->type == FIELD_CODE || f->type == FIELD_CODES     ? CODE_MAX
           : f->type == FIELD_LIST || f->type == FIELD_STRINGS ? LIST_MAX
                                                               : TEXT_MAX;
}

struct str shape_name_of(const struct shape *shape, const struct node *item)
{
    struct field_walk w = shape_walk(shape);
    for (const struct field *f; (f = shape_next(&w));) {
        if (strcmp(f->name, FIELD_ID) == 0)
            return item->id;
        const struct node *first = node_item(item, 0);
        if (strcmp(f->name, FIELD_FIRST) == 0)
            return first && first->type == NODE_STRING ? first->string : STR("");
    }
    return shape->name ? shape->name(item) : STR("");
}

/* --- Faults ----------------------------------------------------------------------------------- */

/* The place of a fault: that of the node itself if it is known and the key is its own, else that of
 * the key that the message names, found in the text. `file` is the file of the node. */
static struct spot spot_of(struct reader *r, const struct node *at, struct str *file)
{
    struct str key = r->named, line = at->where;
    uint64_t n;
    r->named = STR("");
    if (!str_cut(&line, ':', file) || !str_u64(line, &n))
        return (struct spot){0, 0};
    if (at->line && at->type != NODE_TABLE)
        return (struct spot){at->line, at->column};
    const struct source *source = r->sources ? sources_find(r->sources, *file) : NULL;
    return source ? locate(source->text, (int)n, key) : (struct spot){(int)n, 0};
}

static const char *where_of(struct reader *r, const struct node *at, int *column)
{
    struct str file = STR("");
    struct spot spot = spot_of(r, at, &file);
    *column = spot.column;
    if (!spot.line)
        return at->where.p;
    struct str exact = arena_printf(r->faults->arena, STR_FMT ":%d", STR_ARG(file), spot.line);
    return exact.p ? exact.p : at->where.p;
}

void reader_fault(struct reader *r, const struct node *at, const char *fr, const char *en, ...)
{
    char say[LANG_COUNT][MESSAGE_MAX];
    va_list args, again;
    int column;
    va_start(args, en);
    va_copy(again, args);
    vsnprintf(say[LANG_FR], MESSAGE_MAX, fr, args);
    vsnprintf(say[LANG_EN], MESSAGE_MAX, en, again);
    va_end(again);
    va_end(args);
    const char *where = where_of(r, at, &column);
    if (text_empty(r->subject))
        fault_add(r->faults, where, "%s%.0s", "%.0s%s", say[LANG_FR], say[LANG_EN]);
    else
        fault_add(r->faults, where, "%s : %s%.0s%.0s", "%.0s%.0s%s: %s", r->subject.in[LANG_FR].p,
                  say[LANG_FR], r->subject.in[LANG_EN].p, say[LANG_EN]);
    if (r->sources)
        sources_show(r->sources, r->faults, column);
}

void *reader_alloc(struct reader *r, size_t count, size_t size)
{
    void *p = arena_zalloc(r->arena, count ? count : 1, size);
    if (!p)
        r->out_of_memory = true;
    return p;
}

/* What stands for no key has a name in messages too. */
static const char *spoken(const char *key)
{
    return strcmp(key, FIELD_ID) == 0      ? "id"
           : strcmp(key, FIELD_FIRST) == 0 ? "[1]"
           : strcmp(key, FIELD_ITEMS) == 0 ? "[…]"
                                           : key;
}

const char *reader_key(struct reader *r, const char *key)
{
    size_t n = r->path_n - r->path_base;
    bool itself = strcmp(key, FIELD_ITEMS) == 0 && n > 0; /* the table whose items they are */
    struct str full = arena_printf(r->faults->arena, "%.*s%s", (int)(itself ? n - 1 : n),
                                   r->path + r->path_base, itself ? "" : spoken(key));
    if (!full.p)
        return key;
    r->named = full;
    return full.p;
}

struct text reader_hint(struct reader *r, struct str best)
{
    struct text hint = TEXT("", "");
    if (best.n == 0)
        return hint;
    hint.in[LANG_FR] =
        arena_printf(r->faults->arena, ", vouliez-vous « " STR_FMT " » ?", STR_ARG(best));
    hint.in[LANG_EN] =
        arena_printf(r->faults->arena, ", did you mean \"" STR_FMT "\"?", STR_ARG(best));
    return hint.in[LANG_FR].p && hint.in[LANG_EN].p ? hint : TEXT("", "");
}

bool reader_expect(struct reader *r, const char *key, const struct node *value, enum node_type type)
{
    if (value->type == type)
        return true;
    if (value->type == NODE_FUNCTION && value->function == 0) {
        reader_fault(r, value, "« %s » : la table { … } du constructeur manque",
                     "\"%s\": the constructor's table { … } is missing", reader_key(r, key));
        return false;
    }
    struct text wanted = node_type_name(type), got = node_type_name(value->type);
    reader_fault(r, value, "« %s » doit être %s%.0s, et non %s%.0s",
                 "\"%s\" must be %.0s%s, not %.0s%s", reader_key(r, key), wanted.in[LANG_FR].p,
                 wanted.in[LANG_EN].p, got.in[LANG_FR].p, got.in[LANG_EN].p);
    return false;
}

static bool expect_range(struct reader *r, const char *key, const struct node *at, double n,
                         double min, double max)
{
    if (n >= min && n <= max)
        return true;
    reader_fault(r, at, "« %s » vaut %.14g : il faut de %.14g à %.14g",
                 "\"%s\" is %.14g: it must be from %.14g to %.14g", reader_key(r, key), n, min,
                 max);
    return false;
}

bool reader_whole(struct reader *r, const char *key, const struct node *value, double min,
                  double max, int *out)
{
    if (!reader_expect(r, key, value, NODE_NUMBER))
        return false;
    if (value->number != floor(value->number)) {
        reader_fault(r, value, "« %s » doit être un nombre entier", "\"%s\" must be a whole number",
                     reader_key(r, key));
        return false;
    }
    if (!expect_range(r, key, value, value->number, min, max))
        return false;
    *out = (int)value->number;
    return true;
}

/* --- Paths and subjects ----------------------------------------------------------------------- */

size_t reader_enter(struct reader *r, const char *key, size_t item)
{
    char step[80];
    size_t before = r->path_n;
    int n = item ? snprintf(step, sizeof step, "%s[%zu].", key, item)
                 : snprintf(step, sizeof step, "%s.", key);
    if (n < 0 || (size_t)n >= sizeof step || r->path_n + (size_t)n >= sizeof r->path)
        return before;
    memcpy(r->path + r->path_n, step, (size_t)n);
    r->path_n += (size_t)n;
    return before;
}

void reader_leave(struct reader *r, size_t length)
{
    r->path_n = length;
}

static void subject_enter(struct reader *r, const struct shape *shape, struct str id)
{
    r->path_base = r->path_n;
    struct arena *a = r->faults->arena;
    r->subject = (struct text){{str_c(shape->fr), str_c(shape->en)}};
    if (id.n == 0)
        return;
    r->subject.in[LANG_FR] = arena_printf(a, "%s « " STR_FMT " »", shape->fr, STR_ARG(id));
    r->subject.in[LANG_EN] = arena_printf(a, "%s \"" STR_FMT "\"", shape->en, STR_ARG(id));
    if (!r->subject.in[LANG_FR].p || !r->subject.in[LANG_EN].p)
        r->subject = (struct text){{str_c(shape->fr), str_c(shape->en)}};
}

/* --- Single values ---------------------------------------------------------------------------- */

static bool one_line(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ')
            return false;
    return true;
}

static void read_words_in(struct reader *r, const struct field *f, const struct node *around,
                          const char *lang, struct str *out)
{
    const struct node *words = node_get(around, str_c(lang));
    if (!words) {
        reader_fault(r, around, "« %s » manque", "\"%s\" is missing", reader_key(r, lang));
        return;
    }
    if (!reader_expect(r, lang, words, NODE_STRING))
        return;
    double max = f->max > 0 ? f->max : TEXT_MAX;
    if (str_trim(words->string).n == 0)
        reader_fault(r, words, "« %s » est vide", "\"%s\" is empty", reader_key(r, lang));
    else if (expect_range(r, lang, words, (double)utf8_length(words->string), 1, max))
        *out = words->string;
}

static void check_keys(struct reader *r, const struct shape *shape, const struct node *node);

static void read_text(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    static const struct field fields[] = {{.name = "fr"}, {.name = "en"}, {0}};
    static const struct shape keys = {.kind = "", .fields = fields};
    struct text *text = out;
    size_t before = r->path_n;
    if (!f->among) {
        if (!reader_expect(r, f->name, value, NODE_TABLE))
            return;
        reader_enter(r, f->name, 0);
        check_keys(r, &keys, value);
    }
    read_words_in(r, f, value, "fr", &text->in[LANG_FR]);
    read_words_in(r, f, value, "en", &text->in[LANG_EN]);
    reader_leave(r, before);
}

static void read_string(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    double max = field_max(f), n = (double)utf8_length(value->string);
    if (!one_line(value->string) || n < f->min || n > max)
        reader_fault(r, value, "« %s » doit tenir sur une ligne de %.14g à %.14g caractères",
                     "\"%s\" must be one line of %.14g to %.14g characters", reader_key(r, f->name),
                     f->min, max);
    else
        *(struct str *)out = value->string;
}

bool code_valid(struct str s)
{
    if (s.n == 0 || s.n > CODE_MAX || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", s.p[i]))
            return false;
    return true;
}

static void read_code(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    if (!code_valid(value->string))
        reader_fault(r, value,
                     "« %s » vaut « %s » : un code n'a que des minuscules, des chiffres, - et _, "
                     "et commence par une lettre",
                     "\"%s\" is \"%s\": a code has only lower-case letters, digits, - and _, "
                     "and begins with a letter",
                     reader_key(r, f->name), value->string.p);
    else
        *(struct str *)out = value->string;
}

static void read_number(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    if (reader_expect(r, f->name, value, NODE_NUMBER) &&
        expect_range(r, f->name, value, value->number, f->min, f->max))
        *(double *)out = value->number;
}

static void read_whole(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    int n;
    if (reader_whole(r, f->name, value, f->min, f->max, &n))
        *(double *)out = n;
}

static void read_bool(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (reader_expect(r, f->name, value, NODE_BOOL))
        *(bool *)out = value->boolean;
}

/* The place of a string among words; -1 and a fault when it is none of them. */
static int word_index(struct reader *r, const struct field *f, const struct node *value)
{
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return -1;
    struct buf all = buf_in(r->faults->arena);
    struct suggest s = {.word = value->string};
    for (int i = 0; f->words[i]; i++) {
        if (str_eq(value->string, str_c(f->words[i])))
            return i;
        suggest_try(&s, str_c(f->words[i]));
        buf_printf(&all, "%s%s", i ? ", " : "", f->words[i]);
    }
    struct text hint = reader_hint(r, s.best);
    reader_fault(r, value, "« %s » vaut « %s »%s%.0s (valeurs possibles : %.*s)",
                 "\"%s\" is \"%s\"%.0s%s (possible values: %.*s)", reader_key(r, f->name),
                 value->string.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p,
                 all.failed ? 0 : (int)all.n, all.p);
    return -1;
}

static void read_word(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    int i = word_index(r, f, value);
    if (i >= 0)
        *(int *)out = i;
}

static void read_name(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (word_index(r, f, value) >= 0)
        *(struct str *)out = value->string;
}

static void read_table(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    size_t before = r->path_n;
    if (!f->shapes[0]->fr)
        reader_enter(r, f->name, 0);
    schema_read(r, f->shapes[0], value, out);
    reader_leave(r, before);
}

/* --- Lists ------------------------------------------------------------------------------------ */

/* False, and a fault, when there are too few or too many. */
static bool list_length(struct reader *r, const struct field *f, const struct node *value)
{
    double max = field_max(f);
    if ((double)value->item_count >= f->min && (double)value->item_count <= max)
        return true;
    reader_fault(r, value, "« %s » a %zu élément(s) : il en faut de %.14g à %.14g",
                 "\"%s\" has %zu item(s): there must be %.14g to %.14g", reader_key(r, f->name),
                 value->item_count, f->min, max);
    return false;
}

static const struct shape *shape_of(const struct field *f, const struct node *item)
{
    for (size_t i = 0; f->shapes[i]; i++)
        if (str_eq(item->kind, str_c(f->shapes[i]->kind)))
            return f->shapes[i];
    return NULL;
}

static void fault_kind(struct reader *r, const struct shape *const *shapes, const struct node *node)
{
    struct buf all = buf_in(r->faults->arena);
    for (size_t i = 0; shapes[i]; i++)
        buf_printf(&all, "%s%s", i ? ", " : "", shapes[i]->kind[0] ? shapes[i]->kind : "{ … }");
    if (all.failed)
        return;
    reader_fault(r, node, "%s n'a pas sa place ici ; on attend : %.*s",
                 "%s has no place here; expected: %.*s", node->kind.n ? node->kind.p : "{ … }",
                 (int)all.n, all.p);
}

static bool is_taken(const struct shape *shape, const char *items, size_t i)
{
    const struct str *key = (const void *)(items + i * shape->size + shape->key);
    for (size_t k = 0; k < i && key->n; k++)
        if (str_eq(*key, *(const struct str *)(const void *)(items + k * shape->size + shape->key)))
            return true;
    return false;
}

static void check_unique(struct reader *r, const struct shape *shape, const struct node *node,
                         const char *items, size_t i)
{
    if (!shape->unique || !is_taken(shape, items, i))
        return;
    const struct str *key = (const void *)(items + i * shape->size + shape->key);
    struct text subject = r->subject;
    size_t base = r->path_base;
    if (shape->fr)
        subject_enter(r, shape, STR(""));
    reader_fault(r, node, "le nom « %s » est déjà pris", "the name \"%s\" is taken already",
                 key->p);
    r->subject = subject;
    r->path_base = base;
}

/* A list of tables goes on without an item that is none of them. */
static bool read_item(struct reader *r, const struct field *f, const struct node *item, void *out,
                      const struct shape **shape)
{
    *shape = item->type == NODE_TABLE ? shape_of(f, item) : NULL;
    if (*shape)
        schema_read(r, *shape, item, out);
    else if (item->type == NODE_TABLE)
        fault_kind(r, f->shapes, item);
    else
        reader_expect(r, FIELD_ITEMS, item, NODE_TABLE);
    return *shape != NULL;
}

/* `count` grows with each item, so that one item's description can look at those before it. */
static void read_tables(struct reader *r, const struct field *f, const struct node *list, void *out)
{
    size_t size = f->shapes[0]->size;
    size_t *count = member_at(out, f->count);
    char *items = reader_alloc(r, list->item_count, size);
    *(void **)member_at(out, f->offset) = items;
    for (size_t i = 0; items && i < list->item_count; i++) {
        const struct shape *shape;
        size_t before = reader_enter(r, spoken(f->name), i + 1);
        if (read_item(r, f, &list->items[i], items + *count * size, &shape)) {
            check_unique(r, shape, &list->items[i], items, *count);
            ++*count;
        }
        reader_leave(r, before);
    }
}

static const struct field items_fields[] = {{.name = FIELD_ITEMS}, {0}};
static const struct shape items_only = {.kind = "", .fields = items_fields};

/* A list under a key holds nothing but items; the unnamed items of a table stand among its keys. */
static bool check_list(struct reader *r, const struct field *f, const struct node *value)
{
    if (!reader_expect(r, f->name, value, NODE_TABLE) || !list_length(r, f, value))
        return false;
    if (strcmp(f->name, FIELD_ITEMS) == 0)
        return true;
    size_t before = reader_enter(r, f->name, 0);
    check_keys(r, &items_only, value);
    reader_leave(r, before);
    return true;
}

static void read_list(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (check_list(r, f, value))
        read_tables(r, f, value, out);
}

static bool is_among(struct str s, const struct str *strings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, strings[i]))
            return true;
    return false;
}

static void read_strings(struct reader *r, const struct field *f, const struct node *value,
                         void *out)
{
    static const struct field one = {.name = FIELD_ITEMS, .min = 1, .max = 100};
    if (!check_list(r, f, value))
        return;
    struct str *strings = reader_alloc(r, value->item_count, sizeof *strings);
    size_t n = 0;
    for (size_t i = 0; strings && i < value->item_count; i++) {
        struct str s = STR("");
        size_t before = reader_enter(r, f->name, i + 1);
        (f->type == FIELD_CODES ? read_code : read_string)(r, &one, &value->items[i], &s);
        reader_leave(r, before);
        if (is_among(s, strings, n))
            reader_fault(r, value, "« %s » : « %s » y est deux fois",
                         "\"%s\": \"%s\" is there twice", reader_key(r, f->name), s.p);
        else if (s.n)
            strings[n++] = s;
    }
    *(struct str **)member_at(out, f->offset) = strings;
    *(size_t *)member_at(out, f->count) = n;
}

/* --- Tables ----------------------------------------------------------------------------------- */

static bool is_list(enum field_type type)
{
    return type == FIELD_LIST || type == FIELD_STRINGS || type == FIELD_CODES;
}

static bool field_takes(const struct field *f, struct str key)
{
    if (f->among)
        return str_eq(key, STR("fr")) || str_eq(key, STR("en"));
    return f->name[0] != '(' && str_eq(key, str_c(f->name));
}

static void fault_unknown(struct reader *r, const struct shape *shape, const struct node *node,
                          struct str key)
{
    struct suggest s = {.word = key};
    struct buf all = buf_in(r->faults->arena);
    struct field_walk w = shape_walk(shape);
    for (const struct field *f; (f = shape_next(&w));) {
        const char *names[] = {f->among ? "fr" : f->name, f->among ? "en" : NULL};
        for (int i = 0; i < 2 && names[i] && names[i][0] != '('; i++) {
            suggest_try(&s, str_c(names[i]));
            buf_printf(&all, "%s%s", all.n ? ", " : "", names[i]);
        }
    }
    struct text hint = reader_hint(r, s.best);
    if (s.best.n || all.failed || all.n == 0)
        reader_fault(r, node, "clé inconnue « %s »%s%.0s", "unknown key \"%s\"%.0s%s",
                     reader_key(r, key.p), hint.in[LANG_FR].p, hint.in[LANG_EN].p);
    else
        reader_fault(r, node, "clé inconnue « %s » (clés possibles : %.*s)",
                     "unknown key \"%s\" (possible keys: %.*s)", reader_key(r, key.p), (int)all.n,
                     all.p);
}

static void check_items(struct reader *r, const struct shape *shape, const struct node *node)
{
    size_t most = 0;
    struct field_walk w = shape_walk(shape);
    for (const struct field *f; (f = shape_next(&w));)
        if (strcmp(f->name, FIELD_ITEMS) == 0)
            most = SIZE_MAX;
        else if (strcmp(f->name, FIELD_FIRST) == 0)
            most = 1;
    if (node->item_count > most)
        reader_fault(r, node, "« %s » : une valeur sans nom n'a pas sa place ici",
                     "\"%s\": a value without a name has no place here",
                     reader_key(r, FIELD_ITEMS));
    if (node->odd)
        reader_fault(r, node, "« %s » : une liste a un trou, ou une clé n'est pas un nom",
                     "\"%s\": a list has a hole, or a key is no name", reader_key(r, FIELD_ITEMS));
}

/* Every key and item of the table has a field. */
static void check_keys(struct reader *r, const struct shape *shape, const struct node *node)
{
    check_items(r, shape, node);
    for (size_t i = 0; i < node->member_count; i++) {
        struct field_walk w = shape_walk(shape);
        const struct field *f = shape_next(&w);
        while (f && !field_takes(f, node->members[i].key))
            f = shape_next(&w);
        if (!f)
            fault_unknown(r, shape, node, node->members[i].key);
    }
}

/* The value a field is read from; `id` lends its memory to a constructor's name. */
static const struct node *field_value(const struct field *f, const struct node *node,
                                      struct node *id)
{
    *id = (struct node){.type = NODE_STRING, .where = node->where, .string = node->id};
    if (f->among || strcmp(f->name, FIELD_ITEMS) == 0)
        return node;
    if (strcmp(f->name, FIELD_ID) == 0)
        return id;
    if (strcmp(f->name, FIELD_FIRST) == 0)
        return node_item(node, 0);
    return node_get(node, str_c(f->name));
}

void schema_read_value(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    static void (*const readers[])(struct reader *, const struct field *, const struct node *,
                                   void *) = {
        [FIELD_TEXT] = read_text,       [FIELD_STRING] = read_string, [FIELD_CODE] = read_code,
        [FIELD_STRINGS] = read_strings, [FIELD_CODES] = read_strings, [FIELD_NUMBER] = read_number,
        [FIELD_WHOLE] = read_whole,     [FIELD_BOOL] = read_bool,     [FIELD_WORD] = read_word,
        [FIELD_NAME] = read_name,       [FIELD_TABLE] = read_table,   [FIELD_LIST] = read_list,
    };
    if (f->has)
        *(bool *)member_at(out, f->has) = true;
    void *target = is_list(f->type) ? out : member_at(out, f->offset);
    (f->type == FIELD_OWN ? f->read : readers[f->type])(r, f, value, target);
}

static void read_field(struct reader *r, const struct field *f, const struct node *node, void *out)
{
    struct node id;
    const struct node *value = field_value(f, node, &id);
    if (value)
        schema_read_value(r, f, value, out);
    else if (f->required)
        reader_fault(r, node, "« %s » manque", "\"%s\" is missing", reader_key(r, f->name));
}

void schema_read_fields(struct reader *r, const struct field *fields, const struct node *node,
                        void *out)
{
    for (const struct field *f = fields; f->name; f++)
        read_field(r, f, node, out);
}

void schema_read(struct reader *r, const struct shape *shape, const struct node *node, void *out)
{
    const struct shape *const shapes[] = {shape, NULL};
    if (!reader_expect(r, shape->kind[0] ? shape->kind : FIELD_ITEMS, node, NODE_TABLE))
        return;
    if (!str_eq(node->kind, str_c(shape->kind))) {
        fault_kind(r, shapes, node);
        return;
    }
    struct text subject = r->subject;
    size_t base = r->path_base;
    if (shape->fr)
        subject_enter(r, shape, node->id);
    check_keys(r, shape, node);
    if (shape->tagged)
        *(int *)member_at(out, shape->tag_at) = shape->tag;
    schema_read_fields(r, shape->fields, node, out);
    for (size_t i = 0; shape->more && shape->more[i]; i++)
        schema_read_fields(r, shape->more[i], node, out);
    if (shape->finish)
        shape->finish(r, node, out);
    r->subject = subject;
    r->path_base = base;
}
