// Typing an official form without the mouse. Checks here repeat what records/validate.py says, at once; the server
// has the last word. Nothing typed is ever removed.
(() => {
  "use strict";
  const form = document.querySelector("[data-form]");
  if (!form) return;
  const $ = (selector, root = form) => [...root.querySelectorAll(selector)];
  const shown = (el) => el.getClientRects().length > 0;
  let typed = { field: null, key: "", at: 0, before: [] };

  // One stop per field: an input, or the options of a field together
  const stops = () => $("input.fi, textarea.fi, select.fi, fieldset[data-opts], button[data-files-of]").filter(shown);
  const stopOf = (el) => el.closest("fieldset[data-opts]") || el.closest(".fi, [data-files-of]");
  function go(stop) {
    if (!stop) return;
    const el = stop.matches("fieldset") ? stop.querySelector("input:checked") || stop.querySelector("input") : stop;
    el.focus();
    el.select?.();
    stop.closest("tr")?.scrollIntoView({ block: "nearest" });
  }
  function next(el, by = 1) {
    const all = stops(), at = all.indexOf(stopOf(el));
    if (by > 0 && at === all.length - 1) { document.querySelector("[data-save-next], [data-save]")?.focus(); return; }
    go(all[at + by]);
  }

  // What every option and figure needs besides what the page says: an id, which keyboard a phone shows
  function furnish(root) {
    $(".opts label", root).forEach((label) => {
      const option = label.firstElementChild;
      option.id = label.htmlFor = `f-${option.name}-${option.value}`;
    });
    $("[data-kind=integer], [data-kind=number]", root).forEach((el) => {
      el.inputMode = el.dataset.kind === "integer" ? "numeric" : "decimal";
    });
    $(".ctl > small", root).forEach((small) => {
      const field = $(".fi, fieldset, [data-files-of]", small.parentElement)[0];
      small.id = `${field.id || `f-${field.dataset.opts}`}-r`;
      field.setAttribute("aria-describedby", `${small.id} ${field.getAttribute("aria-describedby") || ""}`.trim());
    });
  }
  function require(field, must) {
    field.toggleAttribute("data-must", must);
    if (field.matches("fieldset")) field.querySelector("[type=radio]") && field.setAttribute("role", "radiogroup");
    if (field.matches(".fi, [role=radiogroup]")) field.setAttribute("aria-required", String(must));
  }
  furnish(form);
  $("[data-must]").forEach((field) => require(field, true));

  // Values of a field by name, as the server would see them
  function valueOf(name) {
    const found = $(`[name="${CSS.escape(name)}"]`);
    if (!found.length) return [];
    if (/^(radio|checkbox)$/.test(found[0].type)) return found.filter((el) => el.checked).map((el) => el.value);
    return found[0].value.trim() === "" ? [] : [found[0].value.trim()];
  }
  const nameOf = (stop) => stop.dataset.opts || stop.dataset.filesOf || stop.name;

  // Options by their printed digit; two digits typed quickly choose 11, 12 …; 0 chooses 10 where there is no 0
  function digit(fieldset, key) {
    const at = (code) => fieldset.querySelector(`input[value="${code}"]`);
    const going = typed.field === fieldset && Date.now() - typed.at < 600;
    const two = going ? at(typed.key + key) : null;
    if (two) $("input", fieldset).forEach((el) => { el.checked = typed.before.includes(el.value); });
    const before = $("input:checked", fieldset).map((el) => el.value);
    const option = two || at(key) || (key === "0" ? at("10") : null);
    typed = { field: fieldset, key: two ? "" : key, at: Date.now(), before };
    if (!option) return;
    option.checked = option.type === "checkbox" ? !option.checked : true;
    option.dispatchEvent(new Event("change", { bubbles: true }));
    option.focus();
    const longer = !two && $(`input[value^="${key}"]`, fieldset).length > 1;
    if (option.type === "radio" && !longer) next(option);
  }
  function exclude(option) {
    const fieldset = option.closest("fieldset[data-none]");
    if (!fieldset || !option.checked || option.type !== "checkbox") return;
    const none = fieldset.dataset.none;
    $("input:checked", fieldset).forEach((other) => {
      if (other !== option && (option.value === none || other.value === none)) other.checked = false;
    });
  }

  // = brings the last value over; vital signs have none
  function carry(stop) {
    const last = stop.dataset.last;
    if (!last) return false;
    if (stop.matches("fieldset")) {
      const codes = last.split(",");
      $("input", stop).forEach((el) => { el.checked = codes.includes(el.value); });
      stop.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      stop.value = last;
      stop.dispatchEvent(new Event("input", { bubbles: true }));
      stop.dispatchEvent(new Event("change", { bubbles: true }));
    }
    next(stop.matches("fieldset") ? stop.querySelector("input") : stop);
    return true;
  }

  // Checks on leaving a field
  const labelOf = (el) => el.getAttribute("aria-label") || (el.labels[0]?.textContent || "").trim();
  const wide = (text) => text.replace(/[０-９Ａ-Ｚａ-ｚ．－]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, " ").replace(/。/g, ".").replace(/−/g, "-").trim();
  const within = (value, limits) => value >= limits[0] && value <= limits[1];
  const pair = (text) => text && text.split(",").map(Number);
  function guess(value, hard, soft, places) {
    const usual = soft || hard;
    if (!usual || within(value, usual)) return "";
    const fits = [value / 10, value * 10].map((each) => Number(each.toFixed(6)))
      .filter((each) => Number(each.toFixed(places)) === each && within(each, usual) && (!hard || within(each, hard)));
    return fits.length === 1 ? `，是不是 ${fits[0]}？` : "";
  }
  function check(el) {
    const { kind, unit, longest } = el.dataset, label = labelOf(el), text = wide(el.value);
    if (longest && el.value.length > Number(longest)) {
      return ["err", `${label}最多 ${longest} 字，现有 ${el.value.length} 字，请删短；填的内容还在`];
    }
    if (!text || (kind !== "integer" && kind !== "number")) return null;
    const found = /^([+-]?(?:\d+\.?\d*|\.\d+))\s*(.*)$/.exec(text.replace(/(\d),(?=\d{3}\b)/g, "$1"));
    const suffix = unit ? `（单位 ${unit}）` : "";
    if (!found) return ["err", `${label}应填数字${suffix}`];
    if (found[2] && found[2].toLowerCase() !== (unit || "").toLowerCase()) return null;
    const value = Number(found[1]), places = Number(el.dataset.places || 0);
    if (kind === "integer" && !Number.isInteger(value)) return ["err", `${label}应填整数`];
    if (Number(value.toFixed(places)) !== value) return ["err", `${label}最多 ${places} 位小数`];
    const hard = pair(el.dataset.hard), soft = pair(el.dataset.soft), meant = guess(value, hard, soft, places);
    const said = unit ? ` ${unit}` : "";
    if (hard && !within(value, hard)) return ["err", `${label}应在 ${hard.join("～")}${said} 之间${meant}`];
    if (soft && !within(value, soft)) {
      return ["warn", `${label} ${value}${said} 少见（多在 ${soft.join("～")}）${meant || "，请核对"}`, `${el.name}:${value}`];
    }
    return null;
  }
  const PICTURES = { err: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0M10 10l4 4m0 -4l-4 4",
    warn: "M12 9v4M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0M12 16h.01",
    ok: "M5 12l5 5l10 -10" };
  function picture(tint) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS(svg.namespaceURI, "path");
    for (const [key, value] of Object.entries({ class: "ti", viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "aria-hidden": "true" })) svg.setAttribute(key, value);
    path.setAttribute("d", PICTURES[tint]);
    svg.append(path);
    return svg;
  }
  // Where one says something about a field: the place behind it, made when it is first needed
  function hintsOf(name, make) {
    const found = form.querySelector(`[data-hints="${CSS.escape(name)}"]`);
    const field = !found && make && form.querySelector(`[data-opts="${CSS.escape(name)}"], [name="${CSS.escape(name)}"].fi, [data-files="${CSS.escape(name)}"]`);
    if (!field) return found;
    const place = document.createElement("span");
    Object.assign(place, { className: "hints", id: `f-${name}-h` });
    place.dataset.hints = name;
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${place.id}`.trim());
    field.closest(".ctl").after(place);
    return place;
  }
  window.gwHints = hintsOf;
  function tell(el, found) {
    const hints = hintsOf(el.name, Boolean(found));
    el.classList.remove("err", "warn");
    el.toggleAttribute("aria-invalid", false);
    if (!hints) return;
    const kept = hints.querySelector("[data-confirm]:checked")?.value;
    hints.replaceChildren();
    if (!found) return;
    const [tint, text, key] = found, line = document.createElement("span");
    if (key && key === kept) { hints.prepend(confirmed(key)); return; }
    el.classList.add(tint);
    if (tint === "err") el.setAttribute("aria-invalid", "true");
    line.className = `hint ${tint}`;
    line.append(picture(tint), ` ${text} `);
    if (key) {
      const label = document.createElement("label"), box = document.createElement("input");
      Object.assign(box, { type: "checkbox", name: "confirm", value: key });
      box.dataset.confirm = "";
      label.append(box, " 确认无误");
      line.append(label);
    }
    hints.prepend(line);
  }
  function confirmed(key) {
    const line = document.createElement("span"), box = document.createElement("input");
    line.className = "hint ok";
    Object.assign(box, { type: "checkbox", name: "confirm", value: key, checked: true, hidden: true });
    box.dataset.confirm = "";
    line.append(picture("ok"), " 已确认无误", box);
    return line;
  }

  // Conditions: shown or required only while another field holds one of the codes
  function conditions() {
    $("[data-when]").forEach((ctl) => {
      const [, not, on, listed, optional] = /^(!?)(.*):([^:?]*)(\??)$/.exec(ctl.dataset.when), codes = listed.split(",");
      const unless = Boolean(not), holds = valueOf(on).some((value) => codes.includes(value)) !== unless;
      const field = ctl.querySelector(".fi, fieldset, [data-files-of]");
      if (!unless) {
        const filled = field && valueOf(nameOf(field)).length > 0;
        ctl.hidden = !holds && !filled;
        const hints = field && hintsOf(nameOf(field));
        if (hints) hints.hidden = ctl.hidden;
        const row = ctl.closest("tr"), all = $(".ctl", row);
        row?.classList.toggle("unused", all.length > 0 && all.every((each) => each.hidden));
      }
      if (field) require(field, holds && !optional);
      const mark = ctl.closest("tr")?.querySelector(".l em");
      if (mark && unless) mark.hidden = !holds;
    });
  }

  // What is still to do, and the way there
  const missing = () => stops().filter((stop) => stop.hasAttribute("data-must") && !valueOf(nameOf(stop)).length);
  const errors = () => stops().filter((stop) => stop.matches(".err"));
  const doubts = () => stops().filter((stop) => stop.matches(".warn"));
  function count() {
    const left = document.querySelector("[data-left]");
    if (!left) return;
    const parts = [[errors(), "处错误"], [doubts(), "处待确认"], [missing(), "项必填"]]
      .filter(([all]) => all.length).map(([all, words]) => `${all.length} ${words}`);
    left.textContent = parts.length ? `还有 ${parts.join("、")}` : "都填好了";
    left.className = `small ${errors().length ? "t-overdue" : doubts().length ? "t-due" : parts.length ? "mute" : "t-done"}`;
  }
  function nextProblem() {
    const order = [...errors(), ...doubts(), ...missing()], at = order.indexOf(stopOf(document.activeElement));
    go(order[(at + 1) % (order.length || 1)]);
  }
  function normal() {
    $("fieldset[data-normal]").filter(shown).forEach((fieldset) => {
      if (valueOf(fieldset.dataset.opts).length) return;
      const option = fieldset.querySelector(`input[value="${fieldset.dataset.normal}"]`);
      if (option) { option.checked = true; option.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  }

  // Repeating rows: one more is the last one, emptied
  function addRow(name, focus = true) {
    const rows = $(`tr[data-repeat="${CSS.escape(name)}"]`), last = rows[rows.length - 1];
    if (!last) return null;
    const row = last.cloneNode(true), from = `${name}-${rows.length - 1}-`, to = `${name}-${rows.length}-`;
    row.querySelectorAll("th.g, .hints, td > .hint").forEach((each) => each.remove());
    row.querySelectorAll("*").forEach((el) => [...el.attributes].forEach((each) => {
      if (each.value.includes(from)) el.setAttribute(each.name, each.value.replaceAll(from, to));
    }));
    row.querySelectorAll(".fi, fieldset").forEach((el) => {
      el.classList.remove("err", "warn");
      delete el.dataset.last;
      if (el.matches(".fi")) el.value = "";
    });
    row.querySelectorAll(":checked:not(option)").forEach((el) => { el.checked = false; });
    row.querySelectorAll("td.p").forEach((cell) => { cell.textContent = "—"; });
    row.classList.remove("gs", "focus");
    const head = row.querySelector("th.l");
    head.firstChild.textContent = head.firstChild.textContent.trim().replace(/\d+$/, "") + (rows.length + 1);
    last.querySelector("[data-add]")?.remove();
    last.after(row);
    let group = last;
    while (group && !group.querySelector("th.g")) group = group.previousElementSibling;
    const cell = group?.querySelector("th.g");
    if (cell) cell.rowSpan += 1;
    conditions();
    if (focus) go(row.querySelector(".fi"));
    return row;
  }
  window.gwAddRow = addRow;

  function save(then) {
    const button = document.querySelector(then === "next" ? "[data-save-next]" : "[data-save]") || document.querySelector("[data-save]");
    if (button) form.requestSubmit(button);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); save("next"); return; }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save("stay"); return; }
    if (event.key === "F8") { event.preventDefault(); nextProblem(); return; }
    if (event.key === "F2") { event.preventDefault(); normal(); return; }
    const el = event.target;
    if (!form.contains(el) || event.ctrlKey || event.metaKey) return;
    const stop = stopOf(el);
    if (!stop) return;
    if (event.altKey && event.key === "ArrowUp") { event.preventDefault(); next(el, -1); return; }
    if (event.altKey) return;
    if (event.key === "Enter" && !el.matches("textarea, button, a")) { event.preventDefault(); next(el); return; }
    if (event.key === "=" && (!stop.matches("input:not([data-kind]), textarea") || !el.value)) {
      event.preventDefault(); carry(stop); return;
    }
    if (stop.matches("fieldset") && /^[0-9]$/.test(event.key)) { event.preventDefault(); digit(stop, event.key); }
  });
  form.addEventListener("change", (event) => {
    const el = event.target;
    if (el.matches("[data-confirm]")) {
      const hints = el.closest("[data-hints]"), field = form.querySelector(`[name="${CSS.escape(hints.dataset.hints)}"]`);
      field?.classList.remove("warn");
      if (el.checked) hints.replaceChildren(confirmed(el.value));
    } else if (el.matches("input.fi, textarea.fi")) {
      tell(el, check(el));
    } else if (el.matches(".opts input")) {
      exclude(el);
      const fieldset = el.closest("fieldset");
      fieldset.classList.remove("err", "warn");
      form.querySelectorAll(`[data-hints="${CSS.escape(fieldset.dataset.opts)}"] .hint`).forEach((each) => each.remove());
    }
    conditions();
    count();
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine !== false) return;
    event.preventDefault();
    const left = document.querySelector("[data-left]");
    left.className = "small t-overdue";
    left.textContent = "没有保存：网络断了。填的内容还在本机草稿里，联网后再按一次保存。";
  });
  document.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (take) {
      const values = take.dataset.value.split(",");
      $(`[name="${CSS.escape(take.dataset.take)}"]`).forEach((el) => {
        if (/^(radio|checkbox)$/.test(el.type)) el.checked = values.includes(el.value);
        else el.value = take.dataset.value;
        el.dispatchEvent(new Event("change", { bubbles: true }));
      });
      take.replaceWith("已用对方的");
    }
    const add = event.target.closest("[data-add]");
    if (add) addRow(add.dataset.add);
    if (event.target.closest("[data-f8]")) nextProblem();
  });
  document.addEventListener("DOMContentLoaded", () => {
    conditions();
    count();
    const first = errors()[0] || doubts()[0] || missing()[0] || stops()[0];
    go(first);
    const clock = document.querySelector("[data-elapsed]"), began = Date.now();
    if (clock) setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      clock.textContent = `已用 ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 1000);
  });
  document.addEventListener("gw:restored", () => { conditions(); count(); });
})();
