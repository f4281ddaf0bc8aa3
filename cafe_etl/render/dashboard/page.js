// The page: filters and tabs, kept in the URL's hash, and what is drawn of them.

const facts = JSON.parse(document.getElementById("facts").textContent);
const TABS = [...new Set(CHARTS.map((chart) => chart.tab))];
const PERIODS = { 7: "last 7 days", 28: "last 28 days", 91: "last 13 weeks", all: "everything", own: "own days" };
const NOTHING = "Nothing to show for this choice.";
const MOST_ROWS = 200; // of a table on the page; the CSV has all
const element = (id) => document.getElementById(id);
let data, state, drawn = [];

start().catch(fail);

async function start() {
  element("app").hidden = false;
  if (!facts.first_day) throw new Error("There are no sales in the warehouse yet.");
  if (!("DecompressionStream" in window)) throw new Error("This browser is too old for the charts: use one from 2023 or later.");
  data = model(facts, await unpack(element("cubes").textContent));
  build();
  read();
  window.addEventListener("hashchange", read);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  let width = window.innerWidth;
  window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; draw(); } });
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw());
  document.body.dataset.ready = "yes";
}

function fail(error) {
  element("app").hidden = true;
  element("failure").hidden = false;
  element("failure").textContent = error.message;
}

// Make an element; what it says is text, whatever it holds.
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function build() {
  for (const [value, name] of Object.entries(PERIODS)) element("period").append(make("option", { value }, name));
  facts.branches.forEach((branch, at) =>
    element("branches").append(make("label", {}, make("input", { type: "checkbox", value: at }), branch.name)));
  for (const end of ["from", "to"]) Object.assign(element(end), { min: facts.first_day, max: facts.last_day });
  for (const tab of TABS) {
    const id = tab.toLowerCase();
    const button = make("button", { role: "tab", type: "button", id: `tab-${id}`, "aria-controls": `panel-${id}` }, tab);
    button.addEventListener("click", () => change({ tab: id }));
    element("tabs").append(button);
    const charts = CHARTS.filter((chart) => chart.tab === tab).map(card);
    element("panels").append(make("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` }, ...charts));
  }
  element("tabs").addEventListener("keydown", walkTabs);
  element("filters").addEventListener("submit", (event) => event.preventDefault());
  element("filters").addEventListener("reset", (event) => { event.preventDefault(); change({ ...fromHash(""), tab: state.tab }); });
  element("filters").addEventListener("input", (event) => change(fromForm(event.target.id)));
}

function card(chart) {
  const table = make("div", { class: "scroll", id: `table-${chart.id}`, tabindex: "0", role: "region", "aria-label": `${chart.title}, as table` });
  const toggle = make("button", { type: "button", "aria-expanded": "false", "aria-controls": table.id, "aria-label": `Show as table: ${chart.title}` }, "Show as table");
  const save = make("button", { type: "button", "aria-label": `Download CSV: ${chart.title}` }, "Download CSV");
  table.hidden = !chart.alwaysTable;
  toggle.addEventListener("click", () => {
    table.hidden = !table.hidden;
    toggle.setAttribute("aria-expanded", String(!table.hidden));
    fill(chart);
  });
  save.addEventListener("click", () => download(chart));
  return make("section", { class: "chart", id: `chart-${chart.id}`, "aria-labelledby": `title-${chart.id}` },
    make("h2", { id: `title-${chart.id}` }, chart.title), make("p", { class: "soft note" }),
    ...(chart.draw ? [make("div", { class: "drawing", tabindex: "0", role: "img" })] : []),
    make("div", { class: "actions" }, ...(chart.alwaysTable ? [] : [toggle]), save), table);
}

function walkTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = (TABS.findIndex((tab) => tab.toLowerCase() === state.tab) + step + TABS.length) % TABS.length;
  change({ tab: TABS[at].toLowerCase() });
  element(`tab-${state.tab}`).focus();
}

function fromHash(text) {
  const given = new URLSearchParams(text);
  const day = (name, otherwise) => { const number = data.number(given.get(name) ?? ""); return number >= 0 && number < data.days ? number : otherwise; };
  const branches = given.getAll("branch").map((name) => facts.branches.findIndex((branch) => branch.name === name)).filter((at) => at >= 0);
  const period = Object.hasOwn(PERIODS, given.get("period") ?? "") ? given.get("period") : "28";
  const from = day("from", 0), to = Math.max(from, day("to", data.days - 1));
  return {
    tab: TABS.some((tab) => tab.toLowerCase() === given.get("tab")) ? given.get("tab") : TABS[0].toLowerCase(),
    period, ...(period === "own" ? { from, to } : lastDays(period)), branches: branches.length ? branches : facts.branches.map((_, at) => at),
    product: given.get("product") ?? "", measure: given.get("by") === "items" ? "items" : "revenue",
  };
}

function toHash() {
  const hash = new URLSearchParams({ tab: state.tab, period: state.period });
  if (state.period === "own") { hash.set("from", data.iso(state.from)); hash.set("to", data.iso(state.to)); }
  if (state.branches.length < facts.branches.length) for (const branch of state.branches) hash.append("branch", branchName(branch));
  if (state.product) hash.set("product", state.product);
  if (state.measure === "items") hash.set("by", "items");
  return `#${hash}`;
}

function lastDays(period) {
  const to = data.days - 1;
  return { from: period === "all" ? 0 : Math.max(0, to - Number(period) + 1), to };
}

function fromForm(changed) {
  const boxes = [...element("branches").querySelectorAll("input")];
  const ticked = boxes.filter((box) => box.checked).map((box) => Number(box.value));
  const period = changed === "from" || changed === "to" ? "own" : element("period").value;
  return {
    period, ...(period === "own" ? ownDays(changed) : lastDays(period)),
    branches: ticked.length ? ticked : facts.branches.map((_, at) => at), product: element("product").value.trim(), measure: element("measure").value,
  };
}

// The days in the form, within those of the page; the end that was changed last moves the other. A day that is not all
// typed yet changes nothing.
function ownDays(changed) {
  const day = (id) => Math.min(Math.max(data.number(element(id).value), 0), data.days - 1);
  const from = day("from"), to = day("to");
  if (Number.isNaN(from + to)) return {};
  return changed === "from" ? { from, to: Math.max(from, to) } : { from: Math.min(from, to), to };
}

function change(difference) {
  Object.assign(state, difference);
  history.replaceState(null, "", toHash());
  write();
  draw();
}

function read() {
  state = fromHash(location.hash.slice(1));
  write();
  draw();
}

// The form says what the state is; a field in which somebody types is left alone.
function write() {
  const values = { period: state.period, from: data.iso(state.from), to: data.iso(state.to), product: state.product, measure: state.measure };
  for (const [id, value] of Object.entries(values)) if (document.activeElement !== element(id) || id === "period") element(id).value = value;
  for (const box of element("branches").querySelectorAll("input")) box.checked = state.branches.includes(Number(box.value));
  const all = facts.branches.length, chosen = state.branches.length;
  element("branch-summary").textContent = all === 1 ? "1 branch" : `${chosen === all ? "All" : `${chosen} of`} ${all} branches`;
}

function draw(printing = false) {
  printing = printing === true; // a listener's event is not
  document.documentElement.toggleAttribute("data-paper", printing); // paper is white, whatever the screen is
  const result = figures(data, state);
  for (const chart of drawn) chart.dispose();
  drawn = [];
  headline(result);
  tiles(result);
  for (const tab of TABS) {
    const id = tab.toLowerCase(), chosen = id === state.tab;
    element(`tab-${id}`).setAttribute("aria-selected", String(chosen));
    element(`tab-${id}`).tabIndex = chosen ? 0 : -1;
    element(`panel-${id}`).hidden = !chosen && !printing;
    if (chosen || printing) for (const chart of CHARTS.filter((each) => each.tab === tab)) picture(chart, result, printing);
  }
}

function picture(chart, result, printing) {
  const box = element(`chart-${chart.id}`), place = box.querySelector(".drawing");
  box.querySelector(".note").textContent = chart.note(result);
  fill(chart, result);
  if (!place) return;
  place.replaceChildren();
  const look = looks(printing ? 680 : Math.max(place.clientWidth, 240)), option = chart.draw(result, look);
  place.setAttribute("aria-label", `${chart.title}. ${chart.note(result)}`);
  if (!option) { place.textContent = NOTHING; return; }
  const { height, width = look.width, ...what } = option;
  const canvas = make("div");
  if (printing) canvas.style.zoom = Math.min(1, look.width / width); // paper does not scroll
  place.append(canvas);
  const made = echarts.init(canvas, null, { renderer: "svg", width, height });
  made.setOption({ animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: look.ink }, ...what });
  drawn.push(made);
}

// Colours are the style sheet's, so that light, dark and paper have one owner.
function looks(width) {
  const style = getComputedStyle(document.documentElement), colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ink", "soft", "line", "card", "low", "mid", "high", "good"];
  return { width, series: colour("series").split(/\s+/), ...Object.fromEntries(names.map((name) => [name, colour(name)])) };
}

function headline(result) {
  const { now, from, to } = result, all = state.branches.length === facts.branches.length;
  const where = all ? (facts.branches.length === 1 ? branchName(0) : `all ${facts.branches.length} branches`) : state.branches.map(branchName).join(", ");
  const days = from === to ? data.iso(from) : `${data.iso(from)} to ${data.iso(to)}`;
  const refunds = now.refunds ? `, less ${show.count(now.refunds)} ${now.refunds === 1 ? "refund" : "refunds"}` : "";
  element("headline").textContent = `${days}, ${where}: ${show.money(now.pence)} from ${show.count(now.sales)} ${now.sales === 1 ? "sale" : "sales"}${refunds}.`;
  element("notice").classList.toggle("warn", !now.complete);
  element("notice").textContent = completeness(data, now);
}

function tiles(result) {
  const { now, before, matched, total } = result, over = (one, other) => (other ? one / other : null);
  const plain = [
    ["Takings", show.money, now.pence, before.pence],
    ["Sales", show.count, now.sales, before.sales],
    ["Average sale", show.money, over(now.pence, now.sales), over(before.pence, before.sales)],
    ["Items per sale", (value) => value.toFixed(2), over(now.items, now.sales), over(before.items, before.sales)],
  ];
  const searched = [
    ["Revenue of these products", show.money, matched.now.pence, matched.before.pence],
    ["Items of these products", show.count, matched.now.items, matched.before.items],
    ["Average price", show.money, over(matched.now.pence, matched.now.items), over(matched.before.pence, matched.before.items)],
    ["Share of all revenue", show.share, over(matched.now.pence, total.pence), null],
  ];
  element("tiles").replaceChildren(...(result.searching ? searched : plain).map(([name, shown, value, old]) =>
    make("div", { class: "tile" }, make("h2", {}, name), make("div", { class: "figure" }, value == null ? "none" : shown(value)),
      make("p", { class: "soft" }, comparison(result, value, old)))));
}

function comparison(result, value, old) {
  if (!result.before.branchDays) return NOTHING_BEFORE;
  if (value == null || !old) return "";
  const change = (value / old - 1) * 100, size = Math.abs(change).toFixed(1);
  return `${size === "0.0" ? "No change" : `${change < 0 ? "▼ −" : "▲ +"}${size}%`} on ${theDaysBefore(result)}`;
}

function fill(chart, result = figures(data, state)) {
  const place = element(`table-${chart.id}`);
  if (place.hidden) return;
  const { columns, rows } = chart.table(result);
  const kind = (unit) => (unit && unit !== "text" ? "number" : "text");
  const head = make("tr", {}, ...columns.map(([, title, unit]) => make("th", { scope: "col", class: kind(unit) }, title)));
  const body = rows.slice(0, MOST_ROWS).map((row) => make("tr", {}, ...row.map((value, at) => make("td", { class: kind(columns[at][2]) }, cell(value, columns[at][2])))));
  place.replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
  if (!rows.length) place.replaceChildren(chart.empty ?? NOTHING);
  if (rows.length > MOST_ROWS) place.append(make("p", { class: "soft" }, `The first ${MOST_ROWS} of ${show.count(rows.length)}: the CSV has all.`));
}

function cell(value, unit) {
  if (value == null) return "";
  if (unit === "whole") return value.toFixed(0);
  return show[unit] ? show[unit](value) : String(value);
}

// A spreadsheet opens it: exact figures, a mark for UTF-8, and no text that it would run.
function csv({ columns, rows }) {
  const exact = (value, unit) => {
    if (value == null) return "";
    if (typeof value === "string") return /^[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value;
    return unit === "money" ? (value / 100).toFixed(2) : String(Math.round(value * 1e4) / 1e4);
  };
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns.map(([name]) => exact(name)), ...rows.map((row) => row.map((value, at) => exact(value, columns[at][2])))];
  return "\ufeff" + lines.map((line) => line.map(quoted).join(",") + "\r\n").join("");
}

function download(chart) {
  const address = URL.createObjectURL(new Blob([csv(chart.table(figures(data, state)))], { type: "text/csv" }));
  make("a", { href: address, download: `${chart.id}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}
