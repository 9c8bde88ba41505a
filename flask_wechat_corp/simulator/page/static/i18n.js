// The two languages of the page, and the settings that the browser remembers.

import { TEXTS } from "./translations.js";

const KEY = "wecom-simulator";

export function setting(name, value) {
  let all = {};
  try {
    all = JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
    if (value !== undefined) {
      all[name] = value;
      localStorage.setItem(KEY, JSON.stringify(all));
    }
  } catch {
    // Without storage a setting lasts as long as the page.
  }
  return value ?? all[name];
}

export const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

/** The text of a key in the current language; `{name}` is filled in from `values`. */
export function t(key, values = {}) {
  const text = TEXTS[key]?.[language() === "zh" ? 0 : 1] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

const onChange = new Set();

export const onLanguage = (task) => onChange.add(task);

export function setLanguage(code) {
  document.documentElement.lang = code === "zh" ? "zh-CN" : "en";
  setting("language", document.documentElement.lang);
  translate();
  for (const task of onChange) task();
}

/** Fill in the texts of the document: `data-t` is the content, `data-t-title` and so on attributes. */
export function translate(root = document) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const [key, attribute] of [
    ["tLabel", "aria-label"],
    ["tPlaceholder", "placeholder"],
    ["tTitle", "title"],
  ]) {
    const name = `data-${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    for (const element of root.querySelectorAll(`[${name}]`)) {
      element.setAttribute(attribute, t(element.dataset[key]));
    }
  }
  document.title = t("title");
}

const pad = (value) => String(value).padStart(2, "0");

/** Hours, minutes and seconds of a time in seconds. */
export function clock(seconds, { full = false } = {}) {
  const at = new Date(seconds * 1000);
  const text = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  return full ? `${text}:${pad(at.getSeconds())}` : text;
}

const formats = new Map();

/** The date of a time in seconds. Creating a formatter is slow, so each language keeps one. */
export function day(seconds) {
  const code = document.documentElement.lang;
  if (!formats.has(code)) {
    const parts = { year: "numeric", month: "long", day: "numeric", weekday: "short" };
    formats.set(code, new Intl.DateTimeFormat(code, parts));
  }
  return formats.get(code).format(seconds * 1000);
}

/** Milliseconds in a readable form. */
export function duration(ms) {
  if (typeof ms !== "number") return "";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 9950 ? 2 : 1)} s`;
}

export function bytes(size) {
  if (typeof size !== "number") return "";
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
