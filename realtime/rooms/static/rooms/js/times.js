// Times by the clock of this device; where that is not the county's clock, it is said whose clock it is.
import { say } from "./words.js";

const clock = (at, zone, more = {}) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: zone, ...more });

const elsewhere = (at) => Boolean(say("zone")) && clock(at) !== clock(at, say("zone"));

// a time element; far away with the name of the zone, and the county's time for who points at it or has it read out
export function timeOf(at) {
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = elsewhere(at) ? clock(at, undefined, { timeZoneName: "short" }) : clock(at);
  if (elsewhere(at)) time.title = say("china", { time: clock(at, say("zone")) });
  return time;
}

// the line above the messages, kept up with the clock
export function zoneNote(line) {
  const tell = () => {
    const now = Date.now();
    line.hidden = !elsewhere(now);
    const part = line.hidden ? null : new Intl.DateTimeFormat(document.documentElement.lang, { timeZoneName: "long" }).formatToParts(now).find((p) => p.type === "timeZoneName");
    line.textContent = part ? say("otherClock", { zone: part.value, time: clock(now, say("zone")) }) : "";
  };
  tell();
  setInterval(tell, 20000);
}
