// Uploads and charts: every step in its order and to the byte, and a workspace that takes no charts or
// looks at pictures first.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Playground } from '../support/playground.mjs';
import { call, done, refused } from './slack.mjs';

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(500, 7)]);

let playground;
before(async () => { playground = await Playground.start(); });
after(() => playground.stop());
beforeEach(async () => {
  await playground.request('POST', 'reset', {});
  await playground.request('POST', 'limits', { rate_limits: false });
});

const ask = (length) => done(playground, 'files.getUploadURLExternal', { filename: 'chart.png', length });
const send = (url, body) => fetch(url, { method: 'POST', body });
const complete = (...ids) => call(playground, 'files.completeUploadExternal',
  { files: ids.map((id) => ({ id, title: 'Fixed per week' })) });
const picture = (id) => [{ type: 'image', slack_file: { id }, alt_text: 'fixed: 3' }];
const show = (blocks) => call(playground, 'chat.postMessage', { channel: 'C0LEGAL', text: 'x', blocks });

async function upload(bytes = PNG) {
  const { upload_url, file_id } = await ask(bytes.length);
  assert.equal((await send(upload_url, bytes)).status, 200);
  assert.equal((await complete(file_id)).ok, true);
  return file_id;
}

const bars = (more = {}) => ({
  type: 'data_visualization', title: 'Fixed',
  chart: { type: 'bar', series: [{ name: 'fixed', data: [{ label: 'a', value: 1 }, { label: 'b', value: -2.5 }] }],
    axis_config: { categories: ['a', 'b'], y_label: 'issues' }, ...more },
});

test('a picture is asked for, sent, completed and shown', async () => {
  const id = await upload();
  assert.equal((await show(picture(id))).ok, true);
  const { file } = await done(playground, 'files.info', { file: id });
  assert.equal(file.title, 'Fixed per week');
  assert.equal(file.size, PNG.length);
  const served = await fetch(`${playground.url}/files/${id}`);
  assert.equal(served.headers.get('content-type'), 'image/png');
  assert.equal(served.headers.get('x-content-type-options'), 'nosniff');
  assert.deepEqual(Buffer.from(await served.arrayBuffer()), PNG);
});

test('the length is exact, and an address is good once', async () => {
  const { upload_url } = await ask(PNG.length);
  assert.equal((await send(upload_url, PNG.subarray(1))).status, 400);
  assert.equal((await send(upload_url, PNG)).status, 200);
  assert.equal((await send(upload_url, PNG)).status, 404);
  assert.equal((await send(`${playground.url}/upload/nowhere`, PNG)).status, 404);
  await refused('invalid_arguments', playground, 'files.getUploadURLExternal', { filename: 'x', length: 0 });
  await refused('invalid_arguments', playground, 'files.getUploadURLExternal', { filename: 'x' });
  await refused('file_upload_size_restricted', playground, 'files.getUploadURLExternal',
    { filename: 'x', length: 1e9 });
});

test('what is not complete, not there or no picture is not shown', async () => {
  const { upload_url, file_id } = await ask(PNG.length);
  assert.equal((await complete(file_id)).error, 'file_not_found');
  await send(upload_url, PNG);
  assert.equal((await show(picture(file_id))).error, 'invalid_blocks');
  assert.equal((await fetch(`${playground.url}/files/${file_id}`)).status, 404);
  const words = await upload(Buffer.from('<script>alert(1)</script>'));
  for (const id of ['F0NOBODY', words]) {
    const answer = await show(picture(id));
    assert.equal(answer.error, 'invalid_blocks');
    assert.match(answer.response_metadata.messages[0], /json-pointer:\/blocks\/0\/slack_file/);
    assert.equal((await fetch(`${playground.url}/files/${id}`)).status, 404);
  }
  await refused('invalid_arguments', playground, 'files.completeUploadExternal',
    { files: [{ id: await upload() }], channel_id: 'C0LEGAL' });
});

test('a workspace may look at pictures first', async () => {
  await playground.request('POST', 'limits', { rate_limits: false, pictures_after_ms: 100_000 });
  const id = await upload();
  assert.equal((await show(picture(id))).error, 'invalid_blocks');
  await playground.request('POST', 'limits', { rate_limits: false });
  assert.equal((await show(picture(id))).ok, true);
});

test('a workspace may take no charts, in posts and in changes', async () => {
  const posted = await show([bars()]);
  assert.equal(posted.ok, true);
  await playground.request('POST', 'limits', { rate_limits: false, charts: false });
  const answer = await show([{ type: 'divider' }, bars()]);
  assert.equal(answer.error, 'invalid_blocks');
  assert.match(answer.response_metadata.messages[0], /json-pointer:\/blocks\/1\//);
  await refused('invalid_blocks', playground, 'chat.update',
    { channel: 'C0LEGAL', ts: posted.ts, text: 'y', blocks: [bars()] });
});

test('a chart has a number of each series in each category', async () => {
  const point = (label, value) => ({ label, value });
  const wrong = {
    'a point too few': { series: [{ name: 'x', data: [point('a', 1)] }] },
    'one twice': { series: [{ name: 'x', data: [point('a', 1), point('a', 1)] }] },
    'no category': { series: [{ name: 'x', data: [point('a', 1), point('c', 1)] }] },
    'no number': { series: [{ name: 'x', data: [point('a', 1), point('b', null)] }] },
    'words for a number': { series: [{ name: 'x', data: [point('a', 1), point('b', '2')] }] },
    'a name twice': { series: [1, 2].map(() => ({ name: 'x', data: [point('a', 1), point('b', 1)] })) },
    'a long category': { axis_config: { categories: ['a', 'b'.repeat(21)] } },
    'a long axis': { axis_config: { categories: ['a', 'b'], y_label: 'x'.repeat(51) } },
  };
  for (const [what, more] of Object.entries(wrong))
    assert.equal((await show([bars(more)])).error, 'invalid_blocks', what);
  const pie = (value) => ({ type: 'data_visualization', title: 'x',
    chart: { type: 'pie', segments: [point('a', value)] } });
  assert.equal((await show([pie(1)])).ok, true);
  assert.equal((await show([pie(0)])).error, 'invalid_blocks');
  assert.equal((await show([bars(), bars()])).ok, true);
  assert.equal((await show([bars(), bars(), bars()])).error, 'invalid_blocks');
});
