/* Just enough of Lua's lexer to follow tables. */
#include "script/locate.h"

#include <stdbool.h>
#include <stdlib.h>

enum token { END, NAME, STRING, OPEN, CLOSE, COMMA, EQUAL, OTHER };

struct lexer {
    struct str rest;
    const char *line_start;
    int line;
    int blocks;      /* of expressions and function bodies: their commas are not ours */
    struct str text; /* of the last token */
};

/* --- Tokens ----------------------------------------------------------------------------------- */

static void skip(struct lexer *l, size_t n)
{
    for (size_t i = 0; i < n && i < l->rest.n; i++)
        if (l->rest.p[i] == '\n') {
            l->line++;
            l->line_start = l->rest.p + i + 1;
        }
    l->rest = str_from(l->rest, n);
}

/* The length of a [[long]] or [==[long]==] bracket at the start; 0: there is none. */
static size_t long_bracket(struct str s)
{
    size_t level = 1;
    while (level < s.n && s.p[level] == '=')
        level++;
    if (s.n < 2 || s.p[0] != '[' || level >= s.n || s.p[level] != '[')
        return 0;
    for (size_t i = level + 1; i + level < s.n; i++) {
        if (s.p[i] != ']' || s.p[i + level] != ']')
            continue;
        size_t same = 1;
        while (same < level && s.p[i + same] == '=')
            same++;
        if (same == level)
            return i + level + 1;
    }
    return s.n;
}

static size_t line_length(struct str s)
{
    const char *end = memchr(s.p, '\n', s.n);
    return end ? (size_t)(end - s.p) : s.n;
}

static void skip_blank(struct lexer *l)
{
    while (l->rest.n) {
        if (strchr(" \t\r\n\f\v", l->rest.p[0])) {
            skip(l, 1);
        } else if (str_starts(l->rest, STR("--"))) {
            size_t n = long_bracket(str_from(l->rest, 2));
            skip(l, n ? n + 2 : line_length(l->rest));
        } else {
            return;
        }
    }
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t quoted_length(struct str s)
{
    size_t i = 1;
    while (i < s.n && s.p[i] != s.p[0])
        i += s.p[i] == '\\' ? 2 : 1;
    return i + 1;
}

static size_t token_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_word(s.p[n]))
        n++;
    if (n)
        return n;
    if (s.p[0] == '"' || s.p[0] == '\'')
        return quoted_length(s);
    n = long_bracket(s);
    if (n)
        return n;
    return s.n > 1 && s.p[1] == '=' && strchr("=~<>", s.p[0]) ? 2 : 1;
}

static enum token token_kind(struct str s)
{
    if (is_word(s.p[0]))
        return NAME;
    if (s.p[0] == '"' || s.p[0] == '\'' || (s.p[0] == '[' && s.n > 1))
        return STRING;
    if (s.n > 1)
        return OTHER;
    switch (s.p[0]) {
    case '{':
        return OPEN;
    case '}':
        return CLOSE;
    case ',':
    case ';':
        return COMMA;
    case '=':
        return EQUAL;
    default:
        return OTHER;
    }
}

static bool is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_c(*words)))
            return true;
    return false;
}

static enum token next(struct lexer *l)
{
    static const char *const opening[] = {"function", "if", "do", "repeat", "(", NULL};
    static const char *const closing[] = {"end", "until", ")", NULL};
    skip_blank(l);
    if (l->rest.n == 0)
        return END;
    l->text = str_first(l->rest, token_length(l->rest));
    skip(l, l->text.n);
    l->blocks += is_one_of(l->text, opening) - is_one_of(l->text, closing);
    return token_kind(l->text);
}

/* --- Entries of a table ----------------------------------------------------------------------- */

/* Goes to the end of the entry: true when another follows. */
static bool skip_entry(struct lexer *l)
{
    for (int depth = 0;;) {
        switch (next(l)) {
        case END:
            return false;
        case OPEN:
            depth++;
            break;
        case CLOSE:
            if (depth-- == 0)
                return false;
            break;
        case COMMA:
            if (depth == 0 && l->blocks == 0)
                return true;
            break;
        default:
            break;
        }
    }
}

static struct spot spot_of(const struct lexer *l)
{
    return (struct spot){l->line, (int)(l->rest.p - l->line_start) + 1};
}

struct entry {
    bool named;
    struct str name;
    struct spot spot;   /* of its key, or of its value when it has none */
    struct lexer value; /* just before the value */
};

static void read_entry(const struct lexer *l, struct entry *out)
{
    struct lexer first = *l;
    skip_blank(&first);
    out->value = first;
    out->spot = spot_of(&first);
    out->named = next(&out->value) == NAME;
    out->name = out->value.text;
    out->named = out->named && next(&out->value) == EQUAL;
    if (!out->named)
        out->value = first;
}

/* From just behind a table's brace to just before the value of the entry; line 0: it has none. */
static struct spot find_entry(struct lexer *l, struct str key, long item)
{
    long count = 0;
    l->blocks = 0;
    do {
        struct entry e;
        read_entry(l, &e);
        if (e.named ? !item && str_eq(e.name, key) : ++count == item) {
            *l = e.value;
            return e.spot;
        }
    } while (skip_entry(l));
    return (struct spot){0, 0};
}

/* Takes "key" or "[3]" off the front of a path. */
static void cut_step(struct str *path, struct str *key, long *item)
{
    *item = 0;
    if (path->p[0] == '[') {
        *item = strtol(path->p + 1, NULL, 10);
        struct str ignored;
        str_cut(path, ']', &ignored);
        *key = STR("");
    } else {
        size_t n = 0;
        while (n < path->n && path->p[n] != '.' && path->p[n] != '[')
            n++;
        *key = str_first(*path, n);
        *path = str_from(*path, n);
    }
    while (path->n && path->p[0] == '.')
        *path = str_from(*path, 1);
}

/* From behind the constructor's brace; line 0: not even the first step is there. */
static struct spot follow(struct lexer l, struct str path)
{
    struct spot spot = {0, 0};
    while (path.n) {
        struct str key;
        long item;
        cut_step(&path, &key, &item);
        struct spot found = find_entry(&l, key, item);
        if (!found.line)
            return spot;
        spot = found;
        if (next(&l) != OPEN)
            return spot;
    }
    return spot;
}

static struct lexer begin(struct str text)
{
    return (struct lexer){.rest = text, .line_start = text.p, .line = 1};
}

struct spot locate(struct str text, int line, struct str path)
{
    struct lexer l = begin(text);
    for (enum token t; (t = next(&l)) != END && l.line <= line;) {
        struct spot found = {0, 0};
        if (t == OPEN && l.line == line)
            found = follow(l, path);
        if (found.line)
            return found;
    }
    return (struct spot){line, 0};
}

struct str locate_text(struct str text, int line)
{
    struct str piece = {NULL, 0};
    while (line-- > 0)
        if (!str_cut(&text, '\n', &piece))
            return STR("");
    return str_ends(piece, STR("\r")) ? str_first(piece, piece.n - 1) : piece;
}

/* --- Whole tables ----------------------------------------------------------------------------- */

static struct node *entry_node(struct node *table, const struct entry *e, size_t *items)
{
    if (!e->named)
        return *items < table->item_count ? &table->items[(*items)++] : NULL;
    for (size_t i = 0; i < table->member_count; i++)
        if (str_eq(table->members[i].key, e->name))
            return &table->members[i].value;
    return NULL;
}

/* From behind the brace: how many of the table's entries stand there. */
static size_t place(struct lexer l, struct node *table, int depth)
{
    size_t found = 0, items = 0;
    l.blocks = 0;
    do {
        struct entry e;
        read_entry(&l, &e);
        struct node *node = entry_node(table, &e, &items);
        if (!node)
            continue;
        found++;
        node->line = e.spot.line;
        node->column = e.spot.column;
        if (node->type == NODE_TABLE && node->kind.n == 0 && depth < TREE_DEPTH_MAX &&
            next(&e.value) == OPEN)
            place(e.value, node, depth + 1);
    } while (skip_entry(&l));
    return found;
}

void locate_all(struct str text, int line, struct node *table)
{
    size_t all = table->item_count + table->member_count;
    struct lexer l = begin(text);
    for (enum token t; (t = next(&l)) != END && l.line <= line;)
        if (t == OPEN && l.line == line && place(l, table, 0) >= all)
            return;
}
