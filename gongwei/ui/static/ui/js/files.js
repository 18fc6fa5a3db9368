// Attachments of a form: chosen, dropped or pasted files go to the server at once, each with its own progress; a
// signature is drawn in a dialog. The field itself holds only the ids, so a refused form or a draft loses nothing.
(() => {
  "use strict";
  const MB = 1024 * 1024, MOST_BYTES = 10 * MB;
  const make = (tag, props = {}, ...children) => {
    const el = Object.assign(document.createElement(tag), props);
    el.append(...children);
    return el;
  };

  class Files {
    constructor(box) {
      this.box = box;
      this.form = box.closest("form");
      this.input = box.querySelector("input[type=hidden]");
      this.button = box.querySelector("[data-files-of]");
      this.thumbs = box.querySelector("[data-thumbs]");
      this.known = new Map(JSON.parse(box.dataset.known || "[]").map((each) => [each.id, each]));
      this.going = new Map();
      this.chooser = make("input", { type: "file", hidden: true, multiple: Number(box.dataset.most) > 1, accept: box.dataset.accept });
      this.chooser.dataset.filesChooser = box.dataset.files;
      box.append(this.chooser);
      this.chooser.addEventListener("change", () => { this.take([...this.chooser.files]); this.chooser.value = ""; });
      this.button.addEventListener("click", () => (box.dataset.signed ? this.sign() : this.chooser.click()));
      box.addEventListener("dragover", (event) => event.preventDefault());
      box.addEventListener("drop", (event) => { event.preventDefault(); this.take([...event.dataTransfer.files]); });
      box.addEventListener("paste", (event) => this.take([...event.clipboardData.files]));
      this.draw();
    }
    get ids() { return this.input.value ? this.input.value.split(",") : []; }
    set ids(all) {
      this.input.value = all.join(",");
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.draw();
    }
    url(id) { return `${this.form.dataset.filesAt || "/files/"}${id}/`; }
    take(files) {
      const room = Number(this.box.dataset.most) - this.ids.length - this.going.size;
      this.say(files.length > room ? `${this.box.dataset.label}最多 ${this.box.dataset.most} 个文件` : "");
      files.slice(0, Math.max(room, 0)).forEach((file) => this.send(file, file.name));
    }
    send(blob, name) {
      if (blob.size > MOST_BYTES) { this.say(`“${name}”有 ${(blob.size / MB).toFixed(1)} MB，最多 10 MB，请缩小后再传`); return; }
      const id = crypto.randomUUID ? crypto.randomUUID() : uuid(), request = new XMLHttpRequest(), body = new FormData();
      body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
      Object.entries({ id, form: this.form.dataset.formId, field: this.box.dataset.files }).forEach((pair) => body.append(...pair));
      body.append("file", blob, name);
      this.going.set(id, { name, part: 0, request });
      request.open("POST", this.form.dataset.upload || "/files/");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        const one = this.going.get(id);
        if (one && event.lengthComputable) { one.part = event.loaded / event.total; this.draw(); }
      });
      request.addEventListener("load", () => {
        this.going.delete(id);
        const answer = request.response;
        if (request.status === 200 && answer) { this.known.set(id, answer); this.ids = [...this.ids, id]; this.say(""); return; }
        this.say(`“${name}”没有传上：${answer?.error || `服务器没有收下（${request.status}）`}`);
        this.draw();
      });
      request.addEventListener("error", () => { this.going.delete(id); this.say(`“${name}”没有传上：网络断了，请再选一次`); this.draw(); });
      this.draw();
      request.send(body);
    }
    draw() {
      const done = this.ids.map((id) => this.thumb(id));
      const going = [...this.going.values()].map((one) => make("span", { className: "thumb going", title: one.name },
        make("progress", { value: one.part, max: 1 }), make("span", { className: "tiny", textContent: `${Math.round(one.part * 100)}%` })));
      this.thumbs.replaceChildren(...done, ...going);
      this.button.hidden = this.ids.length + this.going.size >= Number(this.box.dataset.most);
    }
    thumb(id) {
      const about = this.known.get(id) || { name: "附件", kind: "image", size: "" };
      const link = make("a", { href: this.url(id), target: "_blank", title: `${about.name} ${about.size}` });
      if (about.kind === "pdf") link.append(make("span", { className: "pdf", textContent: "PDF" }), make("span", { className: "tiny ell", textContent: about.name }));
      else link.append(make("img", { src: `${this.url(id)}?thumb=1`, alt: about.name }));
      const drop = make("button", { type: "button", className: "drop", title: "删去", textContent: "×" });
      drop.setAttribute("aria-label", `删去 ${about.name}`);
      drop.addEventListener("click", () => { this.ids = this.ids.filter((each) => each !== id); this.button.focus(); });
      return make("span", { className: "thumb" }, link, drop);
    }
    say(text) {
      let line = this.box.querySelector(".hint.err");
      if (!line) { line = make("span", { className: "hint err" }); line.setAttribute("role", "alert"); this.box.append(line); }
      line.textContent = text;
      line.hidden = !text;
    }
    sign() {
      const canvas = make("canvas", { className: "sign-pad", width: 640, height: 240 }), pen = canvas.getContext("2d");
      const clear = make("button", { type: "button", className: "btn btn-plain", textContent: "重写" });
      const cancel = make("button", { type: "button", className: "btn btn-plain", textContent: "取消" });
      const ok = make("button", { type: "button", className: "btn btn-primary", textContent: "确认签名" });
      const dialog = make("dialog", { className: "dlg sign" }, make("h2", { textContent: this.box.dataset.label }),
        make("p", { className: "mute2", textContent: "请本人在框内签名（手指、触控笔或鼠标）" }), canvas,
        make("div", { className: "dlg-acts" }, clear, cancel, ok));
      let drawn = false, down = false;
      Object.assign(pen, { lineWidth: 3.5, lineCap: "round", lineJoin: "round", strokeStyle: "#17212c" });
      const at = (event) => {
        const frame = canvas.getBoundingClientRect();
        return [(event.clientX - frame.left) * canvas.width / frame.width, (event.clientY - frame.top) * canvas.height / frame.height];
      };
      canvas.addEventListener("pointerdown", (event) => { down = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); });
      canvas.addEventListener("pointermove", (event) => { if (down) { drawn = true; pen.lineTo(...at(event)); pen.stroke(); } });
      canvas.addEventListener("pointerup", () => { down = false; });
      clear.addEventListener("click", () => { pen.clearRect(0, 0, canvas.width, canvas.height); drawn = false; });
      const close = () => { dialog.close(); dialog.remove(); this.button.focus(); };
      cancel.addEventListener("click", close);
      ok.addEventListener("click", () => {
        if (!drawn) { canvas.focus(); return; }
        canvas.toBlob((blob) => { this.send(blob, "签名.png"); close(); }, "image/png");
      });
      document.body.append(dialog);
      dialog.showModal();
    }
  }
  // Pages opened over plain HTTP in a local network have no crypto.randomUUID
  function uuid() {
    const raw = crypto.getRandomValues(new Uint8Array(16));
    raw[6] = (raw[6] & 0x0f) | 0x40;
    raw[8] = (raw[8] & 0x3f) | 0x80;
    const hex = [...raw].map((each) => each.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  const all = [...document.querySelectorAll("[data-files]")].map((box) => new Files(box));
  document.addEventListener("gw:restored", () => all.forEach((each) => each.draw()));
})();
