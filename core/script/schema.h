/* Strict reading of a tree into a structure, driven by descriptions.
 *
 * A shape describes one kind of table: its fields, their types, limits, what they are for, and
 * where each goes in the C structure. The same description checks and fills, and is walked
 * (shape_walk) for what tells people about plugins: JSON Schema, documentation, editors. Every
 * fault is reported, never only the first; what could not be read stays zero. */
#ifndef SCRIPT_SCHEMA_H
#define SCRIPT_SCHEMA_H

#include "base/fault.h"
#include "script/tree.h"

struct shape;
struct reader;
struct sources; /* script/load.h */

enum field_type {
    FIELD_TEXT,    /* { fr = …, en = … } → struct text; max code points */
    FIELD_STRING,  /* → struct str; min to max code points, one line */
    FIELD_CODE,    /* [a-z][a-z0-9_-]* → struct str */
    FIELD_STRINGS, /* a list of such → struct str *, size_t; min to max of them */
    FIELD_CODES,
    FIELD_NUMBER, /* → double, min to max */
    FIELD_WHOLE,  /* → double, min to max */
    FIELD_BOOL,   /* → bool */
    FIELD_WORD,   /* one of words → an enum, by its place among them */
    FIELD_NAME,   /* one of words → struct str */
    FIELD_TABLE,  /* shapes[0] → a structure in place */
    FIELD_LIST,   /* tables of these shapes → pointer, size_t; min to max of them */
    FIELD_OWN,    /* one of `forms`: its own function reads it */

    /* Only among the forms of a FIELD_OWN: nobody reads by them. */
    FIELD_FUNCTION, /* a function; `forms`: what it answers */
    FIELD_REF,      /* ref "name" */
    FIELD_ROW,      /* a list of `min` to `max` of the first of `forms` */
};

/* What something is for, in a sentence or two, for those who write plugins. */
struct doc {
    const char *fr, *en;
};

struct field {
    const char *name; /* the key; or FIELD_ID, FIELD_FIRST, FIELD_ITEMS */
    enum field_type type;
    bool required;
    bool not_inherited; /* an heir does not take it from what it extends */
    bool among;         /* FIELD_TEXT: fr and en stand among the keys of the table around it */
    double min, max;
    const char *const *words;          /* ends with NULL */
    const struct shape *const *shapes; /* ends with NULL; told apart by their constructors */
    size_t offset;
    size_t has;   /* offset of the bool that says it was given; 0: none */
    size_t count; /* lists: offset of the size_t */
    struct doc doc;
    const char *called;        /* what stands for no key: its name where names are needed */
    const char *of;            /* a code, or FIELD_REST: of which things these are names */
    const char *pattern;       /* a string: the regular expression (ECMA) it matches */
    const struct field *forms; /* FIELD_OWN: what may be written; ends with a zero */
    void (*read)(struct reader *r, const struct field *f, const struct node *value, void *out);
};

/* Not keys, but the name given to the constructor, the first item, and all items. */
#define FIELD_ID "(id)"
#define FIELD_FIRST "(1)"
#define FIELD_ITEMS "(*)"
#define FIELD_REST "(?)" /* only for those who walk: keys with names of the author's own */

struct shape {
    const char *kind;    /* its constructor; "" for a plain table */
    const char *fr, *en; /* what a person calls it; NULL: nothing, its key says enough */
    size_t size;
    struct doc doc;
    const struct field *fields;       /* ends with a zero */
    const struct field *const *more;  /* further tables of fields; ends with NULL */
    const struct field *const *loose; /* the same; `finish` reads them, into what it likes */
    bool ahead; /* in a list that is inherited, new ones come first (script/merge.h) */
    struct str (*name)(const struct node *item); /* its name, when it has no other; may be NULL */
    bool unique;                                 /* no two in a list have the same key */
    size_t key;                                  /* offset of that struct str */
    int tag;                                     /* which of several shapes this is … */
    size_t tag_at;                               /* … goes into the int there, when `tagged` */
    bool tagged;
    /* After the fields: what one field cannot know. May be NULL. */
    void (*finish)(struct reader *r, const struct node *node, void *out);
};

/* Ready-made ends of a field. */
#define FIELD_AT(type, member) .offset = offsetof(type, member)
#define FIELD_AT_HAS(type, member, flag) \
    .offset = offsetof(type, member), .has = offsetof(type, flag)
#define FIELD_AT_LIST(type, member, number) \
    .offset = offsetof(type, member), .count = offsetof(type, number)
#define FIELD_SHAPES(...)                   \
    .shapes = (const struct shape *const[]) \
    {                                       \
        __VA_ARGS__, NULL                   \
    }
#define FIELD_WORDS(...)           \
    .words = (const char *const[]) \
    {                              \
        __VA_ARGS__, NULL          \
    }

#define FIELD_FORMS(...)            \
    .forms = (const struct field[]) \
    {                               \
        __VA_ARGS__,                \
        {                           \
            0                       \
        }                           \
    }

/* --- Walking a description -------------------------------------------------------------------- */

/* Over all fields of a shape:
 *     struct field_walk w = shape_walk(shape);
 *     for (const struct field *f; (f = shape_next(&w));) … */
struct field_walk {
    const struct shape *shape;
    const struct field *next;
    size_t more, loose; /* tables of each that were begun */
};

struct field_walk shape_walk(const struct shape *shape);
const struct field *shape_next(struct field_walk *w);
/* Must the field just returned always be there? (Those of `loose` need each other only.) */
bool shape_requires(const struct field_walk *w, const struct field *f);
/* The name a person writes: the key, "fr" for both languages among the keys, or `called`. */
const char *field_called(const struct field *f);
/* Is it a key, not a constructor's name or an item? */
bool field_is_key(const struct field *f);
/* How many values a list may have, or characters a string, when the field does not say. */
double field_max(const struct field *f);
/* What tells the items of a list apart, an item of that shape: its constructor's name, its first
 * item, or what shape->name says; empty if it has no name. */
struct str shape_name_of(const struct shape *shape, const struct node *item);

/* --- Reading ---------------------------------------------------------------------------------- */

enum { PATH_MAX_LENGTH = 200 };

struct reader {
    struct arena *arena;        /* where what is read lives */
    struct faults *faults;      /* may live elsewhere */
    bool out_of_memory;         /* arena failed: the rest means nothing */
    struct text subject;        /* of which thing we speak: « champ « depth » » */
    char path[PATH_MAX_LENGTH]; /* of keys below it: "values[2]." */
    size_t path_n, path_base;
    struct str named;              /* the key that the message being made speaks of */
    const struct sources *sources; /* to find its line; NULL: the constructor's line */
    void *context;                 /* for the functions of a description */
};

/* Reads one table of that shape. */
void schema_read(struct reader *r, const struct shape *shape, const struct node *node, void *out);

/* Only some fields, without a look at other keys. */
void schema_read_fields(struct reader *r, const struct field *fields, const struct node *node,
                        void *out);
/* One value as that field. */
void schema_read_value(struct reader *r, const struct field *f, const struct node *value,
                       void *out);

/* --- For the functions of a description ------------------------------------------------------- */

/* Both formats take the same arguments in the same order; the subject is put in front. The line
 * is that of the key whose name is among the arguments (reader_key), if it can be found. */
void reader_fault(struct reader *r, const struct node *at, const char *fr, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* count items of size bytes, zeroed; NULL: out of memory, which the reader remembers. */
void *reader_alloc(struct reader *r, size_t count, size_t size);
/* The full name of a key, for a message: "values[2].label". */
const char *reader_key(struct reader *r, const char *key);
/* Puts "key." or, with an item counted from 1, "key[item]." in front of the keys that follow;
 * reader_leave takes away what was entered since `length` was returned. */
size_t reader_enter(struct reader *r, const char *key, size_t item);
void reader_leave(struct reader *r, size_t length);
/* Is the value of that type? If not, a fault. */
bool reader_expect(struct reader *r, const char *key, const struct node *value,
                   enum node_type type);
/* Is it a whole number from min to max? If not, a fault. */
bool reader_whole(struct reader *r, const char *key, const struct node *value, double min,
                  double max, int *out);
/* "Unknown X, did you mean …": the ending of a message, in both languages; empty without one. */
struct text reader_hint(struct reader *r, struct str best);
/* [a-z][a-z0-9_-]*, at most CODE_MAX. */
bool code_valid(struct str s);

#endif
