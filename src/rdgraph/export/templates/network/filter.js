// ── Filter: what passes, how many would pass each choice, and why nothing does ───────────────────────────────

const FAILS = { issue: 1, district: 2, date: 4, confidence: 8, modality: 16, relation: 32 };

/** Apply the filters of *s*. Counts beside a choice say what it would give, the other filters staying as they are. */
function applyFilters(s) {
  const articleFails = articles.map((a) => {
    let fails = 0;
    if (s.issues.size && !s.issues.has(a.issue)) fails |= FAILS.issue;
    if (s.districts.size && !s.districts.has(a.division)) fails |= FAILS.district;
    if ((s.from && !(a.date >= s.from)) || (s.to && !(a.date && a.date <= s.to))) fails |= FAILS.date;
    return fails;
  });
  const counts = {
    classes: classes.map(() => 0),
    relations: relations.map(() => 0),
    issues: issues.map(() => 0),
    districts: new Map(districts.map((d) => [d, 0])),
    dates: new Map(dates.map((d) => [d, 0])),
    modalities: modalities.map(() => 0),
  };
  const byArticle = s.issues.size > 0 || s.districts.size > 0 || s.from !== "" || s.to !== "";
  const passes = new Uint8Array(statements.length); // all but the relation
  const nodeOk = new Uint8Array(nodes.length);
  for (const x of statements) {
    let fails = x.article >= 0 ? articleFails[x.article] : byArticle ? FAILS.issue | FAILS.date : 0;
    if (s.confidence && x.confidence !== null && x.confidence < s.confidence) fails |= FAILS.confidence;
    if (s.modalitiesOff.has(x.modality)) fails |= FAILS.modality;
    if (fails === 0) {
      passes[x.id] = 1;
      if (x.subject >= 0) nodeOk[x.subject] = 1;
      if (x.object >= 0) nodeOk[x.object] = 1;
    }
    if (x.relation >= 0 && s.relationsOff.has(x.relation)) fails |= FAILS.relation;
    if (x.article < 0) continue;
    const article = articles[x.article];
    const but = (bit) => (fails & ~bit) === 0;
    if (but(FAILS.issue) && article.issue >= 0) counts.issues[article.issue] += 1;
    if (but(FAILS.district) && counts.districts.has(article.division)) counts.districts.set(article.division, counts.districts.get(article.division) + 1);
    if (but(FAILS.date) && article.date) counts.dates.set(article.date, counts.dates.get(article.date) + 1);
    if (but(FAILS.modality)) counts.modalities[x.modality] += 1;
  }
  const node = new Uint8Array(nodes.length);
  let nodeCount = 0;
  for (let n = 0; n < nodes.length; n += 1) {
    if (!nodeOk[n] && !statementsOf[n].length) {
      const named = articlesOf[n];
      nodeOk[n] = named.size ? Number([...named].some((a) => articleFails[a] === 0)) : Number(!byArticle);
    }
    if (!nodeOk[n]) continue;
    counts.classes[nodes[n].c] += 1;
    if (s.classes.has(nodes[n].c)) {
      node[n] = 1;
      nodeCount += 1;
    }
  }
  const edge = new Uint8Array(edges.length);
  let edgeCount = 0;
  for (const e of edges) {
    if (!node[e.from] || !node[e.to]) continue;
    if (e.evidence.length && !e.evidence.some((x) => passes[x])) continue;
    counts.relations[e.relation] += 1;
    if (s.relationsOff.has(e.relation)) continue;
    edge[e.id] = 1;
    edgeCount += 1;
  }
  return { node, edge, passes, counts, nodeCount, edgeCount };
}

/** The evidence of an edge that passes the filters. */
const evidenceOf = (e) => edges[e].evidence.filter((x) => filtered.passes[x]);

let filtered = null;
let filterMark = "";
function refilter(s) {
  const mark = JSON.stringify([[...s.classes], [...s.relationsOff], [...s.issues], [...s.districts], s.from, s.to, s.confidence, [...s.modalitiesOff]]);
  if (mark === filterMark) return;
  filterMark = mark;
  filtered = applyFilters(s);
}

/** The filters in force, each with its words and the change that lifts it. */
function activeFilters(s) {
  const found = [];
  const list = (names) => (names.length > 2 ? t("andMore", { names: names.slice(0, 2).join(t("comma")), n: names.length }) : names.join(t("comma")));
  const add = (kind, text, lift) => found.push({ kind, text: `${t(kind)}${t("colon")}${text}`, lift });
  const first = shownAtFirst();
  const gone = [...first].filter((c) => !s.classes.has(c));
  const come = [...s.classes].filter((c) => !first.has(c));
  if (gone.length || come.length) {
    const text = [gone.length && t("without", { names: list(gone.map((c) => named(classes[c]))) }), come.length && t("with", { names: list(come.map((c) => named(classes[c]))) })];
    add("classes", text.filter(Boolean).join(t("semicolon")), { classes: first });
  }
  if (s.relationsOff.size) add("relations", t("without", { names: list([...s.relationsOff].map((r) => named(relations[r]))) }), { relationsOff: new Set() });
  if (s.issues.size) add("issues", list([...s.issues].map(issueLabel)), { issues: new Set() });
  if (s.districts.size) add("districts", list([...s.districts].map(label)), { districts: new Set() });
  if (s.from || s.to) add("dates", s.from === s.to ? s.from : `${s.from || dates[0]} – ${s.to || dates.at(-1)}`, { from: "", to: "" });
  if (s.confidence) add("confidence", `≥ ${s.confidence.toFixed(2)}`, { confidence: 0 });
  if (s.modalitiesOff.size) add("modality", t("without", { names: list([...s.modalitiesOff].map((m) => named(modalities[m]))) }), { modalitiesOff: new Set() });
  return found;
}

const noFilters = () => {
  const { classes: c, relationsOff, issues: i, districts: d, from, to, confidence, modalitiesOff } = initialState();
  return { classes: c, relationsOff, issues: i, districts: d, from, to, confidence, modalitiesOff };
};
