// The door: words between somebody who waits and the mediator. What is being typed stays, whatever the state says meanwhile.
import { make, say, seatLabel } from "./words.js";

const uuid = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16)));

function words(list, said) {
  list.replaceChildren(...said.map((word) => {
    const line = make("li", word.mine ? "message mine" : "message");
    line.append(make("div", "bubble", word.text));
    return line;
  }));
  list.hidden = !said.length;
}

export class Door {
  // hooks: order(what, data) -> {status}
  constructor(own, list, hooks) {
    Object.assign(this, { own, list, hooks, lines: new Map() });
    this.form(own.querySelector("form"), () => ({}));
  }

  form(form, more) {
    const field = form.querySelector("input");
    let id = uuid(); // kept until it has worked: pressed twice is said once
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = field.value.trim();
      if (!text) { field.focus(); return; }
      const answer = await this.hooks.order("door", { text, id, ...more() });
      if (answer.status !== 200) return;
      id = uuid();
      if (field.value.trim() === text) field.value = "";
    });
  }

  // the one who waits
  waiting(state) { words(this.own.querySelector("ol"), state.door || []); }

  // the mediator: one line for each who waits
  sync(seats) {
    for (const [id, line] of this.lines) if (!seats.some((s) => s.id === id)) { line.remove(); this.lines.delete(id); }
    for (const seat of seats) {
      if (!this.lines.has(seat.id)) { const line = this.line(seat); this.lines.set(seat.id, line); this.list.append(line); }
      words(this.lines.get(seat.id).querySelector("ol"), seat.door || []);
    }
  }

  line(seat) {
    const line = make("li", "door-line");
    const row = make("div", "row");
    const admit = make("button", "btn small", say("letIn"));
    Object.assign(admit, { type: "button", value: seat.id });
    admit.dataset.do = "admit";
    const who = `${seat.name} · ${seatLabel(seat)}`;
    row.append(make("span", "", who), admit);
    const form = make("form", "row door-form");
    const field = make("input", "input");
    Object.assign(field, { type: "text", maxLength: 500, placeholder: say("doorReply"), autocomplete: "off" });
    field.setAttribute("aria-label", `${say("doorReply")} ${who}`);
    const send = make("button", "btn small ghost", say("doorSend"));
    send.type = "submit";
    form.append(field, send);
    const list = make("ol", "messages");
    list.setAttribute("aria-live", "polite");
    line.append(row, list, form);
    this.form(form, () => ({ seat: seat.id }));
    return line;
  }
}
