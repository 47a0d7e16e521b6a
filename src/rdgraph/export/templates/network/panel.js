// ── Panel: what is known of the selection, with its evidence ─────────────────────────────────────────────────

const panelBody = byId("panel-body");

function openPanel(focus) {
  document.body.classList.add("panel-open");
  byId("panel-grip").setAttribute("aria-expanded", "true");
  if (focus) byId("panel").focus();
}

function closePanel() {
  document.body.classList.remove("panel-open");
  byId("panel-grip").setAttribute("aria-expanded", "false");
}

function renderPanel(s) {
  byId("panel").scrollTop = 0;
  const content = Array.isArray(s.selected) ? linkPanel(...s.selected) : s.selected !== null ? nodePanel(s.selected, s) : introPanel();
  panelBody.replaceChildren(...[content].flat(Infinity).filter(Boolean));
}

const section = (title, ...content) => h("section", { class: "block" }, title && h("h3", {}, title), content);

/** A section that can be folded; *open* at first or not. */
function folding(title, count, open, content) {
  const details = h("details", { class: "block", open }, h("summary", {}, title, " ", h("span", { class: "count" }, number(count))));
  let filled = false;
  const fillIn = () => {
    if (filled) return;
    filled = true;
    details.append(...[content()].flat().filter(Boolean));
  };
  if (open) fillIn();
  details.addEventListener("toggle", fillIn);
  return details;
}

// ---- nothing selected: what the graph says as a whole

function introPanel() {
  const practices = nodes.filter((node) => isPractice(node.id) && filtered.node[node.id]).map((node) => node.id);
  const shared = practices.map((n) => [n, reportsOf(n)]).filter(([, r]) => r.length > 1).sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const silent = nodes.filter((node) => node.anchor === undefined && isCounty(node.id) && !districts.includes(node.id)).map((node) => node.id);
  const figure = (n, key) => h("div", {}, h("b", {}, number(n)), h("span", {}, t(key)));
  return [
    h("h2", { class: "panel-title" }, data.title),
    h("div", { class: "figures" }, figure(issues.length, "issues"), figure(articles.length, "articles"), figure(filtered.nodeCount, "nodes"), figure(statements.length, "statements")),
    dates.length > 0 && h("p", { class: "fine" }, dates.length > 1 ? `${dates[0]} – ${dates.at(-1)}` : dates[0], " · ", t("clickHint")),
    section(t("sharedPractices"),
      shared.length ? h("ol", { class: "ranked" }, shared.slice(0, 8).map(([n, r]) => h("li", {}, nodeButton(n), h("span", { class: "fine" }, t("placesSince", { n: r.length, date: day(r[0].date) }))))) : note("noShared")),
    section(t("districtsByArticles"),
      h("ol", { class: "ranked" }, districts.map((d) => [d, articles.filter((a) => a.division === d).length]).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([d, n]) => h("li", {}, nodeButton(d), h("span", { class: "fine" }, t("articleCount", { n }))))),
      silent.length > 0 && h("p", { class: "fine" }, t("silentDistricts"), silent.map((d) => nodeButton(d)))),
  ];
}

/** County-level divisions of the prefectures that articles are about. */
function isCounty(n) {
  const code = adminCode(n);
  return code.length === 6 && !code.endsWith("00") && prefectures.has(code.slice(0, 4));
}
const adminCode = (n) => (nodes[n].facts ?? []).find(([f]) => data.facts[f].iri === `${data.ns.rd}adminCode`)?.[1] ?? "";
const prefectures = new Set(districts.map((d) => adminCode(d).slice(0, 4)).filter(Boolean));

// ---- a node

function nodePanel(n, s) {
  const node = nodes[n];
  const own = datesOf(n);
  const places = districtsOf(n).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return [
    h("header", { class: "panel-head" },
      h("p", { class: "kind" }, swatch(n), named(classes[node.c])),
      h("h2", { class: "panel-title" }, node.label),
      node.also?.length > 0 && h("p", { class: "fine" }, t("also"), node.also.join(t("semicolon"))),
      !filtered.node[n] && hiddenNote(n)),
    nodeTools(n, s),
    s.second !== null && pairSection(n, s.second, s),
    h("dl", { class: "facts" },
      (node.facts ?? []).map(([f, value]) => [h("dt", {}, named(data.facts[f])), h("dd", {}, value)]),
      own.length > 0 && [h("dt", {}, t("firstSeen")), h("dd", {}, own[0], own.at(-1) !== own[0] && ` – ${own.at(-1)}`)],
      places.length > 0 && [h("dt", {}, t("inArticlesOf")), h("dd", { class: "inline-nodes" }, places.map((d) => nodeButton(d)))]),
    isArticle(n) && articleSection(n),
    relationSections(n),
    mentionSection(n),
    h("p", { class: "fine iri" }, h("code", {}, node.iri), h("button", { type: "button", class: "quiet", onclick: () => copy(node.iri, "IRI") }, t("copyIri"))),
  ];
}

function hiddenNote(n) {
  const byClass = !state.classes.has(nodes[n].c);
  return h("p", { class: "warning" }, t(byClass ? "hiddenByClass" : "hiddenByFilter", { name: named(classes[nodes[n].c]) }), " ",
    h("button", { type: "button", onclick: () => change(byClass ? { classes: new Set([...state.classes, nodes[n].c]) } : { ...noFilters(), classes: new Set([...state.classes, nodes[n].c]) }) }, t("showIt")));
}

function nodeTools(n, s) {
  const hidden = filtered.node[n] ? hiddenNeighbours(n) : 0;
  const focused = s.centre === n && s.hops > 0;
  return h("div", { class: "node-tools" },
    h("button", { type: "button", "data-do": "focus", "aria-pressed": String(focused), disabled: !filtered.node[n], onclick: () => (focused ? change({ hops: 0, centre: null, camera: null }) : focusOn(n, Math.max(1, s.hops))) }, t("focus")),
    h("button", { type: "button", "data-do": "open", disabled: !hidden, onclick: () => openNeighbours(n) }, hidden ? t("openHidden", { n: hidden }) : t("allOpen")),
    h("button", { type: "button", "data-do": "pair", onclick: () => askSecond(n) }, t("pairWith")),
    isPractice(n) && h("button", { type: "button", "data-do": "timeline", onclick: () => change({ view: "timeline", practice: n }) }, t("seeTimeline")));
}

/** The relations of a node by kind and direction; each leads to the other node and its sentences. */
function relationSections(n) {
  const groups = new Map();
  for (const id of edgesOf[n]) {
    const e = edges[id];
    if (relations[e.relation].kind === "mention" && !isArticle(n)) continue;
    const out = e.from === n;
    const key = `${e.relation}|${out}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(id);
  }
  return [...groups].sort(([a, x], [b, y]) => KINDS.indexOf(relations[a.split("|")[0]].kind) - KINDS.indexOf(relations[b.split("|")[0]].kind) || y.length - x.length || (a < b ? -1 : 1)).map(([key, ids], k) => {
    const [relation, out] = key.split("|");
    const name = named(relations[relation]);
    const kind = relations[relation].kind;
    return folding(out === "true" ? `${name} →` : `← ${name}`, ids.length, k < 4 && ids.length <= 12 && kind === "stated", () => [
      kind === "derived" && note("derivedWhy"),
      edgeList(ids, n)]);
  });
}

function edgeList(ids, n) {
  const list = h("ul", { class: "edges" });
  const sorted = [...ids].sort((a, b) => Number(filtered.edge[b]) - Number(filtered.edge[a]) || other(a, n) - other(b, n));
  const show = (upTo) => {
    list.replaceChildren(...sorted.slice(0, upTo).map((id) => edgeItem(id, n)));
    if (upTo < sorted.length) list.append(h("li", {}, h("button", { type: "button", class: "more", onclick: () => show(upTo + 30) }, t("showMore", { n: sorted.length - upTo }))));
  };
  show(12);
  return list;
}

const other = (id, n) => (edges[id].from === n ? edges[id].to : edges[id].from);

/** One neighbour with the sentences that make it one. */
function edgeItem(id, n) {
  const e = edges[id];
  const passing = evidenceOf(id);
  const ids = passing.length ? passing : e.evidence;
  const quote = ids.length ? quoteOf(statements[ids[0]]) : "";
  const cards = h("div", { class: "edge-evidence", hidden: true });
  const button = h("button", { type: "button", class: "quiet expand-evidence", "aria-expanded": "false", "data-edge": id, onclick: () => {
    const opening = cards.hidden;
    cards.hidden = !opening;
    button.setAttribute("aria-expanded", String(opening));
    if (opening && !cards.childElementCount) cards.append(ids.length ? evidenceList(ids) : h("p", { class: "fine" }, t("structureWhy")));
  } }, t("evidenceCount", { n: ids.length }));
  return h("li", { class: filtered.edge[id] ? "" : "off" },
    h("div", { class: "edge-line" }, nodeButton(other(id, n)), button),
    quote && h("p", { class: "quote" }, quote),
    cards);
}

function mentionSection(n) {
  const own = statementsOf[n].filter((x) => statements[x].relation === mentionRelation && statements[x].object === n || statements[x].relation < 0);
  if (!own.length || isArticle(n)) return null;
  const passing = own.filter((x) => filtered.passes[x]);
  const off = own.length - passing.length;
  return folding(t("sources"), passing.length, true, () => [passing.length ? evidenceList(passing, {}, 3) : null, off > 0 && h("p", { class: "fine" }, t("filteredEvidence", { n: off }))]);
}

const articleByNode = new Map(articles.map((a) => [a.node, a.id]));
const isArticle = (n) => articleByNode.has(n);

function articleSection(n) {
  const article = articles[articleByNode.get(n)];
  return section(null,
    h("p", { class: "fine" }, [issueLabel(article.issue), article.date, article.section, article.authors.join(t("comma")), article.byline].filter(Boolean).join(" · ")),
    article.text ? h("button", { type: "button", onclick: () => openReader({ article: article.id, passages: [] }) }, t("fullText")) : note("noArticleText"),
    h("button", { type: "button", class: "quiet", onclick: () => copy(citation({ article: article.id, passages: [] }), t("citation")) }, t("copyCitation")));
}

// ---- a bundled link: each relation between two nodes

function linkPanel(a, b) {
  const ids = edgesOf[a].filter((e) => edges[e].from === b || edges[e].to === b);
  return [
    h("header", { class: "panel-head" }, h("p", { class: "kind" }, t("between")), h("h2", { class: "panel-title pair" }, nodeButton(a), h("span", { "aria-hidden": "true" }, "—"), nodeButton(b))),
    ids.length ? ids.map((id) => {
      const e = edges[id];
      const passing = evidenceOf(id);
      const shown = passing.length ? passing : e.evidence;
      return section(null,
        h("p", { class: "triple" }, nodeButton(e.from), h("span", { class: "rel" }, named(relations[e.relation])), nodeButton(e.to), !filtered.edge[id] && h("span", { class: "tag" }, t("filteredOut"))),
        relations[e.relation].kind === "derived" && note("derivedWhy"),
        shown.length ? evidenceList(shown) : note("structureWhy"));
    }) : note("noRelationBetween"),
  ];
}

// ---- two nodes: path and common neighbours

function askSecond(n) {
  const input = h("input", { type: "search", class: "second-find", "aria-label": t("secondFind"), placeholder: t("secondFind"), autocomplete: "off" });
  const results = h("ul", { class: "second-list" });
  const list = () => {
    const hits = input.value ? search(input.value).filter((x) => x.node !== undefined && x.node !== n).slice(0, 8).map((x) => x.node) : neighbourhood(n);
    results.replaceChildren(...hits.map((m) => h("li", {}, h("button", { type: "button", class: "node-link", onclick: () => pairWith(m) }, swatch(m), h("span", {}, label(m)), h("span", { class: "fine" }, named(classes[nodes[m].c]))))));
    if (!hits.length) results.replaceChildren(h("li", { class: "fine" }, t("notFound", { text: input.value })));
  };
  input.addEventListener("input", list);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") results.querySelector("button")?.click();
    else if (event.key === "ArrowDown") results.querySelector("button")?.focus();
    else return;
    event.preventDefault();
  });
  list();
  panelBody.querySelector(".ask-second")?.remove();
  panelBody.querySelector(".node-tools").after(h("section", { class: "block ask-second" }, h("h3", {}, t("pairTitle", { name: label(n) })), input, results, note("pairHint")));
  openPanel(false);
  input.focus();
}

/** Nodes two steps away: the likely other ends of a path. */
function neighbourhood(n) {
  const near = new Set(neighboursOf(n));
  const far = new Set([...near].slice(0, 30).flatMap((m) => neighboursOf(m)).filter((m) => m !== n && !near.has(m)));
  return [...far].sort((a, b) => a - b).slice(0, 6);
}

function pairSection(a, b, s) {
  const tab = (kind, key) => h("button", { type: "button", "data-do": kind, "aria-pressed": String(s.pair === kind), onclick: () => change({ pair: kind, camera: null }) }, t(key));
  return h("section", { class: "block pair-block", "aria-live": "polite" },
    h("h3", {}, t("pairOf", { a: label(a), b: label(b) })),
    h("div", { class: "node-tools" }, tab("path", "shortestPath"), tab("common", "commonNeighbours"), h("button", { type: "button", class: "quiet", "data-do": "unpair", onclick: () => change({ second: null, pair: "" }) }, t("endPair"))),
    s.pair === "common" ? commonList(a, b) : pathList(a, b));
}

function pathList(a, b) {
  const path = filtered.node[a] && filtered.node[b] ? shortestPath(a, b) : null;
  if (!path) {
    const active = activeFilters(state);
    return [h("p", { class: "warning" }, t(active.length ? "noPathFiltered" : "noPath")), active.length > 0 && h("button", { type: "button", onclick: () => change(noFilters()) }, t("reset"))];
  }
  return [
    h("p", { class: "fine" }, t("pathLength", { n: path.hops.length })),
    h("ol", { class: "path" }, path.hops.map((ids, k) => {
      const best = [...ids].sort((x, y) => STEP[relations[edges[x].relation].kind] - STEP[relations[edges[y].relation].kind])[0];
      const e = edges[best];
      const evidence = evidenceOf(best);
      return h("li", {},
        h("p", { class: "triple" }, nodeButton(path.nodes[k]), h("span", { class: "rel" }, e.from === path.nodes[k] ? "" : "← ", named(relations[e.relation]), e.from === path.nodes[k] ? " →" : ""), nodeButton(path.nodes[k + 1])),
        evidence.length ? evidenceList(evidence, {}, 1) : note("structureWhy"));
    }))];
}

function commonList(a, b) {
  const common = commonNeighbours(a, b);
  if (!common.length) return note("noCommon");
  return [h("p", { class: "fine" }, t("commonCount", { n: common.length })), h("ul", { class: "edges" }, common.slice(0, 60).map((m) => h("li", {},
    h("div", { class: "edge-line" }, nodeButton(m)),
    h("p", { class: "quote" }, [a, b].map((x) => [...new Set(edgesBetween(x, m).map((e) => named(relations[edges[e].relation])))].join(t("comma"))).join(" · ")))))];
}
