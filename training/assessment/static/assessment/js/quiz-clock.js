// The time that is left, counted from the server's clock. At the end the sheet is handed in; the server takes it during the grace.
function clock(line) {
  const words = line.dataset;
  const ahead = new Date(words.now).getTime() - Date.now();
  const end = new Date(words.ends).getTime();
  const shown = line.querySelector(".quiz-left");
  const told = line.querySelector("[role=status]");
  const say = new Set();
  const tick = () => {
    const left = Math.max(0, Math.round((end - Date.now() - ahead) / 1000));
    shown.textContent = words.left.replace("{m}", Math.floor(left / 60)).replace("{s}", left % 60);
    line.classList.toggle("late", left <= 60);
    for (const minutes of [5, 1]) {
      if (left <= minutes * 60 && left > minutes * 60 - 30 && !say.has(minutes)) {
        say.add(minutes);
        told.textContent = words.soon.replace("{m}", minutes);
      }
    }
    if (left > 0) return;
    clearInterval(timer);
    told.textContent = shown.textContent = words.over;
    line.closest("form").requestSubmit();
  };
  const timer = setInterval(tick, 1000);
  tick();
}

window.xinqiao.register("quiz-clock", clock);
