// The daemon at an HTTPS address of its own, without a proxy: Teams checks its certificate, and a renewed one is used
// while the daemon runs on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { Daemon } from '../support/daemon.mjs';
import { Playground, until } from '../support/playground.mjs';

let folder;
let playground;
let daemon;
let port;
let sender;

/** What the playground posts goes on by HTTPS, to nobody but who has a certificate of this authority. */
async function believing(ca) {
  const server = createServer((incoming, outgoing) => {
    const { host, ...headers } = incoming.headers;
    const onward = request({ port, host: '127.0.0.1', ca, agent: false, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    }).on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return server;
}

/** The pair of files, signed by the one authority that is believed, put in place at once. */
async function certify(name) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
  await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.new', '-out', 'request', '-subj', `/CN=${name}`);
  openssl('x509', '-req', '-in', 'request', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'chain.new', '-extfile', 'names', '-days', '30');
  for (const file of ['key', 'chain']) await rename(join(folder, `${file}.new`), join(folder, `${file}.pem`));
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-https-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=an authority'],
    { cwd: folder, stdio: 'ignore' });
  await certify('first');
  playground = await Playground.start();
  const { tenant } = await playground.request('GET', 'teams');
  daemon = await Daemon.prepare(playground, { platforms: ['teams'],
    teams: `tenants = {"${tenant}"} certificate = "${join(folder, 'chain.pem')}" private_key = "${join(folder, 'key.pem')}"` });
  daemon.platforms = []; // it is told below where the daemon is: by https
  await daemon.run();
  await until('it serves Teams', () => /teams: ready/.test(daemon.log));
  port = Number(/teams: listening at \S+:(\d+)/.exec(daemon.log)[1]);
  sender = await believing(await readFile(join(folder, 'ca.pem')));
  await playground.request('POST', 'teams', { endpoint: `http://127.0.0.1:${sender.address().port}/api/messages` });
});
after(async () => {
  await daemon?.stop();
  await playground?.stop();
  sender?.close();
  sender?.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const type = (text) => playground.request('POST', 'command', { as: '29:1-dana', channel: 'a:1-dana', text });
const heard = async () => (await playground.messages('29:1-dana', 'a:1-dana')).filter(({ bot }) => bot).length;
async function isAnswered(text) {
  const before = await heard();
  const sent = await type(text);
  assert.ok(sent.ok, `${sent.error}: ${sent.message}`);
  await until('the answer', async () => await heard() > before);
}

/** What the certificate is called now. */
async function name() {
  const ca = await readFile(join(folder, 'ca.pem'));
  const socket = await new Promise((resolve, reject) => {
    const one = tls.connect({ port, host: '127.0.0.1', ca }, () => resolve(one)).on('error', reject);
  });
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

test('Teams comes in over TLS, and is answered', async () => {
  assert.equal(await name(), 'first');
  await isAnswered('help');
});

test('a renewed certificate is used at once', async () => {
  await certify('second');
  assert.equal(await name(), 'second');
  await isAnswered('mine');
  assert.equal(daemon.child.exitCode, null);
});

test('the files are said to be well, and until when', async () => {
  assert.match(await daemon.must('check'), /^teams endpoint +ok: 127\.0\.0\.1:0\/api\/messages, certificate good until \d{4}-\d{2}-\d{2}$/m);
});
