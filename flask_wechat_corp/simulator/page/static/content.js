// One form for a row's content, from XML (replies, pushes) or JSON (sent messages).

import { robotContent } from "./robot_answers.js";

const list = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);

const article = (one) => ({
  title: one.title ?? one.Title ?? "",
  description: one.description ?? one.Description ?? one.digest ?? "",
  url: one.url ?? one.Url ?? one.content_source_url ?? "",
  picture: one.picurl ?? one.PicUrl ?? "",
  mediaId: one.thumb_media_id ?? "",
  author: one.author ?? "",
  html: one.content ?? "",
});

/** Return `{kind, ...}` with lower-case fields; a card may have changed for one member only. */
export function normalise(row, member) {
  const type = row.msgtype;
  const raw = row.changed_for?.[member] ?? row.content ?? {};
  const c = raw[type] && typeof raw[type] === "object" ? { ...raw, ...raw[type] } : raw;
  const inner = c.Image ?? c.Voice ?? c.Video ?? c.Music ?? c.Button ?? {};
  switch (type) {
    case "text":
      return { kind: "text", text: c.Content ?? c.content ?? "" };
    case "markdown":
    case "markdown_v2":
      return { kind: "markdown", v2: type === "markdown_v2", text: c.content ?? c.Content ?? "" };
    case "image":
    case "voice":
    case "video":
    case "shortvideo":
    case "file":
      return {
        kind: type === "shortvideo" ? "video" : type,
        mediaId: inner.MediaId ?? c.MediaId ?? c.media_id ?? "",
        title: inner.Title ?? c.Title ?? c.title ?? "",
        description: inner.Description ?? c.Description ?? c.description ?? "",
        base64: c.base64 ?? "",
      };
    case "location":
      return {
        kind: "location",
        lat: Number(c.Location_X), lng: Number(c.Location_Y),
        scale: Number(c.Scale) || 15, label: c.Label ?? "",
      };
    case "link":
      return { kind: "link", ...article(c) };
    case "news":
    case "mpnews":
      return { kind: "news", articles: list(c.articles ?? c.Articles?.item ?? c.Articles).map(article) };
    case "textcard":
      return {
        kind: "textcard", title: c.title, description: c.description, url: c.url,
        button: c.btntxt || "",
      };
    case "miniprogram_notice":
      return {
        kind: "miniprogram", title: c.title, description: c.description, page: c.page,
        emphasise: Boolean(c.emphasis_first_item), items: list(c.content_item),
      };
    case "interactive_taskcard":
    case "taskcard":
      return {
        kind: "taskcard", title: c.title, description: c.description, url: c.url,
        taskId: c.task_id, buttons: list(c.btn), replaced: c.replace_name ?? "",
      };
    case "robot_stream":
      return robotContent(c);
    case "template_card":
      return { kind: "template", card: c.template_card ?? c };
    case "update_template_card":
      return { kind: "note", note: "card.update_card" };
    case "update_button":
    case "update_taskcard":
      return {
        kind: "note", note: "card.update_button",
        name: inner.ReplaceName ?? c.TaskCard?.ReplaceName ?? c.ReplaceName ?? "",
      };
    case "music":
      return {
        kind: "link", title: inner.Title ?? c.Title ?? "", description: inner.Description ?? c.Description ?? "",
        url: inner.MusicUrl ?? c.MusicUrl ?? "", picture: "", mediaId: "",
      };
    case "transfer_customer_service":
      return { kind: "note", note: "card.transfer" };
    case "event":
      return eventOf(c);
    default:
      return { kind: "unknown", type, data: c };
  }
}

function eventOf(c) {
  const event = String(c.Event ?? "");
  const lower = event.toLowerCase();
  const names = {
    scancode_push: () => c.ScanCodeInfo?.ScanResult,
    scancode_waitmsg: () => c.ScanCodeInfo?.ScanResult,
    location_select: () => c.SendLocationInfo?.Label || c.SendLocationInfo?.Poiname,
    location: () => `${c.Latitude}, ${c.Longitude}`,
  };
  if (lower.startsWith("pic_")) names[lower] = () => c.SendPicsInfo?.Count;
  const name = names[lower]?.() ?? c.EventKey ?? "";
  return { kind: "event", event: lower, name: String(name), raw: event };
}
