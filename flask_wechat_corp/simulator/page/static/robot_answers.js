// How the answers of smart robots look: growing text, folded thinking, a card, thumbs.

import { h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { markdown } from "./rich_text.js";
import { templateCard } from "./template_card.js";

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

/** Whether more of an answer is expected. */
export const isGrowing = (row) => row.msgtype === "robot_stream" && !row.content?.finish && row.status !== "failed";

/**
 * An answer that grows: folded thinking, text, a cursor, and at the end images, card and thumbs.
 * Its text has the lists and code blocks of WeCom's second markdown (document/path/101031).
 */
export function robotAnswer(c, row, actions) {
  const growing = isGrowing(row);
  return h("div", { class: "robot-answer", "aria-busy": growing ? "true" : undefined },
    c.thinking && h("details", { class: "thinking", open: growing && !c.text },
      h("summary", {}, t("robot.thinking")), markdown(c.thinking, true)),
    c.text && markdown(c.text, true),
    growing && h("span", { class: "cursor", "aria-hidden": "true" }),
    c.images.map((data) => h("img", { class: "photo", src: `data:image/${data.startsWith("/9j/") ? "jpeg" : "png"};base64,${data}`, alt: t("image") })),
    c.card && templateCard(c.card, actions),
    c.feedback && c.finished && thumbs(c.feedback, actions));
}

function thumbs(id, actions) {
  const press = (type) => () => actions.push({ type: "event", event: "feedback_event", id, feedback_type: type });
  const button = (label, name, type) =>
    h("button", { type: "button", class: "plain round small", "aria-label": label, title: label, on: { click: press(type) } }, icon(name, 16));
  return h("div", { class: "thumbs" }, button(t("robot.good"), "good", 1), button(t("robot.bad"), "bad", 2));
}
