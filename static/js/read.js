// A page for reading: the contents follow, links to headings are copied, folds open and print.
// Without this script every link is a link, every fold opens by itself, and it prints whole.

const sections = [...document.querySelectorAll(".read-body section[id], .read-body #summary")];
const lists = [...document.querySelectorAll("[data-contents]")];
const inView = new Set();

function mark(id) {
  for (const list of lists) {
    for (const link of list.querySelectorAll("a")) {
      const isHere = link.hash === `#${id}`;
      if (isHere === link.hasAttribute("aria-current")) continue;
      if (!isHere) link.removeAttribute("aria-current");
      else {
        link.setAttribute("aria-current", "true");
        keepInSight(link);
        const now = list.querySelector("[data-contents-now]");
        if (now) now.textContent = link.textContent;
      }
    }
  }
}

// Scrolls the list itself, never the page.
function keepInSight(link) {
  const box = link.closest("nav > div");
  if (!box || box.scrollHeight <= box.clientHeight) return;
  const offset = link.getBoundingClientRect().top - box.getBoundingClientRect().top;
  if (offset < 24 || offset > box.clientHeight - 48) box.scrollTop += offset - box.clientHeight / 2;
}

// What was chosen from the list stays marked until the reader scrolls: a short section near
// the end can't be brought to the top.
let chosen = "";
let isAtEnd = false;

function update() {
  const here = isAtEnd && scrollY > 0 ? sections.at(-1) : sections.findLast((section) => inView.has(section));
  if (chosen) mark(chosen);
  else if (here) mark(here.id);
}

if (lists.length && sections.length) {
  mark(sections[0].id);
  // A section is being read while it crosses a band in the upper third of the window.
  const reading = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) inView.add(entry.target);
        else inView.delete(entry.target);
      }
      update();
    },
    { rootMargin: "-12% 0px -70% 0px" },
  );
  for (const section of sections) reading.observe(section);
  const ending = new IntersectionObserver((entries) => {
    isAtEnd = entries.at(-1).isIntersecting;
    update();
  });
  const end = document.querySelector(".read-body").lastElementChild.lastElementChild;
  if (end) ending.observe(end);
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    addEventListener(kind, () => (chosen = ""), { passive: true });
  }
  for (const list of lists) {
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      if (list.matches("details")) list.open = false;
      chosen = link.hash.slice(1);
      mark(chosen);
    });
  }
}

// Links to headings
const said = document.querySelector("[data-said]");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    return; // not allowed here: it stays an ordinary link
  }
  link.classList.add("is-copied");
  said.textContent = "Link copied";
  setTimeout(() => {
    link.classList.remove("is-copied");
    said.textContent = "";
  }, 2500);
});

// The timeline: all of it at once, and whatever an address points into
const folds = [...document.querySelectorAll(".read-fold > details")];
const all = document.querySelector("[data-show-all]");

function open(isOpen) {
  for (const fold of folds) fold.open = isOpen;
}

if (all) {
  const more = all.textContent;
  all.hidden = false;
  const tell = () => {
    const isWhole = folds.every((fold) => fold.open);
    all.setAttribute("aria-expanded", String(isWhole));
    all.textContent = isWhole ? "Show the key moments" : more;
  };
  all.addEventListener("click", () => open(!folds.every((fold) => fold.open)));
  for (const fold of folds) fold.addEventListener("toggle", tell);
}

function reveal() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const closed = target && target.closest("details:not([open])");
  if (!closed || target === closed) return;
  closed.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", reveal);
reveal();

// Paper has no folds
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".read-body details:not([open], .no-print)")];
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

if (document.querySelector("#discussion[data-mentions]")) import("./mention.js");
