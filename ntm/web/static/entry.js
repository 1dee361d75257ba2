// The commune's page: each field saves by itself and says so; what cannot be sent waits in the browser.
// Verdicts are the server's alone: htmx asks for them while one types, and a save answers with them.
"use strict";
(() => {
  const words = document.getElementById("words")?.dataset;
  if (!words || !window.fetch) return;
  document.documentElement.classList.add("js");
  const queue = window.ntmQueue, person = words.person;
  const forms = [...document.querySelectorAll("form.entry")];
  const timers = new Map(), dirty = new Set();
  let token = forms[0]?.elements.form_token.value ?? "";
  let sending = false, retry = null, wait = 4000;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const formOf = (url) => forms.find((form) => form.getAttribute("action") === url);
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  function fieldsOf(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (name !== "form_token" && name !== "base") fields[name] = value;
    }
    return fields;
  }

  function say(form, kind, text) {
    const state = form.querySelector(".state");
    state.className = `state ${kind}`;
    if (state.textContent !== text) state.textContent = text;
  }

  function put(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const part of [...parsed.body.querySelectorAll("[id]")]) {
      part.removeAttribute("hx-swap-oob");
      document.getElementById(part.id)?.replaceWith(part);
    }
  }

  // -- saving ------------------------------------------------------------------------------------------

  function touched(form) {
    dirty.add(form);
    say(form, "busy", words.unsaved);
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), 1500));
  }

  async function save(form) {
    clearTimeout(timers.get(form));
    if (!dirty.has(form)) return;
    const url = form.getAttribute("action");
    form.querySelector(".choice")?.remove();
    for (const old of await queue.of(person)) {
      // A newer change of the same field takes the place of one not yet sent.
      if (old.url === url && !old.sent) await queue.remove(old.key);
    }
    const change = {
      key: newKey(), person, url, item: form.dataset.item, fields: fieldsOf(form),
      base: form.elements.base.value, at: Date.now(), unit: words.unit, day: words.day,
    };
    await queue.put(change);
    dirty.delete(form);
    say(form, "busy", words.saving);
    flush();
  }

  async function post(change) {
    const body = new URLSearchParams({ ...change.fields, base: change.base, key: change.key });
    const headers = { accept: "application/json", "x-form-token": token };
    return fetch(change.url, { method: "POST", body, headers, credentials: "same-origin" });
  }

  async function freshToken() {
    const answer = await fetch("/form-token", { headers: { accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return false;
    const found = await answer.json();
    if (found.login !== person) return false;
    token = found.token;
    return true;
  }

  async function flush() {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    try {
      for (let changes = await queue.of(person); changes.length; changes = await queue.of(person)) {
        if (!(await send(changes[0]))) break;
        wait = 4000;
      }
    } finally {
      sending = false;
    }
    await tell();
  }

  // Send one change; false: the line or the server is not there, so that everything waits.
  async function send(change) {
    const form = formOf(change.url);
    let answer, body;
    try {
      await queue.put({ ...change, sent: true });
      answer = await post(change);
      if (answer.status === 403 && (await freshToken())) answer = await post(change);
      body = await answer.json().catch(() => ({}));
    } catch {
      return later(form);
    }
    if (answer.status === 401 || (answer.status === 403 && !(await freshToken().catch(() => true)))) {
      document.getElementById("line").dataset.signIn = "1";
      return later(form);
    }
    if (answer.status >= 500 || answer.status === 429) return later(form);
    await queue.remove(change.key);
    delete document.getElementById("line").dataset.signIn;
    if (answer.ok) {
      for (const next of await queue.of(person)) {
        if (next.url === change.url) await queue.put({ ...next, base: String(body.version) });
      }
      if (form) {
        form.elements.base.value = body.version;
        put(body.parts);
        if (!dirty.has(form)) say(form, "good", body.said);
      }
    } else if (form && answer.status === 409 && body.version !== undefined) {
      clash(form, body);
    } else if (form) {
      dirty.add(form);
      say(form, "bad", fill(words.error, { message: body.error?.message ?? answer.status }));
    }
    return true;
  }

  function later(form) {
    if (form) say(form, "busy", words.waiting);
    retry = setTimeout(flush, wait);
    wait = Math.min(wait * 2, 60000);
    return false;
  }

  function clash(form, body) {
    dirty.add(form);
    put(body.parts);
    say(form, "bad", words.conflict);
    const box = document.createElement("div");
    box.className = "choice notice warn";
    box.setAttribute("role", "alert");
    const told = document.createElement("p");
    told.textContent = fill(words.clash, body);
    const mine = button(fill(words.mine, { value: body.yours }), () => {
      form.elements.base.value = body.version;
      box.remove();
      dirty.add(form);
      save(form);
    });
    const theirs = button(fill(words.theirs, { who: body.who, value: body.theirs }), () => {
      dirty.delete(form);
      location.reload();
    });
    box.append(told, mine, theirs);
    form.querySelector(".choice")?.remove();
    form.append(box);
    mine.focus();
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button second";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // -- what waits --------------------------------------------------------------------------------------

  async function tell() {
    const line = document.getElementById("line"), changes = await queue.of(person);
    for (const change of sending ? [] : changes) {
      const form = formOf(change.url);
      if (form && !dirty.has(form)) say(form, "busy", words.waiting);
    }
    line.hidden = changes.length === 0 || (sending && wait === 4000);
    const text = line.dataset.signIn ? words.signIn : words.queue;
    document.getElementById("line-words").textContent = fill(text, { count: changes.length });
  }

  // What waits as a status file that `ntm status import` and the import page read.
  async function download() {
    const quoted = (text) => `"${String(text ?? "").replaceAll('"', '""')}"`;
    const rows = [["unit", "item", "on", "value", "note"]];
    for (const { unit, item, day, fields } of await queue.of(person)) {
      let value = { yes: "đạt", no: "chưa đạt" }[fields.value] ?? fields.value ?? "";
      if (fields.numerator || fields.denominator) value = `${fields.numerator}/${fields.denominator}`;
      if (fields.not_applicable) value = `không áp dụng: ${fields.reason}`;
      rows.push([unit, item, day, value, fields.note]);
    }
    const text = "\ufeff" + rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `ntm-${words.unit}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function restore() {
    for (const change of await queue.of(person)) {
      const form = formOf(change.url);
      if (!form) continue;
      for (const [name, value] of Object.entries(change.fields)) {
        const input = form.elements[name];
        if (input?.type === "checkbox") input.checked = true;
        else if (input) input.value = value;
      }
      say(form, "busy", words.waiting);
    }
    await tell();
    flush();
  }

  // -- moving about ------------------------------------------------------------------------------------

  function move(cell, by) {
    const cells = [...document.querySelectorAll("[data-cell]")];
    const next = cells[cells.indexOf(cell) + by];
    next?.focus();
    next?.select?.();
    next?.scrollIntoView({ block: "nearest" });
    return next !== undefined;
  }

  // From one item to the next or the one before, as the phone's buttons do.
  function step(by) {
    const items = [...document.querySelectorAll(".item")];
    const at = items.findIndex((item) => item.getBoundingClientRect().bottom > 60);
    const here = at >= 0 && items[at].getBoundingClientRect().top > 60 && by > 0 ? at - 1 : at;
    items[Math.max(0, Math.min(items.length - 1, here + by))]?.scrollIntoView();
  }

  for (const form of forms) {
    form.addEventListener("input", () => touched(form));
    form.addEventListener("change", () => { touched(form); save(form); });
    form.addEventListener("submit", (event) => { event.preventDefault(); dirty.add(form); save(form); });
    form.addEventListener("keydown", (event) => {
      const cell = event.target.closest("[data-cell]");
      if (!cell || event.isComposing) return;
      const typing = cell.tagName === "INPUT";
      const down = (event.key === "Enter" && !event.shiftKey) || (typing && event.key === "ArrowDown");
      const up = (event.key === "Enter" && event.shiftKey) || (typing && event.key === "ArrowUp");
      if (down || up) {
        event.preventDefault();
        if (!move(cell, down ? 1 : -1)) save(form);
      }
    });
  }
  document.querySelectorAll("[data-step]").forEach((one) =>
    one.addEventListener("click", () => step(Number(one.dataset.step))));
  document.getElementById("send-now").addEventListener("click", flush);
  document.getElementById("download").addEventListener("click", download);
  window.addEventListener("online", flush);
  window.addEventListener("focus", flush);
  window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
  document.getElementById("period")?.addEventListener("change", (event) => event.target.form.submit());
  restore();
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
})();
