// A review meeting on everyone's screen: the stop where the facilitator is, one clock for all,
// what others write down, one key for each thing to write. Without it the page says the same
// when it is loaded again.

import { ask, send } from "./ask.js";
import { Notices } from "./live/notices.js";

const room = document.querySelector("[data-room]");
const PARTS = "#room-clock, #agenda, #people, #room-stops, #all-stops, #room-captured, #room-checklist, #questions";
const FIRST_WAIT = 500; // milliseconds, then longer, up to
const LONGEST_WAIT = 8000;
const FINAL = new Set([4401, 4403, 4404]); // closes after which there is no way back

// The socket of the meeting, as Notices want a link.
class Link extends EventTarget {
  isSynced = false;
  wasSynced = false;
  #wait = FIRST_WAIT;

  constructor(number) {
    super();
    this.address = new URL(`/live/reviews/${number}/`, window.location.href);
    this.address.protocol = this.address.protocol === "https:" ? "wss:" : "ws:";
    this.#connect();
  }

  #connect() {
    const socket = new WebSocket(this.address);
    socket.addEventListener("message", ({ data }) => {
      const detail = JSON.parse(data);
      if (detail.kind !== "listening") return this.dispatchEvent(new CustomEvent("notice", { detail }));
      // Let in, which is later than the socket is open: what changed before was told to nobody.
      this.#wait = FIRST_WAIT;
      this.#change(true);
    });
    socket.addEventListener("close", ({ code }) => {
      this.#change(false);
      if (FINAL.has(code)) return;
      setTimeout(() => this.#connect(), this.#wait * (0.75 + Math.random() / 2));
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    });
  }

  #change(isSynced) {
    this.wasSynced ||= isSynced;
    this.isSynced = isSynced;
    this.dispatchEvent(new Event("change"));
  }
}

if (room && "WebSocket" in window) start();

function start() {
  const link = new Link(room.dataset.room);
  const follows = "follows" in room.dataset;
  const isAside = "aside" in room.dataset;
  const stops = () => [...document.querySelectorAll("#room-stops > [data-stop]")];
  const shown = () => stops().find((one) => !one.hidden);
  let last = null;
  let missed = null;
  new Notices(link, seen, PARTS, address);

  link.addEventListener("notice", ({ detail }) => {
    if (detail.kind === "progress") go(detail.progress);
  });
  link.addEventListener("change", async () => {
    if (!link.isSynced) return;
    const answer = await ask(room.dataset.where).catch(() => null);
    if (answer?.ok) go(await answer.json());
  });

  // Whoever writes at one stop, or looks at another one, keeps it when others change something.
  function address() {
    const at = follows && !isAside ? null : shown();
    return window.location.pathname + (at ? `?stop=${at.dataset.stop}` : "");
  }

  function seen(page) {
    if (!page.querySelector("[data-room]")) return over();
    // The stop that was shown is out of the walk: another one takes its place.
    const next = page.querySelector("#room-stops > [data-stop]:not([hidden])");
    if (!shown() && next) document.getElementById(next.id).hidden = false;
    follow();
  }

  function go(place) {
    const isOther = last && last.part !== place.part;
    last = place;
    follow();
    // Another part: the agenda and the clock say so.
    if (isOther || (place.began && !document.getElementById("room-clock")?.dataset.began)) refresh(link);
  }

  // The stop where the meeting is, for those who follow; who writes notes goes there by hand.
  function follow() {
    if (!last?.stop || isAside) return;
    const here = stops().find((one) => Number(one.dataset.stop) === last.stop);
    if (here && !follows) say("");
    else if (!follows) say("The meeting goes on at another stop. ", wayTo(last.stop));
    else if (here) for (const one of stops()) one.hidden = one !== here;
    else if (missed !== last.stop) {
      missed = last.stop; // chosen a moment ago, or out of the walk: looked for once
      refresh(link);
    }
  }

  function over() {
    clearInterval(ticking);
    say("The meeting is closed. ", Object.assign(document.createElement("a"), { href: window.location.pathname, textContent: "See what comes next" }));
  }
}

// Somebody else changed what the page is made of: fetched anew, like any other change.
function refresh(link) {
  link.dispatchEvent(new CustomEvent("notice", { detail: { kind: "page" } }));
}

// One line above the walk, with the way on; none without words.
function say(words, way) {
  let line = document.getElementById("room-goes-on");
  if (!words) return line?.remove();
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "room-goes-on", className: "notice notice-info" });
    line.setAttribute("role", "status");
    document.getElementById("room-stops")?.before(line);
  }
  if (!line.textContent.startsWith(words)) line.replaceChildren(words, way);
  else line.lastChild.replaceWith(way);
}

// To the stop where the meeting is; what was typed at this one is kept on the way.
function wayTo(stop) {
  const words = { textContent: "Go there" };
  if (!document.getElementById("stop-form")) return Object.assign(document.createElement("a"), { href: `?stop=${stop}#walk`, ...words });
  const way = Object.assign(document.createElement("button"), { className: "link", name: "go", value: stop, ...words });
  way.setAttribute("form", "stop-form");
  return way;
}

// --- The clock: counted here from the server's times

const skew = () => {
  const now = Date.parse(document.getElementById("room-clock")?.dataset.now ?? "");
  return Number.isNaN(now) ? 0 : now - Date.now();
};
const offset = skew();

function tick() {
  const clock = document.getElementById("room-clock");
  if (!clock?.dataset.began) return;
  const gone = (from) => (Date.now() + offset - Date.parse(from)) / 60_000;
  const left = Number(clock.dataset.minutes) - gone(clock.dataset.began);
  write(clock.querySelector("[data-left]"), told(left));
  const whole = clock.querySelector("[data-whole]");
  if (whole) whole.value = Math.max(0, gone(clock.dataset.began));
  const part = Number(clock.dataset.partMinutes);
  if (clock.dataset.partBegan && part) {
    const rest = part - gone(clock.dataset.partBegan);
    write(clock.querySelector("[data-part-left]"), rest < 0 ? `${told(-rest)} over its ${part} minutes` : `${told(rest)} left of ${part} minutes`);
  }
}

function told(minutes) {
  const seconds = Math.round(Math.abs(minutes) * 60);
  const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return minutes < 0 ? `−${words}` : words;
}

function write(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

const ticking = setInterval(tick, 1000);
tick();

// --- Writing down: one line in a dialog, kept by the same address as the form's page

const dialog = document.getElementById("capture");
const line = document.getElementById("capture-line");
let door = null;

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-capture]");
  if (!opener || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openDoor(opener);
});

function openDoor(opener) {
  door = opener;
  dialog.querySelector("#capture-ask").textContent = opener.textContent.trim().replace(/\s+[A-Z]$/, "");
  dialog.querySelector("[data-capture-label]").textContent = opener.dataset.ask;
  dialog.querySelector("[data-capture-said]").textContent = "";
  line.value = sessionStorage.getItem(kept()) ?? "";
  dialog.showModal();
  line.focus();
}

// What was typed outlives a refresh, until it is kept on the server.
const kept = () => `capture:${room.dataset.room}:${door.dataset.capture}`;
line?.addEventListener("input", () => sessionStorage.setItem(kept(), line.value));
dialog?.querySelector("[data-capture-close]").addEventListener("click", () => dialog.close());

dialog?.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const values = new FormData(event.target);
  values.set(door.dataset.field, line.value);
  for (const [name, value] of Object.entries(door.dataset)) {
    if (name.startsWith("extra")) values.set(name.slice(5).toLowerCase(), value);
  }
  const form = event.target;
  if ("sends" in form.dataset) return; // Enter twice is one line
  form.dataset.sends = "";
  const answer = await send(door.dataset.action, values, { redirect: "manual" }).catch(() => null);
  delete form.dataset.sends;
  if (answer && (answer.type === "opaqueredirect" || answer.ok)) {
    sessionStorage.removeItem(kept());
    dialog.close();
    door.focus();
  } else {
    const said = dialog.querySelector("[data-capture-said]");
    const page = Object.assign(document.createElement("a"), { href: door.href, textContent: "Open the whole form" });
    said.replaceChildren("It could not be kept now; the line is still here. ", page);
  }
});

// “I was not sure” and “me too” stay on the page.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-unsure], [data-unsure-too]");
  if (!form) return;
  event.preventDefault();
  const again = `unsure-too:${form.dataset.unsureToo}`;
  if ("sends" in form.dataset || (form.dataset.unsureToo && sessionStorage.getItem(again))) return;
  form.dataset.sends = "";
  const answer = await send(form.action, new FormData(form), { headers: { "HX-Request": "true" } }).catch(() => null);
  delete form.dataset.sends;
  const button = form.querySelector("button");
  if (!answer?.ok) {
    form.submit(); // the page says why, or asks to sign in
    return;
  }
  if (form.dataset.unsureToo) sessionStorage.setItem(again, "yes");
  form.reset();
  button.textContent = "Noted";
  button.focus();
});

// One prompt at a time stands out; a key goes to the next.
function nextPrompt() {
  const prompts = [...document.querySelectorAll("#room-stops > [data-stop]:not([hidden]) [data-prompts] li")];
  if (!prompts.length) return;
  const at = prompts.findIndex((one) => one.ariaCurrent === "true");
  prompts.forEach((one) => one.removeAttribute("aria-current"));
  prompts[(at + 1) % prompts.length].ariaCurrent = "true";
}

// --- Keys without Ctrl, for those who have them on

document.addEventListener("keydown", (event) => {
  if (!("keys" in room.dataset) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  const key = event.key.toLowerCase();
  const opener = document.querySelector(`[data-capture="${CSS.escape(key)}"]`);
  if (opener && dialog) {
    event.preventDefault();
    openDoor(opener);
  } else if (key === "u") {
    const field = [...document.querySelectorAll("[data-unsure] input[name=words]")].find((one) => one.offsetParent);
    if (!field) return;
    event.preventDefault();
    field.focus();
  } else if (key === "a") {
    nextPrompt();
  } else if (key === "n") {
    const ways = document.querySelectorAll("#room-stops .btn-primary[name=go], #room-stops a.btn-primary[href^='?stop=']");
    [...ways].find((one) => one.offsetParent)?.click();
  }
});
