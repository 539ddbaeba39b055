// What pages do beyond HTML: charts with tooltips and zoom, and search. `vegaEmbed`, SPECIFICATION, LIGHT and DARK are
// set before this text by analysis/site/script.py, which joins it with the library into the one script file of the site.
const darkly = window.matchMedia("(prefers-color-scheme: dark)");

function coloured(specification) {
  let text = JSON.stringify(specification);
  if (darkly.matches) for (const name of Object.keys(LIGHT)) text = text.replaceAll(`"${LIGHT[name]}"`, `"@${name}"`);
  if (darkly.matches) for (const name of Object.keys(DARK)) text = text.replaceAll(`"@${name}"`, `"${DARK[name]}"`);
  return JSON.parse(text);
}

// Rows travel as short lists: [months since `first`, series, share, low, high, n, companies, few].
function unpacked(packed) {
  const [year, month] = packed.first.split("-").map(Number);
  return packed.rows.map(([at, order, share, low, high, n, companies, few]) => ({
    month: Date.UTC(year, month - 1 + at, 1), order, series: packed.series[order], share: share / 1000,
    low: low / 1000, high: high / 1000, n, companies, few: Boolean(few), label: null, label_at: null,
  }));
}

function labelled(points, packed) {
  const last = {};
  for (const point of points) if (!last[point.order] || point.month >= last[point.order].month) last[point.order] = point;
  for (const point of Object.values(last)) {
    point.label = packed.labels[point.order];
    point.label_at = packed.label_at[point.order];
  }
  return points;
}

const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;

function byMonth(points) {
  const months = new Map();
  for (const point of points) {
    const row = months.get(point.month) || { month: point.month, shares: "", counts: "" };
    const interval = `[${(100 * point.low).toFixed(0)}–${(100 * point.high).toFixed(0)}]`;
    row.shares += `${row.shares ? "; " : ""}${point.series}: ${percent(point.share)} ${interval}`;
    row.counts = `${point.n.toLocaleString("en")} postings, ${point.companies.toLocaleString("en")} companies`;
    months.set(point.month, row);
  }
  const sorted = [...months.values()].sort((a, b) => a.month - b.month);
  // Each month's strip reaches from the middle to its neighbours.
  for (const [place, row] of sorted.entries()) {
    const before = place ? sorted[place - 1].month : row.month - (sorted[1]?.month - row.month || 2.6e9);
    const after = place + 1 < sorted.length ? sorted[place + 1].month : row.month + (row.month - before);
    row.start = (before + row.month) / 2;
    row.stop = (row.month + after) / 2;
  }
  return sorted;
}

const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;

function showTip(_handler, event, _item, value) {
  if (!value || typeof value !== "object") { tip.hidden = true; return; }
  tip.replaceChildren();
  const head = document.createElement("strong");
  head.textContent = value.month;
  tip.append(head);
  for (const part of [...String(value.shares).split("; "), value.counts]) {
    const line = document.createElement("div");
    line.textContent = part;
    tip.append(line);
  }
  tip.hidden = false;
  const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 14)}px`;
}

function draw(figure, packed, years) {
  const all = unpacked(packed);
  const newest = Math.max(...all.map((point) => point.month));
  const since = new Date(newest);
  since.setUTCFullYear(since.getUTCFullYear() - years);
  const points = labelled(years ? all.filter((point) => point.month > since.getTime()) : all, packed);
  const place = figure.querySelector(".plot");
  const specification = coloured(SPECIFICATION);
  const given = { points, months: byMonth(points), claim: packed.claim ? [packed.claim] : [] };
  for (const set of specification.data) if (set.name in given) set.values = given[set.name];
  specification.width = place.clientWidth;
  if (figure.embedded) figure.embedded.finalize();
  const options = { mode: "vega", actions: false, renderer: "canvas", tooltip: showTip };
  vegaEmbed(place, specification, options).then((embedded) => {
    figure.embedded = embedded;
    figure.dataset.drawn = "yes";
  });
}

function chart(figure) {
  const packed = JSON.parse(document.getElementById(figure.dataset.points).textContent);
  let years = 0;
  figure.hidden = false;
  draw(figure, packed, years);
  for (const button of figure.querySelectorAll("button[data-years]")) {
    button.addEventListener("click", () => {
      years = Number(button.dataset.years);
      for (const other of figure.querySelectorAll("button[data-years]")) other.setAttribute("aria-pressed", String(other === button));
      draw(figure, packed, years);
    });
  }
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => draw(figure, packed, years), 150);
  });
  darkly.addEventListener("change", () => draw(figure, packed, years));
}

function search(field) {
  const rows = [...document.querySelectorAll("[data-words]")];
  const said = document.getElementById("found");
  const show = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.words.includes(word));
      shown += !row.hidden;
    }
    said.textContent = `${shown} of ${rows.length} skills`;
  };
  field.value = new URLSearchParams(window.location.search).get("q") || "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

document.body.append(tip);
for (const figure of document.querySelectorAll("figure[data-points]")) chart(figure);
const field = document.getElementById("search");
if (field) search(field);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });
