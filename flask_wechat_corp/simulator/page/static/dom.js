// Helpers to build elements. Text from elsewhere only becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

/** Build an element: `on` has listeners, `dataset` data attributes, the rest are attributes. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Append nodes and texts; null, undefined and false are left out. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Replace the content of an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/**
 * Draw into an element only if its input has changed: an element that is replaced between the
 * press and the release of a button loses the click.
 */
export function drawOnce(element, values, draw) {
  const key = JSON.stringify(values);
  if (element.drawn === key) return;
  element.drawn = key;
  draw();
}

export const find = (selector) => document.querySelector(selector);

const PATHS = {
  emoji: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c1 1.6 2.1 2.3 3.5 2.3s2.5-.7 3.5-2.3M9 9.5v.5M15 9.5v.5",
  image: "M4 5h16v14H4zM4 16l4.5-5 4 4.5L15 13l5 5M15.5 9.2v.1",
  voice: "M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4zM6 11a6 6 0 0 0 12 0M12 17v3.5M9 20.5h6",
  video: "M3.5 7h11v10h-11zM14.5 11l6-3.5v9l-6-3.5z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  location: "M12 21c4-5 6.5-8.2 6.5-11.5a6.5 6.5 0 0 0-13 0C5.5 12.800 8 16 12 21zM12 7.500a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400z",
  send: "M4 12l16-8-6 16-3-6.500zM11 13.500L20 4",
  check: "M5 12.500l4.500 4.500L19 7.500",
  cross: "M6 6l12 12M18 6L6 18",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  good: "M4 11h3.500v9H4zM7.500 11l3.800-7.500c1.600 0 2.700 1.100 2.700 2.700V10h4.500a2 2 0 0 1 2 2.300l-1 6a2 2 0 0 1-2 1.700h-10",
  bad: "M4 13h3.500V4H4zM7.500 13l3.800 7.500c1.600 0 2.700-1.100 2.700-2.700V14h4.500a2 2 0 0 0 2-2.300l-1-6a2 2 0 0 0-2-1.700h-10",
  people: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.3-4 2.700-6 6.500-6s6.200 2 6.500 6M16 5a3 3 0 0 1 0 6M18 14.500c2.200.7 3.300 2.500 3.500 5.500",
  chat: "M4 5h16v11h-9l-5 4v-4H4z",
  log: "M5 5h14M5 10h14M5 15h9M5 20h9",
  kf: "M4.500 13v-1a7.500 7.500 0 0 1 15 0v1M4.500 13H8v6H6a1.500 1.500 0 0 1-1.500-1.500zM19.500 13H16v6h2a1.500 1.500 0 0 0 1.500-1.500zM19.500 17.500c0 2.500-2 3.500-5 3.500",
  bolt: "M13 3L5 13.500h6L10 21l8-10.500h-6z",
  push: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  auto: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17",
  search: "M11 4.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM16 16l4.500 4.500",
  more: "M5 11.7v.6M12 11.7v.6M19 11.7v.6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  into: "M20 12H6M11 7l-5 5 5 5",
  out: "M4 12h14M13 7l5 5-5 5",
  mini: "M12 12v4a3.500 3.500 0 1 1-3.500-3.500M12 12V8a3.500 3.500 0 1 1 3.500 3.500",
};

/** An outline icon. It is decorative; its button has the label. */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", class: "icon",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.more);
  svg.append(path);
  return svg;
}

let frame = 0;
const waiting = new Set();

/** Run a function once before the next paint, however often it is requested. */
export function soon(task) {
  waiting.add(task);
  if (frame) return;
  const run = () => {
    frame = 0;
    const tasks = [...waiting];
    waiting.clear();
    for (const one of tasks) one();
  };
  // A hidden tab paints nothing, but its lists should not accumulate work.
  frame = document.hidden ? setTimeout(run, 250) : requestAnimationFrame(run);
}

/**
 * Make the children of `list` show exactly `rows`, and reuse existing elements.
 * An element is kept as long as its row is the same object.
 */
export function reconcile(list, rows, cache, render) {
  const wanted = new Set();
  for (const row of rows) {
    let element = cache.get(row);
    if (!element) cache.set(row, (element = render(row)));
    wanted.add(element);
  }
  const active = document.activeElement;
  const lost = active && list.contains(active) ? active.closest("[data-key]") : null;
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let next = list.firstChild;
  for (const element of wanted) {
    if (element === next) next = next.nextSibling;
    else list.insertBefore(element, next);
  }
  if (lost && !list.contains(lost)) {
    const again = list.querySelector(`[data-key="${CSS.escape(lost.dataset.key)}"]`);
    (again?.querySelector("summary, button, a, select, input") ?? null)?.focus({ preventScroll: true });
  }
}

/** A button that opens and closes a panel next to it. Escape and a click elsewhere close it. */
export function popup(button, panel, { opened = () => {} } = {}) {
  const close = (refocus) => {
    if (panel.hidden) return;
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    if (!panel.hidden) return close(true);
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    opened();
  });
  const escape = (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      event.stopPropagation();
      close(true);
    }
  };
  panel.addEventListener("keydown", escape);
  button.addEventListener("keydown", escape);
  const outside = (event) => {
    if (!button.isConnected) return document.removeEventListener("pointerdown", outside);
    if (!panel.contains(event.target) && !button.contains(event.target)) close(false);
  };
  document.addEventListener("pointerdown", outside);
  return close;
}

/** Move the focus between buttons with the arrow keys, Home and End. */
export function arrows(container, selector, columns = () => 1) {
  container.addEventListener("keydown", (event) => {
    const items = [...container.querySelectorAll(selector)].filter((one) => !one.disabled);
    const at = items.indexOf(document.activeElement);
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(), ArrowUp: -columns() }[event.key];
    let to = step === undefined ? null : at + step;
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = items.length - 1;
    if (to === null) return;
    event.preventDefault();
    items[Math.max(0, Math.min(items.length - 1, to))].focus();
  });
}
