// Where a member writes: text with emoji, attachments, and the app's menu.

import * as act from "./actions.js";
import { arrows, drawOnce, fill, find, h, icon, popup } from "./dom.js";
import { t } from "./i18n.js";
import { nameOfMember } from "./members.js";
import { on, view, world } from "./state.js";

const EMOJI = [
  "😀", "😄", "😁", "😆", "😅", "😂", "🙂", "😉", "😊", "😍", "😘", "😋", "😜", "🤔", "😎", "🥳",
  "😐", "🙄", "😏", "😴", "😷", "🤒", "😭", "😢", "😤", "😡", "😱", "😳", "🤯", "😇", "🤗", "🤝",
  "👍", "👎", "👌", "✌️", "💪", "🙏", "👏", "👋", "🫡", "🫶", "❤️", "💔", "🎉", "🎁", "🌹", "🌻",
  "☕", "🍺", "🍰", "🍉", "🌞", "🌙", "⭐", "🔥", "⚡", "✅", "❌", "❓", "❗", "💡", "📌", "🚀",
];

function insert(text) {
  const box = find("#text");
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  grow();
}

function grow() {
  const box = find("#text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
  find("#send").disabled = !box.value.trim() || !view.member;
}

function send() {
  const box = find("#text");
  const text = box.value;
  if (!text.trim() || !view.member) return;
  box.value = "";
  grow();
  act.say(text);
  box.focus();
}

function tool(name, label, run) {
  return h("button", { type: "button", class: "plain round", "aria-label": label, title: label, dataset: { tool: name }, on: run && { click: run } }, icon(name, 22));
}

function withPopup(button, panel, opened) {
  const close = popup(button, panel, { opened });
  return [h("span", { class: "anchor" }, button, panel), close];
}

function emojiTool() {
  const panel = h("div", { class: "popup emoji", role: "group", "aria-label": t("emoji"), hidden: true },
    EMOJI.map((one) => h("button", { type: "button", on: { click: () => insert(one) } }, one)));
  arrows(panel, "button", () => 8);
  const [anchor] = withPopup(tool("emoji", t("emoji")), panel, () => panel.querySelector("button").focus());
  return anchor;
}

function list(panel, entries, close) {
  fill(panel, entries.map(([label, run]) =>
    h("button", { type: "button", role: "menuitem", on: { click: () => { close()(true); run(); } } }, label)));
  arrows(panel, "button");
}

function menuTool(name, label, entries) {
  const panel = h("div", { class: "popup", role: "menu", "aria-label": label, hidden: true });
  const button = tool(name, label);
  button.setAttribute("aria-haspopup", "menu");
  const [anchor, close] = withPopup(button, panel, () => panel.querySelector("button")?.focus());
  list(panel, entries, () => close);
  return anchor;
}

let recorder = null;

async function record() {
  if (recorder) return;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const chunks = [];
    recorder = new MediaRecorder(stream);
    const started = Date.now();
    const bar = h("div", { class: "recording", role: "status" });
    const tick = () => fill(bar, h("i", { class: "dot" }),
      t("recording", { time: `${Math.floor((Date.now() - started) / 1000)}″` }),
      h("button", { type: "button", class: "primary", on: { click: () => recorder?.stop() } }, t("voice.stop")));
    tick();
    const timer = setInterval(tick, 1000);
    find("#composer").prepend(bar);
    recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(timer);
      bar.remove();
      for (const track of stream.getTracks()) track.stop();
      const type = recorder.mimeType.split(";")[0] || "audio/webm";
      recorder = null;
      act.sendVoice(new File(chunks, `voice.${type.split("/")[1]}`, { type }));
    });
    recorder.start();
    setTimeout(() => recorder?.state === "recording" && recorder.stop(), 60000);
  } catch {
    recorder = null;
    act.toast(t("voice.denied"), "bad");
  }
}

function tools() {
  const event = (name) => () => act.push({ type: "event", event: name });
  fill(find("#tools"),
    emojiTool(),
    tool("image", t("image"), act.sendImages),
    menuTool("voice", t("voice"), [
      [t("voice.record"), record], [t("voice.file"), act.chooseVoice], [t("voice.sample"), act.sampleVoice],
    ]),
    tool("video", t("video"), act.sendVideo),
    tool("file", t("file"), act.sendFile),
    tool("location", t("location"), act.sendLocation),
    menuTool("more", t("more"), [
      [t("more.enter"), event("enter_agent")], [t("more.subscribe"), event("subscribe")],
      [t("more.unsubscribe"), event("unsubscribe")], [t("more.report"), act.reportLocation],
      [t("more.link"), act.shareLink],
    ]));
}

const KIND_ICON = {
  view: "link", view_miniprogram: "mini", scancode_push: "scan", scancode_waitmsg: "scan", pic_sysphoto: "image",
  pic_photo_or_album: "image", pic_weixin: "image", location_select: "location",
};

function press(one) {
  const run = act.MENU[one.type];
  if (run) run(one);
  else act.toast(t("event.other", { name: one.type }), "bad");
}

function menu() {
  const bar = find("#menu");
  const buttons = world.menus.get(view.agent)?.button ?? [];
  bar.hidden = !buttons.length;
  drawOnce(bar, buttons, () => drawMenu(bar, buttons));
}

function drawMenu(bar, buttons) {
  fill(bar, buttons.map((one) => {
    const children = one.sub_button ?? [];
    if (!children.length) {
      return h("button", { type: "button", class: "menu-button", on: { click: () => press(one) } },
        KIND_ICON[one.type] && icon(KIND_ICON[one.type], 16), one.name);
    }
    const panel = h("div", { class: "popup up", role: "menu", "aria-label": one.name, hidden: true });
    const button = h("button", { type: "button", class: "menu-button", "aria-haspopup": "menu" }, icon("log", 14), one.name);
    const close = popup(button, panel, { opened: () => panel.querySelector("button")?.focus() });
    fill(panel, children.map((child) =>
      h("button", { type: "button", role: "menuitem", on: { click: () => { close(true); press(child); } } },
        KIND_ICON[child.type] && icon(KIND_ICON[child.type], 16), child.name)));
    arrows(panel, "button");
    return h("span", { class: "anchor" }, button, panel);
  }));
}

function fresh() {
  tools();
  menu();
  const box = find("#text");
  box.placeholder = view.member ? t("placeholder", { member: nameOfMember(view.member) }) : "";
  grow();
}

export function startComposer() {
  const box = find("#text");
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    // While an input method is composing, Enter selects a word.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  box.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (files.length) event.preventDefault();
    for (const file of files) act.sendImage(file);
  });
  find("#composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  on("menu agents", menu);
  on("choice", fresh);
  return fresh;
}
