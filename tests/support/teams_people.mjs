// People on Teams as the tests meet them: where each talks with the app and what it told them; and Zoe, who is all of
// another organisation.
import { plain } from './plain.mjs';

export const DANA = '29:1-dana';
export const ELI = '29:1-eli';
export const FARAH = '29:1-farah';
export const FINANCE = '19:finance@thread.tacv2';

export const ZOE = '29:1-zoe';
export const THEIRS = '7e4a0000-0000-4000-8000-0000000000b2';

/** The built-in world with Zoe in it. */
export function withZoe(world) {
  world.people.push({ id: ZOE, platform: 'teams', object: '0b9ec700-0000-4000-8000-00000000020e', name: 'Zoe Quist', handle: 'zoe', email: 'zoe@other.example', tenant: THEIRS });
  return world;
}

export const directOf = (person) => person.replace(/^29:/, 'a:');

/** What the app said there that has these words. */
export const told = async (playground, as, pattern, channel = directOf(as)) =>
  (await playground.messages(as, channel)).filter((message) => message.bot && pattern.test(plain(message)));
