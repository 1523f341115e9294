// What stands around a control of an input block: its label, hint and the complaint about it, tied to
// it so that whoever cannot see them hears them.

import { append, freshId, h, icon } from './dom.js';
import { textObject } from './mrkdwn.js';

/** The label, the control and its hint. The control gains complain(sentence or null),
 *  and `said`, the last one. */
export function labelled(block, control, reader) {
  const [label, hint, problem] = ['label', 'hint', 'problem'].map(freshId);
  const { target } = control;
  const group = ['group', 'radiogroup'].includes(target.getAttribute('role'));
  const box = freshId('box');
  target.id = box;
  target.removeAttribute('aria-label');
  target.setAttribute('aria-labelledby', label);
  if (!block.optional && !group)
    target.setAttribute('aria-required', 'true');
  const complaint = h('p', { class: 'field-problem', id: problem, hidden: true });
  const describe = () => {
    const ids = [complaint.hidden ? null : problem, block.hint ? hint : null].filter(Boolean);
    if (ids.length > 0)
      target.setAttribute('aria-describedby', ids.join(' '));
    else
      target.removeAttribute('aria-describedby');
  };
  control.complain = (sentence) => {
    control.said = sentence;
    complaint.replaceChildren();
    complaint.hidden = !sentence;
    if (sentence)
      append(complaint, [icon('alert'), h('span', {}, sentence)]);
    target.setAttribute('aria-invalid', String(Boolean(sentence)));
    describe();
  };
  describe();
  return [
    h(group ? 'p' : 'label', { class: 'field-label', id: label, for: group ? null : box },
      textObject(block.label, reader),
      block.optional ? h('span', { class: 'optional' }, ' (optional)') : null),
    control.node,
    complaint,
    block.hint ? h('p', { class: 'field-hint', id: hint }, textObject(block.hint, reader)) : null,
  ];
}
