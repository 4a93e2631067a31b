// Who wishes to speak, who has left in an emergency, and (for mediators) how long each has spoken. The server decides who learns what.
import { make, say, seatLabel } from "./words.js";

const LOUD = 0.12; // of the meter, which runs from 0 to 1
const LOOK = 250; // milliseconds
const REPORT = 10; // seconds

export class Floor {
  // hooks: send(frame), level() -> 0…1, speaking() -> whether the own microphone is on
  constructor(root, hooks) {
    Object.assign(this, { root, hooks, quiet: 0, spoken: 0, seats: [] });
    this.box = root.querySelector("#room-hands");
    this.hand = root.querySelector("#room-hand");
    this.shares = root.querySelector("#room-talked");
    setInterval(() => this.listen(), LOOK);
    setInterval(() => this.report(), REPORT * 1000);
  }

  listen() { if (this.hooks.speaking() && this.hooks.level() > LOUD) this.spoken += LOOK / 1000; }

  // seconds of the own voice since the last word about it: the only thing that leaves the page
  report() {
    const seconds = Math.min(Math.round(this.spoken), REPORT);
    this.spoken = 0;
    if (seconds > 0) this.hooks.send({ t: "spoke", s: seconds });
  }

  sync(state) {
    this.seats = state.seats;
    const mediator = state.you.role === "mediator";
    const up = state.seats.filter((s) => s.hand).sort((a, b) => a.hand.localeCompare(b.hand));
    const mine = up.some((s) => s.id === state.you.id);
    this.hand.setAttribute("aria-pressed", String(mine));
    this.hand.querySelector("small").textContent = mine ? say("handUp") : "";
    const said = up.map((s) => s.id).join();
    this.box.hidden = !up.length;
    if (said === this.said && mediator === this.mediator) return;
    Object.assign(this, { said, mediator });
    this.box.querySelector("ul").replaceChildren(...up.map((seat, n) => {
      const line = make("li", "row");
      line.append(make("span", "", `${n + 1}. ${seat.name} · ${seatLabel(seat)}`));
      if (mediator) {
        const give = make("button", "btn small", say("giveFloor"));
        Object.assign(give, { type: "button", value: seat.id });
        give.dataset.do = "floor";
        give.setAttribute("aria-label", `${say("giveFloor")}: ${seat.name}`);
        line.append(give);
      }
      return line;
    }));
  }

  // {by: [{seat, s}]}: seconds; shown as whole minutes and as a share, in words and as a bar
  talked(frame) {
    const all = frame.by.reduce((sum, one) => sum + one.s, 0);
    const rows = frame.by.map((one) => [this.seats.find((s) => s.id === one.seat), one.s]).filter(([seat]) => seat);
    this.shares.hidden = !rows.length;
    this.shares.querySelector("ul").replaceChildren(...rows.sort((a, b) => b[1] - a[1]).map(([seat, seconds]) => {
      const line = make("li", "share");
      const bar = make("meter");
      Object.assign(bar, { min: 0, max: all, value: seconds });
      const words = seconds < 60 ? say("underMinute") : say("minutes", { n: Math.round(seconds / 60) });
      bar.setAttribute("aria-label", `${seat.name} ${words}`);
      line.append(make("span", "", seat.name), bar, make("span", "", words));
      return line;
    }));
  }
}
