// The lines, in blocks; only the blocks near the window are built, so that thousands of lines scroll like ten.
const BLOCK = 20;
const NARROWEST = 190;  // pixels of a column in the table; below it stages stand in a grid or under each other
const CLITICS = { PRON: "c-pron", PREP: "c-prep", CONJ: "c-conj", DET: "c-det" };
const list = $("lines");
const told = new WeakMap();  // word element → [what there is to say of it, its stage]

function word(item, k) {
  const kind = item.k === "clitic" ? "k-clitic " + (CLITICS[item.b.split("_")[0]] ?? "c-other") : "k-" + item.k;
  const low = item.c === undefined ? "" : " low low" + (item.c < data.low / 3 ? 3 : item.c < data.low * 2 / 3 ? 2 : 1);
  const latin = item.k === "loan" && !/\p{Script=Arabic}/u.test(item.w);
  const node = el("span", { class: `w ${kind}${low}`, tabindex: "-1", dir: latin ? "ltr" : null, lang: latin ? "und-Latn" : null });
  node.append(...(item.w ? visible(item.w) : ["∅"]));
  told.set(node, [item, k]);
  return node;
}

function cell(line, k) {
  const stage = stages[k], shown = items(line, k), phonemes = stage.name === "phonemize";
  const text = el("p", { class: phonemes ? "ipa" : "text", lang: stage.lang, dir: phonemes || line.l ? "ltr" : "rtl" });
  for (const item of shown) text.append(...(typeof item === "string" ? visible(item) : [word(item, k)]));
  const same = k && !VIEWS.has(stage.name) && plain(shown) === plain(items(line, reads[k]));
  const node = el("div", { class: same ? "cell same" : "cell", "data-k": k }, el("span", { class: "name" }, stageName(stage)), text);
  if (k && line.i[k - 1]) node.append(el("p", { class: "ipa", lang: "ar-fonipa", dir: "ltr" }, ...visible(line.i[k - 1])));
  return node;
}

function build(line) {
  const file = data.files.length > 1 ? el("span", { class: "file", dir: "auto" }, ...visible(data.files[line.f])) : "";
  const node = el("article", { class: "line", tabindex: line === current ? "0" : "-1", "aria-label": say("line", { n: line.n }),
    "aria-posinset": line.at + 1, "aria-setsize": view.length });
  node.append(el("span", { class: "number", dir: "ltr" }, file, String(line.n)), ...stages.map((_, k) => cell(line, k)));
  node.line = line;
  line.row = node;
  return node;
}

/* ---------- blocks ---------- */
let view = [], blocks = [];
let current = data.lines[0];  // the line that the Tab key goes to
let typical = 0;  // pixels of a line

const estimate = block => block.lines.length * (typical || (document.body.classList.contains("wide") ? 140 : 300));

function fill(block) {
  if (block.firstChild) return;
  block.append(...block.lines.map(build));
  block.style.height = "";
}

function empty(block) {
  if (!block.firstChild || block.lines.includes(current)) return;
  const height = block.offsetHeight;
  typical = height / block.lines.length;
  block.style.height = height + "px";
  block.replaceChildren();
}

const near = new IntersectionObserver(entries => {
  for (const entry of entries) entry.isIntersecting ? fill(entry.target) : empty(entry.target);
}, { rootMargin: "1500px 0px" });

/** Lay out the lines that match. */
function lay() {
  hideTip();
  view = data.lines.filter(matches);
  view.forEach((line, at) => { line.at = at; });
  if (!view.includes(current)) current = view[0];
  near.disconnect();
  blocks = [];
  for (let at = 0; at < view.length; at += BLOCK) {
    const block = el("div", { class: "block", role: "presentation" });
    block.lines = view.slice(at, at + BLOCK);
    block.style.height = estimate(block) + "px";
    blocks.push(block);
  }
  list.replaceChildren(...blocks);
  for (const block of blocks) { if (block.lines.includes(current)) fill(block); near.observe(block); }
}

/** After a change of width: heights that are not measured any more are estimated. */
function remeasure() {
  const built = blocks.find(block => block.firstChild);
  if (built) typical = built.offsetHeight / built.lines.length;
  for (const block of blocks) if (!block.firstChild) block.style.height = estimate(block) + "px";
}

window.addEventListener("beforeprint", () => blocks.forEach(fill));
window.addEventListener("afterprint", () => lay());

/* ---------- what a word has to tell ---------- */
const tip = $("tip");
let pointed = null;

function facts(item, k) {
  const lines = [];
  const line = (name, ...content) => lines.push(el("p", {}, ui("span", { class: "of" }, name), el("span", {}, ...content)));
  const arabic = text => el("bdi", { class: "text", lang: stages[k].lang }, ...visible(text));
  if (item.o !== undefined || !item.w) line(t.was, arabic(item.o ?? ""), item.w ? "" : ui("span", {}, " → " + t.dropped));
  if (item.m !== undefined) line(t.means, arabic(item.m));
  if (item.b) line(t.label, el("bdi", {}, ...visible(item.b)), item.k === "clitic" ? ui("span", {}, " · " + (t.classes[item.b.split("_")[0]] ?? "")) : "");
  for (const rule of item.r ?? []) {
    const [eg, why, source] = stages[k].rules[rule] ?? [];
    line(t.rule, el("bdi", { class: "id" }, ...visible(rule)), ...(eg ? [ui("span", {}, " " + t.example + " "), arabic(eg)] : []),
      ...[why, source].filter(Boolean).map(text => el("span", { class: "source", lang: "en", dir: "auto" }, ...visible(text))));
  }
  for (const [name, text] of item.e ?? []) line(t.more[name] ?? name, el("bdi", { dir: "auto" }, ...visible(text)));
  if (item.c !== undefined) line(t.confidence, el("bdi", {}, Math.round(item.c * 100) + " %"));
  for (const [form, weight] of item.a ?? []) line(t.others, arabic(form), el("bdi", {}, " " + Math.round(weight * 100) + " %"));
  return lines;
}

function showTip(node) {
  if (pointed === node) return;
  hideTip();
  tip.replaceChildren(...facts(...told.get(node)));
  if (!tip.firstChild) return;
  tip.hidden = false;
  const at = node.getClientRects()[0] ?? node.getBoundingClientRect(), width = tip.offsetWidth, height = tip.offsetHeight, edge = 8;
  const left = Math.min(Math.max(edge, at.left + at.width / 2 - width / 2), document.documentElement.clientWidth - width - edge);
  const below = at.bottom + edge + height < window.innerHeight || at.top - edge - height < 0;
  tip.style.left = left + "px";
  tip.style.top = (below ? at.bottom + edge : at.top - edge - height) + "px";
  node.setAttribute("aria-describedby", "tip");
  pointed = node;
}

function hideTip() {
  if (pointed) pointed.removeAttribute("aria-describedby");
  pointed = null;
  tip.hidden = true;
}

const wordAt = event => event.target.closest?.(".w");
let mouse = "";  // where it was: under a mouse at rest, what scrolls by is not pointed at
list.addEventListener("mouseover", event => {
  const node = wordAt(event), at = event.screenX + " " + event.screenY;
  if (at === mouse) return;
  mouse = at;
  node ? showTip(node) : hideTip();
});
list.addEventListener("mouseleave", hideTip);
list.addEventListener("focusin", event => {
  const row = event.target.closest(".line"), node = wordAt(event);
  if (row && row.line !== current) {
    if (current?.row) current.row.tabIndex = -1;
    current = row.line;
    row.tabIndex = 0;
  }
  node ? showTip(node) : hideTip();
});
list.addEventListener("click", event => { const node = wordAt(event); if (node) showTip(node); });
window.addEventListener("scroll", () => { if (pointed && pointed !== document.activeElement) hideTip(); }, { passive: true });

/* ---------- keys ---------- */
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function go(line) {
  if (!line) return;
  fill(blocks[Math.floor(line.at / BLOCK)]);
  line.row.scrollIntoView({ block: "nearest" });
  line.row.focus({ preventScroll: true });
}

list.addEventListener("keydown", event => {
  const row = event.target.closest(".line");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const node = wordAt(event), words = [...row.querySelectorAll(".w")].filter(w => w.offsetParent);
  if (event.key in STEPS) go(view[row.line.at + STEPS[event.key]]);
  else if (event.key === "Home") go(view[0]);
  else if (event.key === "End") go(view.at(-1));
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const onward = event.key === "ArrowLeft";  // the text runs from right to left
    const next = node ? words[words.indexOf(node) + (onward ? 1 : -1)] : onward ? words[0] : words.at(-1);
    next?.focus();
  } else if (event.key === "Enter" && node) {
    const [item, k] = told.get(node), chart = CHART[stages[k].name];
    const id = [...(item.r ?? []), item.b].map(key => numbers.get(chart + "|" + key)).find(number => number !== undefined);
    if (id !== undefined) toggle(id);
  } else if (event.key === "Escape" && node) row.focus();
  else return;
  event.preventDefault();
});
