// Customers (微信客服): they write beside the members, the app answers, a servicer takes over.

import { attempt } from "./actions.js";
import { request } from "./control_plane.js";
import { draw } from "./cards.js";
import { fill, find, h } from "./dom.js";
import { clock, t } from "./i18n.js";
import { nameOfMember } from "./members.js";
import { on, world } from "./state.js";

const STATES = ["kf.new", "kf.robot", "kf.queue", "kf.human", "kf.closed"];
const CUSTOMER = 3, SERVICER = 5;

let accounts = {}, people = {}, talks = {}, messages = [];
let account = "", customer = "";
let shown = () => {};

const ids = () => ({ open_kfid: account, external_userid: customer });

async function load() {
  const found = await attempt(() => request("GET", "/_sim/families"));
  if (!found) return;
  accounts = found.kf?.accounts ?? {};
  talks = found.kf?.talks ?? {};
  messages = found.kf?.messages ?? [];
  people = found.external?.customers ?? {};
  if (!accounts[account]) account = Object.keys(accounts)[0] ?? "";
  if (!people[customer]) customer = Object.keys(people)[0] ?? "";
  shown();
}

async function act(name, more = {}) {
  const done = await attempt(() => request("POST", "/_sim/actions", { act: name, ...ids(), ...more }));
  if (done) await load();
  return done;
}

function lines() {
  const mine = (row) => {
    const inside = row.event ?? row;
    return inside.open_kfid === account && inside.external_userid === customer;
  };
  const places = new Map(messages.map((row, index) => [row.msgid, index]));
  const read = messages.filter(mine).map((row) => ({
    place: places.get(row.msgid),
    time: row.send_time,
    who: row.origin === CUSTOMER ? "customer" : row.origin === SERVICER ? "servicer" : "event",
    name: row.servicer_userid ? nameOfMember(row.servicer_userid) : "",
    row: { msgtype: row.msgtype, content: row[row.msgtype] ?? {} },
    event: row.event && happened(row.event),
  }));
  const sent = world.messages.all()
    .filter((row) => row.via === "kf" && row.content.touser === customer && row.content.open_kfid === account)
    .map((row) => ({ place: (places.get(row.content.after) ?? -1) + 0.5, time: row.time, who: "app", name: t("kf.app"), row }));
  return [...read, ...sent].sort((a, b) => a.place - b.place);
}

/** What an event says to a person; WeCom's name of it when there are no words for it. */
function happened({ event_type, change_type, new_servicer_userid, old_servicer_userid }) {
  const key = `happened.${[event_type, change_type].filter(Boolean).join(".")}`;
  const text = t(key, { name: nameOfMember(new_servicer_userid ?? old_servicer_userid ?? "") });
  return text === key ? event_type : text;
}

function line(one) {
  if (one.who === "event") return h("li", { class: "kf-event muted" }, `${clock(one.time)} ${one.event}`);
  const kind = one.row.msgtype === "msgmenu" ? menu(one.row.content) : draw(one.row, {}).element;
  return h("li", { class: `kf-line ${one.who}`, dataset: { who: one.who } },
    h("span", { class: "muted" }, [clock(one.time), one.name].filter(Boolean).join(" ")),
    h("div", { class: "kf-bubble" }, kind));
}

function menu(content) {
  const items = (content.list ?? []).map((item) => {
    const inner = item[item.type] ?? {};
    if (item.type !== "click") return h("p", {}, inner.content ?? "");
    const press = () => act("customer_says", { content: inner.content, menu_id: inner.id ?? "" });
    return h("button", { type: "button", class: "plain", on: { click: press } }, inner.content);
  });
  return h("div", { class: "text" }, h("p", {}, content.head_content ?? ""), items, h("p", {}, content.tail_content ?? ""));
}

function picker(label, choices, value, change) {
  return h("label", { class: "field" }, h("span", {}, label),
    h("select", { on: { change: (event) => { change(event.target.value); shown(); } } },
      choices.map(([key, name]) => h("option", { value: key, selected: key === value }, name))));
}

function writer(name, label, run) {
  const box = h("input", { type: "text", "aria-label": label, placeholder: label, maxlength: "2000", autocomplete: "off" });
  const submit = async (event) => {
    event.preventDefault();
    const content = box.value;
    if (!content.trim()) return;
    box.value = "";
    await run(content);
  };
  return h("form", { class: "kf-writer", dataset: { kf: name }, on: { submit } }, box,
    h("button", { type: "submit", class: "primary" }, t("send")));
}

const button = (name, label, run) =>
  h("button", { type: "button", class: "plain", dataset: { kf: name }, on: { click: run } }, label);

/** Put the tab together; returns the function that draws it anew. */
export function startKf() {
  const log = h("ol", { class: "kf-lines", role: "log", "aria-live": "polite" });
  const head = h("div", { class: "box" });
  const state = h("p", { class: "muted", role: "status", dataset: { kf: "state" } });
  shown = () => {
    fill(head,
      picker(t("kf.account"), Object.values(accounts).map((one) => [one.open_kfid, one.name]), account, (key) => (account = key)),
      picker(t("kf.customer"), Object.entries(people).map(([key, one]) => [key, one.profile?.name ?? key]), customer, (key) => (customer = key)),
      state);
    const talk = talks[`${account}/${customer}`];
    const servicer = talk?.servicer_userid ? ` · ${nameOfMember(talk.servicer_userid)}` : "";
    fill(state, t(STATES[talk?.service_state ?? 0]) + servicer);
    fill(log, lines().map(line));
    log.scrollTop = log.scrollHeight;
  };
  on("message", load);
  return () => {
    fill(find("#kf"), head, log,
      writer("customer", t("kf.write"), (content) => act("customer_says", { content })),
      h("div", { class: "kf-buttons" },
        button("enter", t("kf.enter"), () => act("customer_enters")),
        button("lost", t("kf.lost"), () => act("customer_says", { content: t("kf.lost.text"), doorbells: 0 })),
        button("take", t("kf.take"), () => act("servicer_takes")),
        button("end", t("kf.end"), () => act("servicer_ends"))),
      writer("servicer", t("kf.answer"), (content) => act("servicer_says", { content })));
    load();
  };
}
