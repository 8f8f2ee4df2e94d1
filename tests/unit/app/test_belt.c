/* What a process that wears the belt cannot do any more, tried in a child. */
#include "app/belt.h"

#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/guichet-belt-XXXXXX";

/* The errno of an attempt to open; 0: it opened. */
static int try_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int try_exec(void)
{
    char *const words[] = {(char *)(uintptr_t) "true", NULL};
    execv("/bin/true", words);
    return errno;
}

struct attempt {
    struct belt worn;
    int failures;
};

static void *in_a_thread(void *self)
{
    struct attempt *a = self;
    a->failures += a->worn.files && try_open("/etc/passwd", O_RDONLY) != EACCES;
    a->failures += a->worn.programs && try_exec() != EPERM;
    return NULL;
}

/* How many of its promises the belt breaks; a program that starts would leave with 0, so 100 says
 * that all is well. */
static int wear_and_try(void)
{
    const char *const read[] = {SOURCE_DIR "/plugins", "/no/such/folder", NULL};
    const char *const write[] = {folder};
    const struct belt_needs needs = {read, 3, write, 1};
    struct belt worn, kernel = belt_available();
    char inside[64];
    int failures = 0;
    pthread_t thread;
    snprintf(inside, sizeof inside, "%s/file", folder);
    failures += belt_wear(&needs, &worn) != ERR_OK;
    failures += worn.files != kernel.files || worn.programs != kernel.programs;
    failures += try_open(SOURCE_DIR "/plugins/pothole/service.lua", O_RDONLY) != 0;
    failures += try_open(inside, O_RDWR | O_CREAT) != 0;
    failures += unlink(inside) != 0;
    if (worn.files) {
        failures += try_open("/etc/passwd", O_RDONLY) != EACCES;
        failures += try_open(SOURCE_DIR "/README.md", O_RDONLY) != EACCES;
        failures += try_open(SOURCE_DIR "/plugins/pothole/service.lua", O_RDWR) != EACCES;
        failures += try_open(SOURCE_DIR "/plugins/x", O_RDWR | O_CREAT) != EACCES;
    }
    failures += worn.programs && try_exec() != EPERM;
    struct attempt later = {worn, 0};
    failures += pthread_create(&thread, NULL, in_a_thread, &later) != 0;
    pthread_join(thread, NULL);
    return failures + later.failures;
}

static void no_program_and_no_other_file(void **state)
{
    (void)state;
    struct belt kernel = belt_available();
    if (!kernel.files && !kernel.programs)
        skip();
    assert_non_null(mkdtemp(folder));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(100 + wear_and_try());
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    rmdir(folder);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_program_and_no_other_file)};
    return RUN_ALL(tests);
}
