/* The floor of an open loop: one thread sends pings at moments drawn from a Poisson process and reads their pongs, level-triggered
 * epoll. It measures how late it is, and nothing else: what no client on this machine and this core can do better.
 *
 *   cc -O2 -o pacer pacer.c -lm && ./pacer PORT CONNECTIONS SECONDS RATE sleep|spin
 *
 * After a second of warm-up it counts for so many seconds, and prints «p50 p90 p99 share»: the lag of the pings in microseconds, and
 * the CPU that it took as a share of a core.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, AT_ONCE = 16, LAGS = 1 << 22 };

struct connection {
    int fd, busy;
    unsigned long sequence;
};

static char input[65536];
static uint32_t lags[LAGS];

static void die(const char *what)
{
    if (errno) perror(what);
    else fprintf(stderr, "pacer: %s\n", what);
    exit(1);
}

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint64_t cpu(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000ull + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void ping(struct connection *c, long number)
{
    char text[64];
    int length = sprintf(text, "ping %ld %lu\n", number, ++c->sequence);
    if (send(c->fd, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) != length) die("send");
    c->busy = 1;
}

int main(int argc, char **argv)
{
    static struct epoll_event events[EVENTS];
    struct sockaddr_in server = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (argc != 6) {
        fprintf(stderr, "usage: %s PORT CONNECTIONS SECONDS RATE sleep|spin\n", argv[0]);
        return 2;
    }
    server.sin_port = htons(atoi(argv[1]));
    long count = atol(argv[2]);
    double seconds = atof(argv[3]), gap = 1e9 / atof(argv[4]);
    int spin = !strcmp(argv[5], "spin");
    struct connection *connections = calloc(count, sizeof *connections);
    int poller = epoll_create1(EPOLL_CLOEXEC);
    if (!connections || poller < 0) die("start");
    for (long i = 0; i < count; i++) {
        int one = 1;
        struct epoll_event event = { .events = EPOLLIN, .data.u64 = i };
        int fd = connections[i].fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server) < 0) die("connect");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
    }
    if (prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0) < 0) die("prctl");
    srand48(1);

    uint64_t begin = now() + 1000000000ull, end = begin + (uint64_t)(seconds * 1e9), due = begin - 1000000000ull, used = 0;
    long next = 0, recorded = 0;
    for (int warm = 0; due < end;) {
        uint64_t time = now();
        if (!warm && time >= begin) {
            warm = 1;
            recorded = 0;
            used = cpu();
        }
        /* Each in turn: with a thousand of them nobody is still busy, but for a server that stalls. */
        for (int i = 0; i < AT_ONCE && due <= time && !connections[next].busy; i++, time = now()) {
            if (recorded < LAGS) lags[recorded++] = time - due;
            ping(&connections[next], next);
            next = (next + 1) % count;
            due += (uint64_t)(-log(1 - drand48()) * gap);
        }
        time = now();
        uint64_t wait = spin || due <= time ? 0 : due - time;
        struct timespec timeout = { .tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000 };
        if (connections[next].busy) timeout.tv_nsec = 1000000;
        int ready = syscall(SYS_epoll_pwait2, poller, events, EVENTS, &timeout, NULL, 0);
        if (ready < 0 && errno != EINTR) die("epoll_pwait2");
        for (int i = 0; i < ready; i++) {
            struct connection *c = &connections[events[i].data.u64];
            ssize_t received = recv(c->fd, input, sizeof input, MSG_DONTWAIT);
            if (received < 0 && errno == EAGAIN) continue;
            if (received <= 0) die("the server closed a connection");
            if (input[received - 1] == '\n') c->busy = 0;
        }
    }
    used = cpu() - used;
    qsort(lags, recorded, sizeof *lags, ascending);
    printf("%.1f %.1f %.1f %.3f\n", lags[recorded / 2] / 1e3, lags[recorded / 10 * 9] / 1e3, lags[recorded / 100 * 99] / 1e3,
        used / 1e6 / seconds);
    return 0;
}
