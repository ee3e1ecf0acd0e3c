// Node's net: answers each line «ping …» with «pong …», and a read's replies by one write.
'use strict';
const net = require('node:net');

const refusal = 'error expected: ping [client [sequence]]\n';

const server = net.createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    let reply = '';
    for (const line of lines) reply += line.startsWith('ping') ? `pong${line.slice(4)}\n` : refusal;
    if (reply) socket.write(reply, 'latin1');
  });
});

server.listen({ host: '127.0.0.1', port: 0, backlog: 512 }, () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
