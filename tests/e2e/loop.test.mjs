// One whole turn of the loop, the real daemon against the playground: report, recovery, owner, fix, tell
// everyone, verify.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Playground, until } from '../support/playground.mjs';
import { Daemon, buttons, dm, heard, press, sendForm, shown } from '../support/daemon.mjs';

let playground;
let daemon;

before(async () => {
  playground = await Playground.start();
  daemon = await Daemon.start(playground);
  await daemon.addSummarizer();
});

after(async () => {
  await daemon?.stop();
  await playground?.stop();
});

const replyOf = (answer) => shown(answer.payload);

test('report, acknowledge, fix, tell everyone, verify', async () => {
  const answer = await playground.command('U0ANA', 'C0LEGAL', '/report summarizer it dropped clause 9');
  assert.ok(answer.ok, answer.error);
  const reply = replyOf(answer);
  assert.match(reply, /Logged/);
  assert.match(reply, /LM-1\b/);
  assert.match(reply, /copy the clause by hand/, 'the recovery steps are in the answer');
  assert.notEqual(answer.payload.response_type, 'in_channel', 'the answer is for the reporter alone');

  const receipt = await heard(playground, 'U0ANA', /LM-1\b/);
  assert.match(shown(receipt), /Logged/);

  const card = await heard(playground, 'U0SAM', /dropped clause 9/);
  assert.deepEqual(Object.keys(buttons(card)), ['Acknowledge', 'Mark fixed', 'Decline', 'Ask']);
  await press(playground, 'U0SAM', card, 'Acknowledge');
  await until('the receipt says so', async () => {
    const [mine] = await playground.messages('U0ANA', dm('U0ANA'));
    return /has seen it/.test(shown(mine));
  });
  assert.equal((await playground.messages('U0ANA', dm('U0ANA'))).length, 1,
    'an acknowledgement edits the receipt and is no message of its own');

  const second = await playground.command('U0BEN', 'C0AIHELP', '/report summarizer it dropped a clause again');
  const meToo = buttons(second.payload)['Me too'];
  assert.ok(meToo, 'the similar issue is offered');
  const ephemeral = (await playground.messages('U0BEN', 'C0AIHELP')).filter((m) => m.ephemeral).at(-1);
  const pressed = await playground.press('U0BEN', 'C0AIHELP', ephemeral.ts, meToo.action_id, { block_id: meToo.block_id });
  assert.ok(pressed.ok, pressed.error);
  await until('the pressed button turns into a confirmation', async () => {
    const now = (await playground.messages('U0BEN', 'C0AIHELP')).find((m) => m.ts === ephemeral.ts);
    return /Your report is with LM-1 now/.test(shown(now)) && Object.keys(buttons(now)).length === 0;
  });

  const fixed = await playground.command('U0SAM', 'C0LEGAL', '/fixed LM-1 clause 9 is kept now');
  assert.ok(fixed.ok, fixed.error);
  for (const person of ['U0ANA', 'U0BEN']) {
    const news = await heard(playground, person, /Your issue LM-1 was fixed/);
    assert.match(news.text, /^Your issue LM-1 was fixed/);
    assert.match(shown(news), /clause 9 is kept now/);
    assert.deepEqual(Object.keys(buttons(news)), ['Works', 'Partly', 'Still broken']);
  }
  assert.ok(!(await playground.messages('U0SAM', dm('U0SAM'))).some((m) => /was fixed/.test(m.text)),
    'nobody is told of what they did themselves');

  await press(playground, 'U0ANA', await heard(playground, 'U0ANA', /was fixed/), 'Works');
  await until('the buttons turn into a confirmation', async () => {
    const news = (await playground.messages('U0ANA', dm('U0ANA'))).at(-1);
    return Object.keys(buttons(news)).length === 0;
  });
  const [issue] = (await daemon.export('issues')).filter((row) => row.issue === 'LM-1');
  assert.equal(issue.status, 'verified');
  assert.equal(issue.reports, 2);
  assert.equal(issue.note, 'clause 9 is kept now');
  const outbox = await daemon.drained();
  assert.equal(outbox.refused + outbox.parked, 0);
  const stats = await daemon.stats();
  assert.equal(stats.loop_closure, 1);
  assert.equal(stats.verified_fix, 1);
});

test('Still broken reopens, reaches the owner, and asks for one line', async () => {
  await playground.command('U0NOOR', 'C0AIHELP', '/report summarizer table of prices is empty');
  const card = await heard(playground, 'U0SAM', /table of prices/);
  await press(playground, 'U0SAM', card, 'Mark fixed');
  await sendForm(playground, 'U0SAM');
  const news = await heard(playground, 'U0NOOR', /was fixed/);
  await press(playground, 'U0NOOR', news, 'Still broken');
  await heard(playground, 'U0SAM', /still broken/i);
  await until('the pressed buttons ask for one line', async () => {
    const now = (await playground.messages('U0NOOR', dm('U0NOOR'))).find((m) => m.ts === news.ts);
    return /reopen/.test(shown(now)) && !buttons(now).Works;
  });
  const issue = (await daemon.export('issues')).at(-1);
  assert.equal(issue.status, 'reopened');
});

test('say works beside the daemon, which delivers what follows', async () => {
  await playground.command('U0CHEN', 'C0AIHELP', '/report summarizer wrong currency in the totals');
  await heard(playground, 'U0CHEN', /Logged/);
  const ref = (await daemon.export('issues')).at(-1).issue;
  assert.match(await daemon.must('say', '/fixed', ref, 'euros are euros now'), new RegExp(ref));
  await heard(playground, 'U0CHEN', /euros are euros now/);
});
