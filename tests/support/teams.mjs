// Microsoft's side of what comes in from Teams, as far as the ways in can see it: a server with the keys and the sign-in,
// tokens that are signed with them, and the program teams_door, which has the ways in and little else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { endWithUs, until } from './playground.mjs';

export const APP = '11111111-2222-3333-4444-5555aaaabbbb';
export const TENANT = '99999999-8888-7777-6666-555544443333';
export const SERVICE = 'https://smba.example/emea/';

const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export class Microsoft {
  static async start() {
    const microsoft = new Microsoft();
    microsoft.pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...microsoft.pair.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', endorsements: ['msteams'] };
    microsoft.server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(microsoft.#answer(request.url, jwk)));
    }).listen(0, '127.0.0.1');
    await once(microsoft.server, 'listening');
    microsoft.url = `http://127.0.0.1:${microsoft.server.address().port}`;
    return microsoft;
  }

  /** Where the keys are, the keys, and what signing in (/login/TENANT/oauth2/v2.0/token) brings. */
  #answer(path, jwk) {
    if (path === '/metadata') return { jwks_uri: `${this.url}/keys` };
    if (path.startsWith('/login/')) return { token_type: 'Bearer', expires_in: 3599, access_token: 'connector-token' };
    return { keys: [jwk] };
  }

  token(more = {}) {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'https://api.botframework.com', aud: APP, nbf: now - 60, exp: now + 3600, serviceurl: SERVICE, ...more };
    const text = `${base64url({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${base64url(claims)}`;
    return `${text}.${createSign('sha256').update(text).sign(this.pair.privateKey).toString('base64url')}`;
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** An activity as far as the door looks at it. */
export const activity = (text, more = {}) => JSON.stringify({ type: 'message', channelId: 'msteams', serviceUrl: SERVICE, tenant: TENANT, text, ...more });

export class Door {
  /** `settings`: names and values of struct teams_settings. */
  static async start(microsoft, settings, { ready = true } = {}) {
    const door = new Door();
    door.lines = [];
    door.log = '';
    const all = { app_id: APP, tenant: TENANT, metadata_url: `${microsoft.url}/metadata`, ...settings };
    door.child = spawn(process.env.TEAMS_DOOR, Object.entries(all).map(([name, value]) => `${name}=${value}`),
      { stdio: ['pipe', 'pipe', 'pipe'] });
    endWithUs(door.child);
    door.gone = once(door.child, 'exit');
    door.child.stderr.setEncoding('utf8').on('data', (text) => { door.log += text; });
    createInterface({ input: door.child.stdout }).on('line', (line) => door.lines.push(JSON.parse(line)));
    if (ready) await until(`the door is ready:\n${door.log}`, () => door.link === 'ready');
    return door;
  }

  get link() { return this.lines.filter((line) => line.link).at(-1)?.link; }
  get problem() { return this.lines.filter((line) => line.link).at(-1)?.problem; }
  get texts() { return this.lines.map((line) => line.text).filter((text) => text !== undefined); }
  get port() { return Number(/teams: listening at \S+:(\d+)$/m.exec(this.log)[1]); }

  /** Its end is polite, and it has let go of all it had. */
  async stop() {
    this.child.stdin.end();
    const [status] = await this.gone;
    return status;
  }
}
