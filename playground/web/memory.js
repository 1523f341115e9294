// What this browser remembers between visits. Private windows may refuse: then nothing is kept.

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(`lastmile.${key}`));
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`lastmile.${key}`, JSON.stringify(value));
  } catch {
    // Kept for as long as the page is open, by whoever asked.
  }
}
