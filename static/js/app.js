// What every page does: menus close when one leaves them, "/" goes to the search field,
// and after a part of the page was swapped the focus is where the person is.

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      const wasInside = menu.contains(document.activeElement);
      menu.open = false;
      if (wasInside) menu.querySelector("summary").focus();
    }
  }
  if ("noSingleKeys" in document.body.dataset) return;
  if (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("top-q");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});

function isTyping(element) {
  return element.isContentEditable || element.matches("input, textarea, select");
}

// The style sheet shows what is folded where there is room; a browser that cannot is helped.
if (window.matchMedia("(min-width: 62em)").matches && !CSS.supports("selector(::details-content)")) {
  for (const fold of document.querySelectorAll(".work-nav > details.fold")) fold.open = true;
}

// After a swap: to what asks for the focus; else to the first field that was refused; else,
// when the focused element itself is gone, to what took its place, so that nobody is thrown
// back to the top of the page.
let focusedBefore = null;

document.addEventListener("htmx:beforeSwap", () => {
  focusedBefore = document.activeElement;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.target;
  const wanted = swapped.querySelector("[data-focus], .is-invalid") ?? (swapped.matches("[data-focus]") ? swapped : null);
  const isLost = focusedBefore && focusedBefore !== document.body && !focusedBefore.isConnected;
  const next = wanted ?? (isLost && document.activeElement === document.body ? swapped : null);
  if (!next) return;
  if (!next.matches("a[href], button, input, select, textarea, summary, [tabindex]")) next.tabIndex = -1;
  next.focus({ preventScroll: next !== wanted });
});

// Messages are toasts: each can be closed, good news leaves by itself once there was time
// enough to read it (never while one points at it or is in it), trouble stays.
const LEAST_STAY = 8000;
const STAY_PER_LETTER = 90;

function makeToast(notice) {
  if (notice.querySelector(".notice-close")) return;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "notice-close";
  close.setAttribute("aria-label", "Close this message");
  close.textContent = "×";
  close.addEventListener("click", () => leave(notice));
  notice.append(close);
  if (notice.matches(".notice-error, .notice-warn")) return;
  const stay = Math.max(LEAST_STAY, notice.textContent.length * STAY_PER_LETTER);
  const goLater = () => {
    setTimeout(() => (notice.matches(":hover, :focus-within") ? goLater() : leave(notice)), stay);
  };
  goLater();
}

function leave(notice) {
  const hadFocus = notice.contains(document.activeElement);
  notice.classList.add("is-leaving");
  setTimeout(() => notice.remove(), 160);
  if (hadFocus) document.getElementById("main")?.focus({ preventScroll: true });
}

// What was there when the page came is not announced by a live region: it is put in anew.
function announceMessages() {
  const region = document.getElementById("messages");
  if (!region) return;
  const waiting = region.querySelectorAll(".notice");
  waiting.forEach(makeToast);
  if (!waiting.length) return;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  region.append(said);
  const words = [...waiting].map((notice) => notice.querySelector("div").textContent.trim());
  setTimeout(() => (said.textContent = words.join(" ")), 200);
  setTimeout(() => said.remove(), 2000);
}

announceMessages();
document.addEventListener("htmx:oobAfterSwap", () => document.querySelectorAll("#messages .notice").forEach(makeToast));

// A request that did not arrive is said aloud, in the place where messages are.
function tell(text) {
  const region = document.getElementById("messages");
  if (!region) return;
  const line = document.createElement("div");
  line.className = "notice notice-error";
  line.append(Object.assign(document.createElement("div"), { textContent: text }));
  region.replaceChildren(line);
  makeToast(line);
}

// <button data-dialog="id"> opens a native dialog; its own forms and buttons close it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
});

document.addEventListener("htmx:sendError", () => {
  tell("The server could not be reached. What you typed is still here: try again in a moment.");
});

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403) tell("This is not yours to change. It may be that you signed out elsewhere: reload the page to see.");
  else if (status === 404) tell("It is no longer there. Reload the page to see what is.");
  else if (status === 409) tell("Somebody changed this meanwhile. Copy what you typed, reload the page and look again.");
  else if (status >= 500) tell("Something went wrong on our side. What you typed is still here: try again in a moment.");
});
