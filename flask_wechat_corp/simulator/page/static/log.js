// Every callback and every API call as a row; a row opens to show it decrypted and raw.

import { append, fill, find, h, icon, reconcile, soon } from "./dom.js";
import { clock, duration, t } from "./i18n.js";
import { nameOfMember } from "./members.js";
import { on, world } from "./state.js";
import { prettyJson, prettyXml } from "./rich_text.js";

const SIZE = 100;

let cache = new WeakMap();
let page = 0;
let wanted = "";
let kind = "all";
const opened = new Set();

const keyOf = (entry) => `${entry.callback ? "d" : "c"}${entry.row.id}`;

// Each row has one entry object, so that its element can be found again.
const entries = new WeakMap();

function entry(row, callback) {
  let one = entries.get(row);
  if (!one) entries.set(row, (one = { row, callback, failed: callback ? row.ok === false : row.errcode !== 0 && !soft(row) }));
  return one;
}

const soft = (row) => row.errcode === null && row.status < 400 && !row.fault;

/** Both histories by time, the newest first. */
function all() {
  const left = kind === "calls" ? [] : world.deliveries.all();
  const right = kind === "callbacks" ? [] : world.calls.all();
  const rows = [];
  let i = left.length - 1;
  let j = right.length - 1;
  while (i >= 0 || j >= 0) {
    const callback = j < 0 || (i >= 0 && left[i].time >= right[j].time);
    rows.push(callback ? entry(left[i--], true) : entry(right[j--], false));
  }
  return rows;
}

function fits(one) {
  if (kind === "errors" && !one.failed) return false;
  if (!wanted) return true;
  one.words ??= (one.callback
    ? [one.row.kind, one.row.msgtype, one.row.event, one.row.user, one.row.reason, one.row.xml, one.row.reply_xml]
    : [one.row.path, one.row.method, one.row.errcode, one.row.errmsg, one.row.body, one.row.answer]
  ).join(" ").toLowerCase();
  return one.words.includes(wanted);
}

function show() {
  if (find("#log").hidden) return;
  const rows = all().filter(fits);
  const pages = Math.max(1, Math.ceil(rows.length / SIZE));
  page = Math.min(page, pages - 1);
  const visible = rows.slice(page * SIZE, (page + 1) * SIZE);
  const list = find("#log-list");
  reconcile(list, visible, cache, render);
  list.querySelector(".empty")?.remove();
  if (!visible.length && world.loaded) list.append(nothing());
  foot(rows.length, pages);
}

function nothing() {
  if (wanted || kind !== "all") return h("div", { class: "empty" }, h("p", {}, t("log.nothing")));
  return h("div", { class: "empty" }, icon("log", 36), h("h2", {}, t("log.empty")), h("p", { class: "muted" }, t("log.empty.hint")));
}

function foot(count, pages) {
  const dropped = world.deliveries.dropped + world.calls.dropped;
  const box = find("#log-foot");
  box.hidden = pages < 2 && !dropped;
  const turn = (step) => () => {
    page += step;
    show();
    find("#log-list").scrollTop = 0;
  };
  fill(box,
    dropped > 0 && h("span", { class: "muted dropped-note" }, t("dropped", { limit: world.limits.rows, n: dropped })),
    pages > 1 && h("span", { class: "pages" },
      h("button", { type: "button", class: "plain", disabled: page === 0, on: { click: turn(-1) } }, `‹ ${t("log.newer")}`),
      h("span", { class: "muted" }, t("log.range", { from: page * SIZE + 1, to: Math.min(count, (page + 1) * SIZE), all: count })),
      h("button", { type: "button", class: "plain", disabled: page >= pages - 1, on: { click: turn(1) } }, `${t("log.older")} ›`)));
}

function render(one) {
  const { row, callback } = one;
  const key = keyOf(one);
  const details = h("details", { class: `log-row ${one.failed ? "failed" : ""}`, dataset: { key, kind: callback ? "callback" : "call" } },
    h("summary", {},
      h("time", {}, clock(row.time, { full: true })),
      h("span", { class: `way ${callback ? "in" : "out"}`, title: t(callback ? "log.callback" : "log.call") }, icon(callback ? "out" : "into", 15),
        h("span", { class: "visually-hidden" }, t(callback ? "log.callback" : "log.call"))),
      h("span", { class: "what" }, callback ? callbackName(row) : callName(row)),
      chip(row, callback),
      h("span", { class: "ms" }, duration(row.ms))));
  const build = () => {
    if (details.childElementCount === 1) details.append(h("div", { class: "log-body" }, callback ? callbackBody(row) : callBody(row)));
  };
  if (opened.has(key)) {
    details.open = true;
    build();
  }
  details.addEventListener("toggle", () => {
    if (details.open) {
      opened.add(key);
      build();
    } else opened.delete(key);
  });
  return details;
}

function callbackName(row) {
  if (row.kind === "verify") return [h("b", {}, "GET"), " ", t("log.verify")];
  const change = row.fields?.ChangeType ? `/${row.fields.ChangeType}` : "";
  const key = row.fields?.EventKey ? ` ${row.fields.EventKey}` : row.fields?.Content ? ` ${row.fields.Content}` : "";
  return [h("b", {}, row.msgtype === "event" ? row.event : row.msgtype), change,
    row.user && h("span", { class: "muted" }, ` ${nameOfMember(row.user)}`), h("span", { class: "muted" }, key.slice(0, 80))];
}

const callName = (row) => [h("b", {}, row.method), " ", row.path.replace(/^\/cgi-bin\//, "")];

function chip(row, callback) {
  if (callback) {
    if (row.ok === null) return h("span", { class: "chip wait" }, t("log.running"));
    const tries = row.polls === undefined && row.attempts?.length > 1 ? ` ×${row.attempts.length}` : "";
    const polls = row.polls ? ` ↻${row.polls}` : "";
    return h("span", { class: `chip ${row.ok ? "ok" : "bad"}`, title: polls && t("status.polls", { n: row.polls }) },
      `${row.status ?? (row.way === "link" ? "WebSocket" : "—")}${tries}${polls}`);
  }
  if (row.errcode === null || row.errcode === undefined) {
    return h("span", { class: `chip ${row.fault ? "bad" : "ok"}` }, row.fault?.drop ? "✕" : row.fault?.status ?? row.status);
  }
  return h("span", { class: `chip ${row.errcode === 0 ? "ok" : "bad"}`, title: row.errmsg }, row.errcode);
}

function block(title, text, { open = true } = {}) {
  const copy = h("button", { type: "button", class: "plain small copy", "aria-label": `${t("copy")}: ${title}`, title: t("copy") }, icon("copy", 15));
  copy.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(text);
      fill(copy, icon("check", 15));
      setTimeout(() => fill(copy, icon("copy", 15)), 1500);
    } catch {
      getSelection().selectAllChildren(pre);
    }
  });
  const pre = h("pre", { tabindex: "0" }, text);
  return h("details", { class: "block", open }, h("summary", {}, title, copy), pre);
}

/** The log has the XML of agents and the JSON of robots. */
const pretty = (text) => (text.startsWith("{") ? prettyJson(text) : prettyXml(text));

// A robot's row has the message first, then those polls that brought something new.
const attemptName = (row, index) =>
  row.polls === undefined || index === 0 ? t("log.attempt", { n: index + 1 }) : t("log.poll", { n: index });

function faultNote(row) {
  if (!row.fault) return null;
  const { id, path, times, ...rest } = row.fault;
  const text = Object.entries(rest).map(([key, value]) => `${key} ${value}`).join(", ");
  return h("p", { class: "notice warn" }, t("log.fault", { fault: text }));
}

function callbackBody(row) {
  const attempts = row.attempts ?? [];
  return [
    row.reason && h("p", { class: `notice ${row.ok ? "warn" : "bad"}` }, row.reason),
    faultNote(row),
    row.xml && block(t("log.xml"), pretty(row.xml)),
    row.kind !== "verify" && (row.ok || row.reply_xml) && (row.reply_xml
      ? block(t("log.reply"), pretty(row.reply_xml))
      : h("p", { class: "muted none" }, t("log.noreply"))),
    attempts.map((one, index) => [
      attempts.length > 1 && h("h3", {}, attemptName(row, index), h("span", { class: "muted" }, ` ${clock(one.time, { full: true })} · ${one.status ?? "—"} · ${duration(one.ms)} ${one.reason}`)),
      block(t("log.request"), `${one.url}\n\n${one.request ?? ""}`.trim(), { open: false }),
      one.response && block(t("log.response"), one.response, { open: false }),
    ]),
  ];
}

function callBody(row) {
  const query = Object.entries(row.query ?? {}).map(([key, value]) => `${key}=${value}`).join("\n");
  const files = Object.entries(row.files ?? {}).map(([key, value]) => `${key}: ${value}`).join("\n");
  return [
    row.errcode !== 0 && row.errmsg && h("p", { class: "notice bad" }, `${row.errcode} ${row.errmsg}`),
    faultNote(row),
    row.simulated === false && h("p", { class: "notice warn" }, t("log.unsimulated")),
    row.unknown?.length > 0 && h("p", { class: "notice warn" }, t("log.unknown", { names: row.unknown.join(", ") })),
    query && block(t("log.query"), query),
    row.body && block(t("log.body"), prettyJson(row.body)),
    files && block(t("file"), files),
    row.answer && block(t("log.answer"), prettyJson(row.answer)),
  ];
}

function controls() {
  const search = h("input", { type: "search", value: wanted, placeholder: t("log.filter"), "aria-label": t("log.filter"), autocomplete: "off", spellcheck: "false" });
  search.addEventListener("input", () => {
    wanted = search.value.trim().toLowerCase();
    page = 0;
    soon(show);
  });
  const group = h("div", { class: "segments", role: "group", "aria-label": t("log.kinds") },
    ["all", "callbacks", "calls", "errors"].map((one) =>
      h("button", { type: "button", "aria-pressed": String(kind === one), dataset: { kind: one },
        on: { click: () => { kind = one; page = 0; for (const other of group.children) other.setAttribute("aria-pressed", String(other.dataset.kind === one)); show(); } } },
      t(`log.${one}`))));
  append(fill(find("#log-head")), [search, group]);
}

/** Open the log at one row. */
export function reveal(type, id) {
  wanted = "";
  kind = "all";
  page = 0;
  controls();
  const rows = all();
  const at = rows.findIndex((one) => one.row.id === id && one.callback === (type === "delivery"));
  if (at < 0) return;
  page = Math.floor(at / SIZE);
  opened.add(keyOf(rows[at]));
  show();
  const element = find(`#log-list [data-key="${keyOf(rows[at])}"]`);
  if (!element) return;
  element.open = true;
  element.scrollIntoView({ block: "nearest" });
  element.querySelector("summary").focus();
}

export function startLog() {
  on("delivery call contacts", show);
  return () => {
    cache = new WeakMap();
    find("#log-list").replaceChildren();
    controls();
    show();
  };
}

export { show as showLog };
