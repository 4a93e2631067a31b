// Lines to put in order: two buttons beside each place. Without script the places are chosen from their lists.
function order(list) {
  const words = list.dataset;
  const rows = () => [...list.children];
  const settle = () => rows().forEach((row, n) => { row.querySelector("select").selectedIndex = n + 1; });
  const move = (row, step) => {
    const all = rows();
    const to = all.indexOf(row) + step;
    if (to < 0 || to >= all.length) return false;
    list.insertBefore(row, step < 0 ? all[to] : all[to].nextSibling);
    return true;
  };
  const state = document.createElement("p");
  state.className = "quiet-words";
  state.setAttribute("role", "status");
  list.after(state);
  for (const row of rows()) {
    const box = document.createElement("div");
    box.className = "quiz-moves";
    for (const [step, label] of [[-1, words.up], [1, words.down]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn ghost";
      button.textContent = label;
      button.setAttribute("aria-label", `${label}: ${row.querySelector("label").textContent}`);
      button.addEventListener("click", () => {
        move(row, step);
        settle();
        button.focus();
        state.textContent = words.moved.replace("{n}", rows().indexOf(row) + 1);
        row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
      });
      box.append(button);
    }
    row.append(box);
  }
}

window.xinqiao.register("quiz-order", order);
