// The panel for faults of calls and callbacks, the clock and the token.

import { attempt, toast } from "./actions.js";
import { fill, find, h, icon } from "./dom.js";
import { bytes, duration, t } from "./i18n.js";
import { request } from "./control_plane.js";
import { now, on, world } from "./state.js";

const post = (path, body) => attempt(() => request("POST", `/_sim/${path}`, body));

async function add(spec) {
  if (await post("faults", spec)) toast(t("faults.done"));
}

const API = [
  ["preset.expired", { path: "*", errcode: 42001, times: 1 }],
  ["preset.busy", { path: "*", errcode: -1, times: 1 }],
  ["preset.rate", { path: "*", errcode: 45009, times: 1 }],
  ["preset.slow", { path: "*", delay: 3, times: 1 }],
  ["preset.drop", { path: "*", drop: true, times: 1 }],
  ["preset.html", { path: "*", body: "<html>502 Bad Gateway</html>", times: 1 }],
];

const CALLBACK = [
  ["preset.double", { callback: "double", times: 1 }],
  ["preset.reorder", { callback: "reorder", times: 1 }],
  ["preset.delay", { callback: "delay", delay: 3, times: 1 }],
  ["preset.drop", { callback: "drop", times: 1 }],
  ["preset.control", { callback: "control_characters", times: 1 }],
  ["preset.cut", { callback: "cut_utf8", times: 1 }],
];

const buttons = (presets) => h("div", { class: "chips" }, presets.map(([label, spec]) =>
  h("button", { type: "button", class: "pill", on: { click: () => add(spec) } }, t(label))));

const section = (title, ...children) => h("section", { class: "box" }, h("h3", {}, title), ...children);

const field = (label, input, hint) => h("label", { class: "field" }, h("span", {}, label), input, hint && h("small", { class: "muted" }, hint));

let verified = null;

function callbackBox() {
  const result = h("p", { class: "result", role: "status" });
  const tell = () => {
    if (!verified) return fill(result);
    result.className = `result ${verified.ok ? "ok" : "bad"}`;
    fill(result, icon(verified.ok ? "check" : "cross", 16),
      verified.ok ? t("faults.verified", { ms: duration(verified.ms) }) : t("faults.refused", { reason: verified.reason }));
  };
  tell();
  const button = h("button", { type: "button", class: "primary", disabled: !world.callbackUrl,
    on: { click: async () => {
      button.disabled = true;
      verified = await post("verify");
      button.disabled = false;
      tell();
    } } }, t("faults.verify"));
  return section(t("faults.callback"),
    world.callbackUrl ? h("code", { class: "url" }, world.callbackUrl) : h("p", { class: "muted" }, t("faults.nocallback")),
    h("div", { class: "inline" }, button, result));
}

function form() {
  const path = h("input", { type: "text", value: "*", required: true, list: "paths", autocomplete: "off", spellcheck: "false" });
  const seen = [...new Set(world.calls.all().map((row) => row.path.replace(/^\/cgi-bin\//, "")))];
  const known = ["user/get", "message/send", "gettoken", "media/upload", "department/list", "menu/create"];
  const kind = h("select", {}, ["errcode", "delay", "drop", "body"].map((one) => h("option", { value: one }, t(`kind.${one}`))));
  const value = h("input", { type: "text", value: "42001" });
  const times = h("input", { type: "number", min: "1", value: "1" });
  const box = field(t("faults.value"), value);
  kind.addEventListener("change", () => {
    value.value = { errcode: "42001", delay: "2", drop: "", body: "<html>" }[kind.value];
    box.hidden = kind.value === "drop";
  });
  const submit = (event) => {
    event.preventDefault();
    const spec = { path: path.value };
    if (kind.value === "drop") spec.drop = true;
    else spec[kind.value] = kind.value === "body" ? value.value : Number(value.value);
    if (times.value) spec.times = Number(times.value);
    add(spec);
  };
  return h("form", { class: "fault-form", on: { submit } },
    h("datalist", { id: "paths" }, [...new Set([...seen, ...known])].slice(0, 60).map((one) => h("option", { value: one }))),
    h("div", { class: "fields" }, field(t("faults.path"), path, t("faults.any")), field(t("faults.kind"), kind), box, field(t("faults.times"), times)),
    h("button", { type: "submit", class: "plain strong" }, t("faults.add")));
}

function describe(fault) {
  const where = fault.callback ? t("log.callbacks") : fault.path;
  const what = fault.callback
    ? { double: t("preset.double"), reorder: t("preset.reorder"), drop: t("preset.drop"), control_characters: t("preset.control"), cut_utf8: t("preset.cut"), delay: `${t("kind.delay")} ${fault.delay}` }[fault.callback]
    : fault.errcode !== undefined ? `${t("kind.errcode")} ${fault.errcode}`
      : fault.drop ? t("kind.drop") : fault.body !== undefined ? t("kind.body")
        : fault.status !== undefined ? `HTTP ${fault.status}` : `${t("kind.delay")} ${fault.delay}`;
  return [h("b", {}, where), ` ${what}`];
}

function activeBox(box) {
  const remove = (id) => attempt(() => request("DELETE", `/_sim/faults/${id}`));
  fill(box, h("h3", {}, t("faults.active"), world.faults.length > 0 && h("span", { class: "badge" }, world.faults.length)),
    world.faults.length
      ? [h("ul", { class: "active" }, world.faults.map((one) =>
        h("li", {}, h("span", {}, describe(one)), h("span", { class: "muted" }, one.times ? t("faults.left", { n: one.times }) : t("faults.always")),
          h("button", { type: "button", class: "plain round small", "aria-label": t("close"), on: { click: () => remove(one.id) } }, icon("cross", 15))))),
      h("button", { type: "button", class: "plain strong", on: { click: () => attempt(() => request("DELETE", "/_sim/faults")) } }, t("faults.clear"))]
      : h("p", { class: "muted" }, t("faults.none")));
}

function span(seconds) {
  const parts = [[86400, "d"], [3600, "h"], [60, "min"]];
  const words = [];
  let rest = Math.round(seconds);
  for (const [unit, name] of parts) {
    if (rest >= unit) words.push(`${Math.floor(rest / unit)} ${name}`);
    rest %= unit;
  }
  return words.join(" ") || `${rest} s`;
}

let tellClock = () => {};

function clockBox() {
  const advance = (seconds) => post("clock", { advance: seconds });
  const line = h("p", { class: "clock-line" });
  const tell = () => {
    const ahead = world.offset;
    fill(line, h("b", {}, new Date(now() * 1000).toLocaleString(document.documentElement.lang)),
      h("span", { class: "muted" }, ahead > 2 ? t("faults.clock.ahead", { span: span(ahead) }) : t("faults.clock.real")));
  };
  tell();
  const seconds = h("input", { type: "number", min: "1", max: "3000000000", value: "60", "aria-label": t("clock.custom") });
  const box = section(t("faults.clock"), line,
    h("div", { class: "chips" }, [["clock.10m", 600], ["clock.2h", 7200], ["clock.3d", 259200]].map(([label, value]) =>
      h("button", { type: "button", class: "pill", on: { click: () => advance(value) } }, t(label)))),
    h("form", { class: "inline", on: { submit: (event) => { event.preventDefault(); advance(Number(seconds.value)); } } },
      seconds, h("button", { type: "submit", class: "plain strong" }, t("clock.go"))));
  tellClock = tell;
  return box;
}

let tellMedia = () => {};

function worldBox() {
  let armed = 0;
  const button = h("button", { type: "button", class: "plain strong danger",
    on: { click: async () => {
      if (!armed) {
        fill(button, t("faults.reset.sure"));
        armed = setTimeout(() => {
          armed = 0;
          fill(button, t("faults.reset"));
        }, 4000);
        return;
      }
      clearTimeout(armed);
      armed = 0;
      fill(button, t("faults.reset"));
      await post("reset");
    } } }, t("faults.reset"));
  const media = h("p", { class: "muted" });
  tellMedia = () => fill(media, t("faults.media", { size: bytes(world.mediaBytes), n: world.mediaDropped }));
  tellMedia();
  return section(t("faults.world"),
    h("p", { class: "muted" }, t("faults.kept", { rows: world.limits.rows ?? 2000, media: bytes(world.limits.media_bytes ?? 268435456) })),
    media, button);
}

export function startFaults() {
  const active = h("section", { class: "box" });
  const kill = () => h("button", { type: "button", class: "pill strong", dataset: { action: "kill" },
    on: { click: async () => (await post("faults", { kill_tokens: true })) && toast(t("preset.kill.done")) } }, t("preset.kill"));
  const fresh = () => {
    activeBox(active);
    const presets = buttons(API);
    presets.prepend(kill());
    fill(find("#faults"), callbackBox(), active, section(t("faults.api"), presets, form()),
      section(t("faults.callbacks"), h("p", { class: "muted" }, t("faults.callbacks.hint")), buttons(CALLBACK)), clockBox(), worldBox());
  };
  on("faults", () => activeBox(active));
  on("clock", () => tellClock());
  on("media", () => tellMedia());
  return fresh;
}
