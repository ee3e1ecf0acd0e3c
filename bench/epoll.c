/* The floor: ping/pong on one thread, level-triggered epoll, in C. What every model of ours is measured against.
 *
 * It does what the work needs and is correct about it (messages in pieces, several in one, short sends, peers that do not
 * read or go away), and leaves out what a server owes besides: limits on connections, clocks, a lingering close, a drain,
 * observers.
 *
 *   cc -O2 -o epoll epoll.c && ./epoll 0        listens on 127.0.0.1, prints the port, serves until it is killed
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 512, EVENTS = 1024, LINE_MAX_BYTES = 65536, READ_BYTES = 65536, REPLY_BYTES = 65536 };

static const char refusal[] = "error expected: ping [client [sequence]]\n";

/* A silent connection holds no memory but this: both pointers are null. */
struct connection {
    char *rest;             /* bytes received that are not answered yet */
    char *reply;            /* bytes of replies that the peer had no room for */
    unsigned rest_bytes, reply_bytes;
};

static struct connection *connections; /* by descriptor */
static int poller;
static char input[LINE_MAX_BYTES + READ_BYTES], output[REPLY_BYTES];

static void die(const char *call)
{
    perror(call);
    exit(1);
}

static void watch(int operation, int fd, unsigned events)
{
    struct epoll_event event = { .events = events, .data.fd = fd };
    if (epoll_ctl(poller, operation, fd, &event) < 0) die("epoll_ctl");
}

static void hang_up(int fd)
{
    free(connections[fd].rest);
    free(connections[fd].reply);
    memset(&connections[fd], 0, sizeof connections[fd]);
    close(fd);
}

static void keep(char **kept, unsigned *kept_bytes, const char *bytes, size_t count)
{
    char *copy = count ? malloc(count) : NULL;
    if (count && !copy) die("malloc");
    if (count) memcpy(copy, bytes, count);
    free(*kept);
    *kept = copy;
    *kept_bytes = count;
}

/* Sends what there is room for; the count that went, or -1 when the peer has gone. */
static ssize_t put(int fd, const char *bytes, size_t count)
{
    ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    return sent >= 0 ? sent : errno == EAGAIN || errno == EINTR ? 0 : -1;
}

/* Answers whole lines until the reply is full; returns the bytes consumed, and the reply's length. */
static size_t answer(const char *bytes, size_t count, size_t *reply)
{
    size_t consumed = 0;
    *reply = 0;
    while (consumed < count) {
        const char *line = bytes + consumed, *end = memchr(line, '\n', count - consumed);
        if (!end) break;
        size_t length = end - line, whole = length + 1;
        if (length && line[length - 1] == '\r') length--;
        int is_ping = length >= 4 && !memcmp(line, "ping", 4) && (length == 4 || line[4] == ' ');
        size_t needed = is_ping ? length + 1 : sizeof refusal - 1;
        if (needed > REPLY_BYTES - *reply) break;
        if (is_ping) {
            memcpy(output + *reply, line, length);
            output[*reply + 1] = 'o';
            output[*reply + length] = '\n';
        } else {
            memcpy(output + *reply, refusal, needed);
        }
        *reply += needed;
        consumed += whole;
    }
    return consumed;
}

/* Answers and sends in turn until only an incomplete line is left, or the peer has no room; 0 when the connection is over. */
static int converse(int fd, const char *bytes, size_t count)
{
    struct connection *c = &connections[fd];
    for (;;) {
        size_t reply, consumed = answer(bytes, count, &reply);
        bytes += consumed;
        count -= consumed;
        if (!reply) break;
        ssize_t sent = put(fd, output, reply);
        if (sent < 0) return 0;
        if ((size_t)sent < reply) {
            keep(&c->reply, &c->reply_bytes, output + sent, reply - sent);
            watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
            break;
        }
    }
    if (count >= LINE_MAX_BYTES && !c->reply) return 0;
    keep(&c->rest, &c->rest_bytes, bytes, count);
    return 1;
}

static int readable(int fd)
{
    struct connection *c = &connections[fd];
    if (c->rest_bytes) memcpy(input, c->rest, c->rest_bytes);
    ssize_t received = recv(fd, input + c->rest_bytes, READ_BYTES, 0);
    if (received < 0) return errno == EAGAIN || errno == EINTR;
    return received > 0 && converse(fd, input, c->rest_bytes + received);
}

static int writable(int fd)
{
    struct connection *c = &connections[fd];
    ssize_t sent = put(fd, c->reply, c->reply_bytes);
    if (sent < 0) return 0;
    if ((unsigned)sent < c->reply_bytes) {
        memmove(c->reply, c->reply + sent, c->reply_bytes -= sent);
        return 1;
    }
    keep(&c->reply, &c->reply_bytes, NULL, 0);
    watch(EPOLL_CTL_MOD, fd, EPOLLIN);
    unsigned rest = c->rest_bytes;
    if (rest) memcpy(input, c->rest, rest);
    return converse(fd, input, rest);
}

static void accept_all(int listener)
{
    for (;;) {
        int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && errno == EAGAIN) return;
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (fd < 0) die("accept4");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        watch(EPOLL_CTL_ADD, fd, EPOLLIN);
    }
}

static int listen_on(const char *port)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (fd < 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
    if (listen(fd, BACKLOG) < 0) die("listen");
    getsockname(fd, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    static struct epoll_event events[EVENTS];
    struct rlimit files;
    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    if (getrlimit(RLIMIT_NOFILE, &files) < 0) die("getrlimit");
    files.rlim_cur = files.rlim_max < 1 << 20 ? files.rlim_max : 1 << 20;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0) die("setrlimit");
    connections = calloc(files.rlim_cur, sizeof *connections); /* untouched pages cost nothing */
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (!connections || poller < 0) die("start");
    int listener = listen_on(argv[1]);
    watch(EPOLL_CTL_ADD, listener, EPOLLIN);
    for (;;) {
        int ready = epoll_wait(poller, events, EVENTS, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) accept_all(fd);
            else if (!(connections[fd].reply ? writable(fd) : readable(fd))) hang_up(fd);
        }
    }
}
