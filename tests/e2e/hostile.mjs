// What strangers may send: texts that want to be more than text, and envelopes that are none.

const repeat = (text, count) => text.repeat(count);

/** Typed after "/report summarizer ". */
export const texts = [
  // mentions and links
  '<!channel> hello', '<!here>', '<!everyone>', '<@U0CHEN>', '<@U0CHEN|chen>', '<#C0GENERAL|general>', '<!subteam^S1|@team>',
  '@channel', '@here', '@everyone', '@chen look', '#general', '&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;', '<<!channel>>',
  '<!channel|x>', '<!date^0^{date}|x>', '<https://evil.example|your bank>', '<javascript:alert(1)|x>', '<mailto:a@b.c|a>',
  'https://example.com/?a=1&b=<c>', '<', '>', '&', '<>', '<<<<', '&&&&', '<!', '<@', '<#', '<@>', '<@|>', '<|>', '<a|b|c>',
  // formatting
  '*bold* _italic_ ~strike~ `code`', '```\nblock\n```', '> quote', '>>> quote', '• bullet', '1. one', '# heading', ':tada: :ai-fail:',
  '*', '_', '`', '```', '~~~~', '\\', '\\n', '\\u0000', '\\"', '"', "'", '“curly”', '‘curly’',
  // SQL, search, spreadsheets, shells, printf
  "'; DROP TABLE issues; --", "' OR 1=1 --", '"; SELECT 1', 'C++ "quoted" NEAR(a b)', 'a-b', '50%', 'AND OR NOT', 'text:*', '*', '^', '(', ')',
  '=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '=cmd|calc', '$(reboot)', '`reboot`', '; rm -rf /', '| cat', '%s%s%n', '%1$n', '${HOME}', '../../etc/passwd',
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '{"json":true}', '[1,2,3]', 'null', 'undefined', 'NaN', '0', '-0', '1e309',
  // letters
  'مرحبا بالعالم', 'שלום', '\u202eright to left\u202c', '\u2066isolate\u2069', '日本語のテキスト', 'ﷺ', 'e\u0301e\u0301', repeat('e\u0301\u0302\u0303', 200),
  '👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇬🇧', '\u200b', '\u200b\u200b', '\ufeff', '\u00a0', '\u2028', '\u2029', '\t', 'a\tb', 'a\nb', 'a\r\nb', '\u0001\u0002', '\u007f', '\u0085',
  '\ufffd', '\uffff', '\u{10ffff}', 'ı İ ß ǅ',
  // sizes
  'x', repeat('x', 3000), repeat('x', 3001), repeat('x ', 2000), repeat('<', 3000), repeat('&', 3000), repeat('👩‍👩‍👧‍👦', 500), repeat('@chen ', 500), repeat('\n', 500),
  repeat('word ', 8000).trim(), repeat('x', 40000), repeat('<!channel>', 4000),
  // commands inside
  '/fixed LM-1 gotcha', 'LM-1 LM-2 LM-3', 'LM-99999999999999999999', 'LM--1', 'into', 'workaround:', 'owner=@chen', 'title="',
];

const person = { id: 'U0ANA', username: 'ana', name: 'ana', team_id: 'T0ACME' };
const slash = (more) => ({
  envelope_id: crypto.randomUUID(), type: 'slash_commands', accepts_response_payload: true,
  payload: { team_id: 'T0ACME', api_app_id: 'A0LASTMILE', channel_id: 'C0LEGAL', user_id: 'U0ANA', command: '/report', text: 'x', trigger_id: '1.2.x', ...more },
});
const action = (more) => ({
  envelope_id: crypto.randomUUID(), type: 'interactive', accepts_response_payload: false,
  payload: {
    type: 'block_actions', team: { id: 'T0ACME' }, api_app_id: 'A0LASTMILE', user: person, channel: { id: 'C0LEGAL' },
    container: { type: 'message', message_ts: '1.2', channel_id: 'C0LEGAL' }, actions: [{ type: 'button', action_id: 'works', value: 'LM-1' }], ...more,
  },
});
const form = (view) => ({
  envelope_id: crypto.randomUUID(), type: 'interactive', accepts_response_payload: true,
  payload: {
    type: 'view_submission', team: { id: 'T0ACME' }, api_app_id: 'A0LASTMILE', user: person, trigger_id: '1.2.x',
    view: { id: 'V1', type: 'modal', hash: '1.h', callback_id: 'report', private_metadata: '', state: { values: {} }, blocks: [], ...view },
  },
});
const typed = (name, value) => ({ [name]: { [name]: { type: 'plain_text_input', value } } });
const deep = (depth) => { let value = 'x'; for (let i = 0; i < depth; i++) value = [value]; return value; };
const odd = [null, true, 0, -1, 1e308, '', 'x', [], {}, [[]], { a: null }];

/** Given to the playground's /playground/envelope: an envelope, or raw bytes. */
export const envelopes = [
  ...['', ' ', 'x', '{', '}', '[]', '{}', 'null', 'true', '0', '"x"', '{"type":"hello"}', '{"type":"x"}', '{"envelope_id":"x"}',
    '{"type":"slash_commands"}', '{"type":"slash_commands","envelope_id":""}', '{"a":"\\u0000"}', '{"a":1}{"b":2}', '{"a":1} x', '{"type":"hello","type":"x"}',
    `{"a":${repeat('[', 2000)}${repeat(']', 2000)}}`, `{"a":"${repeat('x', 1_000_000)}"}`, '{"a":1e999}', '{"a":"\\ud800"}', "{'a':1}", '{"a":undefined}',
    '{"type":"disconnect"}', '{"type":"disconnect","reason":7}'].map((raw) => ({ raw })),
  ...odd.map((payload) => ({ envelope_id: crypto.randomUUID(), type: 'slash_commands', accepts_response_payload: true, payload })),
  ...odd.map((payload) => ({ envelope_id: crypto.randomUUID(), type: 'interactive', payload })),
  ...odd.map((payload) => ({ envelope_id: crypto.randomUUID(), type: 'events_api', payload })),
  ...odd.map((type) => ({ envelope_id: crypto.randomUUID(), type, payload: {} })),
  ...odd.map((user_id) => slash({ user_id })),
  ...odd.map((text) => slash({ text })),
  ...odd.map((command) => slash({ command })),
  ...odd.map((actions) => action({ actions })),
  ...odd.map((user) => action({ user })),
  ...odd.map((value) => action({ actions: [{ type: 'button', action_id: 'me_too', value }] })),
  ...['works', 'partly', 'broken', 'me_too', 'acknowledge', 'mark_fixed', 'decline', 'choose_tool', 'nobody'].flatMap((action_id) => (
    ['', 'LM-1', 'LM-0', 'LM-999999', 'LM-1 LM-1', 'LM-1 99', 'x'.repeat(2000), 'LM-1 LM-2 LM-3', '🙂'].map((value) => (
      action({ actions: [{ type: 'button', action_id, value }] }))))),
  ...odd.flatMap((value) => ['id', 'type', 'hash', 'callback_id', 'private_metadata', 'state', 'blocks'].map((name) => form({ [name]: value }))),
  ...odd.map((values) => form({ state: { values } })), ...odd.map((value) => form({ state: { values: typed('what', value) } })),
  ...['report', 'feedback', 'tool', 'pulse', 'decline', 'ask', 'answer', 'fixed', 'why_broken', 'library_add', 'wrong_today', 'workaround', 'recovery', 'nobody']
    .flatMap((callback_id) => ['', 'LM-1', 'LM-999999', '-1', '1 2 3 4 5 6 7', '@home ', '🙂', 'x'.repeat(3000)].map((private_metadata) => (
      form({ callback_id, private_metadata, state: { values: { ...typed('what', '<!channel>'), ...typed('tool', 'LM-1'), ...typed('minutes', '-1') } } })))),
  form({ state: { values: Object.assign({}, ...Array.from({ length: 10_000 }, (_, i) => typed(`field${i}`, 'x'))) } }),
  slash({ team_id: 'T0OTHER' }), slash({ api_app_id: 'A0OTHER' }), slash({ text: deep(20) }), slash({ text: deep(40) }),
  slash({ user_id: 'U'.repeat(10_000) }), slash({ channel_id: '' }), slash({ command: '/nobody' }),
];
