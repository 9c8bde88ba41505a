// Texts from elsewhere as nodes: links and WeCom's markdown become elements, nothing is parsed as HTML.

import { h } from "./dom.js";

/** The URL if it may be opened, else null. */
export function safeUrl(url) {
  try {
    const parsed = new URL(String(url));
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

export function link(url, label) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label);
}

const ANCHOR = /<a\s+(?:[^>]*?\s)?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))[^>]*>(.*?)<\/a>/is;
const PLAIN = /https?:\/\/[^\s<>"'，。；！？、（）【】《》]+/i;

/** An address without what ends the sentence, and without a bracket that was opened before it. */
function address(found) {
  const text = found.replace(/[.,;:!?]+$/, "");
  return text.endsWith(")") && text.split(")").length > text.split("(").length ? text.slice(0, -1) : text;
}

/** A text message: `<a href>` as WeCom shows it, and bare addresses. */
export function rich(text) {
  const nodes = [];
  let rest = String(text ?? "");
  while (rest) {
    const anchor = ANCHOR.exec(rest);
    const plain = PLAIN.exec(rest);
    const first = anchor && (!plain || anchor.index <= plain.index) ? anchor : plain;
    if (!first) break;
    if (first.index) nodes.push(rest.slice(0, first.index));
    if (first === anchor) nodes.push(link(anchor[1] ?? anchor[2] ?? anchor[3], anchor[4]));
    else nodes.push(link(address(plain[0]), address(plain[0])));
    rest = rest.slice(first.index + (first === anchor ? first[0] : address(first[0])).length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

const V2_ONLY = [
  [/\*([^*\s][^*]*)\*/, (m, v2) => h("em", {}, inline(m[1], v2))],
  [/~~([^~]+)~~/, (m, v2) => h("s", {}, inline(m[1], v2))],
];

const INLINE = [
  [/`([^`]+)`/, (m) => h("code", {}, m[1])],
  [/\*\*([^*]+)\*\*/, (m, v2) => h("strong", {}, inline(m[1], v2))],
  [/\[([^\]]*)\]\(([^)\s]+)\)/, (m) => link(m[2], m[1] || m[2])],
  [/<font\s+color\s*=\s*["']?(info|comment|warning)["']?\s*>(.*?)<\/font>/is,
    (m, v2) => h("span", { class: `md-${m[1].toLowerCase()}` }, inline(m[2], v2))],
  [/<@([^>\s]+)>/, (m) => h("span", { class: "mention" }, `@${m[1]}`)],
];

function inline(text, v2) {
  let best = null;
  for (const [pattern, build] of v2 ? [...INLINE, ...V2_ONLY] : INLINE) {
    const match = pattern.exec(text);
    if (match && (!best || match.index < best.match.index)) best = { match, build };
  }
  if (!best) return [text];
  const { match, build } = best;
  return [
    text.slice(0, match.index),
    build(match, v2),
    ...inline(text.slice(match.index + match[0].length), v2),
  ];
}

/**
 * WeCom's markdown: headings, bold, links, inline code, quotes, coloured words. Lists, code blocks,
 * rules, italics and struck text exist in `markdown_v2` only; elsewhere WeCom shows their characters.
 */
export function markdown(text, v2 = false) {
  const root = h("div", { class: "markdown" });
  let list = null;
  let code = null;
  for (const line of String(text ?? "").split("\n")) {
    if (v2 && /^\s*```/.test(line)) {
      if (code) code = null;
      else root.append((code = h("pre")));
      continue;
    }
    if (code) {
      code.append(`${line}\n`);
      continue;
    }
    const item = v2 && /^\s*(?:[-*+]|(\d+)\.)\s+(.*)$/.exec(line);
    if (item) {
      if (!list || (list.tagName === "OL") !== Boolean(item[1])) {
        root.append((list = h(item[1] ? "ol" : "ul")));
      }
      list.append(h("li", {}, inline(item[2], v2)));
      continue;
    }
    list = null;
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) root.append(h("p", { class: `md-h md-h${heading[1].length}` }, inline(heading[2], v2)));
    else if (/^>\s?/.test(line)) root.append(h("blockquote", {}, inline(line.replace(/^>\s?/, ""), v2)));
    else if (v2 && /^\s*(---+|\*\*\*+)\s*$/.test(line)) root.append(h("hr"));
    else if (line.trim()) root.append(h("p", {}, inline(line, v2)));
  }
  return root;
}

/** Indent XML for reading; the text between the tags is unchanged. */
export function prettyXml(xml) {
  const parts = String(xml ?? "").replace(/>\s+</g, "><").match(/<!\[CDATA\[[\s\S]*?\]\]>|<[^>]+>|[^<]+/g);
  if (!parts) return String(xml ?? "");
  let depth = 0;
  let out = "";
  let fresh = true;
  for (const part of parts) {
    if (part.startsWith("</")) {
      depth = Math.max(0, depth - 1);
      out += `${fresh ? "  ".repeat(depth) : ""}${part}\n`;
      fresh = true;
    } else if (part.startsWith("<") && !part.startsWith("<![") && !part.endsWith("/>") && !part.startsWith("<?")) {
      out += `${fresh ? "" : "\n"}${"  ".repeat(depth)}${part}`;
      depth += 1;
      fresh = false;
      continue;
    } else {
      out += part;
      if (part.endsWith("/>") || part.startsWith("<?")) out += "\n";
    }
  }
  return out.trimEnd();
}

/** Indent JSON for reading, without turning long numbers into doubles. */
export function prettyJson(value) {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    return /\d{16,}/.test(value) ? value : JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
