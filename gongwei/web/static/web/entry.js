// What the rules propose stands beside its field: an option is marked, a date or text waits for "=". Nothing is filled
// in silently. 接着填 saves this form first; the parts of a long form are jumped to; BMI is shown as one types.
(() => {
  "use strict";
  const form = document.querySelector("[data-form]");
  if (!form) return;
  const all = (selector, root = form) => [...root.querySelectorAll(selector)];

  function propose() {
    const box = document.getElementById("proposals");
    if (!box) return;
    all(".hint.proposed").forEach((each) => each.remove());
    all(".opts .sug").forEach((each) => each.classList.remove("sug"));
    all("[data-proposed]").forEach((each) => { delete each.dataset.proposed; delete each.dataset.last; });
    for (const [name, value, words] of JSON.parse(box.dataset.proposals || "[]")) mark(name, value, words);
  }
  function mark(name, value, words) {
    const options = form.querySelector(`fieldset[data-opts="${CSS.escape(name)}"]`);
    const field = options || form.querySelector(`.fi[name="${CSS.escape(name)}"]`);
    if (!field || field.matches("[type=hidden]")) return;
    const option = options?.querySelector(`input[value="${CSS.escape(value)}"]`);
    const answered = options ? options.querySelector("input:checked")?.value : field.value.trim();
    if (option && !option.checked) option.nextElementSibling?.classList.add("sug");
    field.dataset.last = value;
    field.dataset.proposed = "";
    const hints = window.gwHints(name, answered !== value);
    all(".hint:not(.err, .warn, .req)", hints || document.createElement("i")).filter((each) => /^系统建议/.test(each.textContent)).forEach((each) => each.remove());
    if (!hints || answered === value) return;
    const line = document.createElement("span");
    line.className = "hint proposed";
    line.textContent = words;
    hints.append(line);
  }

  function weigh() {
    const read = (name) => Number.parseFloat(form.elements[name]?.value || "");
    const metres = read("height") / 100;
    for (const [shown, typed] of [["bmi_cur", "weight_cur"], ["bmi_target", "weight_target"], ["bmi", "weight"]]) {
      const output = form.querySelector(`[data-computed="${shown}"]`), kilos = read(typed);
      if (output && metres > 0.4 && kilos > 0) output.textContent = (kilos / metres / metres).toFixed(1);
    }
  }

  document.addEventListener("click", (event) => {
    const on = event.target.closest("#advice a[href*='after=']"), part = event.target.closest("[data-section]");
    if (on && form.querySelector("input[name=id]")) {
      event.preventDefault();
      const other = /\/new\/([\w-]+)\//.exec(on.getAttribute("href"));
      const button = Object.assign(document.createElement("button"), { name: "then", value: `after:${other?.[1] || ""}`, hidden: true });
      form.append(button);
      form.requestSubmit(button);
      button.remove();
    }
    if (part) {
      const at = document.querySelector(`#${CSS.escape(part.dataset.section)}, [id^="${CSS.escape(part.dataset.section)}-"]`);
      if (!at) return;
      event.preventDefault();
      at.closest("tr").scrollIntoView({ block: "start" });
      at.closest("tr").querySelector("input:checked, .fi, input")?.focus({ preventScroll: true });
    }
  });
  form.addEventListener("input", weigh);
  document.addEventListener("htmx:afterSettle", propose);
  document.addEventListener("htmx:oobAfterSwap", propose);
  document.addEventListener("DOMContentLoaded", () => { propose(); weigh(); });
})();
