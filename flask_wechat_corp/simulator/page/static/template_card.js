// The five kinds of template card, with buttons, votes and selects that work.

import { h, icon, popup } from "./dom.js";
import { t } from "./i18n.js";
import { world } from "./state.js";
import { link, safeUrl } from "./rich_text.js";
import { mediaUrl, picture } from "./media.js";

const COLORS = ["grey", "black", "red", "green"];

/** `actions.push` pushes the event of a press. */
export function templateCard(card, actions) {
  const root = h("div", { class: `card template ${card.card_type ?? ""}` });
  const send = (event, key, items) => {
    const spec = { type: "event", event, EventKey: key, TaskId: card.task_id ?? "", CardType: card.card_type ?? "" };
    if (items?.length) spec.SelectedItems = { SelectedItem: items };
    return actions.push(spec);
  };
  root.append(...[
    head(card, send), title(card), cover(card), textImage(card), emphasis(card), quote(card),
    card.sub_title_text && h("p", { class: "sub" }, card.sub_title_text),
    vertical(card), horizontal(card), jumps(card), interaction(card, send),
  ].filter(Boolean));
  const open = card.card_action?.type === 1 && safeUrl(card.card_action.url);
  if (open) root.append(h("p", { class: "more" }, link(open, `${t("card.open")} ›`)));
  return root;
}

function head(card, send) {
  const source = card.source;
  const menu = card.action_menu?.action_list?.length ? actionMenu(card.action_menu, send) : null;
  if (!source && !menu) return null;
  return h("div", { class: "source" },
    source && h("span", { class: `source-name ${COLORS[source.desc_color ?? 0] ?? "grey"}` },
      picture({ picture: source.icon_url, title: source.desc }, "source-icon"), source.desc),
    menu);
}

function actionMenu(menu, send) {
  const panel = h("div", { class: "popup card-menu", role: "menu", hidden: true });
  const button = h("button", {
    type: "button", class: "plain round small", "aria-haspopup": "menu", "aria-label": menu.desc || t("card.action"),
    title: menu.desc || t("card.action"),
  }, icon("more", 18));
  const close = popup(button, panel, { opened: () => panel.querySelector("button")?.focus() });
  for (const one of menu.action_list) {
    panel.append(h("button", {
      type: "button", role: "menuitem",
      on: { click: () => { close(true); send("template_card_menu_event", one.key); } },
    }, one.text));
  }
  return h("span", { class: "anchor" }, button, panel);
}

function title({ main_title: main }) {
  if (!main?.title && !main?.desc) return null;
  return h("div", { class: "main-title" }, main.title && h("strong", {}, main.title),
    main.desc && h("span", { class: "muted" }, main.desc));
}

function cover({ card_image: image, main_title: main }) {
  return image?.url ? picture({ picture: image.url, title: main?.title }, "cover") : null;
}

function textImage({ image_text_area: area }) {
  if (!area) return null;
  return h("div", { class: "text-image" }, picture({ picture: area.image_url, title: area.title }, "thumb"),
    h("div", {}, h("strong", {}, safeUrl(area.url) ? link(area.url, area.title) : area.title),
      h("p", { class: "muted clamp" }, area.desc)));
}

function emphasis({ emphasis_content: main }) {
  if (!main?.title && !main?.desc) return null;
  return h("div", { class: "emphasis" }, h("b", {}, main.title), h("span", {}, main.desc));
}

function quote({ quote_area: area }) {
  if (!area?.quote_text && !area?.title) return null;
  const name = area.title ?? "";
  return h("blockquote", {}, name && h("strong", {}, safeUrl(area.url) ? link(area.url, name) : name),
    h("span", {}, area.quote_text));
}

function vertical({ vertical_content_list: rows }) {
  if (!rows?.length) return null;
  return h("div", { class: "vertical" }, rows.map((one) =>
    h("div", {}, h("strong", {}, one.title), one.desc && h("span", { class: "muted" }, one.desc))));
}

function horizontal({ horizontal_content_list: rows }) {
  if (!rows?.length) return null;
  const value = (one) => {
    if (one.type === 1) return link(one.url, one.value || one.url);
    if (one.type === 2) return h("a", { href: mediaUrl(one.media_id), download: one.value ?? "" }, one.value);
    if (one.type === 3) return h("span", { class: "mention" }, `@${world.members.get(one.userid)?.name ?? one.userid}`);
    return one.value ?? "";
  };
  return h("dl", { class: "pairs" }, rows.map((one) => [h("dt", {}, one.keyname), h("dd", {}, value(one))]));
}

function jumps({ jump_list: rows }) {
  if (!rows?.length) return null;
  return h("div", { class: "jumps" }, rows.map((one) =>
    h("div", { class: "jump" }, safeUrl(one.url) ? link(one.url, one.title) : h("span", {}, one.title),
      h("span", { class: "muted", "aria-hidden": "true" }, "›"))));
}

let forms = 0;

/** Buttons, votes and selects; the text of an update replaces the buttons and disables the rest. */
function interaction(card, send) {
  const replaced = card.replace_name ?? card.replace_text ?? "";
  const parts = [];
  const name = `card${(forms += 1)}`;
  const collect = [];
  if (card.button_selection) parts.push(select(card.button_selection, collect, replaced));
  for (const one of card.select_list ?? []) parts.push(select(one, collect, replaced));
  if (card.checkbox) parts.push(vote(card.checkbox, name, collect, replaced));
  const items = () => collect.map((one) => one()).filter((one) => one.OptionIds.OptionId.length);
  const buttons = (card.button_list ?? []).map((one) => {
    if (one.type === 1) return link(one.url, one.text);
    return h("button", {
      type: "button", class: `card-button style${one.style ?? 1}`, disabled: Boolean(replaced),
      on: { click: () => send("template_card_event", one.key, items()) },
    }, one.text);
  });
  if (card.submit_button) {
    buttons.push(h("button", {
      type: "button", class: "card-button style1", disabled: Boolean(replaced),
      on: { click: () => send("template_card_event", card.submit_button.key, items()) },
    }, card.submit_button.text || t("send")));
  }
  if (replaced && buttons.length) {
    parts.push(h("div", { class: "buttons" }, h("button", { type: "button", class: "card-button done", disabled: true }, replaced)));
  } else if (buttons.length) parts.push(h("div", { class: `buttons n${buttons.length}` }, buttons));
  return parts.length ? h("div", { class: "interaction" }, parts) : null;
}

function select(one, collect, replaced) {
  const field = h("select", { disabled: Boolean(replaced) || one.disable === true },
    (one.option_list ?? []).map((option) =>
      h("option", { value: option.id, selected: option.id === one.selected_id }, option.text)));
  collect.push(() => ({ QuestionKey: one.question_key, OptionIds: { OptionId: field.value ? [field.value] : [] } }));
  return h("label", { class: "field row" }, h("span", {}, one.title || t("card.select")), field);
}

function vote(box, name, collect, replaced) {
  const inputs = [];
  const group = h("div", { class: "vote", role: box.mode === 1 ? "group" : "radiogroup" },
    (box.option_list ?? []).map((option) => {
      const input = h("input", {
        type: box.mode === 1 ? "checkbox" : "radio", name, value: option.id,
        checked: Boolean(option.is_checked), disabled: Boolean(replaced) || box.disable === true,
      });
      inputs.push(input);
      return h("label", {}, input, h("span", {}, option.text));
    }));
  collect.push(() => ({
    QuestionKey: box.question_key,
    OptionIds: { OptionId: inputs.filter((one) => one.checked).map((one) => one.value) },
  }));
  return group;
}
