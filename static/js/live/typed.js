// Edits of plain texts: what was typed into a textarea, put onto a text that changed meanwhile.

// The one stretch in which two texts differ; null where they are the same.
export function between(former, present) {
  if (former === present) return null;
  const shorter = Math.min(former.length, present.length);
  let from = 0;
  while (from < shorter && former[from] === present[from]) from += 1;
  if (isHigh(former, from - 1)) from -= 1;
  let same = 0;
  while (same < shorter - from && former.at(-1 - same) === present.at(-1 - same)) same += 1;
  if (isLow(former, former.length - same)) same -= 1;
  return { from, to: former.length - same, put: present.slice(from, present.length - same) };
}

// The halves of a character outside the basic plane are never parted.
const isHigh = (text, at) => /[\uD800-\uDBFF]/.test(text[at] ?? "");
const isLow = (text, at) => /[\uDC00-\uDFFF]/.test(text[at] ?? "");

// The same edit after another one was made; null where the two touch.
export function after(edit, other) {
  if (!other) return edit;
  const { from, to, put } = edit;
  if (to < other.from) return edit;
  const by = other.put.length - (other.to - other.from);
  return from > other.to ? { from: from + by, to: to + by, put } : null;
}
