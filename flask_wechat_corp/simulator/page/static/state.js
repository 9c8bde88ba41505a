// The page's copy of the world, and the listeners to its changes.

import { soon } from "./dom.js";
import { listen, request } from "./control_plane.js";
import { robotsAsAgents } from "./robots.js";

const LIMIT = 2000;
// Rows of each history that a new page fetches first: enough to read, and fast.
const NEWEST = 300;

/** Rows by id in the order of their ids; the oldest are dropped beyond the limit. */
class Rows {
  #rows = new Map();
  total = 0;

  put(row) {
    const late = !this.#rows.has(row.id) && row.id < this.total;
    this.#rows.set(row.id, row);
    this.total = Math.max(this.total, row.id);
    if (late) this.#rows = new Map([...this.#rows].sort((a, b) => a[0] - b[0]));
    while (this.#rows.size > LIMIT) this.#rows.delete(this.#rows.keys().next().value);
  }

  replace(rows) {
    const old = this.#rows;
    this.#rows = new Map();
    this.total = 0;
    for (const row of rows ?? []) {
      // The same row keeps its object, and with it its element on the page.
      const before = old.get(row.id);
      this.put(before && JSON.stringify(before) === JSON.stringify(row) ? before : row);
    }
  }

  get(id) {
    return this.#rows.get(id);
  }

  all() {
    return [...this.#rows.values()];
  }

  get dropped() {
    return Math.max(0, this.total - this.#rows.size);
  }
}

export const world = {
  corpName: "",
  corpId: "",
  agentId: null,
  callbackUrl: "",
  limits: { rows: LIMIT },
  mediaBytes: 0,
  mediaDropped: 0,
  offset: 0,
  departments: new Map(),
  members: new Map(),
  agents: new Map(),
  menus: new Map(),
  chats: new Map(),
  media: new Map(),
  dialogues: new Map(),
  faults: [],
  messages: new Rows(),
  deliveries: new Rows(),
  calls: new Rows(),
  connected: false,
  loaded: false,
};

/** The selected member and app, and the unread counts. */
export const view = { member: null, agent: null, unread: new Map() };

const listeners = new Map();

/** Call `task` (at most once a frame) after something of one of these kinds changed. */
export function on(kinds, task) {
  for (const kind of kinds.split(" ")) {
    if (!listeners.has(kind)) listeners.set(kind, new Set());
    listeners.get(kind).add(task);
  }
}

export function changed(kind) {
  for (const task of listeners.get(kind) ?? []) soon(task);
}

const dialogueKey = ({ agentid, user }) => `${agentid} ${user}`;

/** What the selected conversation waits for, as the app says: `{step, list}`, both optional. */
export const waitsFor = () => world.dialogues.get(dialogueKey({ agentid: view.agent, user: view.member })) ?? {};

const byKey = (rows, key) => new Map((rows ?? []).map((row) => [row[key], row]));

function take(data, whole) {
  const shown = `${view.member} ${view.agent}`;
  world.corpName = data.corp_name ?? world.corpName;
  world.corpId = data.corp_id ?? world.corpId;
  world.callbackUrl = data.callback_url ?? world.callbackUrl;
  world.agentId = data.agent_id ?? world.agentId;
  world.departments = byKey(data.departments, "id");
  world.members = byKey(data.members, "userid");
  world.agents = byKey([...(data.agents ?? []), ...robotsAsAgents(data.robots)], "agentid");
  world.menus = new Map((data.menus ?? []).map((row) => [row.agentid, row.menu]));
  world.media = byKey(Array.isArray(data.media) ? data.media : [], "media_id");
  world.faults = data.faults ?? [];
  world.dialogues = new Map((data.dialogues ?? []).map((row) => [dialogueKey(row), row]));
  world.limits = data.limits ?? world.limits;
  world.mediaBytes = data.media_bytes ?? 0;
  world.mediaDropped = data.media_dropped ?? 0;
  if (typeof data.now === "number") world.offset = data.now - Date.now() / 1000;
  world.chats = byKey(data.chats, "chatid");
  if (whole) for (const name of Object.values(HISTORIES)) world[name].replace(data[name]);
  if (!world.members.has(view.member)) view.member = world.members.keys().next().value ?? null;
  if (!world.agents.has(view.agent)) {
    view.agent = world.agents.has(world.agentId)
      ? world.agentId
      : world.agents.keys().next().value ?? null;
  }
  world.loaded = true;
  // Keep the selected conversation, unless it is gone.
  const moved = shown !== `${view.member} ${view.agent}`;
  for (const kind of listeners.keys()) if (kind !== "choice" || moved) changed(kind);
}

// What can be requested: the state without histories; with their newest rows; with all of them.
const LAST = { part: "?last=0", newest: `?last=${NEWEST}`, whole: "" };
const ORDER = ["", "part", "newest", "whole"];

// Rows that arrive while the state is fetched wait: the response may be older than they are.
let fetching = false;
let wanted = "";
let held = [];
let timer = 0;

/** Fetch the state; many consecutive changes of contacts cause few requests. */
function refresh(what) {
  if (ORDER.indexOf(what) > ORDER.indexOf(wanted)) wanted = what;
  if (fetching || timer) return;
  timer = setTimeout(fetchState, what === "newest" ? 0 : 150);
}

async function fetchState() {
  const what = wanted;
  wanted = "";
  timer = 0;
  fetching = true;
  try {
    const data = await request("GET", `/_sim/state${LAST[what]}`);
    take(data, what !== "part");
    // The page shows the newest rows first; older ones follow when it is painted.
    const older = Object.values(data.histories ?? {}).some((one) => one.total > NEWEST);
    if (what === "newest" && older) refresh("whole");
  } catch {
    // The stream reports a lost server, and says hello when it is back.
  } finally {
    fetching = false;
    const rows = held;
    held = [];
    for (const [name, row] of rows) receive(name, row);
    if (wanted) refresh(wanted);
  }
}

const HISTORIES = { message: "messages", delivery: "deliveries", call: "calls" };

function receive(name, row) {
  if (name === "hello") {
    world.corpId = row.corp_id ?? world.corpId;
    world.agentId = row.agent_id ?? world.agentId;
    world.callbackUrl = row.callback_url ?? "";
    world.limits = row.limits ?? world.limits;
    if (typeof row.now === "number") world.offset = row.now - Date.now() / 1000;
    refresh("newest");
  } else if (fetching) held.push([name, row]);
  else if (name in HISTORIES) {
    const fresh = !world[HISTORIES[name]].get(row.id);
    world[HISTORIES[name]].put(row);
    if (name === "message" && fresh) countUnread(row);
    changed(name);
  } else if (name === "menu") {
    world.menus.set(row.agentid, row.menu);
    changed("menu");
  } else if (name === "dialogue") {
    world.dialogues.set(dialogueKey(row), row);
    changed("dialogue");
  } else if (name === "clock") {
    if (typeof row.now === "number") world.offset = row.now - Date.now() / 1000;
    changed("clock");
  } else if (name === "faults") {
    world.faults = row.faults ?? [];
    changed("faults");
  } else {
    if (name === "reset") view.unread.clear();
    refresh(name === "reset" ? "newest" : "part");
  }
}

function countUnread(row) {
  if (row.direction !== "to_user" || row.via === "kf") return;
  for (const user of row.users ?? []) {
    if (user === view.member && (row.agentid ?? view.agent) === view.agent) continue;
    view.unread.set(user, (view.unread.get(user) ?? 0) + 1);
  }
  changed("unread");
}

export function choose(member, agent = view.agent) {
  view.member = member;
  view.agent = agent;
  view.unread.delete(member);
  changed("choice");
  changed("unread");
}

/** Seconds of the simulated clock. */
export const now = () => Date.now() / 1000 + world.offset;

export function start() {
  listen(receive, (connected) => {
    if (connected === world.connected) return;
    world.connected = connected;
    changed("connection");
  });
}
