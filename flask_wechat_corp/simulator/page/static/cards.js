// Draws messages: one function for each kind, which returns an element.

import { h, icon, fill } from "./dom.js";
import { normalise } from "./content.js";
import { bytes, t } from "./i18n.js";
import { mapPicture } from "./map.js";
import { mediaUrl, picture, showMissing } from "./media.js";
import { view, world } from "./state.js";
import { templateCard } from "./template_card.js";
import { link, markdown, rich, safeUrl } from "./rich_text.js";
import { robotAnswer } from "./robot_answers.js";

const DRAW = {
  text: (c) => h("div", { class: "text" }, rich(c.text)),
  markdown: (c) => markdown(c.text, c.v2),
  image, voice, video, file, location: place,
  link: (c) => cardLink(c.url, "link-card", h("strong", {}, c.title || c.url),
    h("span", { class: "link-body" }, h("span", { class: "clamp" }, c.description), picture(c, "thumb"))),
  news, textcard, miniprogram, taskcard,
  robot: robotAnswer,
  template: (c, row, actions) => templateCard(c.card, actions),
  unknown: (c) => h("div", { class: "card" }, h("strong", {}, t("card.unknown", { type: c.type })),
    h("pre", { class: "raw" }, JSON.stringify(c.data, null, 1).slice(0, 2000))),
};

/** The element of a message's content, and whether it has no bubble. */
export function draw(row, actions) {
  const c = normalise(row, view.member);
  const element = (DRAW[c.kind] ?? DRAW.unknown)(c, row, actions);
  return { element, bare: !["text", "markdown", "robot", "voice"].includes(c.kind) };
}

function cardLink(url, className, ...children) {
  const href = safeUrl(url);
  return href
    ? h("a", { class: `card ${className}`, href, target: "_blank", rel: "noopener noreferrer" }, ...children)
    : h("div", { class: `card ${className}` }, ...children);
}

function image(c) {
  if (c.base64) return h("img", { class: "photo", src: `data:image/png;base64,${c.base64}`, alt: t("image") });
  const src = mediaUrl(c.mediaId);
  return h("a", { href: src, target: "_blank", rel: "noopener", class: "photo-link" },
    h("img", { class: "photo", src, alt: t("image"), on: { error: showMissing } }));
}

function video(c) {
  const player = h("video", { class: "photo", src: mediaUrl(c.mediaId), controls: true, preload: "metadata",
    "aria-label": c.title || t("video"), on: { error: () => player.replaceWith(file(c)) } });
  const words = c.title || c.description;
  return h("div", { class: "video" }, player,
    words && h("div", { class: "caption" }, c.title && h("strong", {}, c.title), c.description && h("span", {}, c.description)));
}

let playing = null;

function voice(c) {
  const audio = new Audio();
  audio.preload = "metadata";
  const label = h("span", {}, "▮▮▮");
  const button = h("button", { type: "button", class: "voice", "aria-label": t("card.play") },
    icon("voice", 18), h("span", { class: "waves", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("i"), h("i"), h("i")), label);
  fill(label, "");
  audio.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(audio.duration)) fill(label, `${Math.max(1, Math.round(audio.duration))}″`);
  });
  audio.addEventListener("error", () => {
    button.classList.add("mute");
    fill(label, extension(c.mediaId));
    button.title = t("card.cannot");
  });
  audio.addEventListener("ended", () => button.classList.remove("on"));
  audio.addEventListener("pause", () => button.classList.remove("on"));
  button.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    playing?.pause();
    playing = audio;
    button.classList.add("on");
    audio.play().catch(() => button.classList.remove("on"));
  });
  if (c.mediaId) audio.src = mediaUrl(c.mediaId);
  return button;
}

const extension = (id) => world.media.get(id)?.filename?.split(".").pop()?.toUpperCase() ?? "";

function file(c) {
  const row = world.media.get(c.mediaId);
  const name = c.title || row?.filename || t("file");
  // The conversation draws it again when the file's name is known.
  return h("a", { class: "card file", dataset: { unnamed: String(!c.title && !row) }, href: mediaUrl(c.mediaId), download: name },
    h("span", { class: "file-name" }, h("strong", {}, name), h("span", { class: "muted" }, bytes(row?.size))),
    h("span", { class: "file-icon" }, icon("file", 30)));
}

function place(c) {
  return h("div", { class: "card place" },
    h("div", { class: "place-text" }, h("strong", {}, c.label || t("location")),
      h("span", { class: "muted" }, `${c.lat.toFixed(5)}, ${c.lng.toFixed(5)}`)),
    mapPicture(c.lat, c.lng, c.scale));
}

function news(c) {
  if (c.articles.length === 1) {
    const [one] = c.articles;
    return cardLink(one.url, "news one", picture(one, "cover"), h("strong", {}, one.title),
      one.description && h("p", { class: "muted clamp" }, one.description), h("span", { class: "more" }, t("card.article"), " ›"));
  }
  return h("div", { class: "card news many" }, c.articles.map((one, index) => {
    const href = safeUrl(one.url);
    return h(href ? "a" : "div", { class: index ? "row" : "head", href, target: href && "_blank", rel: href && "noopener noreferrer" },
      picture(one, index ? "thumb" : "cover"), h("strong", {}, one.title));
  }));
}

function textcard(c) {
  return cardLink(c.url, "textcard", h("strong", {}, c.title), h("div", { class: "divs" }, divs(c.description)),
    h("span", { class: "more" }, c.button || t("card.open"), " ›"));
}

/** A text card's description may contain `<div class="gray|normal|highlight">` and `<br>`. */
function divs(text) {
  const nodes = [];
  const pattern = /<div(?:\s+class\s*=\s*["']?(gray|normal|highlight)["']?)?\s*>([\s\S]*?)<\/div>|<br\s*\/?>/gi;
  let at = 0;
  for (const match of String(text ?? "").matchAll(pattern)) {
    if (match.index > at) nodes.push(h("div", {}, text.slice(at, match.index)));
    if (match[2] !== undefined) nodes.push(h("div", { class: `div-${match[1] ?? "normal"}` }, match[2]));
    at = match.index + match[0].length;
  }
  const rest = String(text ?? "").slice(at);
  if (rest) nodes.push(h("div", {}, rest));
  return nodes;
}

function miniprogram(c) {
  const [first, ...rest] = c.items;
  const pair = (one) => [h("dt", {}, one.key), h("dd", {}, one.value)];
  return h("div", { class: "card mini" },
    h("span", { class: "mini-head muted" }, icon("mini", 16), c.description || ""),
    h("strong", {}, c.title),
    c.emphasise && first && h("div", { class: "emphasis" }, h("b", {}, first.value), h("span", {}, first.key)),
    h("dl", { class: "pairs" }, (c.emphasise ? rest : c.items).map(pair)));
}

function taskcard(c, row, { push }) {
  const title = h("strong", {}, c.title);
  return h("div", { class: "card taskcard" },
    safeUrl(c.url) ? link(c.url, c.title) : title,
    h("div", { class: "divs" }, divs(c.description)),
    h("div", { class: "buttons" }, pressed(c.buttons, c.replaced).map((one) =>
      h("button", {
        type: "button", class: `card-button ${one.color === "red" ? "bad" : ""} ${one.is_bold ? "bold" : ""} ${c.replaced ? "done" : ""}`,
        disabled: Boolean(c.replaced),
        on: { click: () => push({ type: "event", event: "taskcard_click", EventKey: one.key, TaskId: c.taskId }) },
      }, one.name))));
}

/** After the reply one button is left, with the chosen option. */
const pressed = (buttons, replaced) => (replaced ? [{ name: replaced }] : buttons);
