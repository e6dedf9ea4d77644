/* Makes calls on the files of one folder fail, as a disk does that is full, read-only, over its quota or dying.
   Loaded before the C library; told what to do through a page in a file, so that a running process can be tried. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 4096
enum kind { OPEN = 1, READ = 2, WRITE = 4, SYNC = 8, CUT = 16 };

/* calls: counted since it was last set to 0; fail_at: which call of the kinds fails, 0 none; permil: share of calls that fail;
   error: what the caller is told, 0 that all went well although nothing was done. */
struct page { volatile int64_t calls, fail_at, error, permil, kinds, failed, chance; };

static struct page *page;
static const char *under;
static size_t under_length;
static volatile char watched[MOST_FILES];

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("TESSERA_TRIAL_FAIL_PAGE");
    under = getenv("TESSERA_TRIAL_FAIL_UNDER");
    if (!path || !under) return;
    under_length = strlen(under);
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    int fd = real_open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *mapped = mmap(0, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED) page = mapped;
}

static int fails(enum kind kind)
{
    if (!page || !(page->kinds & kind)) return 0;
    int64_t number = __atomic_add_fetch(&page->calls, 1, __ATOMIC_SEQ_CST);
    int hit = page->fail_at && number == page->fail_at;
    if (!hit && page->permil) {
        /* A counter-based generator: the same seed and call number make the same choice. */
        uint64_t x = (uint64_t)page->chance + (uint64_t)number * 0x9E3779B97F4A7C15ull;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
        hit = (int64_t)((x ^ (x >> 31)) % 1000) < page->permil;
    }
    if (!hit) return 0;
    __atomic_add_fetch(&page->failed, 1, __ATOMIC_SEQ_CST);
    errno = (int)page->error;
    return 1;
}

/* What a call that fails answers: its error, or what it would have answered. */
static ssize_t told(ssize_t well) { return page->error ? -1 : well; }

static int is_under(const char *path) { return page && path && strncmp(path, under, under_length) == 0; }
static int is_watched(int fd) { return page && fd >= 0 && fd < MOST_FILES && watched[fd]; }
static int opened(int fd, int is_ours) { if (fd >= 0 && fd < MOST_FILES) watched[fd] = (char)is_ours; return fd; }

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

#define OPENS(symbol) int symbol(const char *path, int flags, ...) { \
    REAL(int, #symbol, const char *, int, ...); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
    int ours = is_under(path); \
    if (ours && fails(OPEN)) return -1; \
    return opened(real(path, flags, mode), ours); }
OPENS(open)
OPENS(open64)

int close(int fd) { REAL(int, "close", int); if (fd >= 0 && fd < MOST_FILES) watched[fd] = 0; return real(fd); }

#define READS(symbol, offset) ssize_t symbol(int fd, void *to, size_t size, offset at) { \
    REAL(ssize_t, #symbol, int, void *, size_t, offset); return is_watched(fd) && fails(READ) ? -1 : real(fd, to, size, at); }
READS(pread, off_t)
READS(pread64, off64_t)
ssize_t read(int fd, void *to, size_t size) { REAL(ssize_t, "read", int, void *, size_t); return is_watched(fd) && fails(READ) ? -1 : real(fd, to, size); }

#define WRITES(symbol, offset) ssize_t symbol(int fd, const void *from, size_t size, offset at) { \
    REAL(ssize_t, #symbol, int, const void *, size_t, offset); return is_watched(fd) && fails(WRITE) ? told((ssize_t)size) : real(fd, from, size, at); }
WRITES(pwrite, off_t)
WRITES(pwrite64, off64_t)
ssize_t write(int fd, const void *from, size_t size) { REAL(ssize_t, "write", int, const void *, size_t); return is_watched(fd) && fails(WRITE) ? told((ssize_t)size) : real(fd, from, size); }

#define SYNCS(symbol) int symbol(int fd) { REAL(int, #symbol, int); return is_watched(fd) && fails(SYNC) ? (int)told(0) : real(fd); }
SYNCS(fsync)
SYNCS(fdatasync)

#define CUTS(symbol, offset) int symbol(int fd, offset size) { REAL(int, #symbol, int, offset); return is_watched(fd) && fails(CUT) ? (int)told(0) : real(fd, size); }
CUTS(ftruncate, off_t)
CUTS(ftruncate64, off64_t)
