// The data of the page and what can be asked of it.
const read = id => JSON.parse(document.getElementById(id).textContent);
const data = read("data"), strings = read("strings");
const $ = id => document.getElementById(id);
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

let t = strings.en;
const count = n => n.toLocaleString("en");
const say = (key, values = {}) => t[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** An element. Text is only ever set as text. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** User text for show: what cannot be seen, and what would turn the text around, is named. */
function visible(text) {
  if (!HIDDEN.test(text)) return [text];
  const name = part => "U+" + part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return text.split(new RegExp(`(${HIDDEN.source})`, "u")).map(part => HIDDEN.test(part) ? el("span", { class: "code", dir: "ltr" }, name(part)) : part);
}

/* Stages. A view is looked at and passed by: the next stage reads what the view read. */
const VIEWS = new Set(["tokenize", "phonemize"]);
const CHART = { normalize: "spelling", tokenize: "clitics", transliterate: "loans", convert: "rules" };
const stages = [{ name: "source", to: "", lang: "ar", rules: {} }, ...data.stages];
const stageName = stage => t.stages[stage.name] + (stage.to ? " · " + (t.names[stage.to] ?? stage.to) : "");
const items = (line, k) => k ? line.s[k - 1] : [line.t];
const plain = cell => cell.map(item => typeof item === "string" ? item : item.w).join("");
const reads = stages.map((_, k) => {
  let before = k - 1;
  while (before > 0 && VIEWS.has(stages[before].name)) before--;
  return before;
});

/* What can be filtered by. */
const facets = new Map(data.facets.map(facet => [facet.id, facet]));
const numbers = new Map(data.facets.map(facet => [facet.chart + "|" + facet.name, facet.id]));
const chosen = new Set();
const only = { changed: false, unsure: false };
let query = [];

/** Without case, marks, tatweel, and the differences of alef, yeh and teh marbuta. */
const fold = text => text.normalize("NFKD").replace(/[\p{Mn}\u0640]/gu, "").toLowerCase().replace(/ٱ/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");

/** Everything of a line that the filter box looks at. */
const keyOf = line => line.key ??= fold([line.n, line.t, ...line.s.map(plain), ...line.i,
  ...line.s.flat().flatMap(item => typeof item === "string" ? [] : [item.o ?? "", item.m ?? "", item.b ?? "", ...(item.r ?? [])])].join("\n"));

const matches = line => (!only.changed || line.c > 0) && (!only.unsure || line.u > 0)
  && [...chosen].every(id => line.x.includes(id)) && query.every(word => keyOf(line).includes(word));
