// ── Find: labels, aliases, pinyin initials, and the words of the articles ────────────────────────────────────

const findBox = byId("find");
const foundBox = byId("found");
let found = [];
let marked = -1;

const plain = (text) => text.toLowerCase().replace(/[\s“”"'‘’《》〈〉「」·.,，、:：()（）\-—]/g, "");
const haystack = nodes.map((node) => [plain(node.label), ...(node.also ?? []).map(plain)]);

/** Nodes by name (whole, beginning, inside; then aliases; then pinyin), then sentences. */
function search(text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const latin = /^[a-z0-9]+$/.test(wanted);
  const hits = [];
  for (let n = 0; n < nodes.length; n += 1) {
    const [own, ...also] = haystack[n];
    let score = own === wanted ? 0 : own.startsWith(wanted) ? 1 : own.includes(wanted) ? 2 : Infinity;
    let why = "";
    const alias = score > 2 ? also.findIndex((a) => a.includes(wanted)) : -1;
    if (alias >= 0) {
      score = also[alias] === wanted ? 0.5 : 3;
      why = nodes[n].also[alias];
    }
    if (score === Infinity && latin && wanted.length > 1) {
      const pinyin = nodes[n].py.split(" ");
      if (pinyin.some((p) => p.startsWith(wanted))) score = 4;
      else if (pinyin.some((p) => p.includes(wanted))) score = 5;
      why = score < Infinity ? wanted : "";
    }
    if (score < Infinity) hits.push({ node: n, score: score + (filtered.node[n] ? 0 : 0.4), why });
  }
  hits.sort((a, b) => a.score - b.score || a.node - b.node);
  return [...hits.slice(0, 12), ...sentences(text.trim()).slice(0, Math.max(4, 14 - hits.length))];
}

/** Statements whose marked words hold *text*; where the file carries texts, any sentence of an article. */
function sentences(text) {
  if (text.length < 2) return [];
  const hits = [];
  for (const article of articles) {
    let at = article.text.indexOf(text);
    for (let k = 0; at >= 0 && k < 3; k += 1) {
      hits.push({ article: article.id, at, length: text.length });
      at = article.text.indexOf(text, at + text.length);
    }
    if (hits.length > 12) return hits;
  }
  if (!hits.length && data.hasText) {
    for (const x of statements) {
      if (x.article >= 0 && !articles[x.article].text && x.passages.some((p) => p[3].includes(text))) hits.push({ statement: x.id });
      if (hits.length > 12) break;
    }
  }
  return hits;
}

function renderFound() {
  const text = findBox.value;
  found = search(text);
  marked = found.length ? 0 : -1;
  const options = found.map((hit, k) => h("div", { role: "option", id: `found-${k}`, class: hit.node === undefined ? "sentence" : "", "aria-selected": String(k === marked), onpointerdown: (e) => { e.preventDefault(); choose(k, e.shiftKey); } }, hit.node === undefined ? sentenceHit(hit) : nodeHit(hit)));
  foundBox.replaceChildren(...(options.length ? options : [h("p", { class: "fine" }, text.trim() ? t("notFound", { text: text.trim() }) : t("findHelp"))]));
  showFound(Boolean(text.trim()));
  if (text.trim()) announce(t("foundCount", { n: found.length }));
}

/** A district's own slogan may be called like another's: then the district is said, too. */
const sameName = (n) => found.some((hit) => hit.node !== undefined && hit.node !== n && label(hit.node) === label(n)) && districtsOf(n).length > 0;

function nodeHit(hit) {
  const n = hit.node;
  return [swatch(n), h("span", { class: "hit" }, label(n), hit.why && h("span", { class: "fine" }, ` ${hit.why}`)), h("span", { class: "fine" }, named(classes[nodes[n].c]), sameName(n) && ` · ${districtsOf(n).slice(0, 2).map(label).join(t("comma"))}`, !filtered.node[n] && ` · ${t("filteredOut")}`)];
}

function sentenceHit(hit) {
  if (hit.statement !== undefined) return [h("span", { class: "hit" }, quoteOf(statements[hit.statement])), h("span", { class: "fine" }, articleLabel(statements[hit.statement].article))];
  const { text } = articles[hit.article];
  const from = Math.max(0, hit.at - 14);
  return [h("span", { class: "hit" }, from ? "…" : "", text.slice(from, hit.at), h("mark", {}, text.slice(hit.at, hit.at + hit.length)), text.slice(hit.at + hit.length, hit.at + hit.length + 22), "…"), h("span", { class: "fine" }, articleLabel(hit.article))];
}

function showFound(on) {
  foundBox.hidden = !on;
  findBox.setAttribute("aria-expanded", String(on));
  if (on && marked >= 0) findBox.setAttribute("aria-activedescendant", `found-${marked}`);
  else findBox.removeAttribute("aria-activedescendant");
}

function mark(k) {
  foundBox.children[marked]?.setAttribute("aria-selected", "false");
  marked = (k + found.length) % found.length;
  foundBox.children[marked]?.setAttribute("aria-selected", "true");
  foundBox.children[marked]?.scrollIntoView({ block: "nearest" });
  findBox.setAttribute("aria-activedescendant", `found-${marked}`);
}

function choose(k, asSecond = false) {
  const hit = found[k];
  showFound(false);
  findBox.value = "";
  if (hit.node !== undefined) {
    if (asSecond && typeof state.selected === "number" && state.selected !== hit.node) pairWith(hit.node);
    else reveal(hit.node);
  } else if (hit.statement !== undefined) {
    reveal(articles[statements[hit.statement].article].node);
  } else {
    const start = Array.from(articles[hit.article].text.slice(0, hit.at)).length;
    reveal(articles[hit.article].node);
    openReader({ article: hit.article, passages: [[start, start + Array.from(articles[hit.article].text.slice(hit.at, hit.at + hit.length)).length, "", ""]] });
  }
}

findBox.addEventListener("input", renderFound);
findBox.addEventListener("focus", () => findBox.value && renderFound());
findBox.addEventListener("blur", () => showFound(false));
findBox.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // Enter and arrows belong to the input method
  if (event.key === "ArrowDown" && found.length) mark(marked + 1);
  else if (event.key === "ArrowUp" && found.length) mark(marked - 1);
  else if (event.key === "Enter" && !foundBox.hidden && marked >= 0) choose(marked, event.shiftKey);
  else if (event.key === "Escape") {
    if (foundBox.hidden) canvas.focus();
    findBox.value = "";
    showFound(false);
  } else return;
  event.preventDefault();
});
