// What a member can do: every action is a push to the app.

import { h, fill } from "./dom.js";
import { request, upload } from "./control_plane.js";
import { t } from "./i18n.js";
import { nameOf, pickLocation } from "./map.js";
import { isRobot, robotSpec } from "./robots.js";
import { view } from "./state.js";

const MAX_UPLOAD = 20 * 1024 * 1024;

export function toast(text, kind = "") {
  const box = h("div", { class: `toast ${kind}` }, text);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), kind === "bad" ? 7000 : 3200);
}

/** Run an action; show its error to the user. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(t("failed", { reason: error.message }), "bad");
    return null;
  }
}

/** Push as the selected member to the selected app. The result appears under the message. */
export function push(spec) {
  const whole = isRobot(view.agent)
    ? robotSpec(view.agent, view.member, spec)
    : { from: view.member, AgentID: view.agent, ...spec };
  return attempt(() => request("POST", "/_sim/push", whole));
}

export const say = (text) => push({ type: "text", Content: text });

/** Let the user choose files; resolves to an empty list when nothing was chosen. */
function choose(accept, { multiple = false, capture } = {}) {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", accept, multiple, capture, class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
    const done = (files) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener("change", () => done([...input.files]));
    input.addEventListener("cancel", () => done([]));
    document.body.append(input);
    input.click();
  });
}

const store = (type, file) =>
  attempt(() => {
    if (file.size > MAX_UPLOAD) throw new Error(t("too.large"));
    return upload(type, file);
  });

const absolute = (id) => new URL(`/_sim/media/${encodeURIComponent(id)}`, location.href).href;

async function pushImage(media) {
  return push({ type: "image", PicUrl: absolute(media.media_id), MediaId: media.media_id });
}

export async function sendImage(file) {
  const media = await store("image", file);
  if (media) await pushImage(media);
}

export async function sendImages() {
  for (const file of await choose("image/*", { multiple: true })) await sendImage(file);
}

export async function sendVoice(file) {
  const media = await store("voice", file);
  const format = file.name.split(".").pop().toLowerCase() || "amr";
  if (media) await push({ type: "voice", MediaId: media.media_id, Format: format });
}

export async function chooseVoice() {
  for (const file of await choose("audio/*,.amr,.speex")) await sendVoice(file);
}

/** One and a half seconds of two soft tones, so that a voice message needs no microphone. */
export function sampleVoice() {
  const rate = 8000;
  const length = rate * 1.5;
  const data = new DataView(new ArrayBuffer(44 + length * 2));
  const ascii = (at, text) => [...text].forEach((c, i) => data.setUint8(at + i, c.charCodeAt(0)));
  ascii(0, "RIFF");
  data.setUint32(4, 36 + length * 2, true);
  ascii(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, rate, true);
  data.setUint32(28, rate * 2, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  ascii(36, "data");
  data.setUint32(40, length * 2, true);
  for (let i = 0; i < length; i += 1) {
    const tone = i < length / 2 ? 440 : 587;
    const fade = Math.sin((Math.PI * (i % (length / 2))) / (length / 2));
    data.setInt16(44 + i * 2, Math.sin((2 * Math.PI * tone * i) / rate) * fade * 8000, true);
  }
  return sendVoice(new File([data.buffer], "voice.wav", { type: "audio/wav" }));
}

export async function sendVideo() {
  for (const file of await choose("video/*")) {
    const media = await store("video", file);
    if (!media) return;
    const thumb = await store("image", (await firstFrame(file)) ?? new File([PIXEL()], "thumb.png", { type: "image/png" }));
    await push({ type: "video", MediaId: media.media_id, ThumbMediaId: thumb?.media_id ?? "" });
  }
}

const PIXEL = () => Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (c) => c.charCodeAt(0),
);

/** A still image of a video, or null when the browser cannot read it in time. */
function firstFrame(file) {
  return new Promise((resolve) => {
    const video = document.createElement("video");
    const source = URL.createObjectURL(file);
    const done = (result) => {
      URL.revokeObjectURL(source);
      clearTimeout(limit);
      resolve(result);
    };
    const limit = setTimeout(() => done(null), 3000);
    video.muted = true;
    video.addEventListener("error", () => done(null));
    video.addEventListener("loadeddata", () => {
      const canvas = document.createElement("canvas");
      canvas.width = Math.min(480, video.videoWidth || 1);
      canvas.height = Math.round((canvas.width * (video.videoHeight || 1)) / (video.videoWidth || 1));
      canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => done(blob && new File([blob], "thumb.png", { type: "image/png" })));
    });
    video.src = source;
  });
}

export async function sendFile() {
  for (const file of await choose("")) {
    const media = await store("file", file);
    if (media) await push({ type: "file", MediaId: media.media_id, Title: file.name });
  }
}

const place = (at) => ({
  Location_X: at.lat.toFixed(6), Location_Y: at.lng.toFixed(6), Scale: at.scale, Label: at.label,
});

export async function sendLocation() {
  const at = await pickLocation();
  if (at) await push({ type: "location", ...place(at), AppType: "wxwork" });
}

export async function reportLocation() {
  const at = await pickLocation();
  if (!at) return;
  await push({
    type: "event", event: "LOCATION", Latitude: at.lat.toFixed(6), Longitude: at.lng.toFixed(6),
    Precision: "30.000000", AppType: "wxwork",
  });
}

/** Ask for a few values; resolves to them by name, or to null. */
function ask(title, fields, submit) {
  return new Promise((resolve) => {
    const inputs = fields.map((one) =>
      one.options
        ? h("select", { name: one.name }, one.options.map((value) => h("option", { value }, value)))
        : h("input", { type: one.type ?? "text", name: one.name, value: one.value ?? "", required: one.required }));
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "ask-title" });
    fill(dialog, h("form", { method: "dialog" },
      h("h2", { id: "ask-title" }, title),
      h("div", { class: "fields single" }, fields.map((one, i) =>
        h("label", { class: "field" }, h("span", {}, one.label), inputs[i]))),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "plain", on: { click: () => dialog.close() } }, t("cancel")),
        h("button", { type: "submit", class: "primary", value: "ok" }, submit))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "ok" ? Object.fromEntries(inputs.map((one) => [one.name, one.value])) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export async function shareLink() {
  const values = await ask(t("link.title"), [
    { name: "url", label: t("link.url"), value: "https://example.com/article", type: "url", required: true },
    { name: "title", label: t("link.name"), value: "一篇文章", required: true },
    { name: "description", label: t("link.desc") },
  ], t("send"));
  if (values) {
    await push({ type: "link", Title: values.title, Description: values.description, Url: values.url, PicUrl: "" });
  }
}

const event = (name, key, more = {}) => push({ type: "event", event: name, EventKey: key, ...more });

/** What happens when a member presses a button of the app's menu. */
export const MENU = {
  click: (one) => event("click", one.key),
  view: (one) => event("view", one.url),
  view_miniprogram: (one) => event("view_miniprogram", one.pagepath ?? one.url ?? ""),
  scancode_push: scan,
  scancode_waitmsg: scan,
  pic_sysphoto: (one) => pictures(one, { capture: "environment" }),
  pic_photo_or_album: (one) => pictures(one, { multiple: true }),
  pic_weixin: (one) => pictures(one, { multiple: true }),
  location_select: async (one) => {
    const at = await pickLocation();
    if (!at) return;
    const label = nameOf(at.lat, at.lng);
    await event("location_select", one.key, {
      SendLocationInfo: { ...place(at), Scale: String(at.scale), Poiname: at.label === label ? "" : at.label },
      AppType: "wxwork",
    });
    await push({ type: "location", ...place(at), AppType: "wxwork" });
  },
};

async function scan(one) {
  const values = await ask(t("scan.title"), [
    { name: "result", label: t("scan.text"), value: "https://example.com/", required: true },
    { name: "kind", label: t("scan.kind"), options: ["qrcode", "barcode"] },
  ], t("scan.send"));
  if (values) {
    await event(one.type, one.key, { ScanCodeInfo: { ScanType: values.kind, ScanResult: values.result } });
  }
}

/** WeCom pushes the event first, with checksums, and then each picture as a message. */
async function pictures(one, options) {
  const media = [];
  for (const file of await choose("image/*", options)) {
    const row = await store("image", file);
    if (row) media.push(row);
  }
  if (!media.length) return;
  await event(one.type, one.key, {
    SendPicsInfo: { Count: media.length, PicList: { item: media.map((row) => ({ PicMd5Sum: row.md5 })) } },
  });
  for (const row of media) await pushImage(row);
}
