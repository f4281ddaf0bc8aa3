// The charts: each has a tab, a title, a table of its figures and, where there is a picture, what ECharts shall draw.
// A name is only ever text: ECharts draws SVG text, and tooltips are SVG too (richText), never HTML.

const NOTHING_BEFORE = "This page has no earlier days to compare with.";
const MOST_LINES = 8, MOST_BARS = 15, MOST_WEEKS = 26;
const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
const DASHES = ["solid", "dashed", "dotted"];

const show = {
  money: (pence) => facts.currency + (pence / 100).toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  count: (number) => number.toLocaleString("en-GB"), // of a weight up to three decimals
  mean: (number) => number.toLocaleString("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  share: (share) => (share * 100).toFixed(1) + "%",
  short: (pence) => facts.currency + Math.round(pence / 100).toLocaleString("en-GB"),
};
const unit = (result) => (result.measure === "items" ? "count" : "money");
const leftOut = ({ now }) => (now.refunds ? ` ${show.count(now.refunds)} ${now.refunds === 1 ? "refund is" : "refunds are"} left out.` : "");
const measured = (result) => (result.measure === "items" ? "Items" : "Revenue");
const branchName = (branch) => facts.branches[branch].name;
const allProducts = (result) => (result.searching ? "Of all products: a sale cannot be split." : "");

const CHARTS = [
  {
    id: "daily", tab: "Sales", title: "Each day by branch",
    note: (result) => {
      const hidden = result.branches.length - MOST_LINES;
      return "A gap is a day without a file." + (hidden > 0 ? ` The ${MOST_LINES} largest branches; the table has all.` : "");
    },
    table: (result) => ({
      columns: [["day", "Day"], ["branch", "Branch"], [result.measure, measured(result), unit(result)]],
      rows: result.branches.flatMap((branch) =>
        [...result.daily[branch]].flatMap((value, at) =>
          result.data.reported(branch, result.from + at) ? [[result.data.iso(result.from + at), branchName(branch), value]] : [])),
    }),
    draw: (result, look) => {
      const sum = (branch) => result.daily[branch].reduce((total, value) => total + value, 0);
      const lines = [...result.branches].sort((one, other) => sum(other) - sum(one)).slice(0, MOST_LINES);
      const letters = lines.reduce((total, branch) => total + branchName(branch).length * 7.5 + 48, 0);
      const rows = Math.ceil(letters / (look.width * 0.85));
      return {
        height: 270 + rows * 24,
        legend: { top: 0, left: 0, width: look.width - 10, textStyle: { color: look.ink }, itemWidth: 32 },
        grid: { top: rows * 24 + 16, left: 8, right: 16, bottom: 8, containLabel: true },
        tooltip: tooltip(look, { trigger: "axis", valueFormatter: (value) => (value == null ? "no file" : show[unit(result)](value)) }),
        xAxis: axis(look, { type: "category", data: [...result.daily[0]].map((_, at) => result.data.iso(result.from + at)),
          axisLabel: { color: look.soft, hideOverlap: true, formatter: shortDay } }),
        yAxis: axis(look, { type: "value", axisLabel: { color: look.soft, hideOverlap: true, formatter: result.measure === "items" ? show.count : show.short } }),
        series: lines.map((branch, at) => ({
          type: "line", name: branchName(branch), connectNulls: false,
          data: [...result.daily[branch]].map((value, day) => (result.data.reported(branch, result.from + day) ? value : null)),
          symbol: SYMBOLS[at % SYMBOLS.length], symbolSize: result.length > 60 ? 3 : 7, showAllSymbol: true,
          itemStyle: { color: look.series[at] }, lineStyle: { type: DASHES[at % DASHES.length], width: 2 },
        })),
      };
    },
  },
  {
    id: "hours", tab: "Sales", title: "Busy hours",
    note: (result) => `Average sales of one branch on an open day.${leftOut(result)} ${allProducts(result)}`,
    table: (result) => ({
      columns: [["weekday", "Weekday"], ["hour", "Hour"], ["sales", "Sales per open day", "mean"]],
      rows: busyHours(result).cells.map((cell) => [WEEKDAYS[cell.weekday], clock(cell.hour), cell.mean]),
    }),
    draw: (result, look) => {
      const { cells, first, last } = busyHours(result);
      const hours = Array.from({ length: last - first + 1 }, (_, at) => clock(first + at));
      return heat(look, WEEKDAYS, hours, cells.map((cell) => [cell.weekday, cell.hour - first, cell.mean]), {
        text: (value) => value.toFixed(value < 10 ? 1 : 0), low: look.mid, high: look.high,
        tip: (x, y, value) => `${WEEKDAYS[x]} ${hours[y]}: ${show.mean(value)} sales`,
      });
    },
  },
  {
    id: "payments", tab: "Sales", title: "Payments",
    note: allProducts,
    table: (result) => ({
      columns: [["payment", "Payment"], ["sales", "Sales", "count"], ["takings", "Takings", "money"]],
      rows: byPayment(result).map((each) => [each.name, each.sales, each.pence]),
    }),
    draw: (result, look) => {
      const all = result.now.pence;
      return bars(look, byPayment(result).map((each) => ({
        name: each.name, value: each.pence, text: `${show.money(each.pence)}  ${show.share(all ? each.pence / all : 0)}` })));
    },
  },
  {
    id: "products", tab: "Products", title: "Best products",
    note: (result) => (result.sold.length > MOST_BARS ? `The first ${MOST_BARS} of ${result.sold.length}; the table has all.` : ""),
    table: (result) => ({
      columns: [["product", "Product"], ["quantity", "Items", "count"], ["revenue", "Revenue", "money"], ["share", "Share", "share"]],
      rows: result.sold.filter((each) => each.now.items).map((each) =>
        [each.name, each.now.items, each.now.pence, result.value(each.now) / (result.value(result.total) || 1)]),
    }),
    draw: (result, look) => bars(look, result.sold.filter((each) => each.now.items).slice(0, MOST_BARS).map((each) => ({
      name: each.name, value: result.value(each.now), text: show[unit(result)](result.value(each.now)) }))),
  },
  {
    id: "movers", tab: "Products", title: "What rose and fell",
    note: (result) => (result.before.branchDays ? `Against ${theDaysBefore(result)}.` : NOTHING_BEFORE),
    table: (result) => ({
      columns: [["product", "Product"], ["now", `${measured(result)} now`, unit(result)], ["before", "Before", unit(result)], ["change", "Change", unit(result)]],
      rows: movers(result).map(({ each, change }) => [each.name, result.value(each.now), result.value(each.before), change]),
    }),
    draw: (result, look) => {
      const moved = movers(result), few = Math.floor(MOST_BARS / 2);
      const shown = moved.length > 2 * few ? [...moved.slice(0, few), ...moved.slice(-few)] : moved;
      return bars(look, shown.map(({ each, change }) => ({
        name: each.name, value: change, text: (change > 0 ? "+" : "−") + show[unit(result)](Math.abs(change)) })));
    },
  },
  {
    id: "branches", tab: "Branches", title: "Branches",
    note: () => "",
    table: (result) => ({
      columns: [["branch", "Branch"], [result.measure, measured(result), unit(result)], ["share", "Share", "share"], ["missing", "Days missing", "count"]],
      rows: ranked(result).map(({ branch, sum, share }) =>
        [branchName(branch), sum, share, result.now.missing.filter((each) => each.branch === branch).length]),
    }),
    draw: (result, look) => bars(look, ranked(result).map(({ branch, sum, share }) => ({
      name: branchName(branch), value: sum, text: `${show[unit(result)](sum)}  ${show.share(share)}` }))),
  },
  {
    id: "mix", tab: "Branches", title: "What sells better where",
    note: () => "100 is a product's share in the whole chain; 200 is twice that share.",
    table: (result) => ({
      columns: [["product", "Product"], ...result.branches.map((branch) => [branchName(branch), branchName(branch), "whole"])],
      rows: result.sold.filter((each) => each.now.items).map((each) => [each.name, ...result.branches.map((branch) => index(result, each, branch))]),
    }),
    draw: (result, look) => {
      const products = result.sold.filter((each) => each.now.items).slice(0, MOST_BARS);
      const cells = products.flatMap((each, row) => result.branches.flatMap((branch, column) => {
        const value = index(result, each, branch);
        return value == null ? [] : [[column, row, value]];
      }));
      return heat(look, result.branches.map(branchName), products.map((each) => each.name), cells, {
        text: (value) => value.toFixed(0), low: look.low, middle: look.mid, high: look.high, range: [0, 200],
        tip: (x, y, value) => `${products[y].name}, ${branchName(result.branches[x])}: ${value.toFixed(0)}`,
      });
    },
  },
  {
    id: "coverage", tab: "Data", title: "Which days are in",
    note: (result) => "How many of the open branches reported." + (result.length > MOST_WEEKS * 7 ? ` The last ${MOST_WEEKS} weeks; the table has all.` : ""),
    table: (result) => ({
      columns: [["day", "Day"], ["reported", "Reported", "count"], ["expected", "Expected", "count"], ["missing", "Missing"]],
      rows: coverage(result).map((each) => [result.data.iso(each.day), each.reported.length, each.expected.length,
        each.expected.filter((branch) => !each.reported.includes(branch)).map(branchName).join(", ")]),
    }),
    draw: (result, look) => {
      const monday = (day) => day - result.data.weekday(day);
      const shade = ({ reported, expected }) => (reported.length === expected.length ? 1 : reported.length / expected.length / 2); // one of twenty shows
      const days = coverage(result), latest = monday(result.to);
      const first = Math.max(monday(result.from), latest - 7 * (MOST_WEEKS - 1));
      const weeks = Array.from({ length: (latest - first) / 7 + 1 }, (_, at) => shortDay(result.data.iso(first + 7 * at)));
      const cells = days.filter((each) => each.day >= first && each.expected.length).map((each) =>
        [result.data.weekday(each.day), (monday(each.day) - first) / 7, shade(each), `${each.reported.length}/${each.expected.length}`]);
      return heat(look, WEEKDAYS, weeks, cells, {
        text: (_, cell) => cell[3], low: look.high, high: look.good, range: [0, 1],
        tip: (x, y, _, cell) => `${result.data.iso(first + 7 * y + x)}: ${cell[3]} branches reported`,
      });
    },
  },
  {
    id: "rejects", tab: "Data", title: "Held files and lines",
    note: () => "The newest 500 of all branches and days. Correct them in the file and load it again.",
    table: () => facts.rejects, alwaysTable: true, empty: "Nothing is held.",
  },
  {
    id: "runs", tab: "Data", title: "What ran",
    note: () => "Each run, newest first.",
    table: () => facts.runs, alwaysTable: true,
  },
];

const clock = (hour) => `${String(hour).padStart(2, "0")}:00`;
const shortDay = (iso) => new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function movers(result) {
  if (!result.before.branchDays) return [];
  return result.sold.map((each) => ({ each, change: result.value(each.now) - result.value(each.before) }))
    .filter(({ change }) => change).sort((one, other) => other.change - one.change);
}

function ranked(result) {
  const sums = result.branches.map((branch) => ({ branch, sum: result.daily[branch].reduce((total, value) => total + value, 0) }));
  const all = sums.reduce((total, each) => total + each.sum, 0) || 1;
  return sums.map((each) => ({ ...each, share: each.sum / all })).sort((one, other) => other.sum - one.sum);
}

// With what a period is compared, and what speaks against it.
function theDaysBefore({ data, branches, now, before, length }) {
  const opened = branches.filter((branch) => data.opened[branch] > Math.max(before.from, 0) && data.opened[branch] <= now.to).length;
  const days = length === 1 ? "the day before" : `the ${length} days before`;
  const incomplete = now.complete ? (before.complete ? "" : `, which ${length === 1 ? "is" : "are"} incomplete`)
    : `, but ${before.complete ? "this period is" : "both are"} incomplete`;
  return days + incomplete + (opened ? `; ${opened} ${opened === 1 ? "branch" : "branches"} opened since` : "");
}

// Bars that lie, each with its name before it and its figure behind it; names wrap and are never cut.
function bars(look, rows) {
  if (!rows.length) return null;
  const least = Math.min(0, ...rows.map((row) => row.value)), most = Math.max(0, ...rows.map((row) => row.value));
  const longest = Math.max(...rows.map((row) => row.name.length));
  const names = Math.min(longest * 7 + 10, look.width * 0.36, 260), figures = Math.max(...rows.map((row) => row.text.length)) * 7.8 + 10;
  const deepest = Math.min(4, Math.ceil((longest * 7) / names));
  return {
    height: rows.length * Math.max(30, deepest * 16 + 8) + 16,
    grid: { top: 4, bottom: 8, left: names + 12, right: figures },
    xAxis: { type: "value", show: false, min: least, max: most || 1 },
    yAxis: axis(look, { type: "category", inverse: true, data: rows.map((row) => row.name), axisTick: { show: false },
      axisLine: { show: false }, axisLabel: { color: look.ink, width: names, overflow: "break", lineHeight: 14, interval: 0 } }),
    series: [{
      type: "bar", barMaxWidth: 20, itemStyle: { color: look.series[0], borderRadius: 2 },
      data: rows.map((row) => ({ value: row.value, itemStyle: row.value < 0 ? { color: look.series[1] } : {} })),
      label: { show: true, position: "right", color: look.ink, formatter: (bar) => rows[bar.dataIndex].text },
    }],
  };
}

// A table of shaded cells with the figure in each; wider than the screen it scrolls.
function heat(look, columns, rows, cells, { text, tip, low, middle, high, range }) {
  if (!cells.length) return null;
  const longest = (names) => Math.max(...names.map((name) => name.length));
  const names = Math.min(longest(rows) * 7 + 10, look.width * 0.36, 260);
  const letters = longest(cells.map((cell) => text(cell[2], cell))), figure = Math.max(34, letters * 6.4 + 8);
  const rotate = names + columns.length * (longest(columns) * 7 + 10) > look.width ? 60 : 0; // where they have no room
  const head = rotate ? Math.min(longest(columns) * 6.2 + 14, 150) : 24;
  const values = cells.map((cell) => cell[2]), colours = [low, middle, high].filter(Boolean);
  const deepest = Math.min(4, Math.ceil((longest(rows) * 7) / names));
  return {
    height: rows.length * Math.max(30, deepest * 16 + 8) + head + 8,
    width: Math.max(look.width, names + columns.length * figure + (rotate ? 60 : 12)),
    grid: { top: head, bottom: 4, left: names + 8, right: rotate ? 50 : 4 },
    tooltip: tooltip(look, { formatter: ({ data }) => tip(data[0], data[1], data[2], data) }),
    visualMap: { show: false, min: range?.[0] ?? Math.min(...values, 0), max: range?.[1] ?? Math.max(...values), inRange: { color: colours }, dimension: 2 },
    xAxis: axis(look, { type: "category", position: "top", data: columns, axisTick: { show: false },
      axisLabel: { color: look.ink, interval: 0, rotate, width: 140, overflow: "break", lineHeight: 14 } }),
    yAxis: axis(look, { type: "category", inverse: true, data: rows, axisTick: { show: false },
      axisLabel: { color: look.ink, interval: 0, width: names, overflow: "break", lineHeight: 14 } }),
    series: [{
      type: "heatmap", data: cells, itemStyle: { borderColor: look.card, borderWidth: 1 },
      label: { show: true, color: look.ink, fontSize: letters > 4 ? 11 : 12, formatter: ({ data }) => text(data[2], data) },
    }],
  };
}

const axis = (look, more) => ({ axisLine: { lineStyle: { color: look.line } }, splitLine: { lineStyle: { color: look.line } }, ...more });
const tooltip = (look, more) => ({ renderMode: "richText", confine: true, backgroundColor: look.card, textStyle: { color: look.ink }, ...more });
