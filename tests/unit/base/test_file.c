/* Names of files from the root. */
#include "base/file.h"

#include "unit/test.h"

#include <unistd.h>

static void from_the_root(void **state)
{
    (void)state;
    static const struct {
        const char *path, *is;
    } rows[] = {
        {"/", "/"},          {"/a/b", "/a/b"},         {"/a/b/", "/a/b"},       {"//a//b", "/a/b"},
        {"/a/./b", "/a/b"},  {"/a/../b", "/b"},        {"/../..", "/"},         {"/a/..", "/"},
        {"/a/b/../..", "/"}, {"/..a/b..", "/..a/b.."}, {"/a/.../b", "/a/.../b"}};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(str_eq(file_absolute(&arena, rows[i].path), str_c(rows[i].is)));
    arena_free(&arena);
}

static void from_here(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_int_equal(chdir("/usr"), 0);
    assert_str(file_absolute(&arena, "share"), "/usr/share");
    assert_str(file_absolute(&arena, "./lib/../share/"), "/usr/share");
    assert_str(file_absolute(&arena, ".."), "/");
    assert_str(file_absolute(&arena, ""), "/usr");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(from_the_root),
                                       cmocka_unit_test(from_here)};
    return RUN_ALL(tests);
}
