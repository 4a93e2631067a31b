// How much of the own line each picture may take. Sound comes first: a picture is made smaller, then slower, then left out, before a
// word is lost; and it comes back by itself. In a mesh everything is sent once for each other person, so their number counts.
export const SOUND = 40000; // bits a second of one voice with its packets
export const STEPS = [
  { video: 500000, scale: 1, fps: 20 },
  { video: 200000, scale: 2, fps: 15 },
  { video: 80000, scale: 3, fps: 8 },
  { video: 0, scale: 4, fps: 5 }, // sound only
];
export const SOUND_ONLY = STEPS.length - 1;
const USUAL = 1500000; // bits a second upwards, where nothing is known of the line
const SHARE = 0.85; // of the line that we plan with
const PATIENCE = 3; // bad looks in a row before anything is taken away
const CALM = 15000; // milliseconds without complaint until a step is given back

// what the browser knows of the line before anything was sent: a phone on 2G need not find out the hard way
export function expected(connection = navigator.connection) {
  if (!connection) return USUAL;
  if (connection.effectiveType === "slow-2g") return 50000;
  if (connection.effectiveType === "2g") return 120000;
  if (connection.effectiveType === "3g" || connection.saveData) return 500000;
  return USUAL;
}

// the largest picture that `others` people can be sent over a line of `uplink` bits a second
export function fitting(uplink, others) {
  const each = (uplink * SHARE) / Math.max(others, 1) - SOUND;
  const step = STEPS.findIndex((s) => s.video <= each);
  return step < 0 ? SOUND_ONLY : step;
}

export class Ladder {
  constructor(uplink = expected()) { Object.assign(this, { uplink, step: 0, others: 0, bad: 0, calm: 0, wait: CALM, raised: 0, cause: "" }); }

  // nobody gets more than the number of people allows
  people(others) {
    const before = this.others;
    this.others = others;
    const least = this.least();
    if (others > before || this.step < least) this.step = Math.max(this.step, least);
  }

  least() { return fitting(Math.max(this.uplink, expected()), this.others); }

  // look: {limited: "bandwidth"|"cpu"|"", loss: 0…1, rtt: seconds, uplink: bits a second or 0}; gives back whether anything changed
  look({ limited, loss, rtt, uplink }, now) {
    const poor = loss > 0.1 || rtt > 1.2 || limited !== "";
    if (!poor) {
      this.bad = 0;
      if (!this.calm) this.calm = now;
      if (uplink > this.uplink) this.uplink = uplink;
      if (this.step > fitting(Math.max(USUAL, this.uplink), this.others) && now - this.calm >= this.wait) {
        this.step -= 1;
        Object.assign(this, { calm: now, raised: now });
        return true;
      }
      return false;
    }
    this.calm = 0;
    this.bad += 1;
    if (this.bad < PATIENCE || this.step >= SOUND_ONLY) return false;
    if (this.raised && now - this.raised < 20000) this.wait = Math.min(this.wait * 2, 120000); // given back too early: later next time
    this.bad = 0;
    this.cause = limited === "cpu" ? "device" : "line";
    if (limited !== "cpu" && uplink) this.uplink = uplink;
    this.step = limited === "cpu" ? this.step + 1 : Math.max(this.step + 1, Math.min(fitting(uplink || this.uplink, this.others), SOUND_ONLY));
    return true;
  }

  // the person has said what they want: begin there, with all patience
  begin(step) { Object.assign(this, { step, bad: 0, calm: 0, wait: CALM }); }
}
