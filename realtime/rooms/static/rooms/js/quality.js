// What the connections say of themselves, turned into a level for each person and a cause in words.
const GOOD = 3, FAIR = 2, WEAK = 1, NONE = 0;

const level = ({ loss, rtt, frozen }) => (loss > 0.12 || rtt > 1.2 ? WEAK : loss > 0.04 || rtt > 0.5 || frozen ? FAIR : GOOD);

export class Quality {
  constructor() { this.last = new Map(); this.battery = null; if (navigator.getBattery) navigator.getBattery().then((b) => { this.battery = b; }).catch(() => {}); }

  // peers: [{id, seat, pc}]; gives {limited, loss, rtt, uplink, people: [{peer, level, heard}]} since the look before
  async look(peers) {
    const found = { limited: "", loss: 0, rtt: 0, uplink: 0, people: [] };
    const known = new Map();
    for (const peer of peers) {
      const one = await this.one(peer, known);
      found.people.push(one);
      if (one.level === NONE) continue;
      found.uplink += one.uplink;
      found.loss = Math.max(found.loss, one.out);
      found.rtt = found.rtt ? Math.min(found.rtt, one.rtt) : one.rtt; // what all lines have in common is ours
      if (one.limited && found.limited !== "cpu") found.limited = one.limited;
    }
    if (peers.length > 1) found.loss = Math.min(...found.people.filter((p) => p.level !== NONE).map((p) => p.out), found.loss);
    this.last = known;
    return found;
  }

  async one(peer, known) {
    const now = { at: performance.now(), bytes: 0, sent: 0, lost: 0, packets: 0, freezes: 0 };
    const seen = { peer, level: NONE, heard: null, uplink: 0, out: 0, rtt: 0, limited: "" };
    let stats;
    try { stats = await peer.pc.getStats(); } catch { return seen; }
    stats.forEach((s) => {
      if (s.type === "inbound-rtp") {
        now.packets += s.packetsReceived || 0;
        now.lost += Math.max(0, s.packetsLost || 0);
        if (s.kind === "audio") now.bytes += s.bytesReceived || 0;
        if (s.kind === "video") now.freezes += s.freezeCount || 0;
      } else if (s.type === "outbound-rtp") {
        if (s.kind === "audio") now.sent += s.bytesSent || 0;
        if (s.kind === "video" && s.active !== false && ["bandwidth", "cpu"].includes(s.qualityLimitationReason)) seen.limited = s.qualityLimitationReason;
      } else if (s.type === "remote-inbound-rtp") seen.out = Math.max(seen.out, s.fractionLost || 0);
      else if (s.type === "candidate-pair" && s.nominated) {
        seen.uplink = s.availableOutgoingBitrate || 0;
        seen.rtt = s.currentRoundTripTime || 0;
      }
    });
    known.set(peer.pc, now);
    if (!["connected", "completed"].includes(peer.pc.iceConnectionState)) return seen;
    const before = this.last.get(peer.pc);
    if (!before) return { ...seen, level: GOOD };
    const [lost, came] = [now.lost - before.lost, now.packets - before.packets];
    const loss = came + lost > 0 ? Math.max(0, lost) / (came + lost) : 0;
    return { ...seen, heard: now.bytes - before.bytes, spoken: now.sent - before.sent, passed: now.at - before.at, level: Math.min(level({ loss, rtt: seen.rtt, frozen: now.freezes > before.freezes }), level({ loss: seen.out, rtt: 0 })) };
  }

  // why the own side is poor: "" where it is not
  why(found) {
    if (found.limited === "cpu") return this.battery && !this.battery.charging && this.battery.level < 0.15 ? "battery" : "cpu";
    const reached = found.people.filter((p) => p.level !== NONE);
    const all = reached.length > 0 && reached.every((p) => p.level < GOOD);
    return found.limited === "bandwidth" || (reached.length > 1 && all) ? "net" : "";
  }
}

// A line that is up and brings no sound although its person speaks: noticed after 15 s and at least three looks, mended at most
// twice in a row and then once a minute.
export class Watchdog {
  constructor(heal) { Object.assign(this, { heal, silent: new Map() }); }

  look(people, speaks, now) {
    for (const { peer, heard, level: at } of people) {
      const known = this.silent.get(peer.seat) || { since: 0, looks: 0, healed: 0, last: 0 };
      this.silent.set(peer.seat, known);
      if (heard === null || at === NONE || !speaks(peer) || heard > 0) {
        if (heard > 0) known.healed = 0;
        Object.assign(known, { since: 0, looks: 0 });
        continue;
      }
      known.since = known.since || now;
      known.looks += 1;
      if (known.looks < 3 || now - known.since < 15000 || (known.healed >= 2 && now - known.last < 60000)) continue;
      Object.assign(known, { since: 0, looks: 0, healed: known.healed + 1, last: now });
      this.heal(peer);
    }
  }
}
