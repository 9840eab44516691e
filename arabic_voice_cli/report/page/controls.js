// Everything around the lines: counts, charts, the filter, stages, theme, language.
const TOP = 6;  // bars a chart shows at first

/** An element with words of the page in it, as against text of the lines. */
function ui(tag, attributes = {}, ...children) {
  const node = el(tag, { ...attributes, lang: document.documentElement.dataset.language, dir: t.dir }, ...children);
  node.classList.add("ui");
  return node;
}

/* ---------- filter ---------- */
function show() {
  lay();
  const all = data.lines.length, shown = view.length;
  $("status").textContent = shown < all ? say("shown", { shown: count(shown), all: count(all) }) : all === 1 ? t.one : say("all", { all: count(all) });
  $("nothing").hidden = shown > 0 || all === 0;
  $("clear").hidden = !(query.length || chosen.size || only.changed || only.unsure);
  for (const name of ["changed", "unsure"]) $(name).setAttribute("aria-pressed", only[name]);
  for (const bar of document.querySelectorAll(".bar")) bar.setAttribute("aria-pressed", chosen.has(+bar.dataset.id));
  $("chosen").hidden = !chosen.size;
  $("chosen").replaceChildren(...[...chosen].map(id => {
    const chip = el("button", { type: "button", class: "chip" }, el("bdi", {}, ...visible(label(facets.get(id)))), " ×");
    chip.onclick = () => toggle(id);
    return chip;
  }));
  arrange();
}

function toggle(id) {
  chosen.has(id) ? chosen.delete(id) : chosen.add(id);
  show();
}

function search() {
  query = fold($("filter").value).split(/\s+/).filter(Boolean);
  show();
}

let waiting = 0;
$("filter").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
for (const name of ["changed", "unsure"]) $(name).onclick = () => { only[name] = !only[name]; show(); };
$("clear").onclick = () => {
  $("filter").value = "";
  chosen.clear();
  only.changed = only.unsure = false;
  search();
  $("filter").focus();
};
document.addEventListener("keydown", event => {
  const filter = $("filter");
  if (event.key === "Escape") {
    hideTip();
    if (event.target === filter && filter.value) { filter.value = ""; search(); event.preventDefault(); }
  } else if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName) && !event.ctrlKey && !event.metaKey) {
    filter.focus();
    filter.select();
    event.preventDefault();
  }
});

/* ---------- counts and charts ---------- */
const label = facet => facet.chart === "clitics" ? `${t.classes[facet.name.split("_")[0]] ?? ""} ${facet.name}`.trim() : t.names[facet.name] ?? facet.name;

function example(facet) {
  const stage = data.stages.find(s => CHART[s.name] === facet.chart && s.rules[facet.name]);
  return stage && facet.chart !== "clitics" ? stage.rules[facet.name][0] : "";
}

function bar(facet, most) {
  const node = el("button", { type: "button", class: "bar", "data-id": facet.id, "aria-pressed": "false" }, el("span", { class: "fill" }),
    el("bdi", { class: "what" }, ...visible(label(facet))), el("bdi", { class: "eg", lang: "ar" }, ...visible(example(facet))), el("span", { class: "n", dir: "ltr" }, count(facet.n)));
  node.firstChild.style.width = Math.max(1, 100 * facet.n / most) + "%";
  node.title = say(facet.lines === 1 ? "inLine" : "inLines", { n: count(facet.n), lines: count(facet.lines) });
  node.onclick = () => toggle(facet.id);
  return node;
}

function chart(name) {
  const bars = data.facets.filter(facet => facet.chart === name).sort((a, b) => b.n - a.n);
  if (!bars.length) return null;
  const rows = bars.map(facet => el("li", {}, bar(facet, bars[0].n)));
  const node = el("section", { class: "chart chart-" + name }, ui("h2", {}, t.charts[name]), el("ol", {}, ...rows));
  if (rows.length > TOP) {
    const more = ui("button", { type: "button", class: "quiet" });
    const open = wide => {
      more.setAttribute("aria-expanded", wide);
      more.textContent = wide ? t.fewer : say("showAll", { n: count(rows.length) });
      rows.forEach((row, index) => { row.hidden = !wide && index >= TOP; });
    };
    more.onclick = () => open(more.getAttribute("aria-expanded") !== "true");
    open(false);
    node.append(more);
  }
  return node;
}

/* ---------- stages, theme, language ---------- */
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];
function arrange() {
  const boxes = [...$("columns").querySelectorAll("input")], on = boxes.filter(box => box.checked).length || 1;
  sheet.replaceSync(boxes.filter(box => !box.checked).map(box => `[data-k="${box.value}"] { display: none }`).join("\n"));
  document.body.classList.toggle("wide", list.clientWidth / on >= NARROWEST);
  document.body.style.setProperty("--columns", on);
  document.body.style.setProperty("--toolbar", document.querySelector(".toolbar").offsetHeight + "px");
  remeasure();
}

const remembered = name => { try { return localStorage.getItem("avc-report-" + name); } catch { return null; } };
const remember = (name, value) => { try { localStorage.setItem("avc-report-" + name, value); } catch { /* a page that may keep nothing */ } };

function theme(value) {
  document.documentElement.style.colorScheme = value;
  document.documentElement.dataset.theme = value;
  $("theme").textContent = t.theme[value];
}
$("theme").onclick = () => {
  const all = Object.keys(t.theme), next = all[(all.indexOf(document.documentElement.dataset.theme) + 1) % all.length];
  theme(next);
  remember("theme", next);
};

function legend() {
  const sample = kind => ({ "k-loan": "Adele", "k-gone": "∅" })[kind] ?? "كتاب";
  $("key").replaceChildren(...Object.entries(t.key).map(([kind, name]) => el("li", {},
    el("span", { class: `w text ${kind.startsWith("c-") ? "k-clitic " : ""}${kind}`, lang: "ar", "aria-hidden": "true" }, sample(kind)), " ", name)));
  $("keys").replaceChildren(...Object.entries(t.keys).map(([key, does]) => el("div", {}, el("dt", {}, el("kbd", { dir: "ltr" }, key)), el("dd", {}, does))));
}

function columns() {
  const off = new Set([...$("columns").querySelectorAll("input:not(:checked)")].map(box => box.value));
  $("columns").replaceChildren($("columns").firstElementChild, ...stages.map((stage, k) => {
    const box = el("input", { type: "checkbox", value: k });
    box.checked = !off.has(String(k));
    box.onchange = arrange;
    return el("label", {}, box, ui("span", {}, stageName(stage)));
  }));
  $("heads").replaceChildren(el("span", { class: "number" }), ...stages.map((stage, k) => ui("span", { "data-k": k }, stageName(stage))));
}

function masthead() {
  $("about").hidden = data.files.length === 1 && data.title === data.files[0] && !data.cut;
  const note = data.cut ? say("first", { n: count(data.totals.lines) }) : "";
  $("about").replaceChildren(...data.files.flatMap((file, index) => [index ? " · " : "", el("bdi", {}, ...visible(file))]), note && " · " + note);
  $("totals").replaceChildren(...Object.entries(t.totals).filter(([key]) => key in data.totals && (key !== "unsure" || data.totals[key])).map(([key, name]) =>
    el("div", {}, el("dt", {}, name), el("dd", { dir: "ltr" }, count(data.totals[key])))));
}

/** Everything that is in words. */
function speak(language) {
  t = strings[language];
  document.documentElement.dataset.language = language;
  const other = language === "ar" ? "en" : "ar";
  $("language").textContent = strings[other].self;
  $("language").lang = other;
  $("language").onclick = () => { speak(other); remember("language", other); };
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t[node.dataset.t];
  $("filter").placeholder = t.filter;
  $("filter").setAttribute("aria-label", t.filter);
  list.setAttribute("aria-label", t.lines);
  masthead();
  $("charts").replaceChildren(...Object.keys(t.charts).map(chart).filter(Boolean));
  $("summary").hidden = !$("charts").firstChild;
  $("unsure").hidden = !data.totals.unsure;
  legend();
  columns();
  $("made").textContent = say("made", { version: data.version });
  for (const node of document.querySelectorAll(".ui")) { node.lang = language; if (!/^[DU]L$/.test(node.tagName)) node.dir = t.dir; }
  theme(document.documentElement.dataset.theme);
  show();
}

$("title").append(...visible(data.title));
$("signatures").append(...data.stages.flatMap(stage => [stage.signature, stage.speaker]).filter(Boolean).map(text => el("li", {}, ...visible(text))));
$("summary").open = window.innerWidth >= 640;
document.documentElement.dataset.theme = remembered("theme") in strings.en.theme ? remembered("theme") : "light dark";
speak(remembered("language") === "ar" ? "ar" : "en");
arrange();
new ResizeObserver(arrange).observe(document.querySelector(".toolbar"));
