// ── Data: what the file carries, with the indexes the views need ─────────────────────────────────────────────

const data = JSON.parse(byId("data").textContent);
const full = (iri) => (iri.startsWith("~") ? data.base + iri.slice(1) : iri);
for (const thing of [...data.nodes, ...data.issues, ...data.articles]) thing.iri = full(thing.iri);
const { nodes, families, classes, relations, issues, articles, modalities } = data;
const OVERVIEW = 150;

/** Statements by name instead of by column. subject, object and article are numbers of nodes and articles. */
const statements = data.statements.map(([subject, relation, object, article, rule, confidence, modality, passages, iri], id) => ({
  id, subject, relation, object, article, rule: data.rules[rule], confidence, modality, passages, iri: full(iri),
}));
const edges = data.edges.map((e, id) => ({ id, from: e.from, to: e.to, relation: e.r, evidence: e.s }));

/** A short, lasting name for a node: its IRI without the base. Used in the address of the page. */
const keyOf = (n) => (nodes[n].iri.startsWith(data.base) ? nodes[n].iri.slice(data.base.length) : nodes[n].iri);
const nodeByKey = new Map(nodes.map((node) => [keyOf(node.id), node.id]));

const family = (n) => families[classes[nodes[n].c].family];
const isPractice = (n) => family(n).id === "practice";
const colour = (n) => classes[nodes[n].c].colour;
const label = (n) => nodes[n].label;

for (const [k, article] of articles.entries()) {
  article.id = k;
  article.date = issues[article.issue]?.date ?? "";
}

/** For each node: its edges, the statements it stands in, the articles that name it. */
const edgesOf = nodes.map(() => []);
for (const e of edges) {
  edgesOf[e.from].push(e.id);
  if (e.to !== e.from) edgesOf[e.to].push(e.id);
}
const statementsOf = nodes.map(() => []);
for (const s of statements) {
  if (s.subject >= 0) statementsOf[s.subject].push(s.id);
  if (typeof s.object === "number" && s.object >= 0 && s.object !== s.subject) statementsOf[s.object].push(s.id);
}
const articlesOf = nodes.map((_, n) => {
  const found = new Set(statementsOf[n].map((s) => statements[s].article).filter((a) => a >= 0));
  return found;
});
for (const article of articles) {
  for (const n of [article.node, article.division, issues[article.issue]?.node]) if (n >= 0) articlesOf[n]?.add(article.id);
}

const dates = [...new Set(articles.map((a) => a.date).filter(Boolean))].sort();
const districts = [...new Set(articles.map((a) => a.division).filter((d) => d >= 0))].sort((a, b) => order(a) < order(b) ? -1 : 1);

/** Districts by their administrative code, as officials list them. */
function order(n) {
  return nodes[n].iri;
}

const mentionRelation = relations.findIndex((r) => r.kind === "mention");
const derivedRelation = relations.findIndex((r) => r.kind === "derived");
const size = nodes.map((_, n) => Math.min(15, 3.6 + 1.7 * Math.log2(1 + statementsOf[n].length)));

/** Distinct dates on which articles name a node, oldest first. */
function datesOf(n) {
  return [...articlesOf[n]].map((a) => articles[a].date).filter(Boolean).sort();
}

function districtsOf(n) {
  return [...new Set([...articlesOf[n]].map((a) => articles[a].division).filter((d) => d >= 0))];
}

// Offsets count code points; JavaScript strings count UTF-16 units. They differ only where a text holds rare characters.
const charactersOf = new Map();
function slice(article, start, end) {
  const text = articles[article].text;
  if (!/[\ud800-\udbff]/.test(text)) return text.slice(start, end);
  if (!charactersOf.has(article)) charactersOf.set(article, Array.from(text));
  return charactersOf.get(article).slice(start, end).join("");
}

function issueLabel(i) {
  const issue = issues[i];
  if (!issue) return "";
  if (issue.total) return t("issueTotal", { n: issue.total });
  return issue.number ? t("issueNumber", { year: issue.date.slice(0, 4), n: issue.number }) : issue.date || issue.title;
}

function articleLabel(a) {
  return articles[a]?.title || nodes[articles[a].node].label;
}
