// What the filters make of the cubes. Nothing here touches the page.
// Money is whole pence, a day is its number from the page's first day, a branch or product its place in the facts' list.

const DAY = 86400000;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// The facts and cubes, with what every question needs: till figures, items and calendar of each branch's day.
function model(facts, cubes) {
  const start = Date.parse(facts.first_day);
  const days = Math.round((Date.parse(facts.last_day) - start) / DAY) + 1;
  const size = facts.branches.length * days;
  const pence = new Float64Array(size), sales = new Float64Array(size), refunds = new Float64Array(size), items = new Float64Array(size);
  cubes.tills.branch.forEach((branch, at) => {
    pence[branch * days + cubes.tills.day[at]] += cubes.tills.pence[at];
    sales[branch * days + cubes.tills.day[at]] += cubes.tills.sales[at];
    refunds[branch * days + cubes.tills.day[at]] += cubes.tills.refunds[at] ?? 0; // empty where there are none
  });
  const { branch: branches, product: products, day: steps, thousandths } = cubes.cube;
  const quantity = thousandths.length ? cubes.cube.quantity.map((whole, at) => whole + thousandths[at] / 1000) : cubes.cube.quantity;
  const cubeDay = new Int32Array(steps.length);
  for (let at = 0; at < steps.length; at++) {
    const goesOn = at > 0 && branches[at] === branches[at - 1] && products[at] === products[at - 1];
    cubeDay[at] = steps[at] + (goesOn ? cubeDay[at - 1] : 0);
    items[branches[at] * days + cubeDay[at]] += quantity[at];
  }
  const iso = (day) => new Date(start + day * DAY).toISOString().slice(0, 10);
  const number = (text) => Math.round((Date.parse(text) - start) / DAY);
  const weekday = (day) => (new Date(start + day * DAY).getUTCDay() + 6) % 7;
  const opened = facts.branches.map((branch) => Math.max(0, number(branch.first_day)));
  const gaps = facts.branches.map((branch) => new Set(branch.missing.map(number)));
  const reported = (branch, day) => sales[branch * days + day] + refunds[branch * days + day] > 0;
  const missing = (branch, day) => gaps[branch].has(day);
  return { facts, cubes, cubeDay, quantity, days, pence, sales, refunds, items, iso, number, weekday, opened, reported, missing };
}

// Everything that the page shows of one choice: first and last day, branches, words of a product, what to measure.
function figures(data, choice) {
  const { from, to, branches, measure } = choice;
  const words = choice.product.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = data.facts.products.map((name) => words.every((word) => name.toLowerCase().includes(word)));
  const length = to - from + 1;
  const chosen = data.facts.branches.map((_, branch) => branches.includes(branch));
  const result = {
    ...choice, length, data, searching: words.length > 0,
    now: period(data, from, to, branches), before: period(data, from - length, from - 1, branches),
    daily: data.facts.branches.map(() => new Float64Array(length)),
    products: data.facts.products.map((name) => ({ name, now: tally(), before: tally(), chain: tally(), byBranch: [] })),
    branchTotals: data.facts.branches.map(tally), total: tally(), chain: tally(), matched: { now: tally(), before: tally() },
  };
  addProducts(result, data, chosen, matches);
  if (!result.searching) {
    for (const branch of branches)
      for (let day = from; day <= to; day++)
        result.daily[branch][day - from] = (measure === "items" ? data.items : data.pence)[branch * data.days + day];
  }
  result.value = (sum) => (measure === "items" ? sum.items : sum.pence);
  result.sold = result.products.filter((product, at) => matches[at] && (product.now.items || product.before.items));
  result.sold.sort((one, other) => result.value(other.now) - result.value(one.now) || (one.name < other.name ? -1 : 1));
  return result;
}

const tally = () => ({ pence: 0, items: 0 });

function add(sum, pence, items) {
  sum.pence += pence;
  sum.items += items;
}

// Takings, sales, refunds, items and calendar of days that may reach back before the page's first.
function period(data, from, to, branches) {
  const sum = { from, to, pence: 0, sales: 0, refunds: 0, items: 0, missing: [], branchDays: 0, outside: from < 0 };
  for (let day = Math.max(from, 0); day <= to; day++) {
    for (const branch of branches) {
      const at = branch * data.days + day;
      sum.pence += data.pence[at];
      sum.sales += data.sales[at];
      sum.refunds += data.refunds[at];
      sum.items += data.items[at];
      if (data.reported(branch, day)) sum.branchDays++;
      else if (data.missing(branch, day)) sum.missing.push({ day, branch });
    }
  }
  sum.complete = !sum.outside && sum.missing.length === 0 && sum.branchDays > 0;
  return sum;
}

// Whether the days of a choice are complete, in words. Which days are missing, reports/sql/base/branch_days.sql decides.
function completeness(data, { complete, missing }) {
  if (complete) return "Complete: every branch reported every day on which it is open.";
  if (!missing.length) return "Incomplete: there are no sales in this choice.";
  const most = 6, more = missing.length > most ? ` and ${missing.length - most} more: see Data` : "";
  const listed = missing.slice(0, most).map(({ day, branch }) => `${branchName(branch)} ${shortDay(data.iso(day))}`).join(", ");
  return `Incomplete: ${missing.length} ${missing.length === 1 ? "branch-day" : "branch-days"} missing (${listed}${more}).`;
}

// One pass over the cube: products now and before, by branch and in the whole chain, and the days of what was searched for.
function addProducts(result, data, chosen, matches) {
  const { branch: branches, product: products, pence } = data.cubes.cube, { quantity } = data;
  const before = result.from - result.length;
  for (let at = 0; at < products.length; at++) {
    const day = data.cubeDay[at], branch = branches[at];
    if (day < before || day > result.to) continue;
    const product = result.products[products[at]], when = day >= result.from ? "now" : "before";
    if (when === "now") for (const sum of [product.chain, result.chain]) add(sum, pence[at], quantity[at]);
    if (!chosen[branch]) continue;
    add(product[when], pence[at], quantity[at]);
    if (matches[products[at]]) add(result.matched[when], pence[at], quantity[at]);
    if (when === "before") continue;
    add((product.byBranch[branch] ??= tally()), pence[at], quantity[at]);
    add(result.branchTotals[branch], pence[at], quantity[at]);
    add(result.total, pence[at], quantity[at]);
    if (result.searching && matches[products[at]])
      result.daily[branch][day - result.from] += result.measure === "items" ? quantity[at] : pence[at];
  }
}

// Mean sales of an open day by weekday and hour; an open day is one that a branch reported.
function busyHours(result) {
  const { data, from, to, branches } = result, { branch, day, hour, sales } = data.cubes.hours;
  const sums = new Map(), open = new Array(7).fill(0);
  for (let each = from; each <= to; each++)
    for (const one of branches) if (data.reported(one, each)) open[data.weekday(each)]++;
  for (let at = 0; at < day.length; at++) {
    if (day[at] < from || day[at] > to || !branches.includes(branch[at])) continue;
    const key = data.weekday(day[at]) * 24 + hour[at];
    sums.set(key, (sums.get(key) ?? 0) + sales[at]);
  }
  const hours = [...sums.keys()].map((key) => key % 24);
  const cells = [...sums].map(([key, sum]) => ({ weekday: Math.floor(key / 24), hour: key % 24, mean: sum / open[Math.floor(key / 24)] }));
  cells.sort((one, other) => one.weekday - other.weekday || one.hour - other.hour);
  return { cells, first: Math.min(...hours), last: Math.max(...hours) };
}

function byPayment(result) {
  const { branch, payment, day, sales, pence } = result.data.cubes.tills;
  const sums = result.data.facts.payments.map((name) => ({ name, sales: 0, pence: 0 }));
  for (let at = 0; at < day.length; at++) {
    if (day[at] < result.from || day[at] > result.to || !result.branches.includes(branch[at])) continue;
    sums[payment[at]].sales += sales[at];
    sums[payment[at]].pence += pence[at];
  }
  return sums.filter((each) => each.sales || each.pence).sort((one, other) => other.pence - one.pence);
}

// How a branch's mix differs: 100 is the share of a product in all that the chain sold, chosen or not, 200 twice as much.
function index(result, product, branch) {
  const here = result.value(result.branchTotals[branch]), all = result.value(result.chain), whole = result.value(product.chain);
  const mine = product.byBranch[branch] ? result.value(product.byBranch[branch]) : 0;
  return here && whole ? (mine / here / (whole / all)) * 100 : null;
}

function coverage(result) {
  const { data, from, to, branches } = result, days = [];
  for (let day = from; day <= to; day++) {
    const expected = branches.filter((branch) => data.reported(branch, day) || data.missing(branch, day));
    days.push({ day, expected, reported: expected.filter((branch) => data.reported(branch, day)) });
  }
  return days;
}
