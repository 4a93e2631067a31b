// The page for trying camera and microphone before the day.
import { Devices } from "./devices.js";

const start = (box) => { const devices = new Devices(box); window.addEventListener("pagehide", () => devices.stop()); };

const registry = window.xinqiao || (window.xinqiao = { waiting: [] });
if (registry.register) registry.register("check", start); else registry.waiting.push(["check", start]);
