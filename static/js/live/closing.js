// The server closed the text for good: the editor says why, and how to go on.

import { CLOSED } from "./provider.js";

const FROZEN = 4423;
const SIGNED_OUT = 4401;
// What cannot be stored would be sent again with every visit: there is a way to let it go.
const REFUSED = new Set([4400, 4409, 4413]);

export class Closing {
  constructor(form, store, status) {
    this.form = form;
    this.store = store;
    this.status = status;
  }

  // `editor`: the live text on the screen, if it came.
  show(code, editor) {
    const isLive = Boolean(editor);
    const notice = this.form.querySelector("[data-live-closed]");
    const words = CLOSED[code] ?? "the server closed it.";
    const isUnsaved = isLive && this.status.hasUnsent;
    const lead = isUnsaved ? "Not saved" : "No more writing here";
    notice.querySelector("[data-why]").textContent = `${lead}: ${words}`;
    const rest = notice.querySelector("[data-rest]");
    rest.textContent = isUnsaved && this.store.isKept ? "What was not saved is kept on this device for you." : "";
    rest.hidden = !rest.textContent;
    offerCopy(notice.querySelector("[data-copy]"), editor);
    notice.querySelector("[data-page]").hidden = code !== FROZEN;
    notice.querySelector("[data-sign-in]").hidden = code !== SIGNED_OUT;
    const again = notice.querySelector("[data-start-again]");
    again.hidden = !REFUSED.has(code);
    again.addEventListener("click", async () => {
      await this.store.discard();
      this.status.hasUnsent = false;
      window.location.reload();
    });
    notice.hidden = false;
    notice.setAttribute("role", "alert");
    if (!isLive) return; // the form still works, or says itself why not
    for (const button of this.form.querySelectorAll("[data-tools] button")) button.disabled = true;
  }
}

// Selecting a long text by hand is work; without a safe connection browsers leave it at that.
function offerCopy(button, editor) {
  if (!editor || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(editor.words());
    button.textContent = "Copied";
  });
}
