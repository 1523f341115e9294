// The time of the workspace. It may be ahead of this computer's, and run faster: clock.js lets it.

let told = { now: Date.now(), speed: 1, until: null };
let heardAt = performance.now();

/** What the playground said of its time, just now. */
export function setNow(state) {
  told = state;
  heardAt = performance.now();
}

/** Between two answers time is reckoned; it never runs past the moment it stops at. */
export function workspaceNow() {
  const reckoned = told.now + (performance.now() - heardAt) * told.speed;
  return new Date(told.until ? Math.min(reckoned, told.until) : reckoned);
}
