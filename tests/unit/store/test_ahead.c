/* Room ahead: how long a file becomes, that nothing in it changes, and that failing is no harm. */
#include "store/ahead.h"
#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KIB = 1 << 10, MIB = 1 << 20 };

static int open_file(void)
{
    char path[] = "/tmp/guichet-ahead-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
    return fd;
}

static uint64_t length_of(int fd)
{
    struct stat file;
    assert_int_equal(fstat(fd, &file), 0);
    return (uint64_t)file.st_size;
}

static void a_small_file_gets_little(void **state)
{
    (void)state;
    struct ahead a = {0};
    int fd = open_file();
    ahead_keep(&a, fd, 8 * KIB);
    assert_int_equal(length_of(fd), (8 + 128) * KIB);
    ahead_keep(&a, fd, 100 * KIB); /* more than a quarter of a step is left */
    assert_int_equal(length_of(fd), (8 + 128) * KIB);
    ahead_keep(&a, fd, 110 * KIB);
    assert_int_equal(length_of(fd), (110 + 128) * KIB);
    close(fd);
}

static void a_large_file_gets_a_bounded_step(void **state)
{
    (void)state;
    struct ahead a = {0};
    int fd = open_file();
    assert_int_equal(ftruncate(fd, 100 * MIB), 0);
    ahead_keep(&a, fd, 100 * MIB);
    assert_int_equal(length_of(fd), 104 * MIB);
    close(fd);
}

static void what_is_there_stays(void **state)
{
    (void)state;
    struct ahead a = {.length = 10}; /* somebody else made it longer since */
    char found[20], zeros[16] = {0};
    int fd = open_file();
    assert_int_equal(pwrite(fd, "0123456789abcdefghij", 20, 0), 20);
    ahead_keep(&a, fd, 20);
    assert_int_equal(length_of(fd), 20 + 128 * KIB);
    assert_int_equal(pread(fd, found, 20, 0), 20);
    assert_memory_equal(found, "0123456789abcdefghij", 20);
    assert_int_equal(pread(fd, found, 16, 20), 16);
    assert_memory_equal(found, zeros, 16);
    close(fd);
}

static void a_longer_file_is_left_alone(void **state)
{
    (void)state;
    struct ahead a = {0};
    int fd = open_file();
    assert_int_equal(ftruncate(fd, MIB), 0);
    ahead_keep(&a, fd, 8 * KIB);
    assert_int_equal(length_of(fd), MIB);
    assert_int_equal(a.length, MIB);
    close(fd);
}

static void what_cannot_be_written_does_no_harm(void **state)
{
    (void)state;
    struct ahead a = {0};
    int fd = open("/dev/null", O_RDONLY);
    ahead_keep(&a, fd, 8 * KIB);
    assert_int_equal(a.length, 0);
    close(fd);
    ahead_keep(&a, fd, 8 * KIB);
    assert_int_equal(a.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_file_gets_little),
        cmocka_unit_test(a_large_file_gets_a_bounded_step),
        cmocka_unit_test(what_is_there_stays),
        cmocka_unit_test(a_longer_file_is_left_alone),
        cmocka_unit_test(what_cannot_be_written_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
