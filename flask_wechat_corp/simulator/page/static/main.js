// Puts the page together.

import { startComposer } from "./composer.js";
import { startConversation } from "./conversation.js";
import { arrows, drawOnce, fill, find, h, icon } from "./dom.js";
import { startFaults } from "./faults.js";
import { clock, language, onLanguage, setLanguage, setting, t, translate } from "./i18n.js";
import { startKf } from "./kf.js";
import { reveal, showLog, startLog } from "./log.js";
import { startMembers } from "./members.js";
import { startPush } from "./push.js";
import { now, on, start, view, world } from "./state.js";

const TABS = [["members", "people"], ["chat", "chat"], ["log", "log"], ["faults", "bolt"], ["push", "push"], ["kf", "kf"]];
const TOOLS = ["log", "faults", "push", "kf"];

function showTool(name) {
  for (const tool of TOOLS) {
    find(`#${tool}`).hidden = tool !== name;
    const tab = find(`#tab-${tool}`);
    tab.setAttribute("aria-selected", String(tool === name));
    tab.tabIndex = tool === name ? 0 : -1;
  }
  if (name === "log") showLog();
}

function showTab(name) {
  document.body.dataset.tab = name;
  if (TOOLS.includes(name)) showTool(name);
  bottom();
  if (name === "chat") find("#scroll").scrollTop = find("#scroll").scrollHeight;
}

function bottom() {
  const box = find("#bottom");
  drawOnce(box, language(), () => fill(box, TABS.map(([name, picture]) =>
    h("button", { type: "button", dataset: { tab: name }, on: { click: () => showTab(name) } },
      icon(picture, 22), h("span", {}, t(`tab.${name}`)), h("span", { class: "badge", hidden: true })))));
  const unread = [...view.unread.values()].reduce((sum, n) => sum + n, 0);
  for (const button of box.children) {
    const name = button.dataset.tab;
    if (name === document.body.dataset.tab) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
    const count = name === "members" ? unread : name === "faults" ? world.faults.length : 0;
    const badge = button.querySelector(".badge");
    badge.hidden = !count;
    badge.textContent = count > 99 ? "99+" : String(count);
  }
}

function live() {
  const box = find("#live");
  box.className = `live ${world.connected ? "on" : "off"}`;
  fill(box, h("i", { "aria-hidden": "true" }), h("span", {}, t(world.connected ? "live" : "lost")));
}

function time() {
  const ahead = world.offset > 2;
  const box = find("#time");
  box.className = `time ${ahead ? "moved" : ""}`;
  fill(box, icon("clock", 15), clock(now(), { full: false }));
}

const THEMES = ["auto", "light", "dark"];
const THEME_ICON = { auto: "auto", light: "sun", dark: "moon" };

function theme(next) {
  const name = next ?? setting("theme") ?? "auto";
  if (next) setting("theme", next);
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  const button = find("#theme");
  fill(button, icon(THEME_ICON[name] ?? "auto", 20));
  button.title = t(`theme.${name}`);
  button.setAttribute("aria-label", button.title);
  button.onclick = () => {
    theme(THEMES[(THEMES.indexOf(name) + 1) % THEMES.length]);
    redraw();
  };
}

function languageButton() {
  const button = find("#language");
  fill(button, t("language.short"));
  button.title = t("language");
  button.setAttribute("aria-label", button.title);
  button.onclick = () => setLanguage(language() === "zh" ? "en" : "zh");
}

let redraw = () => {};

function main() {
  const log = startLog();
  const faults = startFaults();
  const parts = [
    startMembers(),
    startConversation({ showInLog: (type, id) => { showTab("log"); reveal(type, id); } }),
    startComposer(), log, faults, startPush(), startKf(),
  ];
  redraw = () => {
    for (const part of parts) part();
    live();
    time();
    bottom();
    languageButton();
  };
  for (const tab of document.querySelectorAll("#dev-tabs [role=tab]")) {
    const choose = () => (innerWidth < 1080 ? showTab(tab.dataset.tool) : showTool(tab.dataset.tool));
    tab.addEventListener("click", choose);
    tab.addEventListener("focus", () => tab.getAttribute("aria-selected") === "true" || choose());
  }
  arrows(find("#dev-tabs"), "[role=tab]");
  on("connection", live);
  on("clock", time);
  on("unread faults choice", bottom);
  document.addEventListener("tab", () => showTab(document.body.dataset.tab));
  onLanguage(() => {
    theme();
    redraw();
  });
  let shown = "";
  on("contacts", () => {
    fill(find("#corp"), world.corpName);
    // Redraw what depends on the corp's settings only when they have changed.
    const settings = JSON.stringify([world.callbackUrl, world.corpId, world.limits, [...world.agents.keys()]]);
    if (settings !== shown) {
      shown = settings;
      redraw();
    }
  });
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      find("#text").focus();
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
  translate();
  theme();
  showTool("log");
  redraw();
  setInterval(time, 5000);
  start();
}

main();
