// Smart robots: they stand among the apps, their answers grow, and people can mention them in a group.

import { h } from "./dom.js";
import { t } from "./i18n.js";

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
