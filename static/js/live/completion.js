// Behind an @ in the text: people by name, timeline entries by their time. What is chosen is
// put in as plain Markdown; typing the whole of it does the same.

import { autocompletion } from "../../vendor/editor.min.js";

const BEHIND_AT = /(?:^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}][\p{L}\p{N}'’ .:-]{0,40})?$/u;

export function completion({ mentions, entries }) {
  async function offer(context) {
    const line = context.state.doc.lineAt(context.pos);
    const found = BEHIND_AT.exec(line.text.slice(0, context.pos - line.from));
    if (!found) return null;
    const typed = found[1] ?? "";
    const isTime = /^\d/.test(typed);
    const answer = await ask(isTime ? entries : mentions, typed, context);
    const options = isTime ? answer?.entries.map(entryOption) : answer?.names.map(personOption);
    if (!options?.length) return null;
    return { from: context.pos - typed.length - 1, options, filter: false };
  }

  return autocompletion({ override: [offer], icons: false, activateOnTypingDelay: 120 });
}

function entryOption({ time, day, words, markdown }) {
  return { label: `${time} ${words}`, detail: day, apply: markdown };
}

function personOption(name) {
  return { label: name, apply: `@${name}` };
}

async function ask(address, typed, context) {
  const place = new URL(address, window.location.href);
  place.searchParams.set("q", typed);
  const stop = new AbortController();
  context.addEventListener("abort", () => stop.abort());
  try {
    const answer = await fetch(place, { headers: { Accept: "application/json" }, signal: stop.signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // typed on meanwhile, or no network: the text is written without help
  }
}
