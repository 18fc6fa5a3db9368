// The whole key map of the lists and pages. Any element with data-key="x" is clicked by that key, so a page adds
// a key by naming it. Single letters are off while one types, and can be switched off altogether.
(() => {
  "use strict";
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) &&
    !/^(checkbox|radio|button|submit)$/.test(el.type || "");
  const on = () => localStorage.getItem("gw-keys") !== "off";
  const visible = (el) => el && el.getClientRects().length > 0;
  const keyed = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
  let lead = "", leadAt = 0;

  // Rows of a list
  const rows = () => [...document.querySelectorAll("tr[data-row]")].filter(visible);
  const current = () => document.querySelector("tr[data-row].focus");
  function focusRow(row, remember = true) {
    if (!row) return;
    current()?.classList.remove("focus");
    row.classList.add("focus");
    (row.querySelector("[data-open]") || row.querySelector("a"))?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (remember && row.id) history.replaceState(history.state, "", `#${row.id}`);
  }
  function step(by) {
    const all = rows(), at = all.indexOf(current());
    if (!all.length) return false;
    focusRow(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
    return true;
  }

  // Cells of a heat table
  function move(cell, key) {
    const row = cell.closest("tr"), at = [...row.cells].indexOf(cell.closest("td"));
    const along = { ArrowLeft: row.cells[at - 1], ArrowRight: row.cells[at + 1],
      ArrowUp: row.previousElementSibling?.cells[at], ArrowDown: row.nextElementSibling?.cells[at] }[key];
    const next = along?.querySelector(".hc");
    if (!next) return;
    document.querySelectorAll(".heat td.sel").forEach((td) => td.classList.remove("sel"));
    along.classList.add("sel");
    next.focus();
  }
  function headed(cell) {
    const td = cell.closest("td"), at = [...td.parentElement.cells].indexOf(td);
    return [td.closest("table").tHead?.rows[1]?.cells[at], td.parentElement.cells[0]];
  }
  function named(root) {
    root.querySelectorAll(".hc:not([aria-label])").forEach((cell) => {
      const [column, line] = headed(cell).map((each) => each?.querySelector("a, b")?.textContent || each?.textContent || "");
      const said = [".rt", ".gp", ".nd"].map((part) => cell.querySelector(part).textContent);
      cell.setAttribute("aria-label", `${line} ${column} ${said.join(" ")}`);
    });
  }
  let explaining = 0;
  function explain(cell, wait) {
    const base = cell.closest("[data-heat]")?.dataset.heat, [column] = headed(cell), asked = cell.closest("tr").dataset.dock;
    clearTimeout(explaining);
    if (!base || !asked || !column?.dataset.indicator) return;
    explaining = setTimeout(() => htmx.ajax("GET", `${base}${column.dataset.indicator}/dock/${asked}`, { source: cell, target: "#dock" }).catch(() => {}), wait);
  }
  document.addEventListener("focusin", (event) => { if (event.target.matches(".hc")) explain(event.target, 120); });
  document.addEventListener("mouseover", (event) => {
    const cell = event.target.closest(".hc"), cut = event.target.closest("td, th");
    if (cell) explain(cell, 200);
    if (cut && !cut.title && cut.scrollWidth > cut.clientWidth) cut.title = cut.textContent.trim();
  });
  document.addEventListener("mouseout", (event) => { if (event.target.closest(".hc")) clearTimeout(explaining); });
  document.addEventListener("DOMContentLoaded", () => named(document));
  document.addEventListener("htmx:afterSwap", () => named(document));

  // Search results
  function pick(by) {
    const hits = [...document.querySelectorAll("#gw-found [role=option]")];
    if (!hits.length) return false;
    const chosen = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    const at = chosen < 0 && by < 0 ? 0 : chosen;
    hits.forEach((hit) => hit.removeAttribute("aria-selected"));
    const hit = hits[(at + by + hits.length) % hits.length];
    hit.setAttribute("aria-selected", "true");
    hit.scrollIntoView({ block: "nearest" });
    return true;
  }
  function searchKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (pick(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    } else if (event.key === "Enter") {
      const hit = document.querySelector("#gw-found [aria-selected=true]");
      if (hit) { event.preventDefault(); hit.click(); }
    }
  }

  function escape() {
    const open = [...document.querySelectorAll("details[open]")];
    const found = document.getElementById("gw-found");
    if (open.length) { open.forEach((each) => each.removeAttribute("open")); return true; }
    if (found?.childElementCount) { found.replaceChildren(); return true; }
    if (typing(document.activeElement)) { document.activeElement.blur(); return true; }
    const back = keyed("Escape");
    if (back) back.click();
    return Boolean(back);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const el = event.target, search = el.closest?.("[data-search]");
    if (search) searchKey(event);
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) { if (escape()) event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey) {
      const target = keyed(`Ctrl ${event.key.toLowerCase()}`);
      if (target) { event.preventDefault(); target.click(); }
      return;
    }
    if (event.altKey || typing(el) || document.querySelector("dialog[open]")) return;
    if (el.matches?.(".hc") && event.key.startsWith("Arrow")) { event.preventDefault(); move(el, event.key); return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!el.closest?.("[data-form]") && step(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      return;
    }
    if (event.key === "?") { event.preventDefault(); document.getElementById("gw-keys")?.showModal(); return; }
    if (event.key === "/") { event.preventDefault(); document.getElementById("gw-q")?.focus(); return; }
    if (!on() || el.closest?.("[data-form]")) return;
    letter(event);
  });

  function letter(event) {
    const key = event.key;
    if (lead === "g" && Date.now() - leadAt < 1500) {
      lead = "";
      const url = document.body.getAttribute(`data-go-${key}`);
      if (url) { event.preventDefault(); location.href = url; }
      return;
    }
    if (key === "g") { lead = "g"; leadAt = Date.now(); return; }
    const row = current();
    const act = {
      j: () => step(1), k: () => step(-1),
      o: () => row?.querySelector("[data-resident]")?.click(),
      x: () => row?.querySelector("input.cb")?.click(),
      t: () => document.querySelectorAll("[data-chart-box]").forEach((box) =>
        box.querySelectorAll(".chart, .chart-table").forEach((each) => { each.hidden = !each.hidden; })),
      Enter: () => { if (event.target === document.body || event.target.matches?.("tr, main")) row?.querySelector("[data-open]")?.click(); },
    }[key];
    if (act) { act(); if (key !== "Enter") event.preventDefault(); return; }
    const target = key.length === 1 ? keyed(key) : null;
    if (target) { event.preventDefault(); target.click(); }
  }

  // Dialogs, menus, toasts
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-opens]"), closes = event.target.closest("[data-closes]");
    if (opens) document.getElementById(opens.dataset.opens)?.showModal();
    if (closes) closes.closest("dialog")?.close();
    document.querySelectorAll("details[open]").forEach((each) => {
      if (each.closest(".gw-top, .gw-filters") && !each.contains(event.target)) each.removeAttribute("open");
    });
    const row = event.target.closest("tr[data-row]");
    if (row && row !== current()) { current()?.classList.remove("focus"); row.classList.add("focus"); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) localStorage.setItem("gw-keys", event.target.checked ? "on" : "off");
    if (event.target.matches("[data-all]")) {
      document.querySelectorAll("tr[data-row] input.cb").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("input.cb")) counted();
    if (event.target.matches("select[data-sends]")) event.target.form.requestSubmit();
  });
  function counted() {
    const bar = document.querySelector("[data-picked]");
    if (!bar) return;
    const chosen = document.querySelectorAll("tr[data-row] input.cb:checked").length;
    bar.hidden = chosen === 0;
    bar.querySelectorAll("[data-picked-n]").forEach((each) => { each.textContent = chosen; });
  }
  function runToast() {
    const toast = document.querySelector("[data-toast]:not([data-running])");
    if (!toast) return;
    toast.dataset.running = "1";
    let left = Number(toast.dataset.toast);
    const tick = setInterval(() => {
      left -= 1;
      const count = toast.querySelector("[data-count]");
      if (count) count.textContent = left;
      if (left <= 0 || !toast.isConnected) { clearInterval(tick); toast.remove(); }
    }, 1000);
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const input = document.getElementById("gw-q");
    if (event.target.id === "gw-found") input?.setAttribute("aria-expanded", String(event.target.childElementCount > 0));
    runToast();
  });
  document.addEventListener("htmx:oobAfterSwap", runToast);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "gw-q" && event.target.value.trim().length < 2) event.preventDefault();
  });
  function failed(words) {
    const box = document.getElementById("toasts"), note = document.createElement("div");
    if (!box) return;
    note.className = "note overdue";
    note.dataset.toast = "8";
    note.setAttribute("role", "alert");
    note.textContent = words;
    box.replaceChildren(note);
    runToast();
  }
  document.addEventListener("htmx:sendError", () => failed("没有办成：网络断了。填的内容还在，联网后再试一次。"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail?.xhr?.status;
    failed(status === 403 ? "没有办成：登录已过期，或不在您的范围。刷新页面后再试；填的内容还在草稿里。"
      : `没有办成：服务器没有收下（${status}）。填的内容还在，请再试一次。`);
  });
  document.addEventListener("DOMContentLoaded", start);
  function start() {
    const box = document.querySelector("[data-keys-switch]");
    if (box) box.checked = on();
    runToast();
    counted();
    const wanted = location.hash.startsWith("#r-") ? document.getElementById(location.hash.slice(1)) : null;
    if (wanted) focusRow(wanted, false);
  }
})();
