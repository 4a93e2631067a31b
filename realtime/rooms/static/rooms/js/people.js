// The mediator moves people: back to the door, out of the room, out of a separate talk. And asks them for one.
import { make, say, seatLabel } from "./words.js";

export class People {
  // hooks: order(what, data) -> {status}, state() -> the room now, tell(words)
  constructor(root, hooks) {
    Object.assign(this, { hooks, box: root.querySelector("#room-people"), apart: root.querySelector("#room-apart") });
  }

  open() { this.sync(); this.box.showModal(); }

  others() {
    const state = this.hooks.state();
    return state ? state.seats.filter((s) => s.id !== state.you.id && s.role !== "mediator") : [];
  }

  // called with every state: who has just left is not offered any more
  sync() {
    const list = this.box.querySelector("ul");
    const state = this.hooks.state();
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    const rows = this.others();
    list.replaceChildren(...rows.map((seat) => {
      const line = make("li", "row");
      const buttons = make("span", "row");
      buttons.append(...(state.room.apart ? [this.button(seat, "toOthers", "stepout")] : [this.button(seat, "toDoor", "back"), this.button(seat, "takeOut", "remove")]));
      line.append(make("span", "", `${seat.name} · ${seatLabel(seat)}`), buttons);
      return line;
    }));
    if (!rows.length) list.append(make("li", "", say("nobodyElse")));
    const again = held && list.querySelector(`[data-key="${held}"]`);
    if (again) again.focus();
  }

  button(seat, words, what) {
    const button = make("button", "btn small ghost", say(words));
    button.type = "button";
    button.dataset.key = `${what}-${seat.id}`;
    button.setAttribute("aria-label", `${say(words)}: ${seat.name}`);
    button.addEventListener("click", async () => {
      if (what === "remove" && !window.confirm(say("sureTakeOut", { name: seat.name }))) return;
      button.disabled = true;
      const answer = await this.hooks.order(what, { seat: seat.id });
      button.disabled = false;
      if (answer.status === 200) this.box.close();
    });
    return button;
  }

  // with whom: first the talks prepared before, then each person
  async ask(room) {
    const state = this.hooks.state();
    const others = (state && state.room.apart ? state.outside || [] : this.others()).filter((s) => s.role === "party" || s.role === "guest");
    if (!others.length) { this.hooks.tell(say("nobodyToAsk")); return; }
    const ready = make("div", "stack");
    const list = this.apart.querySelector("#room-apart-list");
    list.replaceChildren(ready, ...others.map((seat) => {
      const button = make("button", "btn ghost wide", `${seat.name} · ${seatLabel(seat)}`);
      button.type = "button";
      button.addEventListener("click", async () => { this.apart.close(); await this.hooks.order("apart", { seat: seat.id }); });
      return button;
    }));
    this.apart.showModal();
    if (window.htmx) await window.htmx.ajax("GET", `/rooms/${room}/talks/`, { target: ready, swap: "innerHTML" }).catch(() => {});
  }
}
