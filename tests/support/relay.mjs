// Azure Relay's side of a hybrid connection, as its protocol document and Microsoft's own listener have it:
// listeners register over a websocket with a token, requests are handed down to them, answers come back. It is
// strict, and remembers in `complaints` what Azure would hang up for or could not read.
//
// It is proved by hyco-https, Microsoft's listener for Node, before ours is tried on it (azure-relay.test.mjs).
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const LARGEST = 64 * 1024; // of a body on the control channel
const FORBIDDEN = /^(content-length|connection|transfer-encoding|te|trailer|upgrade|host|close)$/i;

export class Relay {
  rule = 'listen';
  key = 'c2VjcmV0LWtleS1mb3ItdGVzdHM=';
  hybridConnection = 'hyco';
  refuse = 0; // a status in place of the next upgrades of listeners
  requireName = true; // the target of a request begins with the name of the hybrid connection
  listeners = []; // open control channels
  channels = 0; // control channels ever opened
  tokens = []; // that were shown, at the beginning or for renewal
  pongs = 0;
  fetched = 0; // requests by a channel of their own
  fetchClosed = []; // codes with which those channels were left
  refused = []; // addresses at which a websocket was refused
  closes = []; // codes with which listeners left
  complaints = [];
  #waiting = new Map(); // by id: { resolve, request, body }

  static async start() {
    const relay = new Relay();
    relay.sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    relay.server = createServer((request, response) => relay.#post(request, response));
    relay.server.on('upgrade', (request, socket, head) => relay.#upgrade(request, socket, head));
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    relay.port = relay.server.address().port;
    return relay;
  }

  /** A sender over HTTP, as Teams is: what stands after the name of the hybrid connection is the listener's matter. */
  async #post(request, response) {
    const name = `/${this.hybridConnection}`;
    if (!request.url.startsWith(`${name}/`)) return response.writeHead(404).end();
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { host, connection, 'content-length': length, 'transfer-encoding': chunked, ...headers } = request.headers;
    const answer = await this.send({ method: request.method, path: request.url.slice(name.length), headers, body: Buffer.concat(pieces).toString(),
      chunked: Boolean(chunked) });
    return response.writeHead(answer.status, answer.headers).end(answer.text);
  }

  /** As teams.relay in a configuration has it. */
  get address() { return `http://127.0.0.1:${this.port}/${this.hybridConnection}`; }

  #deny(socket, status) {
    socket.end(`HTTP/1.1 ${status} Denied. TrackingId:${randomUUID()}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  }

  /** Seconds that the token is good for, or a complaint. */
  #look(token) {
    this.tokens.push(token);
    const [, sr, sig, se, skn] = /^SharedAccessSignature sr=([^&]+)&sig=([^&]+)&se=(\d+)&skn=([^&]+)$/.exec(token ?? '') ?? [];
    if (!sr) return 'no token';
    const expected = createHmac('sha256', this.key).update(`${sr}\n${se}`).digest('base64');
    const { protocol, hostname, pathname } = new URL(decodeURIComponent(sr)); // with a port and a last slash, or without
    if (`${protocol}//${hostname}${pathname.replace(/\/$/, '')}` !== `http://127.0.0.1/${this.hybridConnection}`) return 'token for another';
    if (skn !== this.rule || decodeURIComponent(sig) !== expected) return 'wrong signature';
    const left = Number(se) - Date.now() / 1000;
    return left > 0 ? left : 'expired';
  }

  #upgrade(request, socket, head) {
    const url = new URL(request.url, 'http://relay');
    const action = url.searchParams.get('sb-hc-action');
    socket.on('error', () => {});
    if (url.pathname !== `/$hc/${this.hybridConnection}`) return this.#deny(socket, 404);
    if (action === 'accept') {
      this.refused.push(request.url);
      return this.#deny(socket, url.searchParams.has('sb-hc-statusCode') ? 410 : 400);
    }
    if (action === 'request') return this.#fetch(url.searchParams.get('sb-hc-id'), request, socket, head);
    if (this.refuse) return this.#deny(socket, this.refuse);
    if (request.headers['sec-websocket-protocol']) this.complaints.push('a subprotocol');
    const life = this.#look(request.headers.servicebusauthorization);
    if (typeof life === 'string') return this.#deny(socket, 401);
    return this.sockets.handleUpgrade(request, socket, head, (listener) => this.#listen(listener, life));
  }

  #listen(listener, life) {
    this.channels++;
    this.listeners.push(listener);
    this.#expireAfter(listener, life);
    listener.on('ping', () => { this.complaints.push('a ping'); listener.terminate(); });
    listener.on('pong', () => { this.pongs++; });
    listener.on('close', (code) => {
      clearTimeout(listener.expiry);
      this.closes.push(code);
      this.listeners = this.listeners.filter((other) => other !== listener);
    });
    this.#hear(listener);
  }

  #expireAfter(listener, life) {
    clearTimeout(listener.expiry);
    listener.expiry = setTimeout(() => listener.close(1008, 'token expired'), life * 1000);
  }

  #hear(channel) {
    let head;
    channel.on('error', () => {});
    channel.on('message', (data, binary) => {
      if (binary) {
        if (!head) return this.complaints.push('a body without an answer');
        if (data.length > LARGEST) this.complaints.push('a body too long');
        this.#answer(head, data.toString());
        head = undefined;
        return;
      }
      if (head) this.complaints.push('something between an answer and its body');
      const message = JSON.parse(data);
      if (message.renewToken) {
        const life = this.#look(message.renewToken.token);
        if (typeof life === 'string') channel.close(1008, life);
        else this.#expireAfter(channel, life);
      } else if (message.response) {
        this.#examine(message.response);
        if (message.response.body) head = message.response;
        else this.#answer(message.response, '');
      } else this.complaints.push(`unknown: ${data}`);
    });
  }

  #examine(response) {
    if (typeof response.statusCode !== 'number') this.complaints.push('statusCode is no number');
    if ([502, 504].includes(response.statusCode)) this.complaints.push("a status of Azure's own");
    if (!this.#waiting.has(response.requestId)) this.complaints.push('an answer to nothing');
    for (const name of Object.keys(response.responseHeaders ?? {}))
      if (FORBIDDEN.test(name)) this.complaints.push(`header ${name}`);
  }

  #answer(head, text) {
    const waiting = this.#waiting.get(head.requestId);
    if (!waiting) return;
    this.#waiting.delete(head.requestId);
    const headers = Object.fromEntries(Object.entries(head.responseHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    waiting.resolve({ status: head.statusCode, headers, text });
  }

  #address(action, id) { return `ws://127.0.0.1:${this.port}/$hc/${this.hybridConnection}?sb-hc-action=${action}&sb-hc-id=${id}`; }

  /** The request as text, then its body in `pieces` frames. */
  #hand(channel, { id, method = 'POST', path = '/api/messages', headers = {}, body = '', pieces = 2 }) {
    const bytes = Buffer.from(body);
    const requestHeaders = { 'Content-Type': 'application/json; charset=utf-8', Via: '1.1 127.0.0.1', ...headers };
    channel.send(JSON.stringify({ request: { address: this.#address('request', id), id, method, requestHeaders, body: bytes.length > 0,
      requestTarget: (this.requireName ? `/${this.hybridConnection}` : '') + path, remoteEndpoint: { address: '52.1.2.3', port: 4321 } } }));
    for (let piece = 0; piece < pieces && bytes.length; piece++)
      channel.send(bytes.subarray((bytes.length * piece) / pieces, (bytes.length * (piece + 1)) / pieces), { binary: true, fin: piece === pieces - 1 });
  }

  /** A sender's request; resolves to its answer: 502 where nobody listens, or when the listener's line breaks. */
  send(request) {
    const id = `${randomUUID()}_G10`;
    const listener = request.listener ?? this.listeners[Math.floor(Math.random() * this.listeners.length)];
    if (!listener) return Promise.resolve({ status: 502, headers: {}, text: '' });
    return new Promise((resolve) => {
      this.#waiting.set(id, { resolve, request });
      const lost = () => this.#answer({ requestId: id, statusCode: 502 }, '');
      if (!request.chunked && Buffer.byteLength(request.body ?? '') <= LARGEST) {
        listener.once('close', lost);
        this.#hand(listener, { id, ...request });
      } else {
        listener.send(JSON.stringify({ request: { address: this.#address('request', id), id } }));
      }
    });
  }

  #fetch(id, request, socket, head) {
    const waiting = this.#waiting.get(id);
    if (!waiting || waiting.fetched) return this.#deny(socket, 404); // good once
    waiting.fetched = true;
    this.fetched++;
    return this.sockets.handleUpgrade(request, socket, head, (channel) => {
      channel.on('ping', () => this.complaints.push('a ping'));
      channel.on('close', (code) => {
        this.fetchClosed.push(code);
        this.#answer({ requestId: id, statusCode: 502 }, '');
      });
      this.#hear(channel);
      this.#hand(channel, { id, ...waiting.request });
    });
  }

  /** Somebody wants a websocket to the listener. */
  offer() {
    const address = this.#address('accept', randomUUID());
    this.listeners[0].send(JSON.stringify({ accept: { address, id: randomUUID(), connectHeaders: { 'Sec-WebSocket-Key': 'x' } } }));
  }

  /** Every line breaks, without a word. */
  drop() {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  /** The lines there are now go silent: nothing is read from them or said over them, and nothing ends. */
  freeze() {
    for (const listener of this.listeners) listener._socket.pause();
    this.listeners = [];
  }

  stop() {
    this.drop();
    this.server.close();
    this.server.closeAllConnections();
  }
}
