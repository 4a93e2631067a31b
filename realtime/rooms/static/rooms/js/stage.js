// The people: one tile for each, with name, part and what matters about their line.
import { make, say, seatLabel } from "./words.js";

export class Stage {
  constructor(box) { Object.assign(this, { box, tiles: new Map() }); }

  sync(state) {
    const media = new Map((state.peers || []).map((p) => [p.seat, p]));
    const here = state.seats.filter((s) => s.here);
    for (const [id, tile] of this.tiles) if (!here.some((s) => s.id === id)) { tile.box.remove(); this.tiles.delete(id); }
    for (const seat of here) {
      const mine = seat.id === state.you.id;
      const tile = this.tiles.get(seat.id) || this.add(seat, mine);
      const peer = media.get(seat.id) || {};
      tile.name.textContent = [seat.name, seatLabel(seat), mine ? say("me") : "", peer.mic || seat.slow ? "" : say("micOff")].filter(Boolean).join(" · ");
      tile.video.hidden = !peer.cam;
      if (seat.slow || tile.slow) this.net(seat.id, seat.slow ? "slowWay" : ""); // by requests: words and papers, no sound
      tile.slow = Boolean(seat.slow);
      tile.box.classList.toggle("screen", Boolean(peer.screen));
    }
    this.box.dataset.count = here.length;
    this.box.dataset.screen = here.some((s) => (media.get(s.id) || {}).screen) ? "yes" : "";
  }

  add(seat, mine) {
    const box = make("div", mine ? "tile me" : "tile");
    box.dataset.seat = seat.id;
    const big = make("span", "big", [...seat.name][0] || "?");
    big.setAttribute("aria-hidden", "true");
    const video = make("video");
    Object.assign(video, { autoplay: true, playsInline: true, muted: mine, hidden: true });
    video.setAttribute("playsinline", "");
    const name = make("span", "tile-name");
    const net = make("span", "tile-net");
    net.hidden = true;
    const bars = make("span", "tile-bars");
    bars.setAttribute("role", "img");
    bars.hidden = true;
    box.append(big, video, name, net, bars);
    this.box.append(box);
    const tile = { box, video, name, net, bars };
    this.tiles.set(seat.id, tile);
    return tile;
  }

  play(seat, stream) {
    const tile = this.tiles.get(seat);
    if (!tile) return;
    if (tile.video.srcObject !== stream) tile.video.srcObject = stream;
    // a play() cut short by the next picture is no refusal; only the browser's own rule against sound is
    tile.video.play().catch((why) => why.name === "NotAllowedError" && this.box.dispatchEvent(new CustomEvent("blocked")));
  }

  // how high the picture of a person is on this screen, in its own pixels; 0 where it is not shown
  height(seat) {
    const tile = this.tiles.get(seat);
    if (!tile) return 0;
    return tile.video === document.pictureInPictureElement ? Infinity : tile.video.getBoundingClientRect().height * (window.devicePixelRatio || 1);
  }

  voice(seat, on) { const tile = this.tiles.get(seat); if (tile) tile.box.classList.toggle("talk", on); }

  net(seat, word) {
    const tile = this.tiles.get(seat);
    if (!tile) return;
    tile.net.hidden = !word;
    tile.net.textContent = word ? say(word) : "";
  }

  // four bars for everybody to see, with words for who does not see them; -1: nothing is known
  level(seat, level) {
    const tile = this.tiles.get(seat);
    if (!tile) return;
    tile.bars.hidden = level < 0;
    tile.bars.dataset.level = level;
    const words = level < 0 ? "" : say(["lineNone", "lineWeak", "lineFair", "lineGood"][level]);
    if (tile.bars.title !== words) { tile.bars.title = words; tile.bars.setAttribute("aria-label", words); }
  }

  // what a page says of itself: `line` is how it goes on (sound, text), `why` the cause (net, cpu, battery)
  line(seat, line, why) {
    const tile = this.tiles.get(seat);
    if (!tile || tile.net.textContent === say("reconnecting")) return;
    const words = line === "text" ? "theirText" : line === "sound" ? "theirSound" : why ? `their${why[0].toUpperCase()}${why.slice(1)}` : "";
    tile.net.hidden = !words;
    tile.net.textContent = words ? say(words) : "";
  }

  clear() { for (const tile of this.tiles.values()) { tile.video.srcObject = null; tile.box.remove(); } this.tiles.clear(); }
}
