// Pictures and files of a message: their addresses, and the note where one is missing.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { safeUrl } from "./rich_text.js";

/** The address of a file in the simulator's media library. */
export const mediaUrl = (id) => `/_sim/media/${encodeURIComponent(id)}`;

/** A note in the place of a picture that cannot be shown. */
function missing(text = t("card.missing")) {
  return h("div", { class: "missing" }, text);
}

/** A picture of the simulator. One of another host is only named: the page loads nothing from elsewhere. */
export function picture({ picture: url, mediaId, title }, className) {
  if (mediaId) return h("img", { class: className, src: mediaUrl(mediaId), alt: title ?? "", loading: "lazy" });
  if (!url) return null;
  const href = safeUrl(url);
  const host = href ? new URL(href).host : "";
  if (href && host === location.host) {
    const path = new URL(href).pathname;
    return h("img", { class: className, src: path, alt: title ?? "", loading: "lazy", on: { error: showMissing } });
  }
  const letter = [...(title || host || "?")][0];
  return h("span", {
    class: `${className} foreign`, role: "img", title: t("card.foreign", { host: host || String(url) }),
    "aria-label": t("card.foreign", { host: host || String(url) }),
  }, letter);
}

/** Put that note in the place of a picture that could not be loaded. */
export function showMissing(event) {
  event.target.replaceWith(missing());
}
