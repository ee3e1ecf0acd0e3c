/* The load: pings from one thread, level-triggered epoll, every pong compared byte for byte. A closed loop: a connection sends
 * its next ping when it has a pong, so the times are service times, and «a ping» is never more than the server can take.
 *
 *   cc -O2 -o load load.c && ./load PORT OUTSTANDING
 *
 * Commands are lines on stdin; each is answered, when all is done, by a line «count nanoseconds p50 p99» (the last two in
 * nanoseconds, too):
 *   connect N    connections up to N in all; each has had a pong
 *   ping N MS    N pings over all connections, or as many as are begun within MS milliseconds
 *   churn N MS   the same of connections that connect, get one pong and close, 32 at a time
 * It ends when stdin does; a wrong pong, or a connection that the server closes, ends it with a message and exit code 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
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

enum { MESSAGE_BYTES = 16, OUTSTANDING_MAX = 64, CONNECTIONS_MAX = 65536, EVENTS = 1024, BATCH = 128, CHURN_WIDTH = 32 };
enum { PER_SOURCE = 5000, SUB_BUCKETS = 128, BUCKETS = 64 * SUB_BUCKETS };

struct connection {
    int fd;
    unsigned next, due;     /* numbers of the ping to send and of the pong to come */
    unsigned held;          /* bytes of that pong that are here */
    uint64_t sent_at[OUTSTANDING_MAX];
};

static struct connection *connections;
static int connected, outstanding, poller;
static struct sockaddr_in server = { .sin_family = AF_INET };
static unsigned opened;
static uint64_t times[BUCKETS], finished;

static void die(const char *what)
{
    if (errno) perror(what);
    else fprintf(stderr, "load: %s\n", what);
    exit(1);
}

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* A histogram of 64 buckets an octave (from the second one on, the lower half of the 128 is empty): a percentile is at most
 * 1.6 % too high. */
static void record(uint64_t nanoseconds)
{
    int octave = nanoseconds < SUB_BUCKETS ? 0 : 57 - __builtin_clzll(nanoseconds);
    times[octave * SUB_BUCKETS + (nanoseconds >> octave)]++;
    finished++;
}

static uint64_t percentile(double part)
{
    uint64_t rank = part * finished, seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += times[i];
        if (seen <= rank) continue;
        return (uint64_t)(i % SUB_BUCKETS + 1) << i / SUB_BUCKETS;
    }
    return 0;
}

/* «ping 00042 0007»: as long for every client, so that a pong can be told from any other by its place. */
static void message(char *to, char vowel, unsigned client, unsigned sequence)
{
    memcpy(to, "ping 00000 0000\n", MESSAGE_BYTES);
    to[1] = vowel;
    for (int i = 9; i > 4; i--, client /= 10) to[i] = '0' + client % 10;
    for (int i = 14; i > 10; i--, sequence /= 10) to[i] = '0' + sequence % 10;
}

static void ask(struct connection *c, unsigned count)
{
    char pings[OUTSTANDING_MAX * MESSAGE_BYTES];
    uint64_t at = now();
    for (unsigned i = 0; i < count; i++, c->next++) {
        message(pings + i * MESSAGE_BYTES, 'i', c - connections, c->next);
        c->sent_at[c->next % OUTSTANDING_MAX] = at;
    }
    /* What is outstanding fits into any socket's buffer: a send is never short. */
    errno = 0;
    if (send(c->fd, pings, count * MESSAGE_BYTES, MSG_NOSIGNAL) != (ssize_t)count * MESSAGE_BYTES) die("send");
}

/* Takes what has come; returns how many pongs that were. */
static unsigned take(struct connection *c)
{
    static char input[OUTSTANDING_MAX * MESSAGE_BYTES];
    errno = 0;
    ssize_t count = recv(c->fd, input, sizeof input, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (count <= 0) die("the server closed a connection");
    uint64_t at = now();
    unsigned pongs = 0;
    for (ssize_t i = 0; i < count;) {
        char pong[MESSAGE_BYTES];
        size_t part = MESSAGE_BYTES - c->held < (size_t)(count - i) ? MESSAGE_BYTES - c->held : (size_t)(count - i);
        errno = 0;
        if (c->due == c->next) die("a pong that nobody asked for");
        message(pong, 'o', c - connections, c->due);
        if (memcmp(input + i, pong + c->held, part)) die("a wrong pong");
        i += part;
        c->held += part;
        if (c->held < MESSAGE_BYTES) break;
        c->held = 0;
        record(at - c->sent_at[c->due++ % OUTSTANDING_MAX]);
        pongs++;
    }
    return pongs;
}

/* A connect on the loopback does not wait while the backlog has room, and no batch of ours fills it. */
static void open_connection(struct connection *c, int churn)
{
    int one = 1;
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
    if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0) die("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (churn) {
        /* The side that closes first keeps its port for a minute (TIME_WAIT), and an address has 28,000 of them: all of 127/8
         * is ours, so every 5,000 connections come from another address. ip(7), IP_BIND_ADDRESS_NO_PORT: connect finds the port. */
        unsigned id = getpid(), source = 127u << 24 | (64 + id % 128) << 16 | (id / 128 % 256) << 8 | (1 + opened++ / PER_SOURCE % 250);
        struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(source) };
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(c->fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind");
    } else {
        /* The last thing here is to go away: by a reset, which leaves no TIME_WAIT behind for whoever is measured next. */
        struct linger reset = { .l_onoff = 1 };
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    c->next = c->due = c->held = 0;
    if (connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0) die("connect");
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event) < 0) die("epoll_ctl");
}

static int ready(struct epoll_event *events)
{
    int count = epoll_wait(poller, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    return count < 0 ? 0 : count;
}

/* Until every ping that is out is answered. While «left» pings may still be begun, each pong begins one. */
static void answer_all(uint64_t waiting, uint64_t left, uint64_t deadline)
{
    static struct epoll_event events[EVENTS];
    while (waiting) {
        int count = ready(events);
        if (left && now() >= deadline) left = 0;
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            unsigned pongs = take(c), more = pongs < left ? pongs : left;
            if (more) ask(c, more);
            left -= more;
            waiting -= pongs - more;
        }
    }
}

static void connect_up_to(int total)
{
    while (connected < total) {
        int batch = total - connected < BATCH ? total - connected : BATCH;
        for (int i = 0; i < batch; i++) {
            open_connection(&connections[connected], 0);
            ask(&connections[connected++], 1);
        }
        answer_all(batch, 0, 0);
    }
}

static void ping(uint64_t total, uint64_t deadline)
{
    uint64_t waiting = 0;
    for (int i = 0; i < connected && waiting < total; i++) {
        uint64_t left = total - waiting;
        unsigned count = left < (uint64_t)outstanding ? left : (unsigned)outstanding;
        ask(&connections[i], count);
        waiting += count;
    }
    answer_all(waiting, total - waiting, deadline);
}

static void churn(uint64_t total, uint64_t deadline)
{
    static struct epoll_event events[EVENTS];
    uint64_t begun = 0, open = 0;
    for (; open < CHURN_WIDTH && begun < total; open++, begun++) {
        uint64_t at = now();
        open_connection(&connections[open], 1);
        ask(&connections[open], 1);
        connections[open].sent_at[0] = at;
    }
    while (open) {
        int count = ready(events);
        if (begun < total && now() >= deadline) total = begun;
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (!take(c)) continue;
            close(c->fd);
            if (begun == total) {
                open--;
                continue;
            }
            uint64_t at = now(); /* the connect counts, too */
            open_connection(c, 1);
            ask(c, 1);
            c->sent_at[0] = at;
            begun++;
        }
    }
}

int main(int argc, char **argv)
{
    char line[128];
    struct rlimit files;
    if (argc != 3 || (outstanding = atoi(argv[2])) < 1 || outstanding > OUTSTANDING_MAX) {
        fprintf(stderr, "usage: %s PORT OUTSTANDING (1 to %d)\n", argv[0], OUTSTANDING_MAX);
        return 2;
    }
    server.sin_port = htons(atoi(argv[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    connections = calloc(CONNECTIONS_MAX, sizeof *connections);
    if (!connections || (poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("start");
    while (fgets(line, sizeof line, stdin)) {
        unsigned long long count, milliseconds;
        memset(times, 0, sizeof times);
        finished = 0;
        uint64_t begin = now();
        if (sscanf(line, "connect %llu", &count) == 1 && count < CONNECTIONS_MAX) connect_up_to(count);
        else if (sscanf(line, "ping %llu %llu", &count, &milliseconds) == 2) ping(count, begin + milliseconds * 1000000);
        else if (sscanf(line, "churn %llu %llu", &count, &milliseconds) == 2) churn(count, begin + milliseconds * 1000000);
        else die("not a command");
        printf("%llu %llu %llu %llu\n", (unsigned long long)finished, (unsigned long long)(now() - begin),
            (unsigned long long)percentile(0.5), (unsigned long long)percentile(0.99));
        fflush(stdout);
    }
    return 0;
}
