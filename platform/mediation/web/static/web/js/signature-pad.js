// Draws with pointer events and keeps the strokes as [{t, x, y, p}]: t in ms from the first touch, x and y as shares of
// the sheet (0 to 1), p the pressure. The strokes, not a picture, are the raw data that can be checked later.
export default function signaturePad(root) {
  const canvas = root.querySelector("canvas");
  const field = root.querySelector("input[type=hidden]");
  const state = root.querySelector(".signature-state");
  const ink = canvas.getContext("2d");
  let strokes = [];
  let current = null;
  let began = 0;

  const share = (n) => Math.round(n * 10000) / 10000;

  function line(a, b) {
    const { width, height } = canvas;
    ink.lineCap = "round";
    ink.strokeStyle = "#1d2a2a";
    ink.lineWidth = (1.6 + 2.4 * (b.p || 0.5)) * (window.devicePixelRatio || 1);
    ink.beginPath();
    ink.moveTo(a.x * width, a.y * height);
    ink.lineTo(b.x * width, b.y * height);
    ink.stroke();
  }

  function redraw() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    for (const stroke of strokes) stroke.forEach((point, i) => line(stroke[Math.max(0, i - 1)], point));
  }

  function tell() {
    field.value = strokes.length ? JSON.stringify({ version: 1, ratio: share(canvas.clientWidth / canvas.clientHeight), strokes }) : "";
    state.textContent = strokes.length ? state.dataset.drawn : state.dataset.empty;
    root.dispatchEvent(new CustomEvent("xinqiao:signature", { bubbles: true, detail: { strokes: strokes.length } }));
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return {
      t: Math.round(event.timeStamp - began),
      x: share((event.clientX - box.left) / box.width),
      y: share((event.clientY - box.top) / box.height),
      p: Math.round(event.pressure * 100) / 100,
    };
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (current || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    if (!strokes.length) began = event.timeStamp;
    current = [point(event)];
    strokes.push(current);
    line(current[0], current[0]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const step of steps.length ? steps : [event]) {
      const next = point(step);
      line(current[current.length - 1], next);
      current.push(next);
    }
  });
  const end = () => { if (current) { current = null; tell(); } };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  root.querySelector("[data-undo]").addEventListener("click", () => { strokes.pop(); redraw(); tell(); });
  root.querySelector("[data-clear]").addEventListener("click", () => { strokes = []; redraw(); tell(); });
  window.addEventListener("resize", redraw);
  redraw();
}
