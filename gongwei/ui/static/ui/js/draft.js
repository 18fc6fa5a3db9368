// Nothing typed is lost: every change is kept after 800 ms in this browser and every 10 s on the server, under the
// record's client UUID. A draft counts for nothing; it is offered again when the form is reopened.
(() => {
  "use strict";
  const LOCAL_MS = 800, SERVER_MS = 10000, KEPT_DAYS = 14;
  const prefix = `gw-draft:${document.body.dataset.user || ""}:`;
  document.querySelectorAll("[data-draft-done]").forEach((each) => forget(each.dataset.draftDone));
  document.addEventListener("gw:saved", (event) => forget(event.detail?.id || event.detail?.value));
  const form = document.querySelector("form[data-draft-scope]");
  if (!form) return;
  const key = prefix + form.dataset.draftScope;
  const said = document.querySelector("[data-draft-said]"), offer = document.querySelector("[data-draft-offer]");
  let dirty = false, unsent = false, timer = 0, submitting = false;

  function forget(id) {
    if (!id) return;
    for (const each of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
      try { if (JSON.parse(localStorage.getItem(each)).id === id) localStorage.removeItem(each); } catch { localStorage.removeItem(each); }
    }
  }
  const time = (at = new Date()) => at.toTimeString().slice(0, 8);
  const tell = (text) => { if (said) said.textContent = text; };
  const fields = () => [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && !/^(csrfmiddlewaretoken|version|then|whole)$/.test(name));

  function keep() {
    timer = 0;
    if (submitting) return;
    const draft = JSON.stringify({ id: form.elements.id?.value || form.dataset.draftId, at: new Date().toISOString(), fields: fields() });
    try {
      localStorage.setItem(key, draft);
      tell(`草稿已存在本机 ${time()}`);
    } catch {
      tell("本机存不下这么多内容，改存到服务器");
      send();
    }
    dirty = false;
  }
  async function send() {
    if (!form.dataset.draftUrl || submitting) return;
    unsent = false;
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      tell(answer.ok ? `草稿已自动保存 ${time()}` : `草稿在本机，服务器没有收下（${answer.status}）`);
      if (!answer.ok) unsent = true;
    } catch {
      unsent = true;
      tell(`网络断了，草稿在本机 ${time()}`);
    }
  }
  function changed() {
    dirty = unsent = true;
    clearTimeout(timer);
    timer = setTimeout(keep, LOCAL_MS);
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  setInterval(() => { if (unsent) send(); }, SERVER_MS);
  addEventListener("pagehide", () => { if (dirty) keep(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && dirty) keep(); });
  form.addEventListener("submit", () => { if (dirty) keep(); submitting = true; setTimeout(() => { submitting = false; }, 4000); });

  // Reopening offers the draft
  function stored() {
    try {
      const draft = JSON.parse(localStorage.getItem(key) || "null");
      if (!draft) return null;
      if (Date.now() - Date.parse(draft.at) > KEPT_DAYS * 86400000) { localStorage.removeItem(key); return null; }
      return JSON.stringify(draft.fields.filter(([name]) => name !== "id")) === JSON.stringify(fields().filter(([name]) => name !== "id")) ? null : draft;
    } catch { return null; }
  }
  function restore(draft) {
    const given = new Map();
    draft.fields.forEach(([name, value]) => given.set(name, [...(given.get(name) || []), value]));
    for (const name of given.keys()) {
      const hit = /^(.+)-(\d+)-\w+$/.exec(name);
      for (let guard = 0; hit && !form.elements[name] && guard < 50; guard += 1) if (!window.gwAddRow?.(hit[1], false)) break;
    }
    [...form.elements].forEach((el) => {
      if (!el.name || /^(csrfmiddlewaretoken|version|then|whole)$/.test(el.name)) return;
      const values = given.get(el.name) || [];
      if (/^(radio|checkbox)$/.test(el.type)) el.checked = values.includes(el.value);
      else if (given.has(el.name) || el.matches(".fi")) el.value = values.length ? values[0] : "";
    });
    [...form.querySelectorAll("input.fi, textarea.fi")].filter((el) => el.value).forEach((el) => el.dispatchEvent(new Event("change", { bubbles: true })));
    document.dispatchEvent(new CustomEvent("gw:restored"));
  }
  const draft = form.classList.contains("asked") ? null : stored();
  if (draft && offer) {
    offer.querySelector("[data-draft-words]").textContent =
      `这张表有一份没有保存的草稿（${draft.at.slice(0, 10)} ${time(new Date(draft.at))}）。草稿不算数，可接着填。`;
    offer.hidden = false;
    offer.querySelector("[data-draft-take]").addEventListener("click", () => { restore(draft); offer.hidden = true; });
    offer.querySelector("[data-draft-drop]").addEventListener("click", () => { localStorage.removeItem(key); offer.hidden = true; });
  }
})();
