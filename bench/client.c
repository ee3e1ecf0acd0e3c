/* The floor of a client: pings from one thread, level-triggered epoll, a closed loop; every pong is compared byte for byte.
 * It measures nothing but its own CPU: what the measuring client of ours adds to it is what measuring costs.
 *
 *   cc -O2 -o client client.c && ./client PORT CONNECTIONS SECONDS
 *
 * After a second of warm-up it counts for so many seconds, and prints «pings microseconds» of CPU, user and system.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, MESSAGE_MAX = 64, READ_BYTES = 65536 };

struct connection {
    int fd;
    unsigned long sequence;
    unsigned length, held;          /* bytes of the pong that is due, and of it those that are here */
    char pong[MESSAGE_MAX];
};

static char input[READ_BYTES];

static void die(const char *what)
{
    if (errno) perror(what);
    else fprintf(stderr, "client: %s\n", what);
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

static void ping(struct connection *c, long number)
{
    c->length = sprintf(c->pong, "ping %ld %lu\n", number, ++c->sequence);
    c->held = 0;
    if (send(c->fd, c->pong, c->length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)c->length) die("send");
    c->pong[1] = 'o';
}

/* One receive; whether the pong is whole. */
static int pong(struct connection *c)
{
    ssize_t received = recv(c->fd, input, sizeof input, MSG_DONTWAIT);
    if (received < 0 && errno == EAGAIN) return 0;
    if (received <= 0) die("the server closed a connection");
    if (received > c->length - c->held || memcmp(input, c->pong + c->held, received)) die("a wrong pong");
    c->held += received;
    return c->held == c->length;
}

int main(int argc, char **argv)
{
    static struct epoll_event events[EVENTS];
    struct sockaddr_in server = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (argc != 4) {
        fprintf(stderr, "usage: %s PORT CONNECTIONS SECONDS\n", argv[0]);
        return 2;
    }
    server.sin_port = htons(atoi(argv[1]));
    long count = atol(argv[2]);
    double seconds = atof(argv[3]);
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
    for (long i = 0; i < count; i++) ping(&connections[i], i);

    uint64_t begin = now() + 1000000000ull, end = begin + (uint64_t)(seconds * 1e9), pongs = 0, used = 0;
    for (int warm = 0;;) {
        int ready = epoll_wait(poller, events, EVENTS, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        uint64_t time = now();
        if (!warm && time >= begin) {
            warm = 1;
            pongs = 0;
            used = cpu();
        }
        if (time >= end) break;
        for (int i = 0; i < ready; i++) {
            long number = events[i].data.u64;
            if (!pong(&connections[number])) continue;
            pongs++;
            ping(&connections[number], number);
        }
    }
    printf("%llu %llu\n", (unsigned long long)pongs, (unsigned long long)(cpu() - used));
    return 0;
}
