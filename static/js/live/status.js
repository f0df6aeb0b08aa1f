// Says, and never more than is true, where one's words are: stored on the server, on their way,
// kept on this device, or nowhere but on this page.

const LEAST_SAVING = 400; // milliseconds a word stands, so that nothing flickers
const SLOW = 8000; // pending for so long is worth a word to everyone
const SAY_AFTER = 1500; // a screen reader is told of what lasts, not of every letter

const ICONS = { saved: "saved", saving: "saving", connecting: "saving", slow: "offline", offline: "offline", closed: "trouble" };

export class Status {
  #link;
  #store;
  #line;
  #shown = "";
  #shownAt = 0;
  #pendingSince = 0;
  #said = "Saved"; // what goes without saying at the beginning
  #timers = {};

  // `hasUnsent`: something written here is not stored on the server yet.
  constructor(form, link, store) {
    this.#link = link;
    this.#store = store;
    this.#line = form.querySelector("[data-live-state]");
    this.hasUnsent = false;
    link.addEventListener("change", () => this.#look());
    store.addEventListener("change", () => this.#look());
    for (const event of ["online", "offline"]) window.addEventListener(event, () => this.#look());
    window.addEventListener("beforeunload", (event) => {
      if (this.hasUnsent && !store.isKept) event.preventDefault();
    });
  }

  show() {
    this.#line.hidden = false;
    this.#look();
  }

  wrote() {
    this.hasUnsent = true;
    this.#look();
  }

  // Asked by the person (Ctrl+S): say it aloud, though it was said before.
  tellNow() {
    this.#said = "";
    this.#say();
  }

  #look() {
    const { isPending, isSynced, code } = this.#link;
    if (!isPending && !code) {
      this.#store.forget();
      this.hasUnsent = false;
    }
    if (!isPending || !isSynced) this.#pendingSince = 0;
    else this.#pendingSince ||= Date.now();
    this.#show(this.#state());
  }

  #state() {
    const { isPending, isSynced, wasSynced, code } = this.#link;
    if (code) return "closed";
    if (!wasSynced) return "connecting";
    if (!isSynced) return "offline";
    if (!isPending) return "saved";
    if (!navigator.onLine) return "offline"; // the socket learns it much later
    return Date.now() - this.#pendingSince > SLOW ? "slow" : "saving";
  }

  #show(state) {
    clearTimeout(this.#timers.show);
    if (state === "saving") this.#again("show", SLOW + 50);
    const since = Date.now() - this.#shownAt;
    if (state === "saved" && this.#shown === "saving" && since < LEAST_SAVING) {
      this.#again("show", LEAST_SAVING - since);
      return;
    }
    if (state !== this.#shown) {
      this.#shown = state;
      this.#shownAt = Date.now();
      this.#line.dataset.liveState = state;
      for (const icon of this.#line.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== ICONS[state];
    }
    const words = this.#words();
    const place = this.#line.querySelector("[data-words]");
    if (place.textContent !== words) place.textContent = words;
    clearTimeout(this.#timers.say);
    this.#timers.say = setTimeout(() => this.#say(), SAY_AFTER);
  }

  #again(timer, after) {
    clearTimeout(this.#timers[timer]);
    this.#timers[timer] = setTimeout(() => this.#look(), after);
  }

  #words() {
    const isKept = this.#store.isAble;
    const where = isKept ? "kept on this device" : "leave this page open";
    switch (this.#shown) {
      case "saved":
        return "Saved";
      case "saving":
        return "Saving…";
      case "connecting":
        return "Connecting…";
      case "slow":
        return `Not saved yet: ${where}`;
      case "offline":
        return `Offline: ${where}`;
      default:
        if (!this.hasUnsent) return "Closed for writing";
        return isKept ? "Not saved: kept on this device" : "Not saved";
    }
  }

  // Saving is the rule and not worth a word; what departs from it, and its end, are.
  #say() {
    const words = this.#words();
    if (words === this.#said || this.#shown === "saving" || this.#shown === "connecting") return;
    this.#said = words;
    const place = this.#line.querySelector("[data-said]");
    place.textContent = "";
    setTimeout(() => (place.textContent = words), 50);
  }
}
