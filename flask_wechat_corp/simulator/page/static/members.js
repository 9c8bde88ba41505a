// The list of members; the selected one is the sender of messages.

import { fill, find, h } from "./dom.js";
import { language, t } from "./i18n.js";
import { choose, on, view, world } from "./state.js";

let wanted = "";

export const avatar = (userid, size = 40) =>
  h("img", { class: "avatar", src: `/avatar/${encodeURIComponent(userid)}.svg`, width: size, height: size, alt: "" });

export const departmentsOf = (member) =>
  (member.department ?? []).map((id) => departmentName(world.departments.get(id))).filter(Boolean).join(" / ");

const departmentName = (one) => (language() === "en" && one?.name_en) || one?.name;

export const nameOfMember = (userid) => world.members.get(userid)?.name ?? userid;

function fits(member) {
  if (!wanted) return true;
  const words = [member.name, member.userid, member.alias, member.position, departmentsOf(member)];
  return words.join(" ").toLowerCase().includes(wanted);
}

let drawn = new Map(); // by user id: what the element shows, and the element

function row(member) {
  const unread = view.unread.get(member.userid) ?? 0;
  const current = member.userid === view.member;
  const about = [departmentsOf(member), member.position].filter(Boolean).join(" · ");
  const key = JSON.stringify([language(), member.name, member.enable, about, unread, current]);
  const before = drawn.get(member.userid);
  if (before?.key === key) return before;
  const element = h("li", {}, h("button", {
    type: "button", class: "member", "aria-current": current ? "true" : undefined,
    dataset: { user: member.userid }, on: { click: () => pick(member.userid) },
  },
  avatar(member.userid),
  h("span", { class: "who" },
    h("span", { class: "name" }, member.name, member.enable === 0 && h("span", { class: "tag" }, t("disabled"))),
    h("span", { class: "muted" }, about)),
  unread > 0 && h("span", { class: "badge", "aria-label": t("unread", { n: unread }) }, unread > 99 ? "99+" : unread)));
  return { key, element };
}

function pick(userid) {
  choose(userid);
  document.body.dataset.tab = "chat";
  document.dispatchEvent(new Event("tab"));
}

/** Show the matching members; only changed rows are redrawn, so that no click is lost. */
function show() {
  const list = find("#member-list");
  const focused = document.activeElement?.dataset?.user;
  const members = [...world.members.values()].filter(fits).slice(0, 500);
  const next = new Map(members.map((member) => [member.userid, row(member)]));
  const kept = new Set([...next.values()].map((one) => one.element));
  drawn = next;
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  let at = list.firstChild;
  for (const element of kept) {
    if (element === at) at = at.nextSibling;
    else list.insertBefore(element, at);
  }
  if (!members.length && world.loaded) fill(list, h("li", { class: "empty" }, t("members.none")));
  const lost = focused && document.activeElement?.dataset?.user !== focused;
  if (lost) list.querySelector(`[data-user="${CSS.escape(focused)}"]`)?.focus();
}

export function startMembers() {
  find("#member-search").addEventListener("input", (event) => {
    wanted = event.target.value.trim().toLowerCase();
    show();
  });
  find("#members").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [find("#member-search"), ...document.querySelectorAll("#member-list button")];
    const next = items[items.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  on("contacts choice unread", show);
  return show;
}
