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
      tile.name.textContent = [seat.name, seatLabel(seat), mine ? say("me") : "", peer.mic ? "" : say("micOff")].filter(Boolean).join(" · ");
      tile.video.hidden = !peer.cam;
    }
    this.box.dataset.count = here.length;
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
    box.append(big, video, name, net);
    this.box.append(box);
    const tile = { box, video, name, net };
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

  voice(seat, on) { const tile = this.tiles.get(seat); if (tile) tile.box.classList.toggle("talk", on); }

  net(seat, word) {
    const tile = this.tiles.get(seat);
    if (!tile) return;
    tile.net.hidden = !word;
    tile.net.textContent = word ? say(word) : "";
  }

  clear() { for (const tile of this.tiles.values()) { tile.video.srcObject = null; tile.box.remove(); } this.tiles.clear(); }
}
