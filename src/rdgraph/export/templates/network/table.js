// ── Table: the equal twin of the drawing, for reading, sorting, copying ──────────────────────────────────────

const PAGE_SIZE = 100;
let tableTop = 0;

const nodeColumns = () => [
  { id: "label", name: t("name"), of: (n) => label(n), cell: (n) => nodeButton(n) },
  { id: "class", name: t("class"), of: (n) => named(classes[nodes[n].c]) },
  { id: "also", name: t("aliases"), of: (n) => (nodes[n].also ?? []).join(t("semicolon")) },
  { id: "relations", name: t("relations"), number: true, of: (n) => edgesOf[n].filter((e) => filtered.edge[e]).length },
  { id: "articles", name: t("articles"), number: true, of: (n) => articlesOf[n].size },
  { id: "places", name: t("places"), of: (n) => districtsOf(n).map(label).join(t("comma")) },
  { id: "first", name: t("firstSeen"), of: (n) => datesOf(n)[0] ?? "" },
  { id: "last", name: t("lastSeen"), of: (n) => datesOf(n).at(-1) ?? "" },
  { id: "iri", name: "IRI", of: (n) => nodes[n].iri, only: "csv" },
];

const statementColumns = () => [
  { id: "subject", name: t("subject"), of: (r) => label(edges[r.edge].from), cell: (r) => nodeButton(edges[r.edge].from) },
  { id: "relation", name: t("relation"), of: (r) => named(relations[edges[r.edge].relation]), cell: (r) => h("button", { type: "button", class: "text-link", onclick: () => select([edges[r.edge].from, edges[r.edge].to]) }, named(relations[edges[r.edge].relation])) },
  { id: "object", name: t("object"), of: (r) => label(edges[r.edge].to), cell: (r) => nodeButton(edges[r.edge].to) },
  { id: "modality", name: t("modality"), of: (r) => (r.x ? named(modalities[r.x.modality]) : "") },
  { id: "quote", name: t("sentence"), of: (r) => (r.x ? quoteOf(r.x) : ""), wide: true },
  { id: "article", name: t("article"), of: (r) => (r.x && r.x.article >= 0 ? articleLabel(r.x.article) : ""), wide: true },
  { id: "issue", name: t("issue"), of: (r) => (r.x && r.x.article >= 0 ? issueLabel(articles[r.x.article].issue) : "") },
  { id: "date", name: t("date"), of: (r) => (r.x && r.x.article >= 0 ? articles[r.x.article].date : "") },
  { id: "page", name: t("pageColumn"), of: (r) => (r.x ? pagesOf(r.x) : "") },
  { id: "rule", name: t("rule"), of: (r) => r.x?.rule ?? "" },
  { id: "confidence", name: t("confidence"), number: true, of: (r) => r.x?.confidence ?? "" },
  { id: "offsets", name: t("offsetsColumn"), of: (r) => (r.x ? r.x.passages.map((p) => `${p[0]}-${p[1]}`).join(" ") : ""), only: "csv" },
  { id: "subjectIri", name: "subject IRI", of: (r) => nodes[edges[r.edge].from].iri, only: "csv" },
  { id: "predicateIri", name: "predicate IRI", of: (r) => relations[edges[r.edge].relation].iri, only: "csv" },
  { id: "objectIri", name: "object IRI", of: (r) => nodes[edges[r.edge].to].iri, only: "csv" },
];

const filteredNodes = () => nodes.filter((node) => filtered.node[node.id]).map((node) => node.id);
const KINDS = ["stated", "mention", "derived", "structure"];
const filteredStatements = () => edges.filter((e) => filtered.edge[e.id]).sort((a, b) => KINDS.indexOf(relations[a.relation].kind) - KINDS.indexOf(relations[b.relation].kind) || a.id - b.id).flatMap((e) => (e.evidence.length ? evidenceOf(e.id).map((x) => ({ edge: e.id, x: statements[x] })) : [{ edge: e.id, x: null }]));

function tableRows(s) {
  const onNodes = s.table.tab === "nodes";
  const columns = onNodes ? nodeColumns() : statementColumns();
  let rows = onNodes ? filteredNodes() : filteredStatements();
  const wanted = plain(s.table.find);
  if (wanted) rows = rows.filter((row) => columns.some((c) => c.only !== "csv" && plain(String(c.of(row))).includes(wanted)));
  const by = columns.find((c) => c.id === s.table.sort);
  if (by) {
    const keyed = rows.map((row) => [by.of(row), row]);
    const compare = by.number ? (a, b) => a[0] - b[0] : (a, b) => collator.compare(a[0], b[0]);
    rows = keyed.sort((a, b) => (s.table.down ? compare(b, a) : compare(a, b))).map((pair) => pair[1]);
  }
  return { columns, rows };
}
const collator = new Intl.Collator("zh-CN", { numeric: true });

function renderTable(s) {
  const holder = byId("view-table");
  const { columns, rows } = tableRows(s);
  const visible = columns.filter((c) => c.only !== "csv");
  tableTop = Math.min(tableTop, Math.max(0, Math.floor((rows.length - 1) / PAGE_SIZE) * PAGE_SIZE));
  const set = (patch, options) => { tableTop = 0; change({ table: { ...s.table, ...patch } }, options); };
  const tab = (id, key) => h("button", { type: "button", "data-id": `table-${id}`, "aria-pressed": String(s.table.tab === id), onclick: () => set({ tab: id, sort: "rank", down: false }) }, t(key));
  const find = h("input", { type: "search", id: "table-find", "data-id": "table-find", value: s.table.find, placeholder: t("tableFind"), "aria-label": t("tableFind"), oninput: (e) => !e.isComposing && set({ find: e.target.value }, { replace: true }), oncompositionend: (e) => set({ find: e.target.value }, { replace: true }) });
  const sortButton = (c) => {
    const on = s.table.sort === c.id;
    return h("th", { scope: "col", "aria-sort": on ? (s.table.down ? "descending" : "ascending") : "none", class: c.number ? "num" : "" },
      h("button", { type: "button", "data-id": `sort-${c.id}`, onclick: () => set({ sort: c.id, down: on ? !s.table.down : Boolean(c.number) }) }, c.name, h("span", { "aria-hidden": "true" }, on ? (s.table.down ? " ↓" : " ↑") : "")));
  };
  const slicePage = rows.slice(tableTop, tableTop + PAGE_SIZE);
  const go = (to) => { tableTop = to; renderTable(state); byId("stage").scrollTop = 0; holder.querySelector(".scroller").scrollTop = 0; announce(rangeText()); };
  const rangeText = () => t("rowRange", { from: number(rows.length ? tableTop + 1 : 0), to: number(Math.min(rows.length, tableTop + PAGE_SIZE)), n: number(rows.length) });
  const focused = document.activeElement?.dataset?.id;
  const caret = focused === "table-find" ? document.activeElement.selectionStart : null;
  holder.replaceChildren(
    h("div", { class: "view-head" },
      h("h2", {}, t("tableTitle")),
      h("div", { class: "bar" }, tab("nodes", "nodes"), tab("statements", "statements"), find,
        h("button", { type: "button", "data-do": "copy-table", onclick: () => copy([visible.map((c) => c.name), ...rows.map((r) => visible.map((c) => flat(c.of(r))))].map((r) => r.join("\t")).join("\n"), t("rows", { n: number(rows.length) })) }, t("copyTable")),
        h("button", { type: "button", "data-do": "csv", onclick: () => download(`${s.table.tab}.csv`, "text/csv", csv(columns, rows)) }, "CSV"))),
    rows.length
      ? h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("tableTitle") }, h("table", { class: "rows" },
        h("caption", { class: "unseen" }, rangeText()),
        h("thead", {}, h("tr", {}, visible.map(sortButton))),
        h("tbody", {}, slicePage.map((row) => h("tr", { class: s.table.tab === "nodes" && row === s.selected ? "chosen" : "" }, visible.map((c) => h("td", { class: c.number ? "num" : c.wide ? "wide" : "" }, c.cell ? c.cell(row) : String(c.of(row)))))))))
      : h("div", { class: "warning" }, h("p", {}, t(s.table.find ? "noRowsFind" : "noRowsFiltered", { text: s.table.find })), h("button", { type: "button", onclick: () => (s.table.find ? set({ find: "" }) : change(noFilters())) }, t(s.table.find ? "clearFind" : "reset"))),
    h("div", { class: "bar pages" }, h("button", { type: "button", disabled: tableTop === 0, onclick: () => go(tableTop - PAGE_SIZE) }, t("previous")), h("span", { class: "fine" }, rangeText()), h("button", { type: "button", disabled: tableTop + PAGE_SIZE >= rows.length, onclick: () => go(tableTop + PAGE_SIZE) }, t("next"))));
  if (focused) {
    const again = holder.querySelector(`[data-id="${CSS.escape(focused)}"]`);
    again?.focus();
    if (caret !== null) again?.setSelectionRange?.(caret, caret);
  }
}

const flat = (value) => String(value).replace(/[\t\r\n]+/g, " ");

/** RFC 4180, with a byte-order mark so that spreadsheets read it as UTF-8, and no cell that one would run as a formula. */
function csv(columns, rows) {
  const cell = (value) => {
    let text = String(value);
    if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${[columns.map((c) => c.name), ...rows.map((row) => columns.map((c) => c.of(row)))].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
