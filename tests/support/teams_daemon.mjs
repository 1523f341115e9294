// The daemon served by both: the playground as its Slack and as its Teams.
import { Daemon } from './daemon.mjs';
import { until } from './playground.mjs';

/** Starts it, and tells the playground where it is; resolves when it is installed there. */
export async function daemonOnTeams(playground, options = {}) {
  const { teams } = await playground.world();
  const base = `${playground.url}/teams`;
  const section = ['teams {', 'enabled = true', `app_id = "${teams.app_id}"`, `tenants = {"${teams.tenant}"}`,
    'listen = "127.0.0.1:0"', `metadata_url = "${base}/metadata/v1/.well-known/openidconfiguration"`,
    `login_url = "${base}/login/"`, '}'].join('\n');
  const daemon = await Daemon.start(playground, { ...options, more: [section, options.more ?? ''].join('\n'),
    env: { TEAMS_CLIENT_SECRET: 'playground-secret', ...options.env } });
  const port = () => /teams: listening at \S+:(\d+)$/m.exec(daemon.log)?.[1];
  await until('the daemon serves Teams', () => /teams: ready/.test(daemon.log) && port(), 40_000);
  await playground.request('POST', 'teams', { endpoint: `http://127.0.0.1:${port()}/api/messages` });
  return daemon;
}
