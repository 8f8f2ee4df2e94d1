/* floor: api — a request line and a body become an exchange with the whole api over a memory store.
 *
 * The first line of an input is "METHOD TARGET LETTERS", the rest is the body. Letters: f form,
 * j JSON, m multipart with the boundary "b", k with an agent's key, x Accept: text/xml, e English,
 * h Accept: text/html, i Idempotency-Key, v If-Match. Whatever comes, there is an answer with a
 * status, and one that is a 5xx only when the input has nothing to do with it. */
#include "lib/client.h"

enum { EXCHANGES = 512 }; /* with one store, before a new one */

static struct {
    struct client client;
    const char *key;
    unsigned exchanges;
} it;

static void begin(void)
{
    if (it.exchanges++ % EXCHANGES)
        return;
    if (it.exchanges > 1)
        client_close(&it.client);
    client_open(&it.client);
    it.client.log.least = LOG_ERROR;
    it.key = client_key(&it.client, ROLE_AGENT, "");
    ask(&it.client, "POST", "/open311/v2/requests.json", bearer(&it.client, it.key, FORM),
        "service_code=pothole&attribute[size]=small" HERE);
    check(it.client.status == 200);
}

static const struct {
    char letter;
    const char *header;
} headers[] = {
    {'f', FORM},
    {'j', JSON},
    {'m', "Content-Type: multipart/form-data; boundary=b\r\n"},
    {'x', "Accept: text/xml\r\n"},
    {'h', "Accept: text/html\r\n"},
    {'e', "Accept-Language: en\r\n"},
    {'i', "Idempotency-Key: one\r\n"},
    {'v', "If-Match: \"1\"\r\n"},
};

static void put_headers(struct buf *raw, struct str letters)
{
    for (size_t i = 0; i < COUNT(headers); i++)
        if (str_has(letters, headers[i].letter))
            buf_str_put(raw, str_c(headers[i].header));
    if (str_has(letters, 'k'))
        buf_printf(raw, "Authorization: Bearer %s\r\n", it.key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = str_of((const char *)data, size), line, method, target;
    struct buf raw = {0};
    if (!str_cut(&rest, '\n', &line) || !rest.p || !str_cut(&line, ' ', &method) ||
        !str_cut(&line, ' ', &target))
        return 0;
    begin();
    buf_printf(&raw, STR_FMT " " STR_FMT " HTTP/1.1\r\nHost: a\r\n", STR_ARG(method),
               STR_ARG(target));
    if (line.p)
        put_headers(&raw, line);
    if (rest.n)
        buf_printf(&raw, "Content-Length: %zu\r\n", rest.n);
    buf_printf(&raw, "\r\n");
    buf_str_put(&raw, rest);
    if (!memchr(data, '\r', (size_t)(rest.p - (const char *)data))) {
        client_send(&it.client, buf_str(&raw));
        check(it.client.status >= 200 && it.client.status < 600);
        check(it.client.status != 500);
    }
    buf_free(&raw);
    return 0;
}
