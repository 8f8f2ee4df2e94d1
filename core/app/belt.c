/* Landlock and seccomp by their system calls, which need no library. */
#include "app/belt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- Files ------------------------------------------------------------------------------------ */

/* Rights that came after the first version, by their bits: headers may be older than the kernel. */
enum { VERSION_REFER = 2, VERSION_TRUNCATE = 3 };
static const uint64_t right_refer = 1ull << 13, right_truncate = 1ull << 14;
static const uint64_t rights_first = (1ull << 13) - 1;

static const uint64_t to_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t to_write = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                 LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                 LANDLOCK_ACCESS_FS_MAKE_DIR | (1ull << 14);
/* The only ones that a file, which is no folder, may be given. */
static const uint64_t of_a_file =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | (1ull << 14);

static uint64_t rights_of(int version)
{
    return rights_first | (version >= VERSION_REFER ? right_refer : 0) |
           (version >= VERSION_TRUNCATE ? right_truncate : 0);
}

static int landlock_version(void)
{
    long version =
        syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

static enum err allow(int rules, const char *path, uint64_t rights)
{
    struct stat st;
    int fd = path ? open(path, O_PATH | O_CLOEXEC) : -1;
    if (fd < 0)
        return ERR_OK;
    struct landlock_path_beneath_attr rule = {.parent_fd = fd, .allowed_access = rights};
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rule.allowed_access &= of_a_file;
    long rc = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return rc ? ERR_SYSTEM : ERR_OK;
}

static enum err allow_all(int rules, const struct belt_needs *needs, uint64_t known)
{
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < needs->read_count; i++)
        e = allow(rules, needs->read[i], to_read);
    for (size_t i = 0; !e && i < needs->write_count; i++)
        e = allow(rules, needs->write[i], to_write & known);
    return e;
}

static enum err lock_files(const struct belt_needs *needs, int version)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = rights_of(version)};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0)
        return ERR_SYSTEM;
    enum err e = allow_all(rules, needs, attr.handled_access_fs);
    if (!e && syscall(SYS_landlock_restrict_self, rules, 0))
        e = ERR_SYSTEM;
    close(rules);
    return e;
}

/* --- Programs --------------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE ANSWER(SECCOMP_RET_ERRNO | EPERM)
/* Refuses when the number that was loaded is this one. */
#define REFUSE_CALL(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), REFUSE

static bool has_seccomp(void)
{
#ifdef THIS_ARCHITECTURE
    unsigned action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
#else
    return false;
#endif
}

/* Calls of another architecture, or of x32, have other numbers: all refused. ptrace stays in
 * sanitizer builds, which look for leaks with it. */
static enum err refuse_programs(void)
{
#ifdef THIS_ARCHITECTURE
    static struct sock_filter code[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0),
        REFUSE,
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        REFUSE,
        REFUSE_CALL(SYS_execve),
        REFUSE_CALL(SYS_execveat),
#ifndef __SANITIZE_ADDRESS__
        REFUSE_CALL(SYS_ptrace),
#endif
        REFUSE_CALL(SYS_process_vm_readv),
        REFUSE_CALL(SYS_process_vm_writev),
        REFUSE_CALL(SYS_mount),
        REFUSE_CALL(SYS_pivot_root),
        REFUSE_CALL(SYS_chroot),
        REFUSE_CALL(SYS_setns),
        REFUSE_CALL(SYS_unshare),
        REFUSE_CALL(SYS_bpf),
        REFUSE_CALL(SYS_kexec_load),
        REFUSE_CALL(SYS_init_module),
        REFUSE_CALL(SYS_finit_module),
        REFUSE_CALL(SYS_open_by_handle_at),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) ? ERR_SYSTEM : ERR_OK;
#else
    return ERR_UNSUPPORTED;
#endif
}

/* --- Both ------------------------------------------------------------------------------------- */

struct belt belt_available(void)
{
    return (struct belt){landlock_version(), has_seccomp()};
}

enum err belt_wear(const struct belt_needs *needs, struct belt *out)
{
    struct belt kernel = belt_available();
    *out = (struct belt){0};
    if (!kernel.files && !kernel.programs)
        return ERR_OK;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) /* both ask for it */
        return ERR_SYSTEM;
    enum err e = kernel.files ? lock_files(needs, kernel.files) : ERR_OK;
    if (e)
        return e;
    out->files = kernel.files;
    e = kernel.programs ? refuse_programs() : ERR_OK;
    out->programs = !e && kernel.programs;
    return e;
}
