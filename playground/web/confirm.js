// The question a button may ask before it acts (Block Kit's `confirm`), as a native dialog, which
// brings the focus trap and Escape with it.

import { h } from './dom.js';
import { textObject } from './mrkdwn.js';

/** Resolves to whether the person said yes. */
export function confirmed(question, reader) {
  return new Promise((resolve) => {
    const answer = (value) => h('button', {
      type: 'submit', value, class: `block-button${value === 'yes' ? ` ${question.style === 'danger'
        ? 'danger' : 'primary'}` : ''}`,
    }, textObject(value === 'yes' ? question.confirm : question.deny, reader));
    const dialog = h('dialog', { class: 'confirm', onclose: () => {
      resolve(dialog.returnValue === 'yes');
      dialog.remove();
    } }, h('form', { method: 'dialog' },
      h('h2', {}, textObject(question.title, reader)),
      h('p', {}, textObject(question.text, reader)),
      h('div', { class: 'block-actions' }, answer('no'), answer('yes'))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
