// ── Take away: the picture as SVG and PNG, the filtered graph as GraphML, GEXF and CSV ───────────────────────

/** Records a path as SVG path data; understands what the drawing functions use of a canvas path. */
class PathWriter {
  constructor() {
    this.d = "";
  }
  beginPath() { this.d = ""; }
  closePath() { this.d += "Z"; }
  moveTo(x, y) { this.d += `M${r2(x)} ${r2(y)}`; }
  lineTo(x, y) { this.d += `L${r2(x)} ${r2(y)}`; }
  quadraticCurveTo(cx, cy, x, y) { this.d += `Q${r2(cx)} ${r2(cy)} ${r2(x)} ${r2(y)}`; }
  arc(x, y, r) { this.ellipse(x, y, r, r); }
  ellipse(x, y, rx, ry) { this.d += `M${r2(x - rx)} ${r2(y)}a${r2(rx)} ${r2(ry)} 0 1 0 ${r2(2 * rx)} 0a${r2(rx)} ${r2(ry)} 0 1 0 ${r2(-2 * rx)} 0Z`; }
  roundRect(x, y, w, hgt, r) {
    const c = Math.min(r, w / 2, hgt / 2);
    this.d += `M${r2(x + c)} ${r2(y)}h${r2(w - 2 * c)}a${r2(c)} ${r2(c)} 0 0 1 ${r2(c)} ${r2(c)}v${r2(hgt - 2 * c)}a${r2(c)} ${r2(c)} 0 0 1 ${r2(-c)} ${r2(c)}h${r2(2 * c - w)}a${r2(c)} ${r2(c)} 0 0 1 ${r2(-c)} ${r2(-c)}v${r2(2 * c - hgt)}a${r2(c)} ${r2(c)} 0 0 1 ${r2(c)} ${r2(-c)}Z`;
  }
}
const r2 = (x) => Math.round(x * 100) / 100;

/** A drawing context that writes SVG, so that file and screen come from the same functions. */
class SvgWriter extends PathWriter {
  constructor(width, height) {
    super();
    Object.assign(this, { width, height, out: [], globalAlpha: 1, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, font: "", textAlign: "start", textBaseline: "alphabetic", lineJoin: "miter", dash: [] });
  }
  setLineDash(dash) { this.dash = dash; }
  measureText(text) { screen.font = this.font; return screen.measureText(text); }
  alpha() { return this.globalAlpha < 1 ? ` opacity="${r2(this.globalAlpha)}"` : ""; }
  strokeWords() { return `stroke="${this.strokeStyle}" stroke-width="${r2(this.lineWidth)}"${this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : ""}`; }
  fillRect(x, y, w, hgt) { this.out.push(`<rect x="${r2(x)}" y="${r2(y)}" width="${r2(w)}" height="${r2(hgt)}" fill="${this.fillStyle}"${this.alpha()}/>`); }
  fill() { this.out.push(`<path d="${this.d}" fill="${this.fillStyle}"${this.alpha()}/>`); }
  stroke() { this.out.push(`<path d="${this.d}" fill="none" ${this.strokeWords()}${this.alpha()}/>`); }
  text(text, x, y, paint) {
    const [, weight, px] = /^(\d+) ([\d.]+)px/.exec(this.font) ?? [null, 400, 12];
    const anchor = { center: "middle", left: "start", right: "end" }[this.textAlign] ?? "start";
    const down = this.textBaseline === "top" ? Number(px) * 0.88 : this.textBaseline === "middle" ? Number(px) * 0.36 : 0;
    this.out.push(`<text x="${r2(x)}" y="${r2(y + down)}" font-size="${px}" font-weight="${weight}" text-anchor="${anchor}" ${paint}${this.alpha()}>${xml(text)}</text>`);
  }
  fillText(text, x, y) { this.text(text, x, y, `fill="${this.fillStyle}"`); }
  strokeText(text, x, y) { this.text(text, x, y, `fill="none" stroke-linejoin="round" ${this.strokeWords()}`); }
  toString() {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}" font-family='${FONT.replaceAll("'", "")}'>\n<title>${xml(data.title)}</title>\n${this.out.join("\n")}\n</svg>\n`;
  }
}

// XML 1.0 has no room for most control characters and lone surrogates.
const xml = (text) => String(text)
  .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
  .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function takeSvg() {
  const writer = new SvgWriter(Math.round(box.width), Math.round(box.height));
  paint(writer, camera, box);
  download("network.svg", "image/svg+xml", writer.toString());
}

function takePng() {
  const scale = Math.max(2, box.ratio);
  const sheet = document.createElement("canvas");
  sheet.width = Math.round(box.width * scale);
  sheet.height = Math.round(box.height * scale);
  const ctx = sheet.getContext("2d");
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  paint(ctx, camera, box);
  sheet.toBlob((blob) => download("network.png", "image/png", blob), "image/png");
}

// ---- the filtered graph

const NODE_FIELDS = [["label", label], ["class", (n) => classes[nodes[n].c].iri], ["class_name", (n) => named(classes[nodes[n].c])], ["aliases", (n) => (nodes[n].also ?? []).join(" | ")], ["districts", (n) => districtsOf(n).map(label).join(" | ")], ["first_date", (n) => datesOf(n)[0] ?? ""], ["last_date", (n) => datesOf(n).at(-1) ?? ""], ["x", (n) => scene.at(n)[0], "double"], ["y", (n) => -scene.at(n)[1], "double"]];
const EDGE_FIELDS = [["predicate", (r) => relations[edges[r.edge].relation].iri], ["label", (r) => named(relations[edges[r.edge].relation])], ["kind", (r) => relations[edges[r.edge].relation].kind], ["assertion", (r) => r.x?.iri ?? ""], ["quote", (r) => (r.x ? quoteOf(r.x) : "")], ["article", (r) => (r.x && r.x.article >= 0 ? articleLabel(r.x.article) : "")], ["date", (r) => (r.x && r.x.article >= 0 ? articles[r.x.article].date : "")], ["modality", (r) => (r.x ? named(modalities[r.x.modality]) : "")], ["rule", (r) => r.x?.rule ?? ""], ["confidence", (r) => r.x?.confidence ?? "", "double"]];

function graphml() {
  const key = (scope, [name, , type = "string"], k) => `  <key id="${scope[0]}${k}" for="${scope}" attr.name="${name}" attr.type="${type}"/>`;
  const values = (fields, prefix, thing) => fields.map(([, of], k) => [k, of(thing)]).filter(([, v]) => v !== "").map(([k, v]) => `<data key="${prefix}${k}">${xml(v)}</data>`).join("");
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...NODE_FIELDS.map((f, k) => key("node", f, k)), ...EDGE_FIELDS.map((f, k) => key("edge", f, k)),
    '  <graph edgedefault="directed">',
    ...filteredNodes().map((n) => `    <node id="${xml(nodes[n].iri)}">${values(NODE_FIELDS, "n", n)}</node>`),
    ...filteredStatements().map((r, k) => `    <edge id="e${k}" source="${xml(nodes[edges[r.edge].from].iri)}" target="${xml(nodes[edges[r.edge].to].iri)}">${values(EDGE_FIELDS, "e", r)}</edge>`),
    "  </graph>", "</graphml>", ""].join("\n");
}

function gexf() {
  const attributes = (scope, fields) => [`    <attributes class="${scope}" mode="static">`, ...fields.map(([name, , type = "string"], k) => `      <attribute id="${k}" title="${name}" type="${type}"/>`), "    </attributes>"];
  const values = (fields, thing) => `<attvalues>${fields.map(([, of], k) => [k, of(thing)]).filter(([, v]) => v !== "").map(([k, v]) => `<attvalue for="${k}" value="${xml(v)}"/>`).join("")}</attvalues>`;
  const look = (n) => {
    const [red, green, blue] = [1, 3, 5].map((k) => parseInt(colour(n).slice(k, k + 2), 16));
    const [x, y] = scene.at(n);
    return `<viz:color r="${red}" g="${green}" b="${blue}"/><viz:position x="${r2(x)}" y="${r2(-y)}" z="0"/><viz:size value="${r2(size[n])}"/>`;
  };
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">', '  <graph defaultedgetype="directed" mode="static">',
    ...attributes("node", NODE_FIELDS), ...attributes("edge", EDGE_FIELDS), "    <nodes>",
    ...filteredNodes().map((n) => `      <node id="${xml(nodes[n].iri)}" label="${xml(label(n))}">${values(NODE_FIELDS, n)}${look(n)}</node>`),
    "    </nodes>", "    <edges>",
    ...filteredStatements().map((r, k) => `      <edge id="${k}" source="${xml(nodes[edges[r.edge].from].iri)}" target="${xml(nodes[edges[r.edge].to].iri)}" label="${xml(named(relations[edges[r.edge].relation]))}">${values(EDGE_FIELDS, r)}</edge>`),
    "    </edges>", "  </graph>", "</gexf>", ""].join("\n");
}

const TAKE = [
  ["svg", "takeSvg", takeSvg],
  ["png", "takePng", takePng],
  ["graphml", "takeGraphml", () => download("network.graphml", "application/graphml+xml", graphml())],
  ["gexf", "takeGexf", () => download("network.gexf", "application/gexf+xml", gexf())],
  ["csv-nodes", "takeCsvNodes", () => download("nodes.csv", "text/csv", csv(nodeColumns(), filteredNodes()))],
  ["csv-statements", "takeCsvStatements", () => download("statements.csv", "text/csv", csv(statementColumns(), filteredStatements()))],
  ["link", "takeLink", () => copy(location.href, t("takeLinkWhat"))],
  ["print", "takePrint", () => window.print()],
];

function renderTakeMenu() {
  const menu = byId("take-menu");
  menu.replaceChildren(...TAKE.map(([id, key, act]) => h("button", { type: "button", role: "menuitem", tabindex: "-1", "data-take": id, onclick: () => { closeTakeMenu(true); act(); } }, t(key))));
}

function openTakeMenu() {
  byId("take-menu").hidden = false;
  byId("take").setAttribute("aria-expanded", "true");
  byId("take-menu").querySelector("button").focus();
}

function closeTakeMenu(refocus) {
  if (byId("take-menu").hidden) return;
  byId("take-menu").hidden = true;
  byId("take").setAttribute("aria-expanded", "false");
  if (refocus) byId("take").focus();
}

byId("take").addEventListener("click", () => (byId("take-menu").hidden ? openTakeMenu() : closeTakeMenu(true)));
byId("take-menu").addEventListener("keydown", (event) => {
  const items = [...byId("take-menu").children];
  const at = items.indexOf(document.activeElement);
  if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
  else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
  else if (event.key === "Home") items[0].focus();
  else if (event.key === "End") items.at(-1).focus();
  else if (event.key === "Escape") closeTakeMenu(true);
  else if (event.key === "Tab") closeTakeMenu(false);
  else return;
  if (event.key !== "Tab") event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".menu")) closeTakeMenu(false);
});
