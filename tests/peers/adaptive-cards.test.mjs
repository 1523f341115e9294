// Microsoft's own renderer of Adaptive Cards on what our encoder makes: every card parses, every
// element is known or has its fallback, and of what people wrote nothing comes alive. TextBlocks go
// through markdown-it twice: as it is most careful, and with everything on that a client might have.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const here = new URL('.', import.meta.url).pathname;
const require = createRequire(import.meta.url);
const payloads = join(here, '..', 'payloads');
const JOINER = /\u2060/g;

const inside = (name, ...path) => join(dirname(require.resolve(`${name}/package.json`)), ...path);

let browser, page;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'] });
  page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' })).newPage();
  await page.goto('about:blank');
  await page.addScriptTag({ path: inside('adaptivecards', 'dist', 'adaptivecards.min.js') });
  await page.addScriptTag({ path: inside('markdown-it', 'dist', 'markdown-it.min.js') });
});

after(() => browser.close());

const careful = { html: false, linkify: false, breaks: false };
const careless = { html: true, linkify: true, breaks: true, typographer: false };

/** The rendered card, as what a reader would notice of it. */
function look([card, options]) {
  const markdown = window.markdownit(options);
  const problems = [];
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
  const shown = new AdaptiveCards.AdaptiveCard();
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  shown.parse(card, context);
  for (let i = 0; i < context.eventCount; i++)
    problems.push(context.getEventAt(i).message);
  const element = shown.render();
  document.body.replaceChildren(element);
  const all = (selector) => [...element.querySelectorAll(selector)];
  const words = all('.ac-textBlock, .ac-textRun, label, .ac-choiceSetInput-expanded, option');
  const alive = all('.ac-textBlock *, .ac-richTextBlock *, .ac-input-container *');
  return {
    problems,
    tags: [...new Set(alive.map((one) => one.tagName.toLowerCase()))],
    links: all('a').map((one) => one.getAttribute('href')),
    strong: all('.ac-textBlock strong').map((one) => one.textContent),
    text: words.map((one) => one.textContent).join('\n'),
    inputs: shown.getAllInputs().map((one) => one.id),
    html: element.outerHTML,
  };
}

const show = (card, options = careful) => page.evaluate(look, [card, options]);

/** Every golden activity and dialog, as [its file, its card]. */
function* cards() {
  for (const name of readdirSync(join(payloads, 'encode')).filter((one) => one.endsWith('.card.json')))
    yield [name, read('encode', name).attachments[0].content];
  for (const folder of ['ordinary', 'longest', 'hostile'])
    for (const name of readdirSync(join(payloads, 'views', folder)).filter((one) => one.startsWith('teams-'))) {
      const shown = read('views', folder, name);
      yield [`${folder}/${name}`, (shown.card ?? shown.attachments[0]).content];
    }
}

const read = (...path) => JSON.parse(readFileSync(join(payloads, ...path), 'utf8'));
const golden = (name) => read('encode', `${name}.card.json`).attachments[0].content;

/** What people wrote, as the encoder was given it. */
function spans(name) {
  const all = [];
  for (const block of read('encode', `${name}.message`).blocks)
    all.push(...(block.spans ?? []).map((span) => ({ ...span, block: block.type })));
  return all;
}

function* elements(value) {
  if (Array.isArray(value)) {
    for (const one of value)
      yield* elements(one);
  } else if (value && typeof value === 'object') {
    if (typeof value.type === 'string')
      yield value;
    for (const one of Object.values(value))
      yield* elements(one);
  }
}

/** The links that we made: of runs, and of TextBlocks. */
function ours(card) {
  const links = [];
  for (const one of elements(card)) {
    if (one.type === 'Action.OpenUrl')
      links.push(one.url);
    if (one.type === 'TextBlock')
      links.push(...[...one.text.matchAll(/\]\((https?:[^)]*)\)/g)].map((match) => match[1]));
  }
  return links;
}

const same = (url) => decodeURI(new URL(url).href);

// Of a TextBlock a paragraph or more, bold where we said so, mentions and links; of a run its words.
const TAGS = ['at', 'p', 'strong', 'a', 'span', 'br', 'div', 'label', 'input', 'textarea', 'select', 'option', 'datalist',
  'button'];

test('every card of ours is one to Microsoft\'s renderer', async () => {
  let count = 0;
  for (const [name, card] of cards()) {
    const seen = await show(card);
    const unknown = seen.problems.filter((one) => !/Chart\.|choices\.data|Data\.Query/.test(one));
    assert.deepEqual(unknown, [], name);
    const inputs = [...elements(card)].filter((one) => one.type.startsWith('Input.')).map((one) => one.id);
    assert.deepEqual(seen.inputs.sort(), inputs.sort(), name);
    count++;
  }
  assert.ok(count > 100, `${count} cards`);
});

test('nothing that people wrote comes alive', async () => {
  for (const [name, card] of cards())
    for (const options of [careful, careless]) {
      const seen = await show(card, options);
      assert.deepEqual(seen.tags.filter((one) => !TAGS.includes(one)), [], name);
      assert.deepEqual(seen.links.map(same).sort(), ours(card).map(same).sort(), name);
    }
});

test('beside a mention it reads as it was written', async () => {
  for (const name of ['teams-markup', 'teams-markup-strong']) {
    const seen = await show(golden(name), careless);
    const words = plain(seen.text);
    for (const span of spans(name).filter((one) => one.type === 'text' || one.type === 'code'))
      assert.ok(words.includes(plain(span.text)), `${span.text}\n\tis not in\n${words}`);
  }
});

test('alone it stands exactly as it was written', async () => {
  const runs = [...elements(golden('teams-markup-alone'))].filter((one) => one.type === 'TextRun');
  const texts = runs.map((one) => one.text.replace(JOINER, ''));
  for (const span of spans('teams-markup-alone').filter((one) => one.block === 'paragraph'))
    assert.ok(texts.includes(span.text), span.text);
});

test('what stands out is what we said, and nothing else', async () => {
  const seen = await show(golden('teams-markup-strong'), careless);
  const wanted = spans('teams-markup-strong').filter((one) => one.type === 'strong');
  assert.deepEqual(seen.strong.map(plain), wanted.map((one) => plain(one.text)));
});

test('a date is one only where we made it', async () => {
  const seen = await show(golden('teams-markup'));
  const broken = plain('{{DATE(2026-11-22T10:00:00Z, SHORT)}}');
  assert.ok(plain(seen.text).includes(broken));
  assert.match(plain(seen.text), /22 Nov 2026at11:00|22Nov2026at11:00/); // in the reader's zone
  const alone = await show(golden('teams-markup-alone'));
  assert.ok(plain(alone.text).includes(broken));
});

test('nobody is mentioned but by us', async () => {
  for (const name of ['teams-names', 'teams-markup', 'teams-markup-alone', 'teams-spans']) {
    const card = golden(name);
    const entities = card.msteams.entities ?? [];
    const ids = spans(name).filter((one) => one.type === 'person' && one.platform === 'teams' &&
      /^(29:[^|]+|[0-9a-f-]{36})$/.test(one.id)).map((one) => one.id);
    assert.deepEqual([...new Set(entities.map((one) => one.mentioned.id))].sort(), [...new Set(ids)].sort(), name);
    assert.equal(new Set(entities.map((one) => one.text)).size, entities.length, name);
    const printed = [...elements(card.body)].map((one) => one.text ?? '').join('\n');
    assert.equal([...printed.matchAll(/<at>/gi)].length, ids.length, name);
  }
});

/** Without what makes text quiet, and without white space: what a reader reads. */
function plain(text) {
  return text.replace(JOINER, '').replaceAll('∗', '*').replaceAll('ˋ', '`').replace(/\s/g, '');
}
