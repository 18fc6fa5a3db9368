// The dose calendar: a tap goes on to the next state, 1 2 3 mark, 0 clears, arrows move; each mark is saved at once.
(() => {
  const root = document.querySelector("[data-doses]");
  if (!root) return;
  const SIGNS = ["", "✓", "×", "停"], WORDS = ["未填", "已服", "漏服", "停药"];
  const days = [...root.querySelectorAll("button[data-day]:not([disabled])")];
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const status = document.querySelector("[data-doses-said]");

  function show(button, state) {
    button.dataset.state = state;
    button.querySelector("b").textContent = SIGNS[state];
    button.setAttribute("aria-label", `${button.dataset.day.slice(5)} ${WORDS[state]}`);
  }

  function tell(counts) {
    for (const [name, value] of Object.entries(counts)) {
      const cell = document.querySelector(`[data-count="${name}"]`);
      if (cell) cell.textContent = value;
    }
    const rate = document.querySelector('[data-count="rate"]');
    rate.className = counts.tint;
    document.querySelector("[data-report]").hidden = counts.gap < counts.report;
  }

  let waiting = Promise.resolve();  // one request after the other, so that the counts told last are the latest

  function mark(button, state) {
    const before = Number(button.dataset.state);
    show(button, state);
    waiting = waiting.then(() => send(button, state, before));
  }

  async function send(button, state, before) {
    const body = new URLSearchParams({ day: button.dataset.day, state: String(state) });
    try {
      const answer = await fetch(root.dataset.doses, {
        method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin",
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.problem || "没有保存");
      tell(said);
      status.textContent = `${button.dataset.day} ${WORDS[state]}，已保存`;
    } catch (error) {
      show(button, before);
      status.textContent = `${button.dataset.day} 没有保存：${error.message}`;
    }
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-day]:not([disabled])");
    if (button) mark(button, (Number(button.dataset.state) + 1) % 4);
  });

  root.addEventListener("keydown", (event) => {
    const at = days.indexOf(event.target.closest("button[data-day]"));
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -at, End: days.length - 1 - at }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      days[Math.min(Math.max(at + step, 0), days.length - 1)].focus();
    } else if (/^[0-3]$/.test(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      mark(days[at], Number(event.key));
      if (at + 1 < days.length) days[at + 1].focus();
    }
  });

  const first = days.find((each) => each.dataset.state === "0") || days[days.length - 1];
  if (first) first.focus({ preventScroll: true });
})();
