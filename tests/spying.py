"""What a page is given before its own scripts, so that a test can look at its connections and at everything it was sent."""

from __future__ import annotations

# keeps every connection and every frame of a page where the test can look at them
SPY = """
window.connections = []; window.heard = [];
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = function (...a) { const pc = new Real(...a); window.connections.push(pc); return pc; };
window.RTCPeerConnection.prototype = Real.prototype;
// Several browsers on two cores are at their limit, and a page would rightly go on by sound alone. What it does then is tested in
// test_line.py; here its measurements are those of a quiet machine, so that a test sees every picture.
const measure = Real.prototype.getStats;
Real.prototype.getStats = async function (...a) {
  const quiet = { qualityLimitationReason: "none", fractionLost: 0, currentRoundTripTime: 0.01 };
  const told = new Map();
  (await measure.apply(this, a)).forEach((s, id) => {
    told.set(id, { ...s, ...Object.fromEntries(Object.entries(quiet).filter(([name]) => name in s)) });
  });
  return told;
};
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...a) { super(...a); this.addEventListener("message", (e) => window.heard.push(e.data)); }
};
window.received = async () => {
  let bytes = 0;
  for (const pc of window.connections) {
    if (pc.connectionState === "closed") continue;
    (await pc.getStats()).forEach((s) => { if (s.type === "inbound-rtp") bytes += s.bytesReceived; });
  }
  return bytes;
};
"""
