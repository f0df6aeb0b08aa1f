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

// A fold that is open for wide screens starts closed where it would push the work away.
if (window.matchMedia("(max-width: 61.99em)").matches) {
  for (const fold of document.querySelectorAll(".work-nav > details.fold")) fold.open = false;
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

// A request that did not arrive is said aloud, in the place where messages are.
function tell(text) {
  const region = document.getElementById("messages");
  if (!region) return;
  const line = document.createElement("p");
  line.className = "notice notice-error";
  line.textContent = text;
  region.replaceChildren(line);
  region.scrollIntoView({ block: "nearest" });
}

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
