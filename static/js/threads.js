// Threads of comments: the form to start one, opened by the editor's tool with the passage in
// it and sent without leaving the page; and what was seen, told to the server quietly.
// Without this file the same forms work by loading the page.

import { send } from "./ask.js";

const SEEN_AFTER = 2000; // milliseconds on the screen
const TOGETHER = 300; // several are told at once
const MOST_LETTERS = 1000;
const TOO_LONG = "A passage holds 1,000 characters: choose fewer words, or comment on the section.";
const PATIENCE = 3000; // until what was typed is on the server, so that its place is known there

export const words = { settled: async () => {}, changed: () => {} }; // the live editor's part

// --- Starting one

// Opens the form with these words in it. `place` says where they are in the live text.
export function startThread({ quote, place = "" }) {
  const fold = document.getElementById("start-thread");
  if (!fold) return;
  const form = fold.querySelector("form");
  fold.open = true;
  const fits = quote.length <= MOST_LETTERS;
  say(form, fits ? "" : TOO_LONG);
  form.elements.quote.value = fits ? quote : "";
  form.elements.place.value = fits ? place : "";
  if (form.querySelector("[data-suggest]")?.open) form.elements.replacement.value = form.elements.quote.value;
  form.elements.text.focus();
}

function say(form, sentence) {
  const line = form.querySelector("[data-start-line]");
  line.textContent = sentence;
  line.hidden = !sentence;
}

// Words that were changed by hand are looked for by the server.
document.addEventListener("input", ({ target }) => {
  if (target.matches("#start-thread [name=quote]")) target.form.elements.place.value = "";
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches("#start-thread [data-suggest]") || !target.open) return;
    const { replacement, quote } = target.closest("form").elements;
    replacement.value ||= quote.value;
  },
  true,
);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("#start-thread form") || !document.getElementById("comments")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  try {
    await Promise.race([words.settled(), pause(PATIENCE)]);
    const answer = await send(form.action, new FormData(form));
    if (!answer.ok || !answer.redirected) throw new Error(String(answer.status));
    take(await answer.text());
  } catch {
    form.submit(); // the page that comes says what is wrong, with everything that was typed
  } finally {
    form.removeAttribute("aria-busy");
  }
});

// The list of threads and the messages, from the page that the form leads to.
function take(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const known = new Set([...document.querySelectorAll(".thread")].map(({ id }) => id));
  const said = page.getElementById("messages")?.childNodes ?? [];
  document.getElementById("messages")?.replaceChildren(...said);
  document.dispatchEvent(new Event("htmx:oobAfterSwap")); // they go by themselves, as all do
  for (const id of ["comments", "section-list"]) {
    const fresh = page.getElementById(id);
    const former = document.getElementById(id);
    if (!fresh || !former) continue;
    const next = document.adoptNode(fresh);
    former.replaceWith(next);
    window.htmx?.process(next);
  }
  const thread = [...document.querySelectorAll(".thread")].find(({ id }) => !known.has(id));
  thread?.classList.add("fresh");
  thread?.focus();
  changed();
}

// --- Seen

const waiting = new Map(); // what is on the screen: its timer
const seen = new Set();
const watch = new IntersectionObserver(onScreen, { threshold: [0, 0.5] });
let telling = 0;

function onScreen(entries) {
  for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
    const isShown = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height > innerHeight / 3);
    if (!isShown) {
      clearTimeout(waiting.get(target));
      waiting.delete(target);
    } else if (!waiting.has(target)) {
      waiting.set(target, setTimeout(() => wasSeen(target), SEEN_AFTER));
    }
  }
}

function wasSeen(comment) {
  waiting.delete(comment);
  if (!comment.isConnected) return;
  if (document.hidden) {
    waiting.set(comment, setTimeout(() => wasSeen(comment), SEEN_AFTER));
    return;
  }
  watch.unobserve(comment);
  seen.add(comment.dataset.unseen);
  telling ||= setTimeout(tell, TOGETHER);
}

async function tell() {
  telling = 0;
  const address = document.querySelector("[data-threads]")?.dataset.threads;
  const body = new URLSearchParams({ quietly: "yes" });
  for (const number of seen) body.append("comment", number);
  seen.clear();
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  try {
    await fetch(address, { method: "POST", body, headers, credentials: "same-origin", keepalive: true });
  } catch {
    return; // it stays new, and is told another time
  }
}

// --- After a part of the page was replaced

export function changed() {
  for (const comment of document.querySelectorAll("[data-unseen]")) watch.observe(comment);
  words.changed();
}

document.addEventListener("htmx:afterSettle", changed);
// A refusal with both readings is shown in its place.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 409 || !detail.target.matches?.(".thread") || !detail.xhr.getResponseHeader("HX-Reswap")) return;
  detail.shouldSwap = true;
  detail.isError = false;
});
changed();

function pause(time) {
  return new Promise((done) => setTimeout(done, time));
}
