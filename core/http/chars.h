/* Bytes as the grammars of HTTP and URIs sort them (RFC 9110, section 5.6.2; RFC 3986, section 2).
 */
#ifndef HTTP_CHARS_H
#define HTTP_CHARS_H

#include "base/str.h"

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Letters, digits, and the others named; never NUL. */
static inline bool is_alnum_or(char c, const char *others)
{
    return is_alnum(c) || (c && strchr(others, c));
}

/* tchar: what names of headers, methods and parameters are made of. */
static inline bool is_token_char(char c)
{
    return is_alnum_or(c, "!#$%&'*+-.^_`|~");
}

static inline int hex_value(char c) /* -1: not a hexadecimal digit */
{
    if (is_digit(c))
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads one byte of percent-encoded text and moves *at past it; false: a '%' without two
 * hexadecimal digits. */
static inline bool percent_next(struct str s, size_t *at, char *c)
{
    *c = s.p[(*at)++];
    if (*c != '%')
        return true;
    int high = *at + 1 < s.n ? hex_value(s.p[*at]) : -1;
    int low = *at + 1 < s.n ? hex_value(s.p[*at + 1]) : -1;
    if (high < 0 || low < 0)
        return false;
    *at += 2;
    *c = (char)(high << 4 | low);
    return true;
}

#endif
