/* A shim between a program and the disk: it counts the storage calls on one warehouse's files, and makes one of them
   fail, stop half-way, or be the last thing that the process does. Loaded with LD_PRELOAD, armed by the program. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum fault { NONE, ENOSPC_FAULT, EIO_FAULT, SHORT, DIE, TORN, FULL };
enum { BLOCK = 4096 };

static char prefix[4096];       /* the warehouse's path; its companions begin with it */
static int wanted;              /* which call is hit, from 1 */
static enum fault fault;
static long long room;          /* FULL: how many bytes still fit */
static int log_to = -1;
static atomic_int calls;
static atomic_llong written;

/* Called by the program before it starts; `fault` is a number of the enum above. */
void shim_arm(const char *path, int point, int kind, long long bytes, const char *log_path) {
    wanted = 0;
    log_to = *log_path ? open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    strncpy(prefix, path, sizeof prefix - 1);
    calls = 0;
    written = 0;
    room = bytes;
    fault = (enum fault)kind;
    wanted = point;
}

static int ours(const char *path) {
    char whole[8192], through[64], folder[4096];
    int fd, end = 0;
    if (!*prefix || !path) return 0;
    if (sscanf(path, "/proc/self/fd/%d%n", &fd, &end) == 1 && path[end] == '/') { /* a path through a descriptor */
        snprintf(through, sizeof through, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(through, folder, sizeof folder - 1);
        if (length < 0) return 0;
        folder[length] = 0;
        snprintf(whole, sizeof whole, "%s%s", folder, path + end);
        return strncmp(whole, prefix, strlen(prefix)) == 0;
    }
    if (*path != '/') {
        char here[4096];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

static int ours_fd(int fd) {
    char link[64], path[4096];
    if (!*prefix || fd == log_to) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (ours(path)) return 1;
    char *slash = strrchr(prefix, '/'); /* the folder itself, which is flushed after a rename */
    return slash && (size_t)length == (size_t)(slash - prefix) && strncmp(path, prefix, length) == 0;
}

/* Whether this call is the one; a process that dies does not return. */
static enum fault hit(const char *name) {
    int number = ++calls;
    if (log_to >= 0) dprintf(log_to, "%s\n", name);
    if (number != wanted) return NONE;
    if (fault == DIE) kill(getpid(), SIGKILL);
    return fault;
}

static int fails(enum fault now) {
    if (now == ENOSPC_FAULT) errno = ENOSPC;
    else if (now == EIO_FAULT) errno = EIO;
    else return 0;
    return 1;
}

/* How many of `count` bytes may be written; -1 with errno where none may. `torn` is set where the process dies then. */
static ssize_t allowed(int fd, size_t count, int *torn) {
    *torn = 0;
    if (!ours_fd(fd)) return count;
    if (fault == FULL) {
        if (written + (long long)count > room) {
            errno = ENOSPC;
            return -1;
        }
        written += count;
        return count;
    }
    enum fault now = hit("write");
    if (fails(now)) return -1;
    if (now == SHORT) return count > 1 ? count / 2 : count;
    if (now == TORN) {
        *torn = 1;
        return count > BLOCK ? count / 2 / BLOCK * BLOCK : count / 2;
    }
    return count;
}

#define REAL(name, type) static __typeof__(type) real; if (!real) real = (__typeof__(type))dlsym(RTLD_NEXT, name)
#define AFTER_TORN(torn) do { if (torn) { kill(getpid(), SIGKILL); } } while (0)

#define OPEN(name)                                                                          \
    int name(const char *path, int flags, ...) {                                            \
        REAL(#name, int (*)(const char *, int, ...));                                       \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && fault != FULL && ours(path) && fails(hit("open"))) return -1; \
        return real(path, flags, mode);                                                     \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                        \
    int name(int folder, const char *path, int flags, ...) {                                \
        REAL(#name, int (*)(int, const char *, int, ...));                                  \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && fault != FULL && ours(path) && fails(hit("open"))) return -1; \
        return real(folder, path, flags, mode);                                             \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *from, size_t count) {
    REAL("write", ssize_t (*)(int, const void *, size_t));
    int torn;
    ssize_t now = allowed(fd, count, &torn);
    if (now < 0) return -1;
    ssize_t done = real(fd, from, now);
    AFTER_TORN(torn);
    return done;
}

#define PWRITE(name)                                                                        \
    ssize_t name(int fd, const void *from, size_t count, off_t at) {                        \
        REAL(#name, ssize_t (*)(int, const void *, size_t, off_t));                         \
        int torn;                                                                           \
        ssize_t now = allowed(fd, count, &torn);                                            \
        if (now < 0) return -1;                                                             \
        ssize_t done = real(fd, from, now, at);                                             \
        AFTER_TORN(torn);                                                                   \
        return done;                                                                        \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define SENDFILE(name)                                                                      \
    ssize_t name(int to, int from, off_t *at, size_t count) {                               \
        REAL(#name, ssize_t (*)(int, int, off_t *, size_t));                                \
        int torn;                                                                           \
        struct stat about;                                                                  \
        if (ours_fd(to) && fstat(from, &about) == 0) {                                      \
            off_t left = about.st_size - (at ? *at : 0);                                    \
            if (left < 0) left = 0;                                                         \
            if ((off_t)count > left) count = left ? left : 1;                               \
        }                                                                                   \
        ssize_t now = allowed(to, count, &torn);                                            \
        if (now < 0) return -1;                                                             \
        ssize_t done = real(to, from, at, now);                                             \
        AFTER_TORN(torn);                                                                   \
        return done;                                                                        \
    }
SENDFILE(sendfile)
SENDFILE(sendfile64)

#define ON_FD(name)                                                                         \
    int name(int fd) {                                                                      \
        REAL(#name, int (*)(int));                                                          \
        if (fault != FULL && ours_fd(fd) && fails(hit("flush"))) return -1;                 \
        return real(fd);                                                                    \
    }
ON_FD(fsync)
ON_FD(fdatasync)

#define TRUNCATE(name)                                                                      \
    int name(int fd, off_t size) {                                                          \
        REAL(#name, int (*)(int, off_t));                                                   \
        if (fault != FULL && ours_fd(fd) && fails(hit("truncate"))) return -1;              \
        return real(fd, size);                                                              \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int rename(const char *old, const char *new) {
    REAL("rename", int (*)(const char *, const char *));
    if (fault != FULL && ours(new) && fails(hit("rename"))) return -1;
    return real(old, new);
}

int link(const char *old, const char *new) {
    REAL("link", int (*)(const char *, const char *));
    if (fault != FULL && ours(new) && fails(hit("link"))) return -1;
    return real(old, new);
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
    REAL("linkat", int (*)(int, const char *, int, const char *, int));
    if (fault != FULL && ours(new) && fails(hit("link"))) return -1;
    return real(from, old, to, new, flags);
}

int unlink(const char *path) {
    REAL("unlink", int (*)(const char *));
    if (fault != FULL && ours(path) && fails(hit("unlink"))) return -1;
    return real(path);
}
