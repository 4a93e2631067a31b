// Showing the own screen. One person at a time: the server says who.
export class Screen {
  // hooks: changed(), tell(word)
  constructor(button, hooks) {
    Object.assign(this, { button, hooks, stream: null });
    button.hidden = !(navigator.mediaDevices && navigator.mediaDevices.getDisplayMedia);
  }

  get on() { return Boolean(this.stream); }

  get track() { return this.stream ? this.stream.getVideoTracks()[0] : null; }

  async start() {
    let stream;
    try { stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 5 } }, audio: false }); } catch (why) {
      if (why.name !== "NotAllowedError") this.hooks.tell("screenFail"); // who presses "cancel" need not be told
      return;
    }
    this.stream = stream;
    this.track.contentHint = "text";
    this.track.addEventListener("ended", () => this.stop());
    this.button.setAttribute("aria-pressed", "true");
    this.hooks.changed();
  }

  stop() {
    if (!this.stream) return;
    this.stream.getTracks().forEach((t) => t.stop());
    this.stream = null;
    this.button.setAttribute("aria-pressed", "false");
    this.hooks.changed();
  }
}
