// The conversation of the selected member with the selected app. Only a part of it is in the document.

import { push, say } from "./actions.js";
import { append, drawOnce, fill, find, h, icon, reconcile } from "./dom.js";
import { draw } from "./cards.js";
import { normalise } from "./content.js";
import { clock, day, duration, language, t } from "./i18n.js";
import { avatar, nameOfMember } from "./members.js";
import { choose, on, view, waitsFor, world } from "./state.js";
import { link, safeUrl } from "./rich_text.js";
import { isGrowing } from "./robot_answers.js";
import { groupSwitch, isRobot, pickedAgent } from "./robots.js";

const SIZE = 80;

let cache = new WeakMap();
let end = null; // null follows the newest row, a number is the id after which nothing is shown
let before = []; // the rows shown last
let openLog = () => {};
let atEnd = true; // whether the newest row is in sight, so that it stays there when a picture grows

function rows() {
  return world.messages.all().filter((row) =>
    row.via !== "kf" // a customer gets it: it is shown on the tab of customers
    && (row.users ?? []).includes(view.member)
    && (row.agentid === view.agent || row.agentid === null || row.agentid === undefined));
}

function part(all) {
  if (end === null) return all.slice(-SIZE);
  const last = all.findIndex((row) => row.id > end);
  const to = last < 0 ? all.length : last;
  return all.slice(Math.max(0, to - SIZE), to);
}

function show() {
  const scroll = find("#scroll");
  const stick = end === null && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
  const all = rows();
  if (!all.length) end = null;
  const visible = part(all);
  reconcile(find("#messages"), visible, cache, render);
  days(visible);
  find("#earlier").hidden = !visible.length || visible[0] === all[0];
  find("#latest").hidden = end === null;
  const dropped = find("#dropped");
  dropped.hidden = !world.messages.dropped;
  if (!dropped.hidden) fill(dropped, t("dropped", { limit: world.limits.rows, n: world.messages.dropped }));
  empty(!all.length);
  const grown = visible.length && visible.at(-1).id !== before.at(-1)?.id;
  const mine = grown && visible.at(-1).direction === "to_app";
  if (end === null && (stick || mine)) scroll.scrollTop = scroll.scrollHeight;
  before = visible;
}

/** Mark where a new day begins; the line is part of the element, so it needs no row of its own. */
function days(visible) {
  let last = "";
  for (const row of visible) {
    const element = cache.get(row);
    const today = day(row.time);
    if (today !== last) element.dataset.day = today;
    else delete element.dataset.day;
    last = today;
  }
}

function empty(none) {
  const box = find("#chat-empty");
  box.hidden = !none || !world.loaded;
  if (box.hidden) return;
  if (!view.member) return fill(box, h("p", {}, t("chat.none")));
  const member = nameOfMember(view.member);
  fill(box, avatar(view.member, 72), h("h2", {}, t("chat.empty")),
    h("p", { class: "muted" }, t("chat.empty.hint", { member })),
    h("button", { type: "button", class: "pill", on: { click: () => say("你好") } }, t("chat.hello")));
}

function render(row) {
  const content = normalise(row, view.member);
  const mine = row.direction === "to_app";
  if (content.kind === "event" || content.kind === "note") return note(row, content, mine);
  const { element, bare } = draw(row, { push });
  const agent = world.agents.get(row.agentid)?.name ?? t("agent");
  const from = mine ? nameOfMember(row.users?.[0]) : agent;
  return h("article", { class: `message ${mine ? "mine" : "theirs"}`, dataset: { key: `m${row.id}`, status: row.status }, "aria-label": from },
    mine ? avatar(row.users?.[0] ?? "", 38) : agentAvatar(agent),
    h("div", { class: "stack" },
      h("div", { class: bare ? "bare" : "bubble" }, row.status === "recalled" ? h("em", { class: "muted" }, t("status.recalled")) : element),
      foot(row, mine)));
}

export const agentAvatar = (name) => h("span", { class: "avatar agent", "aria-hidden": "true" }, [...(name || "?")][0]);

function note(row, content, mine) {
  const known = `event.${content.event}`;
  const named = { name: menuName(content) };
  let text = content.kind === "note" ? t(content.note, { name: content.name }) : t(known, named);
  if (text === known) text = t("event.other", { name: [content.raw, content.name].filter(Boolean).join(" ") });
  const open = content.event === "view" && safeUrl(content.name);
  return h("article", { class: "note", dataset: { key: `m${row.id}`, status: row.status } },
    h("span", { class: "note-text" }, text, open && [" ", link(open, "↗")]), foot(row, mine));
}

/** The name of the menu button behind a key, else the key. */
function menuName({ event, name }) {
  if (!["click", "view"].includes(event)) return name;
  const top = world.menus.get(view.agent)?.button ?? [];
  const all = top.flatMap((one) => [one, ...(one.sub_button ?? [])]);
  return all.find((one) => (one.key ?? one.url) === name)?.name ?? name;
}

function foot(row, mine) {
  const line = h("div", { class: "foot" });
  const delivery = row.delivery ? world.deliveries.get(row.delivery) : null;
  const parts = [h("time", {}, clock(row.time))];
  if (mine) parts.push(...verdict(row, delivery));
  else {
    const chat = row.chatid && (world.chats.get(row.chatid)?.name || row.chatid);
    parts.push(h("span", {}, [t(`via.${row.via}`), chat].filter(Boolean).join(" · ")));
    if (isGrowing(row)) parts.push(h("span", { class: "wait" }, h("i", { class: "spin" }), t("robot.growing")));
    else if (row.status === "ok" || row.status === "updated") parts.push(h("span", { class: "ok" }, icon("check", 14)));
    if (row.status === "updated" || row.changed_for?.[view.member]) parts.push(h("span", {}, t("status.updated")));
    if (row.status === "failed") parts.push(h("span", { class: "bad" }, icon("cross", 14), row.reason || t("status.failed")));
    if (row.part) parts.push(h("span", { class: "part", title: t("part.title") }, row.part.join("/")));
    if (row.content?.safe) parts.push(h("span", {}, t("card.safe")));
  }
  if (row.delivery) {
    const button = h("button", { type: "button", class: "foot-button", title: t("status.show"),
      on: { click: () => openLog("delivery", row.delivery) } });
    append(button, parts);
    return append(line, [button]);
  }
  return append(line, parts);
}

function verdict(row, delivery) {
  if (row.status === "pending") return [h("span", { class: "wait" }, h("i", { class: "spin" }), t("status.pending"))];
  if (row.status === "failed") {
    return [h("span", { class: "bad" }, icon("cross", 14), `${t("status.failed")}: ${row.reason || "?"}`)];
  }
  const tries = delivery?.polls === undefined ? delivery?.attempts?.length ?? 1 : 1;
  return [
    h("span", { class: "ok" }, icon("check", 14), t("status.delivered")),
    delivery && h("span", {}, duration(delivery.ms)),
    delivery?.polls > 0 && h("span", {}, t("status.polls", { n: delivery.polls })),
    tries > 1 && delivery?.fault === null && h("span", {}, t("status.tries", { n: tries })),
    delivery && delivery.ok && !delivery.reply && h("span", {}, t("status.noreply")),
  ];
}

function head() {
  const box = find("#chat-head");
  const member = world.members.get(view.member);
  if (!member) return drawOnce(box, null, () => fill(box));
  const agents = [...world.agents.values()];
  const agent = world.agents.get(view.agent);
  const name = agent?.name ?? t("agent");
  const values = [language(), member.userid, member.name, view.agent, agents.map((one) => [one.agentid, one.name])];
  const waiting = waitsFor();
  drawOnce(box, [...values, waiting.step, waiting.list], () => drawHead(box, member, agents, name, waiting));
}

function dialogueState({ step, list }) {
  if (!step && !list) return null;
  const short = step && step.split(".").at(-1);
  const text = [short && t("dialogue.step", { name: short }), list && t("dialogue.list", { name: list })].filter(Boolean).join(" · ");
  return h("span", { class: "dialogue", title: step ?? list }, text);
}

function drawHead(box, member, agents, name, waiting) {
  const picker = agents.length > 1
    ? h("select", { "aria-label": t("agent"), on: { change: (event) => choose(view.member, pickedAgent(event.target.value)) } },
      agents.map((one) => h("option", { value: one.agentid, selected: one.agentid === view.agent }, one.name)))
    : h("h2", {}, name);
  fill(box, agentAvatar(name),
    h("div", { class: "who" }, picker, isRobot(view.agent) ? groupSwitch() : h("span", { class: "muted" }, `AgentID ${view.agent}`)),
    dialogueState(waiting),
    h("div", { class: "as" }, h("span", { class: "muted" }, t("chat.as", { member: member.name })), avatar(member.userid, 32)));
}

function fresh() {
  cache = new WeakMap();
  end = null;
  before = [];
  find("#messages").replaceChildren();
  head();
  show();
  atEnd = true;
  const scroll = find("#scroll");
  scroll.scrollTop = scroll.scrollHeight;
}

function stayAtEnd() {
  const scroll = find("#scroll");
  scroll.addEventListener("scroll", () => {
    atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
  });
  new ResizeObserver(() => {
    if (atEnd && end === null) scroll.scrollTop = scroll.scrollHeight;
  }).observe(find("#messages"));
}

export function startConversation({ showInLog }) {
  openLog = showInLog;
  stayAtEnd();
  find("#earlier").addEventListener("click", () => {
    const all = rows();
    const first = all.indexOf(before[0]);
    end = all[Math.max(SIZE, first + 8) - 1]?.id ?? null;
    show();
    find("#scroll").scrollTop = end === null ? find("#scroll").scrollHeight : 0;
  });
  find("#latest").addEventListener("click", () => {
    end = null;
    show();
    find("#scroll").scrollTop = find("#scroll").scrollHeight;
    find("#text").focus();
  });
  on("message", show);
  on("dialogue", head);
  // The footer shows the delivery's state; a finished delivery redraws only its message.
  on("delivery", () => {
    let stale = false;
    for (const row of before) {
      const delivery = row.delivery ? world.deliveries.get(row.delivery) : null;
      const element = cache.get(row);
      if (!delivery || !element || element.delivery === delivery) continue;
      element.delivery = delivery;
      const foot_ = element.querySelector(".foot");
      if (foot_) foot_.replaceWith(foot(row, row.direction === "to_app"));
      stale = true;
    }
    if (stale && end === null) {
      const scroll = find("#scroll");
      if (scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 140) scroll.scrollTop = scroll.scrollHeight;
    }
  });
  on("choice", fresh);
  on("contacts agents media", () => {
    for (const row of before) {
      if (cache.get(row)?.querySelector("[data-unnamed=true]")) cache.delete(row);
    }
    head();
    show();
  });
  return fresh;
}
