// ── Compare: districts × practices, and when a practice was first reported where ─────────────────────────────

/** Articles by date; those without one come last. */
const byDate = (a, b) => {
  const [p, q] = [articles[a].date || "9999", articles[b].date || "9999"];
  return p < q ? -1 : p > q ? 1 : a - b;
};
const day = (date) => date || t("unknown");

/** Where a practice was reported: {division, date, article, statements}, oldest first, by the filters in force. */
function reportsOf(n) {
  const byArticle = new Map();
  for (const id of statementsOf[n]) {
    const x = statements[id];
    if (x.article < 0 || !filtered.passes[id]) continue;
    if (!byArticle.has(x.article)) byArticle.set(x.article, []);
    byArticle.get(x.article).push(id);
  }
  const byDivision = new Map();
  for (const [a, ids] of [...byArticle].sort(([p], [q]) => byDate(p, q))) {
    const division = articles[a].division;
    if (division < 0) continue;
    if (!byDivision.has(division)) byDivision.set(division, { division, date: articles[a].date, articles: [], statements: [] });
    byDivision.get(division).articles.push(a);
    byDivision.get(division).statements.push(...ids);
  }
  return [...byDivision.values()];
}

let matrixLimit = 60;
let cellChosen = null; // "practice|division" of the cell whose evidence is open

function renderMatrix(s) {
  const holder = byId("view-matrix");
  const rows = nodes.filter((node) => isPractice(node.id) && filtered.node[node.id]).map((node) => ({ n: node.id, cells: new Map(reportsOf(node.id).map((r) => [r.division, r])) })).filter((row) => row.cells.size);
  const columns = districts.filter((d) => !s.districts.size || s.districts.has(d));
  const { kind, a, b } = s.matrix;
  const pair = a !== null && b !== null && a !== b;
  const groupOf = (row) => (!pair ? 0 : row.cells.has(a) && row.cells.has(b) ? 0 : row.cells.has(a) ? 1 : row.cells.has(b) ? 2 : 3);
  const first = (row) => [...row.cells.values()].map((c) => c.date || "9999").sort()[0];
  const shown = rows.filter((row) => (pair ? groupOf(row) < 3 : kind === "all" || row.cells.size > 1))
    .sort((x, y) => groupOf(x) - groupOf(y) || y.cells.size - x.cells.size || (first(x) < first(y) ? -1 : first(x) > first(y) ? 1 : x.n - y.n));
  const set = (patch) => change({ matrix: { ...s.matrix, ...patch } });
  const choose2 = (key, value, aria) => h("select", { "aria-label": t(aria), "data-id": key, onchange: (e) => set({ [key]: e.target.value === "" ? null : Number(e.target.value) }) },
    h("option", { value: "" }, t("choosePlace")), districts.map((d) => h("option", { value: d, selected: d === value }, label(d))));
  const most = Math.max(1, ...shown.flatMap((row) => [...row.cells.values()].map((c) => c.statements.length)));
  const head = h("div", { class: "view-head" },
    h("h2", {}, t("matrixTitle")), h("p", { class: "fine" }, t("matrixHelp")),
    h("div", { class: "bar" },
      h("button", { type: "button", "data-id": "rows-all", "aria-pressed": String(kind === "all" && !pair), onclick: () => set({ kind: "all", a: null, b: null }) }, t("allPractices", { n: number(rows.length) })),
      h("button", { type: "button", "data-id": "rows-shared", "aria-pressed": String(kind === "shared" && !pair), onclick: () => set({ kind: "shared", a: null, b: null }) }, t("sharedOnly", { n: number(rows.filter((r) => r.cells.size > 1).length) })),
      h("span", { class: "comparing" }, t("comparePlaces"), choose2("a", a, "firstPlace"), choose2("b", b, "secondPlace"))));
  if (!shown.length) {
    holder.replaceChildren(head, h("p", { class: "warning" }, t(activeFilters(s).length ? "matrixEmptyFiltered" : "matrixEmpty")), activeFilters(s).length > 0 && h("button", { type: "button", onclick: () => change(noFilters()) }, t("reset")));
    return;
  }
  const groupNames = [t("both", { a: pair ? label(a) : "", b: pair ? label(b) : "" }), pair ? t("onlyIn", { name: label(a) }) : "", pair ? t("onlyIn", { name: label(b) }) : ""];
  const body = h("tbody");
  shown.slice(0, matrixLimit).forEach((row, k) => {
    const g = groupOf(row);
    if (pair && (k === 0 || groupOf(shown[k - 1]) !== g)) body.append(h("tr", { class: "group-row" }, h("th", { colspan: columns.length + 2, scope: "rowgroup" }, groupNames[g], " ", h("span", { class: "count" }, number(shown.filter((r) => groupOf(r) === g).length)))));
    body.append(h("tr", {},
      h("th", { scope: "row" }, nodeButton(row.n)),
      h("td", { class: "sum" }, row.cells.size),
      columns.map((d) => matrixCell(row, d, most))));
  });
  const table = h("table", { class: "matrix", "aria-label": t("matrixTitle") },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("practice")), h("th", { scope: "col", class: "sum" }, t("places")), columns.map((d) => h("th", { scope: "col", class: d === a || d === b ? "chosen" : "" }, h("button", { type: "button", class: "text-link", onclick: () => select(d) }, label(d)))))),
    body);
  table.addEventListener("keydown", walkCells);
  holder.replaceChildren(head, h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("matrixTitle") }, table),
    shown.length > matrixLimit && h("button", { type: "button", class: "more", onclick: () => { matrixLimit += 200; renderMatrix(state); } }, t("showMore", { n: shown.length - matrixLimit })));
  for (const stale of holder.querySelectorAll(":scope > :not(.view-head, .scroller, button)")) stale.remove();
}

function matrixCell(row, d, most) {
  const cell = row.cells.get(d);
  if (!cell) return h("td", { class: "empty" }, h("span", { class: "unseen" }, t("none")));
  const strength = Math.round(12 + (56 * Math.log2(1 + cell.statements.length)) / Math.log2(1 + most));
  const id = `${row.n}|${d}`;
  return h("td", { vars: { "--share": `${strength}%` } },
    h("button", { type: "button", class: "cell", "data-cell": id, "aria-pressed": String(cellChosen === id), "aria-label": t("cellLabel", { practice: label(row.n), place: label(d), n: cell.statements.length, date: day(cell.date) }), onclick: () => openCell(row.n, cell) },
      h("b", {}, number(cell.statements.length)), h("small", {}, cell.date ? cell.date.slice(2) : t("unknown"))));
}

/** The evidence of one cell, in the panel. */
function openCell(n, cell) {
  cellChosen = `${n}|${cell.division}`;
  for (const b of document.querySelectorAll("[data-cell]")) b.setAttribute("aria-pressed", String(b.dataset.cell === cellChosen));
  panelBody.replaceChildren(
    h("header", { class: "panel-head" }, h("p", { class: "kind" }, t("reportedHere")), h("h2", { class: "panel-title pair" }, nodeButton(n), h("span", { "aria-hidden": "true" }, "×"), nodeButton(cell.division)),
      h("p", { class: "fine" }, t("firstReport", { date: day(cell.date), n: cell.articles.length }))),
    evidenceList(cell.statements, { relation: true }, 8));
  byId("panel").scrollTop = 0;
  openPanel(true);
  announce(t("evidenceCount", { n: cell.statements.length }));
}

function walkCells(event) {
  const step = ARROWS[event.key];
  const cell = event.target.closest?.("td");
  if (!step || !cell) return;
  event.preventDefault();
  let [row, column] = [cell.parentElement, cell.cellIndex];
  for (;;) {
    if (step[1]) row = step[1] > 0 ? row.nextElementSibling : row.previousElementSibling;
    else column += step[0];
    const next = row?.cells[column];
    if (!row || (!next && row.cells.length > 1)) return;
    const button = next?.querySelector("button.cell");
    if (button) {
      button.focus();
      return;
    }
  }
}

// ---- timeline of a practice

function renderTimeline(s) {
  const holder = byId("view-timeline");
  const practices = nodes.filter((node) => isPractice(node.id) && filtered.node[node.id]).map((node) => node.id);
  const ranked = practices.map((n) => ({ n, reports: reportsOf(n) })).filter((p) => p.reports.length).sort((a, b) => b.reports.length - a.reports.length || a.n - b.n);
  if (!ranked.length) {
    const some = activeFilters(s).length > 0;
    holder.replaceChildren(h("p", { class: "warning" }, t(some ? "matrixEmptyFiltered" : "matrixEmpty")), some ? h("button", { type: "button", onclick: () => change(noFilters()) }, t("reset")) : "");
    return;
  }
  const wanted = s.practice ?? (typeof s.selected === "number" && isPractice(s.selected) ? s.selected : null);
  const chosen = ranked.find((p) => p.n === wanted) ?? ranked[0];
  const missing = wanted !== null && chosen.n !== wanted;
  const listed = chosen.reports.flatMap((r) => r.articles.map((a) => ({ a, division: r.division, ids: r.statements.filter((x) => statements[x].article === a) }))).sort((p, q) => byDate(p.a, q.a));
  const firstDate = listed[0].a;
  const firstPlaces = [...new Set(listed.filter((r) => articles[r.a].date === articles[firstDate].date).map((r) => label(r.division)))];
  holder.replaceChildren(
    h("div", { class: "view-head" },
      h("h2", {}, t("timelineTitle")),
      h("label", { class: "bar" }, t("practice"), h("select", { "data-id": "practice", onchange: (e) => change({ practice: Number(e.target.value) }) }, ranked.map((p) => h("option", { value: p.n, selected: p.n === chosen.n }, `${label(p.n)}（${p.reports.length}）`))))),
    missing ? h("p", { class: "warning" }, t("practiceFiltered", { name: label(wanted) })) : "",
    h("p", { class: "lead" }, h("b", {}, label(chosen.n)), " ", t("firstIn", { date: day(articles[firstDate].date), serial: issues[articles[firstDate].issue]?.title ?? "", issue: issueLabel(articles[firstDate].issue), places: firstPlaces.join(t("comma")) })),
    timelineChart(chosen, listed),
    h("ol", { class: "chronicle" }, listed.map((r) => h("li", { id: `report-${r.a}` },
      h("p", { class: "when" }, h("time", { datetime: articles[r.a].date || null }, day(articles[r.a].date)), nodeButton(r.division), h("span", { class: "fine" }, issueLabel(articles[r.a].issue)), r.a === firstDate && h("span", { class: "tag first" }, t("earliest"))),
      evidenceList(r.ids, { relation: true }, 1)))));
}

/** A line a district, a dot an article. */
function timelineChart(chosen, listed) {
  const rows = chosen.reports;
  const width = Math.max(320, Math.min(900, byId("stage").clientWidth - 56));
  const left = 96;
  const line = 26;
  const height = rows.length * line + 34;
  const days = (d) => Date.parse(d) / 864e5;
  const begin = dates.length ? days(dates[0]) : 0;
  const end = Math.max(begin + 1, dates.length ? days(dates.at(-1)) : 1);
  const x = (d) => (dates.length < 2 ? (left + width - 20) / 2 : left + ((days(d) - begin) / (end - begin)) * (width - left - 48));
  const own = chosen.reports.flatMap((r) => r.articles.map((a) => articles[a].date)).filter(Boolean);
  const ticks = []; // as many dates as there is room for, the first report before all
  for (const d of [...new Set([...own.sort(), dates.at(-1), dates[0], ...dates])].filter(Boolean)) if (ticks.every((o) => Math.abs(x(o) - x(d)) > 84)) ticks.push(d);
  return h("div", { class: "chart" }, svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": t("chartLabel", { name: label(chosen.n), n: listed.length }) },
    ticks.map((d) => [svg("line", { x1: x(d), x2: x(d), y1: 6, y2: height - 24, class: "tick" }), svg("text", { x: x(d), y: height - 8, class: "tick-text", "text-anchor": "middle" }, d)]),
    rows.map((r, k) => {
      const y = 18 + k * line;
      return [svg("text", { x: 0, y: y + 4, class: "row-text" }, label(r.division)), svg("line", { x1: left - 8, x2: width - 16, y1: y, y2: y, class: "row" }),
        r.articles.filter((a) => articles[a].date).map((a) => svg("circle", { cx: x(articles[a].date), cy: y, r: articles[a].date === rows[0].date ? 7 : 5, class: articles[a].date === rows[0].date ? "dot first" : "dot", onclick: () => byId(`report-${a}`)?.scrollIntoView({ block: "center" }) }, svg("title", {}, `${articles[a].date} ${articleLabel(a)}`)))];
    })));
}
