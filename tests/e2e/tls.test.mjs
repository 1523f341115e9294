// The websocket leaves for nobody but the server that the certificate is for: unknown authorities,
// other names, expired certificates and TLS before 1.2 are refused, before a word of the request.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { Daemon } from '../support/daemon.mjs';
import { until } from '../support/playground.mjs';

let folder;

function openssl(...words) {
  execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
}

/** A key and a certificate called `file` for `name`, signed by our own authority. */
async function certify(file, name, ...dates) {
  await writeFile(join(folder, `${file}.ext`), `subjectAltName=DNS:${name}`);
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${file}.key`, '-out', `${file}.csr`,
    '-subj', `/CN=${name}`);
  openssl('x509', '-req', '-in', `${file}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial',
    '-out', `${file}.crt`, '-extfile', `${file}.ext`, '-days', ...dates);
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lastmile-tls-'));
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2',
    '-subj', '/CN=an authority');
  await certify('right', 'localhost', '2');
  await certify('other', 'elsewhere.example', '2');
  await certify('expired', 'localhost', '-1');
});

after(() => rm(folder, { recursive: true, force: true }));

/** A Web API on plain loopback that sends the app to `url`; counts how often it was asked. */
async function api(url) {
  const answers = {
    '/api/auth.test': { ok: true, team_id: 'T0ACME', team: 'Acme', user_id: 'U0BOT', bot_id: 'B0BOT' },
    '/api/apps.connections.open': { ok: true, url },
  };
  const server = createServer((request, response) => {
    server.asked = (server.asked ?? 0) + (request.url === '/api/apps.connections.open');
    request.resume().on('end', () => response.end(JSON.stringify(answers[request.url] ?? { ok: false })));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return server;
}

/** Runs the daemon against a TLS server with this certificate: what the server heard of it. */
async function heard(certificate, { options = {}, authority = 'ca.crt', enough }) {
  const server = tls.createServer({
    key: await readFile(join(folder, `${certificate}.key`)),
    cert: await readFile(join(folder, `${certificate}.crt`)),
    ...options,
  }, (socket) => socket.on('data', (bytes) => { text += bytes; }).on('error', () => {}));
  let text = '';
  let refused = 0;
  server.on('tlsClientError', () => { refused++; });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const slack = await api(`wss://localhost:${server.address().port}/link/?ticket=secret`);
  const env = { SLACK_API_URL: `http://127.0.0.1:${slack.address().port}/api/` };
  if (authority) env.SSL_CERT_FILE = join(folder, authority);
  const daemon = await Daemon.prepare(null, { env });
  try {
    await daemon.run({ ready: false });
    await until('the daemon has tried', () => {
      assert.equal(daemon.child.exitCode, null, daemon.log);
      return enough({ text, refused, asked: slack.asked });
    });
    return { text, refused, log: daemon.log };
  } finally {
    await daemon.stop();
    server.close();
    slack.close();
    slack.closeAllConnections();
  }
}

test('the server that the certificate is for', async () => {
  const { text } = await heard('right', { enough: (seen) => seen.text.includes('\r\n\r\n') });
  assert.match(text, /^GET \/link\/\?ticket=secret HTTP\/1\.1\r\n/);
});

const wrong = [
  ['an authority nobody knows', 'right', { authority: null }],
  ['a certificate for another name', 'other', {}],
  ['a certificate that has expired', 'expired', {}],
  ['TLS 1.1', 'right', { options: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } }],
];
for (const [name, certificate, options] of wrong) {
  test(`${name}: not a word`, async () => {
    const { text, log } = await heard(certificate, { ...options, enough: (seen) => seen.refused > 0 && seen.asked > 1 });
    assert.equal(text, '');
    assert.match(log, /cannot be reached/);
    assert.doesNotMatch(log, /secret/);
  });
}
