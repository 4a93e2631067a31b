// On a small screen the messages lie under a closed sheet: its grip counts what has come since.
import { make, say } from "./words.js";

export class Unread {
  constructor(sheet) {
    Object.assign(this, { sheet, count: 0, from: null });
    this.grip = sheet.querySelector(".sheet-grip");
    this.words = this.grip.appendChild(make("strong", "unread"));
    this.words.setAttribute("aria-live", "polite");
    new MutationObserver(() => { if (!this.closed()) this.show(0); }).observe(sheet, { attributes: true, attributeFilter: ["data-open"] });
  }

  closed() { return this.grip.offsetParent !== null && !this.sheet.hasAttribute("data-open"); }

  reset() { this.from = null; this.show(0); }

  // what stood in the room before this page came is not new
  begin(head) { if (this.from === null) this.from = head; }

  entry(entry, mine) { if (entry.k === "chat" && entry.by !== mine && this.from !== null && entry.n > this.from && this.closed()) this.show(this.count + 1); }

  show(count) {
    this.count = count;
    this.words.textContent = count ? say("unread", { n: count }) : "";
  }
}
