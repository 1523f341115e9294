// Our endpoint for Teams, as Node, curl and openssl meet it: HTTPS in both versions that Teams may speak, what is
// answered to whom, a certificate that is renewed, and peers that never finish what they began.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { until } from '../support/playground.mjs';
import { activity, Door, Microsoft } from '../support/teams.mjs';

const run = promisify(execFile);
let microsoft;
let folder;
let door;
let files;

/** A pair of files, put in place at once. */
async function certificate(name) {
  const [chain, key] = ['chain', 'key'].map((file) => join(folder, `${file}.new`));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name}`,
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-out', chain, '-keyout', key], { stdio: 'ignore' });
  await rename(key, files.private_key);
  await rename(chain, files.certificate);
}

before(async () => {
  microsoft = await Microsoft.start();
  folder = await mkdtemp(join(tmpdir(), 'lastmile-endpoint-'));
  files = { certificate: join(folder, 'chain.pem'), private_key: join(folder, 'key.pem') };
  await certificate('first');
  door = await Door.start(microsoft, { listen: '127.0.0.1:0', ...files });
});
after(async () => {
  assert.equal(await door.stop(), 0);
  microsoft.stop();
  await rm(folder, { recursive: true });
});

/** One request; `options` as Node's. */
function ask({ port = door.port, plain = false, method = 'POST', path = '/api/messages', body = '', headers = {}, ...tls }) {
  return new Promise((resolve, reject) => {
    const request = (plain ? plainRequest : secureRequest)({ port, host: '127.0.0.1', method, path, rejectUnauthorized: false,
      agent: false, headers: { host: 'bot.example.com', 'content-type': 'application/json; charset=utf-8', ...headers }, ...tls });
    request.on('error', reject).on('response', (response) => {
      const { socket } = response;
      const name = plain ? undefined : socket.getPeerCertificate().subject.CN;
      const version = plain ? undefined : socket.getProtocol();
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; })
        .on('end', () => resolve({ status: response.statusCode, headers: response.headers, text, name, version }));
    });
    request.end(body);
  });
}

const say = (text, { headers, ...more } = {}) => ask({ body: activity(text),
  headers: { authorization: `Bearer ${microsoft.token()}`, ...headers }, ...more });

describe('whoever Teams sends', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    test(`is heard over ${version}`, async () => {
      const answer = await say(version, { minVersion: version, maxVersion: version });
      assert.deepEqual([answer.status, answer.version, answer.text], [200, version, `{"you_said":"${version}"}`]);
      await until('the event comes up', () => door.texts.at(-1) === version);
    });
  }

  test('does not come in over TLS 1.1', async () => {
    await assert.rejects(say('old', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
  });

  test('waits for a 100 Continue, sends in chunks, keeps the connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const headers of [{ expect: '100-continue' }, { 'transfer-encoding': 'chunked' }, {}])
      assert.equal((await say('again', { headers, agent })).status, 200);
    agent.destroy();
  });

  test('is answered while others wait', async () => {
    const first = say('hold');
    await until('the first is held', () => door.texts.at(-1) === 'hold');
    assert.equal((await say('second')).text, '{"you_said":"second"}');
    assert.equal((await first).text, '{"you_said":"held"}');
  });
});

describe('whoever else comes', () => {
  test('is told what is wrong', async () => {
    const token = { authorization: `Bearer ${microsoft.token()}` };
    const expected = async (status, request) => assert.equal((await ask(request)).status, status, JSON.stringify(request).slice(0, 200));
    await expected(404, { path: '/', body: activity('x'), headers: token });
    await expected(404, { path: '/api/messagesx', body: activity('x'), headers: token });
    await expected(405, { method: 'GET' });
    await expected(405, { method: 'HEAD' });
    await expected(415, { body: activity('x'), headers: { ...token, 'content-type': 'text/plain' } });
    await expected(415, { body: activity('x'), headers: { ...token, 'content-type': 'application/jsonx' } });
    await expected(413, { body: 'x'.repeat(256 * 1024 + 1), headers: token });
    await expected(400, { body: 'not json', headers: token });
    await expected(401, { body: activity('x') });
    await expected(401, { body: activity('x'), headers: { authorization: 'Bearer x.y.z' } });
    await expected(401, { body: activity('x', { serviceUrl: 'https://evil.example/' }), headers: token });
    await expected(401, { body: activity('x'), headers: { authorization: `Bearer ${microsoft.token({ aud: 'another' })}` } });
    await expected(403, { body: activity('x', { tenant: 'another' }), headers: token });
    await expected(200, { path: '/api/messages/', body: activity('x'), headers: token });
    await expected(200, { path: '/api/messages?x=1', body: activity('x'), headers: token });
  });

  test('learns from a 401 and a 405 what to bring', async () => {
    assert.equal((await ask({ body: activity('x') })).headers['www-authenticate'], 'Bearer');
    assert.equal((await ask({ method: 'GET' })).headers.allow, 'POST');
  });

  test('leaves no token in the log', async () => {
    const token = microsoft.token({ aud: 'another' });
    await ask({ body: activity('x'), headers: { authorization: `Bearer ${token}` } });
    assert.match(door.log, /teams: refused, token=audience: /);
    for (const part of token.split('.')) assert.ok(!door.log.includes(part));
  });

  test('does not keep others out by saying nothing', async () => {
    const silent = Array.from({ length: 300 }, () => connect(door.port, '127.0.0.1').on('error', () => {}));
    const garbage = connect(door.port, '127.0.0.1').on('error', () => {});
    garbage.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and then nothing that makes sense');
    assert.equal((await say('still here')).status, 200);
    for (const socket of [...silent, garbage]) socket.destroy();
  });
});

test('curl and openssl agree with Node', async () => {
  const args = ['-sk', '-m', '10', '-o', '-', '-w', ' %{http_code}', '-H', 'content-type: application/json', '-d', activity('curl'),
    '-H', `authorization: Bearer ${microsoft.token()}`, `https://127.0.0.1:${door.port}/api/messages`];
  assert.equal((await run('curl', ['--tls-max', '1.2', ...args])).stdout, '{"you_said":"curl"} 200');
  assert.equal((await run('curl', ['--tlsv1.3', ...args])).stdout, '{"you_said":"curl"} 200');
  const session = run('openssl', ['s_client', '-connect', `127.0.0.1:${door.port}`, '-tls1_2', '-alpn', 'h2,http/1.1']);
  session.child.stdin.end('Q\n');
  const { stdout } = await session;
  assert.match(stdout, /ALPN protocol: http\/1\.1/);
  assert.match(stdout, /Cipher\s*: ECDHE-RSA-/);
});

test('a renewed certificate is used, a broken one is not', async () => {
  assert.equal((await say('x')).name, 'first');
  await certificate('second');
  assert.equal((await say('x')).name, 'second');
  await writeFile(files.certificate, 'half of a');
  assert.equal((await say('x')).name, 'second');
  assert.equal((await say('x')).name, 'second');
  assert.equal(door.log.match(/chain\.pem: holds no certificate in PEM.*the old certificate goes on/g).length, 1);
  await certificate('third');
  assert.equal((await say('x')).name, 'third');
});

test('behind a proxy it is plain HTTP, on loopback alone', async () => {
  const plain = await Door.start(microsoft, { listen: '127.0.0.1:0' });
  assert.equal((await say('plain', { plain: true, port: plain.port })).status, 200);
  assert.equal(await plain.stop(), 0);
  const bare = await Door.start(microsoft, { listen: '0.0.0.0:0' }, { ready: false });
  await bare.gone;
  assert.match(bare.problem, /^teams\.listen: nothing is served at 0\.0\.0\.0:0 without TLS; /);
  const taken = await Door.start(microsoft, { listen: `127.0.0.1:${door.port}` }, { ready: false });
  await taken.gone;
  assert.match(taken.problem, /another program listens at/);
});
