// ── Evidence: the sentence in its context, where it stands, and how to cite it ───────────────────────────────

/** A button that selects a node. */
function nodeButton(n, text = label(n)) {
  return h("button", { type: "button", class: "node-link", onclick: () => select(n) }, swatch(n), h("span", {}, text));
}

function swatch(n) {
  return shapeIcon(family(n).shape, colour(n));
}

/** A family's shape as a small picture, drawn by the same function as on the canvas. */
function shapeIcon(shape, fill) {
  const path = new PathWriter();
  shapePath(path, shape, 8, 8, 5.6);
  const ring = shape === "ring";
  return svg("svg", { class: "swatch", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: path.d, fill: ring ? "#fff" : fill, stroke: ring ? fill : "none", "stroke-width": ring ? 2.6 : 0 }));
}

const sentenceEnd = /[。！？!?\n]/;

/** The sentence around a passage: {before, marked, after}. Null where the file holds no text. */
function context(x, passage) {
  const [start, end, , quote] = passage;
  const text = x.article >= 0 ? articles[x.article].text : "";
  if (!text) return quote ? { before: "", marked: quote, after: "" } : null;
  const before = slice(x.article, Math.max(0, start - 160), start);
  const after = slice(x.article, end, end + 160);
  let from = before.length;
  while (from > 0 && !sentenceEnd.test(before[from - 1])) from -= 1;
  let to = 0;
  const marked = slice(x.article, start, end);
  if (!sentenceEnd.test(marked.at(-1) ?? "")) while (to < after.length && !sentenceEnd.test(after[to])) to += 1;
  const closed = after[to] && after[to] !== "\n" && to < after.length ? 1 : 0;
  const cut = from === 0 && start > 160;
  return { before: (cut ? "…" : "") + before.slice(from), marked, after: after.slice(0, to + closed) };
}

function quoteBlock(x, passage) {
  const found = context(x, passage);
  if (!found) return h("p", { class: "no-text" }, t("noText", { start: passage[0], end: passage[1] }));
  return h("blockquote", {}, found.before, h("mark", {}, found.marked), found.after);
}

/** The marked words alone, for lists and tables. */
function quoteOf(x) {
  for (const passage of x.passages) {
    const found = context(x, passage);
    if (found) return found.marked;
  }
  return "";
}

/** One piece of evidence. */
function evidenceCard(id, { relation = false } = {}) {
  const x = statements[id];
  const article = articles[x.article];
  const passages = x.passages;
  return h("article", { class: "card", "data-statement": id },
    relation && x.relation >= 0 && h("p", { class: "triple" }, nodeButton(x.subject), h("span", { class: "rel" }, named(relations[x.relation])), typeof x.object === "number" && x.object >= 0 ? nodeButton(x.object) : h("span", {}, String(x.object))),
    x.modality > 0 && h("span", { class: "tag modality" }, t("notAFact", { kind: named(modalities[x.modality]) })),
    passages.length ? passages.slice(0, 3).map((p) => quoteBlock(x, p)) : h("p", { class: "no-text" }, t("noPassage")),
    passages.length > 3 && h("p", { class: "fine" }, t("morePassages", { n: passages.length - 3 })),
    article && h("p", { class: "source" },
      h("button", { type: "button", class: "text-link", onclick: () => select(article.node) }, articleLabel(x.article)),
      h("span", { class: "fine" }, [article.section, issueLabel(article.issue), article.date, pagesOf(x) && t("page", { n: pagesOf(x) })].filter(Boolean).join(" · "))),
    h("p", { class: "fine measure" },
      x.rule && h("span", {}, t("rule"), " ", h("code", {}, x.rule)),
      x.confidence !== null && h("span", { class: "confidence", vars: { "--share": `${Math.round(x.confidence * 100)}%` } }, t("confidence"), " ", x.confidence.toFixed(2), h("i", { "aria-hidden": "true" })),
      passages.length > 0 && h("span", {}, t("offsets", { at: passages.slice(0, 3).map((p) => `${p[0]}–${p[1]}`).join(t("comma")) }))),
    h("div", { class: "card-tools" },
      article && h("button", { type: "button", class: "quiet", "data-do": "cite", onclick: () => copy(citation(x), t("citation")) }, t("copyCitation")),
      h("button", { type: "button", class: "quiet", "data-do": "turtle", onclick: () => copy(turtle(x), "Turtle") }, t("copyTurtle")),
      article?.text && h("button", { type: "button", class: "quiet", "data-do": "read", onclick: () => openReader(x) }, t("fullText"))));
}

const pagesOf = (x) => [...new Set(x.passages.map((p) => p[2]).filter(Boolean))].join(t("comma"));

/** A list of evidence, the first few at once, the others on request. */
function evidenceList(ids, options = {}, first = 4) {
  const list = h("div", { class: "cards" });
  const show = (upTo) => {
    list.replaceChildren(...ids.slice(0, upTo).map((id) => evidenceCard(id, options)));
    if (upTo < ids.length) list.append(h("button", { type: "button", class: "more", onclick: () => show(upTo + 20) }, t("showMore", { n: ids.length - upTo })));
  };
  show(first);
  return list;
}

// ---- citation (GB/T 7714—2015, an article in a serial)

function citation(x) {
  const article = articles[x.article];
  const issue = issues[article.issue];
  const creators = article.authors.length ? article.authors.slice(0, 3).join(", ") + (article.authors.length > 3 ? ", 等" : "") : article.byline || issue?.compiler || "";
  const title = article.title || nodes[article.node].label;
  if (!issue) return `${creators ? `${creators}. ` : ""}${title}[J].`;
  const serial = issue.title + (issue.series ? `(${issue.series})` : "");
  const year = issue.date.slice(0, 4);
  const part = issue.number ? `(${issue.number})` : "";
  const total = issue.total ? `(总第${issue.total}期)` : "";
  const pages = pagesOf(x).replaceAll("、", ", ");
  return `${creators ? `${creators}. ` : ""}${title}[J]. ${serial}, ${year}${part}${total}${pages ? `: ${pages}` : ""}.`;
}

// ---- Turtle

const escapeText = (text) => JSON.stringify(text).replace(/\u007f/g, "\\u007F");
const iriRef = (iri) => `<${String(iri).replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, "0").toUpperCase()}`)}>`;

/** The statement and its passages, as the graph holds them. */
function turtle(x) {
  const term = (value) => (typeof value === "number" ? iriRef(nodes[value].iri) : escapeText(value));
  const article = x.article >= 0 ? iriRef(articles[x.article].iri) : null;
  const passageIri = (p) => iriRef(p[4] || `${articles[x.article].iri}#char=${p[0]},${p[1]}`);
  const say = x.relation >= 0
    ? ["a rd:Assertion", `rdf:subject ${term(x.subject)}`, `rdf:predicate ${iriRef(relations[x.relation].iri)}`, `rdf:object ${term(x.object)}`]
    : [`a ${iriRef(classes[nodes[x.subject].c].iri)}`];
  if (article) say.push(`rd:article ${article}`);
  if (x.rule) say.push(`rd:rule ${escapeText(x.rule)}`);
  if (x.confidence !== null) say.push(`rd:confidence "${x.confidence}"^^xsd:decimal`);
  if (x.modality > 0) say.push(`rd:modality ${iriRef(modalities[x.modality].iri)}`);
  if (x.passages.length) say.push(`prov:wasDerivedFrom ${x.passages.map(passageIri).join(", ")}`);
  const passages = x.passages.map((p) => {
    const words = context(x, p)?.marked;
    return `${passageIri(p)} a nif:Phrase ;\n    nif:beginIndex ${p[0]} ;\n    nif:endIndex ${p[1]}` +
      (words ? ` ;\n    nif:anchorOf ${escapeText(words)}` : "") + (article ? ` ;\n    nif:referenceContext ${article}` : "") + " .";
  });
  return [
    `@prefix rd: <${data.ns.rd}> .`,
    `@prefix nif: <${data.ns.nif}> .`,
    `@prefix prov: <${data.ns.prov}> .`,
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
    "",
    `${iriRef(x.iri)} ${say.join(" ;\n    ")} .`,
    ...passages,
    "",
  ].join("\n");
}

// ---- the whole article

function openReader(x) {
  const article = articles[x.article];
  const [start, end] = x.passages[0] ?? [0, 0];
  const whole = Array.from(article.text).length;
  const mark = h("mark", { tabindex: "-1" }, slice(x.article, start, end));
  const dialog = byId("reader");
  dialog.replaceChildren(
    h("header", {},
      h("h2", { id: "reader-title" }, articleLabel(x.article)),
      h("p", { class: "fine" }, [issueLabel(article.issue), article.date, article.section, article.authors.join(t("comma")), article.byline].filter(Boolean).join(" · "))),
    h("div", { class: "reader-text" }, slice(x.article, 0, start), mark, slice(x.article, end, whole)),
    h("footer", {},
      h("button", { type: "button", class: "quiet", onclick: () => copy(citation(x), t("citation")) }, t("copyCitation")),
      h("button", { type: "button", onclick: () => dialog.close() }, t("close"))));
  dialog.showModal();
  mark.scrollIntoView({ block: "center" });
}
