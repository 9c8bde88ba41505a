// Smart robots: they stand among the apps, their answers grow, and people can mention them in a group.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { markdown } from "./rich_text.js";
import { templateCard } from "./template_card.js";

const PREFIX = "robot:";
const GROUP = "wrSimulatedGroup";

let inGroup = false;

export const isRobot = (agentid) => String(agentid).startsWith(PREFIX);

/** The value of the picker as the id of an app or a robot. */
export const pickedAgent = (value) => (isRobot(value) ? value : Number(value));

/** Robots in the form of apps, so that the picker and the conversation know them. */
export const robotsAsAgents = (robots) =>
  (robots ?? []).map((one) => ({ agentid: PREFIX + one.name, name: one.title, robot: one }));

/** The fields of a push to a robot; the page's other parts use those of an app. */
export function robotSpec(agentid, member, spec) {
  const whole = { robot: String(agentid).slice(PREFIX.length), from: member, wait: false, type: spec.type };
  if (spec.type === "event") {
    const event = spec.event === "enter_agent" ? "enter_chat" : spec.event;
    const { EventKey, TaskId, CardType, SelectedItems, id, feedback_type } = spec;
    return { ...whole, event, EventKey, TaskId, CardType, SelectedItems, id, feedback_type };
  }
  if (spec.type === "voice") return { ...whole, content: t("robot.voice") };
  if (spec.type === "text" && inGroup) whole.chat = GROUP;
  return { ...whole, content: spec.Content, MediaId: spec.MediaId, filename: spec.Title };
}

/** The part of the conversation's head for a robot: a switch between a chat and a group. */
export function groupSwitch() {
  const box = h("input", { type: "checkbox", checked: inGroup, on: { change: () => (inGroup = box.checked) } });
  return h("label", { class: "robot-group muted" }, box, t("robot.group"));
}

const THINKING = /<think>([\s\S]*?)(?:<\/think>|$)/;

/** One form for the content of an answer. */
export function robotContent(c) {
  const whole = c.content ?? "";
  const thinking = THINKING.exec(whole)?.[1] ?? "";
  const images = (c.msg_item ?? []).map((one) => one.image?.base64 ?? "");
  return {
    kind: "robot", thinking, text: whole.replace(THINKING, ""), finished: Boolean(c.finish), images,
    card: c.card ?? null, feedback: c.feedback?.id ?? "",
  };
}

/** An answer that grows: folded thinking, text, a cursor, and at the end images, card and thumbs. */
export function robotAnswer(c, row, actions) {
  const growing = !c.finished && row.status !== "failed";
  return h("div", { class: "robot-answer", "aria-busy": growing ? "true" : undefined },
    c.thinking && h("details", { class: "thinking", open: growing && !c.text },
      h("summary", {}, t("robot.thinking")), markdown(c.thinking)),
    c.text && markdown(c.text),
    growing && h("span", { class: "cursor", role: "status", "aria-label": t("robot.growing") }),
    c.images.map((data) => h("img", { class: "photo", src: `data:image/${data.startsWith("/9j/") ? "jpeg" : "png"};base64,${data}`, alt: t("image") })),
    c.card && templateCard(c.card, actions),
    c.feedback && c.finished && thumbs(c.feedback, actions));
}

function thumbs(id, actions) {
  const press = (type) => () => actions.push({ type: "event", event: "feedback_event", id, feedback_type: type });
  const button = (label, name, type) =>
    h("button", { type: "button", class: "plain round small", "aria-label": label, title: label, on: { click: press(type) } }, icon(name, 16));
  return h("div", { class: "thumbs" }, button(t("robot.good"), "up", 1), button(t("robot.bad"), "down", 2));
}
