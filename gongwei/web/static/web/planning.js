// The sum of a split and how far it is from what was handed down, while one types; arrows and Enter walk the column.
const form = document.querySelector("[data-split]");
if (form) {
  const boxes = [...form.querySelectorAll("input[data-rule]")];
  const sum = form.querySelector("[data-sum]");
  const gap = form.querySelector("[data-gap]");
  const given = Number(form.dataset.split);
  const tell = () => {
    const total = boxes.reduce((all, box) => all + (Number(box.value.replace(/[,，]/g, "")) || 0), 0);
    const left = total - given;
    sum.value = total.toLocaleString("en-US");
    gap.textContent = left > 0 ? `多 ${left}：不得层层加码` : left < 0 ? `还差 ${-left} 未分` : "与下达数相等";
    gap.className = left > 0 ? "small more" : left < 0 ? "small less" : "small even";
    for (const box of boxes) box.classList.toggle("changed", box.value !== box.dataset.rule);
  };
  form.addEventListener("input", tell);
  form.addEventListener("keydown", (event) => {
    const at = boxes.indexOf(event.target);
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = boxes[at + step];
    if (next) next.select();
    else if (step > 0) form.querySelector("[name=reason]").focus();
  });
  if (boxes.length) tell();
}
