// The tabs beside the people: the conversation, and one for each paper that htmx has brought.
import { make } from "./words.js";

export class Tabs {
  constructor(bar, panes) {
    Object.assign(this, { bar, panes, chosen: "" });
    bar.addEventListener("click", (event) => { const tab = event.target.closest("[role=tab]"); if (tab) this.show(tab.dataset.pane); });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const all = [...bar.querySelectorAll("[role=tab]")];
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      next.focus();
      this.show(next.dataset.pane);
    });
    document.addEventListener("htmx:load", () => this.build());
    this.build();
  }

  build() {
    const sections = [...this.panes.querySelectorAll("[data-tab]")];
    const ids = sections.map((s) => s.id).join();
    if (ids === this.ids) return;
    this.ids = ids;
    this.bar.replaceChildren(...sections.map((section) => {
      const tab = make("button", "", section.dataset.tab);
      Object.assign(tab, { type: "button", id: `tab-${section.id}` });
      tab.dataset.pane = section.id;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", section.id);
      section.setAttribute("aria-labelledby", tab.id);
      return tab;
    }));
    this.show(sections.some((s) => s.id === this.chosen) ? this.chosen : sections[0].id);
  }

  show(id) {
    this.chosen = id;
    for (const tab of this.bar.querySelectorAll("[role=tab]")) {
      tab.setAttribute("aria-selected", String(tab.dataset.pane === id));
      tab.tabIndex = tab.dataset.pane === id ? 0 : -1;
    }
    for (const section of this.panes.querySelectorAll("[data-tab]")) section.hidden = section.id !== id;
  }
}
