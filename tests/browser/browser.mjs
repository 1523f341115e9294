// Chromium for one test file, and the page as a person would speak of it: panes, messages, boxes.
// The browser may talk to loopback alone; what the page logs as an error fails the test.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Where a page shows these: [person, channel] each. */
export const at = (...panes) => `#${panes.map(([person, channel]) =>
  `as=${encodeURIComponent(person)}&channel=${encodeURIComponent(channel)}`).join('&')}`;

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
    return browser;
  }

  stop() { return this.chromium.close(); }

  /** A fresh visitor at `url` + `where` ("#as=U0ANA&channel=C0LEGAL"). Options are Playwright's. */
  async visit(url, where = '', { prepare, ...options } = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1440, height: 900 },
      reducedMotion: 'no-preference', ...options });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const visit = new Visit(page, url);
    await visit.watch();
    await prepare?.(page);
    await page.goto(`${url}/${where}`);
    await page.waitForSelector('.pane');
    // From here on the page hears by itself of what happens.
    await page.waitForFunction(() => [...document.querySelectorAll('.messages .empty')]
      .every((one) => one.textContent !== 'Loading…'));
    return visit;
  }
}

/** One visitor's window. */
export class Visit {
  constructor(page, url) {
    this.page = page;
    this.url = url;
    this.problems = [];
  }

  /** Fails on script errors, console errors, refused content and any request that leaves the machine. */
  async watch() {
    this.page.on('pageerror', (error) => this.problems.push(`script: ${error.message}`));
    this.page.on('console', (line) => line.type() === 'error' && this.problems.push(`console: ${line.text()}`));
    this.page.on('dialog', (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    await this.page.route('**/*', (route) => {
      const { hostname } = new URL(route.request().url());
      if (hostname === '127.0.0.1')
        return route.continue();
      this.problems.push(`request: ${route.request().url()}`);
      return route.abort();
    });
  }

  pane(person) { return new Pane(this.page, this.page.locator(`.pane[data-person="${person}"]`)); }

  focusedText() {
    return this.page.evaluate(() => document.activeElement.getAttribute('aria-label') ??
      document.activeElement.textContent.trim());
  }

  /** Left for people to look at, where the build keeps its logs. */
  async picture(name) {
    if (!process.env.SCREENSHOTS)
      return;
    mkdirSync(process.env.SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
  }

  async leave(expected = []) {
    await this.page.context().close();
    const surprises = this.problems.filter((one) => !expected.some((pattern) => pattern.test(one)));
    assert.deepEqual(surprises, []);
  }
}

/** What one person has before them. */
export class Pane {
  constructor(page, element) {
    this.page = page;
    this.element = element;
    this.box = element.locator('.composer textarea');
    this.messages = element.locator('.message');
    this.choices = element.locator('.composer').getByRole('option');
    this.modal = element.getByRole('dialog');
    this.problem = element.locator('.composer .problem');
  }

  async go(channel) { await this.element.locator(`.channel[data-channel="${channel}"]`).click(); }

  channel(id) { return this.element.locator(`.channel[data-channel="${id}"]`); }

  async type(text) {
    await this.box.fill(text);
    // The list of suggestions would take the Enter; without one, Escape would leave a thread.
    if (await this.choices.count() > 0)
      await this.box.press('Escape');
    await this.box.press('Enter');
  }

  message(words) { return this.messages.filter({ hasText: words }).last(); }

  async sees(words) { await this.message(words).waitFor(); }

  field(words) { return this.modal.getByLabel(words); }

  /** One item of a menu that a button opens. */
  async take(opener, item) {
    await opener.click();
    await this.element.getByRole('menuitem', { name: item }).click();
  }

  button(words) { return this.element.getByRole('button', { name: words, exact: true }).last(); }
}
