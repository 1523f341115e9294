// The app's side of Slack with nothing but Node: Web API calls as forms or JSON, and a websocket
// written by hand, which can also do what no well-behaved client does.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

import { APP_TOKEN, BOT_TOKEN, until } from '../support/playground.mjs';

/** Calls a method; objects among the arguments travel as JSON strings. The answer with its status. */
export async function call(playground, method, args = {}, { token = BOT_TOKEN, json = false } = {}) {
  const form = Object.entries(args).map(([name, value]) =>
    [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
  const response = await fetch(playground.api + method, {
    method: 'POST',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(json && { 'content-type': 'application/json; charset=utf-8' }),
    },
    body: json ? JSON.stringify(args) : new URLSearchParams(form),
  });
  const answer = await response.json();
  return { ...answer, status: response.status, headers: response.headers };
}

export async function refused(error, playground, method, args, options) {
  const answer = await call(playground, method, args, options);
  assert.equal(answer.error, error, `${method} ${JSON.stringify(args)?.slice(0, 200)}`);
  return answer;
}

export async function done(playground, method, args, options) {
  const answer = await call(playground, method, args, options);
  assert.equal(answer.ok, true, `${method}: ${answer.error} ${
    JSON.stringify(answer.response_metadata ?? '')}`);
  return answer;
}

/** The kind, the payload and the rest of the first frame in `bytes`; null if it is not complete. */
function parseFrame(bytes) {
  if (bytes.length < 2) return null;
  let length = bytes[1] & 0x7f;
  let start = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    length = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  if (bytes.length < start + length) return null;
  return { kind: bytes[0] & 0x0f, payload: bytes.subarray(start, start + length),
    rest: bytes.subarray(start + length) };
}

export class Socket {
  messages = [];
  pings = 0;
  pongs = [];
  closeCode = null;
  ended = false;
  error = null;

  static async open(playground, url = null, headers = '') {
    const target = new URL(url ?? await ticket(playground));
    const tcp = net.connect(target.port, target.hostname);
    const socket = new Socket(tcp);
    await once(tcp, 'connect');
    tcp.write(`GET ${target.pathname}${target.search} HTTP/1.1\r\nHost: ${target.host}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${headers}\r\n`);
    await until('the answer to the handshake', () => socket.status || socket.ended);
    return socket;
  }

  constructor(tcp) {
    this.tcp = tcp;
    this.bytes = Buffer.alloc(0);
    tcp.on('data', (data) => this.receive(data));
    tcp.on('error', (error) => { this.error = error.code; });
    tcp.on('close', () => { this.ended = true; });
    tcp.on('end', () => tcp.end());
  }

  receive(data) {
    this.bytes = Buffer.concat([this.bytes, data]);
    if (!this.status) {
      const end = this.bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.status = Number(this.bytes.toString('latin1', 9, 12));
      this.bytes = this.bytes.subarray(end + 4);
    }
    for (let frame = parseFrame(this.bytes); frame; frame = parseFrame(this.bytes)) {
      this.bytes = frame.rest;
      this.take(frame);
    }
  }

  take({ kind, payload }) {
    if (kind === 1) this.messages.push(JSON.parse(payload.toString()));
    if (kind === 8) this.closeCode = payload.readUInt16BE(0);
    if (kind === 9) this.pings += 1;
    if (kind === 10) this.pongs.push(payload.toString());
  }

  send(kind, payload) {
    const body = Buffer.from(payload);
    const head = body.length < 126 ? Buffer.from([0x80 | kind, 0x80 | body.length]) :
      Buffer.from([0x80 | kind, 0x80 | 126, body.length >> 8, body.length & 0xff]);
    this.tcp.write(Buffer.concat([head, Buffer.alloc(4), body])); // masked with zeros
  }

  say(value) { this.send(1, typeof value === 'string' ? value : JSON.stringify(value)); }

  acknowledge(envelope, payload) { this.say({ envelope_id: envelope.envelope_id, payload }); }

  /** The next message of this type (and after those heard before). */
  hear(type) {
    return until(`a message of type ${type}`, () => {
      const index = this.messages.findIndex((message) => message.type === type);
      return index < 0 ? null : this.messages.splice(index, 1)[0];
    });
  }

  closed() { return until('the end of the connection', () => this.ended); }

  destroy() { this.tcp.destroy(); }
}

export async function ticket(playground) {
  const { url } = await done(playground, 'apps.connections.open', {}, { token: APP_TOKEN });
  return url;
}

/** A connected app that acknowledges everything with what `answer(envelope)` returns. */
export async function connect(playground, answer = () => undefined) {
  const socket = await Socket.open(playground);
  await socket.hear('hello');
  const take = socket.take.bind(socket);
  socket.take = (frame) => {
    take(frame);
    const envelope = frame.kind === 1 ? socket.messages.at(-1) : null;
    if (envelope?.envelope_id) socket.acknowledge(envelope, answer(envelope));
  };
  return socket;
}
