// Loaded before a program that is not ours (node --require): whatever it serves is served on this machine
// alone, and it reaches nothing else.
'use strict';
const net = require('node:net');

const LOOPBACK = '127.0.0.1';
const { listen } = net.Server.prototype;
const { connect } = net.Socket.prototype;

net.Server.prototype.listen = function (first, ...rest) {
  const done = [first, ...rest].find((argument) => typeof argument === 'function');
  const port = typeof first === 'object' && first !== null ? first.port : first;
  return listen.call(this, { port: typeof port === 'function' ? 0 : port ?? 0, host: LOOPBACK }, done);
};

net.Socket.prototype.connect = function (...all) {
  const [first, second] = Array.isArray(all[0]) ? all[0] : all;
  const { host = LOOPBACK, path } = typeof first === 'object' ? first : { host: typeof second === 'string' ? second : undefined };
  if (path || host === LOOPBACK || host === 'localhost') return connect.apply(this, all);
  process.nextTick(() => this.destroy(new Error(`nothing is asked of ${host}`)));
  return this;
};
