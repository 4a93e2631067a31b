// Which question comes next, without a network: the same stages, conditions, gates and early stops as on the server.

function range(sum, said) {
  let low = 0, high = 0, answered = 0;
  for (const [item, points] of Object.entries(sum.points)) {
    const all = Object.values(points);
    const value = said.get(item);
    if (value === undefined || value === null) { low += Math.min(...all); high += Math.max(...all); continue; }
    answered += 1;
    low += points[value];
    high += points[value];
  }
  return { low, high, answered };
}

function possible(sum, said) {
  const found = range(sum, said);
  return found.answered > 0 && found.high >= sum.atLeast;
}

function open(sum, said) {
  const found = range(sum, said);
  return found.low < sum.atLeast && sum.atLeast <= found.high;
}

function passed(step, item, said) {
  return step.gates.some((g) => g.then.includes(item) && Object.entries(g.when).every(([i, v]) => said.get(i) === v));
}

/** The questions in order, answered ones included, as far as it can be told now. `said`: Map item -> value, null: rather not. */
export function flow(stages, said) {
  const found = new Map();
  for (const steps of stages) {
    const here = new Map();
    for (const step of steps) {
      if (step.when.length && !step.when.some((w) => possible(w, said))) continue;
      for (const q of step.questions) {
        if (found.has(q.item) || here.has(q.item)) continue;
        const asked = said.has(q.item) || (!passed(step, q.item, said)
          && (q.critical !== null || !step.curtail || open(step.curtail, said)));
        if (asked) here.set(q.item, q);
      }
    }
    here.forEach((q, item) => found.set(item, q));
    if ([...found.keys()].some((item) => !said.has(item))) break;
  }
  return [...found.values()];
}
