// A map without a map server: an invented town with real coordinates, always the same.

import { fill, h, icon } from "./dom.js";
import { language, t } from "./i18n.js";

/** Places that the picker can jump to: latitude, longitude, Chinese, English. */
export const PLACES = [
  [39.90872, 116.39748, "北京天安门", "Tiananmen, Beijing"],
  [31.23042, 121.4737, "上海人民广场", "People's Square, Shanghai"],
  [23.10647, 113.32446, "广州塔", "Canton Tower, Guangzhou"],
  [22.53332, 113.93041, "深圳腾讯大厦", "Tencent Building, Shenzhen"],
  [30.24937, 120.14855, "杭州西湖", "West Lake, Hangzhou"],
  [30.65742, 104.06583, "成都天府广场", "Tianfu Square, Chengdu"],
  [30.54461, 114.30234, "武汉黄鹤楼", "Yellow Crane Tower, Wuhan"],
  [34.26101, 108.94235, "西安钟楼", "Bell Tower, Xi'an"],
  [22.29365, 114.16861, "香港尖沙咀", "Tsim Sha Tsui, Hong Kong"],
];

const MIN = 12;
const MAX = 18;

const size = (zoom) => 256 * 2 ** zoom;
const clampLat = (lat) => Math.max(-85, Math.min(85, lat));

/** Web Mercator: degrees to pixels of the whole world at a zoom, and back. */
function project(lat, lng, zoom) {
  const sin = Math.sin((clampLat(lat) * Math.PI) / 180);
  return [
    ((lng + 180) / 360) * size(zoom),
    (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size(zoom),
  ];
}

function unproject(x, y, zoom) {
  const n = Math.PI * (1 - (2 * y) / size(zoom));
  return [(Math.atan(Math.sinh(n)) * 180) / Math.PI, (x / size(zoom)) * 360 - 180];
}

/** A number from 0 to 1 that depends on whole numbers only. */
function chance(a, b, c = 0) {
  let v = Math.imul(a | 0, 374761393) ^ Math.imul(b | 0, 668265263) ^ Math.imul(c | 0, 1274126177);
  v = Math.imul(v ^ (v >>> 13), 1274126177);
  return ((v ^ (v >>> 16)) >>> 0) / 4294967296;
}

const rank = (index) => {
  let zeros = 0;
  for (let i = index; i && i % 2 === 0 && zeros < 6; i /= 2) zeros += 1;
  return index === 0 ? 6 : zeros;
};

const LIGHT = {
  ground: "#f2efe9", park: "#cfe8c3", tree: "#b3d7a3", water: "#a9d3ee", house: "#e3ddd2", edge: "#d3cbbd",
  street: "#ffffff", road: "#ffe9a8", main: "#fbd06b", casing: "#ddd3bd", text: "#3b4350", halo: "#ffffff", pin: "#d93025",
};
const DARK = {
  ground: "#20262d", park: "#223a2b", tree: "#2e4c39", water: "#1d3a52", house: "#2a323b", edge: "#343d47",
  street: "#39434e", road: "#4c4a3a", main: "#6b5f35", casing: "#1a2026", text: "#d5dce5", halo: "#14181d", pin: "#ff6b5e",
};

export function isDark() {
  const forced = document.documentElement.dataset.theme;
  return forced ? forced === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function paint(canvas, lat, lng, zoom) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = canvas.clientWidth || Number(canvas.dataset.width);
  const height = canvas.clientHeight || Number(canvas.dataset.height);
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const g = canvas.getContext("2d");
  if (!g) return;
  g.scale(ratio, ratio);
  const colors = isDark() ? DARK : LIGHT;
  const [cx, cy] = project(lat, lng, zoom);
  const left = cx - width / 2;
  const top = cy - height / 2;
  g.fillStyle = colors.ground;
  g.fillRect(0, 0, width, height);
  const cell = 112;
  const x0 = Math.floor(left / cell) - 1;
  const y0 = Math.floor(top / cell) - 1;
  const x1 = Math.ceil((left + width) / cell) + 1;
  const y1 = Math.ceil((top + height) / cell) + 1;
  blocks(g, colors, { zoom, cell, left, top, x0, y0, x1, y1 });
  river(g, colors, { zoom, left, top, width, height });
  streets(g, colors, { cell, left, top, x0, y0, x1, y1, width, height });
  names(g, colors, { zoom, left, top, width, height });
}

function blocks(g, colors, { zoom, cell, left, top, x0, y0, x1, y1 }) {
  const up = Math.max(0, zoom - 15);
  for (let x = x0; x < x1; x += 1) {
    for (let y = y0; y < y1; y += 1) {
      const px = x * cell - left;
      const py = y * cell - top;
      // A park is shown at every zoom: the block of zoom 15 decides.
      const kind = chance(x >> up, y >> up, Math.min(zoom, 15));
      if (kind < 0.14) {
        g.fillStyle = colors.park;
        g.fillRect(px, py, cell, cell);
        trees(g, colors, x, y, px, py, cell);
      } else if (kind < 0.17) {
        g.fillStyle = colors.water;
        g.beginPath();
        g.ellipse(px + cell / 2, py + cell / 2, cell * 0.36, cell * 0.28, kind * 40, 0, 7);
        g.fill();
      } else houses(g, colors, x, y, px, py, cell);
    }
  }
}

function trees(g, colors, x, y, px, py, cell) {
  g.fillStyle = colors.tree;
  for (let i = 0; i < 9; i += 1) {
    const size = 4 + chance(x, y, 40 + i) * 5;
    g.beginPath();
    g.arc(px + 14 + chance(x, y, 20 + i) * (cell - 28), py + 14 + chance(x, y, 30 + i) * (cell - 28), size, 0, 7);
    g.fill();
  }
}

function houses(g, colors, x, y, px, py, cell) {
  g.fillStyle = colors.house;
  g.strokeStyle = colors.edge;
  g.lineWidth = 1;
  const columns = 2 + Math.floor(chance(x, y, 2) * 2);
  const rows = 2 + Math.floor(chance(x, y, 3) * 2);
  const w = (cell - 22) / columns;
  const d = (cell - 22) / rows;
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j < rows; j += 1) {
      if (chance(x * 7 + i, y * 7 + j, 4) < 0.25) continue;
      const shrink = 4 + chance(x * 7 + i, y * 7 + j, 5) * 8;
      g.fillRect(px + 11 + i * w + 2, py + 11 + j * d + 2, w - shrink, d - shrink);
      g.strokeRect(px + 11 + i * w + 2.5, py + 11 + j * d + 2.5, w - shrink - 1, d - shrink - 1);
    }
  }
}

function river(g, colors, { zoom, left, top, width, height }) {
  // It is drawn in world pixels of zoom 15, so it has the same place at every zoom.
  const scale = 2 ** (zoom - 15);
  const period = 5200;
  g.strokeStyle = colors.water;
  g.lineJoin = "round";
  const middle = Math.round((left + width / 2) / scale / period);
  for (const band of [middle - 1, middle, middle + 1]) {
    g.lineWidth = Math.max(3, (44 + chance(band, 1, 9) * 30) * scale);
    g.beginPath();
    for (let y = -40; y <= height + 40; y += 14) {
      const v = (top + y) / scale;
      const u = band * period + 760 + Math.sin(v / 900 + band) * 380 + Math.sin(v / 260) * 70;
      g.lineTo(u * scale - left, y);
    }
    g.stroke();
  }
}

function streets(g, colors, { cell, left, top, x0, y0, x1, y1, width, height }) {
  const lines = [];
  for (let x = x0; x <= x1; x += 1) lines.push([rank(x), x * cell - left, true]);
  for (let y = y0; y <= y1; y += 1) lines.push([rank(y), y * cell - top, false]);
  lines.sort((a, b) => a[0] - b[0]);
  const pass = (extra, color) => {
    for (const [level, at, upright] of lines) {
      const wide = level >= 3 ? 15 : level >= 1 ? 10 : 6;
      g.fillStyle = color(level);
      if (upright) g.fillRect(at - (wide + extra) / 2, 0, wide + extra, height);
      else g.fillRect(0, at - (wide + extra) / 2, width, wide + extra);
    }
  };
  pass(2, () => colors.casing);
  pass(0, (level) => (level >= 3 ? colors.main : level >= 1 ? colors.road : colors.street));
}

function names(g, colors, { zoom, left, top, width, height }) {
  g.font = "600 13px system-ui, sans-serif";
  g.textAlign = "center";
  for (const [lat, lng, zh, en] of PLACES) {
    const [px, py] = project(lat, lng, zoom);
    const x = px - left;
    const y = py - top;
    if (x < -80 || y < -20 || x > width + 80 || y > height + 20) continue;
    g.lineWidth = 4;
    g.strokeStyle = colors.halo;
    g.fillStyle = colors.text;
    const text = language() === "zh" ? zh : en;
    g.strokeText(text, x, y + 26);
    g.fillText(text, x, y + 26);
    g.beginPath();
    g.arc(x, y, 4, 0, 7);
    g.fill();
  }
}

function pin() {
  const mark = icon("location", 34);
  mark.classList.add("pin");
  return mark;
}

/** A still map with a pin, for a message. */
export function mapPicture(lat, lng, scale) {
  const canvas = h("canvas", { class: "map-still", role: "img", "aria-label": t("map.map"),
    dataset: { width: 240, height: 120 } });
  if (Number.isFinite(lat) && Number.isFinite(lng)) {
    requestAnimationFrame(() => paint(canvas, lat, lng, Math.max(MIN, Math.min(17, Math.round(scale)))));
  }
  return h("div", { class: "map-box" }, canvas, pin());
}

const EARTH = 6371;

function distance([lat1, lng1], [lat2, lng2]) {
  const rad = Math.PI / 180;
  const a = Math.sin(((lat2 - lat1) * rad) / 2) ** 2
    + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lng2 - lng1) * rad) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(a));
}

/** The name of a point: the nearest known place, or its coordinates if that is far away. */
export function nameOf(lat, lng) {
  const near = PLACES.map((place) => [distance([lat, lng], place), place]).sort((a, b) => a[0] - b[0])[0];
  const name = near[1][language() === "zh" ? 2 : 3];
  if (near[0] < 0.3) return name;
  return near[0] < 80 ? t("near", { place: name }) : `${lat.toFixed(4)}, ${lng.toFixed(4)}`;
}

let last = { lat: PLACES[1][0], lng: PLACES[1][1], zoom: 16 };

/** Open the picker; resolves to `{lat, lng, scale, label}`, or null when it was closed. */
export function pickLocation() {
  return new Promise((resolve) => {
    const at = { ...last };
    let named = false;
    const canvas = h("canvas", { class: "map", tabindex: "0", role: "application", "aria-label": `${t("map.map")}. ${t("map.hint")}`,
      dataset: { width: 460, height: 280 } });
    const label = h("input", { type: "text", maxlength: "128", on: { input: () => (named = label.value !== "") } });
    const lat = h("input", { type: "number", step: "any", min: "-85", max: "85", required: true });
    const lng = h("input", { type: "number", step: "any", min: "-180", max: "180", required: true });
    const place = h("select", {}, h("option", { value: "" }, "—"),
      PLACES.map((one, index) => h("option", { value: index }, one[language() === "zh" ? 2 : 3])));
    const show = () => {
      paint(canvas, at.lat, at.lng, at.zoom);
      if (document.activeElement !== lat) lat.value = at.lat.toFixed(6);
      if (document.activeElement !== lng) lng.value = at.lng.toFixed(6);
      if (!named) label.value = nameOf(at.lat, at.lng);
    };
    const move = (dx, dy) => {
      const [x, y] = project(at.lat, at.lng, at.zoom);
      [at.lat, at.lng] = unproject(x + dx, y + dy, at.zoom);
      show();
    };
    const zoom = (step) => {
      at.zoom = Math.max(MIN, Math.min(MAX, at.zoom + step));
      show();
    };
    const typed = () => {
      if (!lat.reportValidity() || !lng.reportValidity()) return;
      at.lat = clampLat(Number(lat.value));
      at.lng = Number(lng.value);
      show();
    };
    lat.addEventListener("change", typed);
    lng.addEventListener("change", typed);
    place.addEventListener("change", () => {
      const one = PLACES[place.value];
      if (one) [at.lat, at.lng] = one;
      named = false;
      show();
    });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
      if (step) move(...step);
      else if (event.key === "+" || event.key === "=") zoom(1);
      else if (event.key === "-") zoom(-1);
      else return;
      event.preventDefault();
    });
    drag(canvas, move);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (Math.abs(event.deltaY) > 4) zoom(event.deltaY < 0 ? 1 : -1);
    }, { passive: false });
    const dialog = h("dialog", { class: "dialog map-dialog", "aria-labelledby": "map-title" });
    const form = h("form", { method: "dialog" },
      h("h2", { id: "map-title" }, t("map.title")),
      h("div", { class: "map-box" }, canvas, pin(),
        h("div", { class: "zoom" },
          h("button", { type: "button", "aria-label": t("map.in"), title: t("map.in"), on: { click: () => zoom(1) } }, icon("plus", 18)),
          h("button", { type: "button", "aria-label": t("map.out"), title: t("map.out"), on: { click: () => zoom(-1) } }, icon("minus", 18)))),
      h("p", { class: "muted hint" }, t("map.hint")),
      h("div", { class: "fields" },
        h("label", { class: "field" }, h("span", {}, t("map.place")), place),
        h("label", { class: "field" }, h("span", {}, t("map.label")), label),
        h("label", { class: "field" }, h("span", {}, t("map.lat")), lat),
        h("label", { class: "field" }, h("span", {}, t("map.lng")), lng)),
      h("div", { class: "actions" },
        h("button", { type: "button", class: "plain", on: { click: () => dialog.close() } }, t("cancel")),
        h("button", { type: "submit", class: "primary", value: "send" }, t("map.send"))));
    fill(dialog, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "send") return resolve(null);
      last = at;
      resolve({ lat: at.lat, lng: at.lng, scale: at.zoom, label: label.value || nameOf(at.lat, at.lng) });
    });
    document.body.append(dialog);
    dialog.showModal();
    canvas.focus();
    show();
  });
}

function drag(canvas, move) {
  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    move(from[0] - event.clientX, from[1] - event.clientY);
    from = [event.clientX, event.clientY];
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (from = null));
}
