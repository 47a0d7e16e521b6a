// ── State: one object, mirrored in the address; the browser's history is the undo list ───────────────────────

const shownAtFirst = () => new Set(classes.flatMap((c, k) => (families[c.family].shown ? [k] : [])));

const initialState = () => ({
  view: "map",
  selected: null, // number of a node, or [a, b] for the bundle between two
  second: null, // the other end of a path
  pair: "", // "path" or "common": what is drawn between the two
  scope: "overview", // or "all"
  centre: null,
  hops: 0,
  open: [], // nodes whose hidden neighbours were called in
  classes: shownAtFirst(),
  relationsOff: new Set(),
  issues: new Set(),
  districts: new Set(),
  from: "",
  to: "",
  confidence: 0,
  modalitiesOff: new Set(),
  practice: null, // of the timeline
  matrix: { kind: "all", a: null, b: null },
  table: { tab: "nodes", sort: "rank", down: false, find: "" },
  camera: null, // [x, y, zoom]; null fits the drawing
});

let state = initialState();
const listeners = [];

/** Change the state: a new entry in the history, unless *replace* (for what is not worth an undo). */
function change(patch, { replace = false } = {}) {
  const before = address();
  state = { ...state, ...patch };
  const after = address();
  if (after !== before) remember(after, replace);
  notify();
}

function notify() {
  for (const listener of listeners) listener(state);
}

// ---- the address

const keysOf = (set) => [...set].map((n) => encodeURIComponent(keyOf(n)).replaceAll("%2F", "/")).join(",");
const readNodes = (text) => text.split(",").map((k) => nodeByKey.get(decodeURIComponent(k))).filter((n) => n !== undefined);
const shortIri = (iri) => iri.split(/[#/]/).pop();

function address() {
  const first = initialState();
  const part = [];
  const put = (name, value) => value && part.push(`${name}=${value}`);
  if (state.view !== "map") put("view", state.view);
  if (lang !== "zh") put("lang", lang);
  if (state.selected !== null) put("at", keysOf([state.selected].flat()));
  if (state.second !== null) put("to-node", keysOf([state.second]));
  put("pair", state.pair);
  if (state.scope !== "overview") put("scope", state.scope);
  if (state.hops && state.centre !== null) part.push(`centre=${keysOf([state.centre])}`, `hops=${state.hops}`);
  put("open", keysOf(state.open));
  const toggled = classes.flatMap((c, k) => (state.classes.has(k) === first.classes.has(k) ? [] : [encodeURIComponent(shortIri(c.iri))]));
  put("classes", toggled.join(","));
  put("without", [...state.relationsOff].map((r) => encodeURIComponent(shortIri(relations[r].iri))).join(","));
  put("issues", [...state.issues].map((i) => encodeURIComponent(issues[i].iri.slice(data.base.length))).join(","));
  put("districts", keysOf(state.districts));
  put("from", state.from);
  put("until", state.to);
  put("confidence", state.confidence || "");
  put("not", [...state.modalitiesOff].map((m) => encodeURIComponent(shortIri(modalities[m].iri) || "stated")).join(","));
  if (state.practice !== null) put("practice", keysOf([state.practice]));
  if (state.matrix.kind !== "all") put("rows", state.matrix.kind);
  if (state.matrix.a !== null) put("pair-a", keysOf([state.matrix.a]));
  if (state.matrix.b !== null) put("pair-b", keysOf([state.matrix.b]));
  const table = state.table;
  if (table.tab !== "nodes") put("tab", table.tab);
  if (table.sort !== "rank" || table.down) put("sort", (table.down ? "-" : "") + table.sort);
  put("find", encodeURIComponent(table.find));
  if (state.camera) put("camera", state.camera.map((x) => Math.round(x * 1000) / 1000).join(","));
  return part.join("&");
}

/** Read an address; what it names and the graph does not hold is left out. */
function readAddress(hash) {
  const next = initialState();
  const get = new Map(hash.replace(/^#/, "").split("&").filter(Boolean).map((p) => [p.split("=")[0], p.slice(p.indexOf("=") + 1)]));
  const one = (name) => readNodes(get.get(name) ?? "")[0] ?? null;
  const among = (name, list, id) => {
    const wanted = new Set((get.get(name) ?? "").split(",").filter(Boolean).map(decodeURIComponent));
    return new Set(list.flatMap((x, k) => (wanted.has(id(x)) ? [k] : [])));
  };
  if (["map", "matrix", "timeline", "table"].includes(get.get("view"))) next.view = get.get("view");
  lang = get.get("lang") === "en" ? "en" : "zh";
  const at = readNodes(get.get("at") ?? "");
  if (at.length) next.selected = at.length > 1 ? at.slice(0, 2) : at[0];
  next.second = one("to-node");
  if (["path", "common"].includes(get.get("pair"))) next.pair = get.get("pair");
  if (get.get("scope") === "all") next.scope = "all";
  next.centre = one("centre");
  next.hops = next.centre === null ? 0 : Math.min(4, Math.max(0, Number(get.get("hops")) | 0));
  next.open = readNodes(get.get("open") ?? "");
  for (const k of among("classes", classes, (c) => shortIri(c.iri))) next.classes[next.classes.has(k) ? "delete" : "add"](k);
  next.relationsOff = among("without", relations, (r) => shortIri(r.iri));
  next.issues = among("issues", issues, (i) => i.iri.slice(data.base.length));
  next.districts = new Set(readNodes(get.get("districts") ?? ""));
  for (const [name, field] of [["from", "from"], ["until", "to"]]) if (/^\d{4}-\d\d-\d\d$/.test(get.get(name) ?? "")) next[field] = get.get(name);
  next.confidence = Math.min(1, Math.max(0, Number(get.get("confidence")) || 0));
  next.modalitiesOff = among("not", modalities, (m) => shortIri(m.iri) || "stated");
  next.practice = one("practice");
  next.matrix = { kind: get.get("rows") === "shared" ? "shared" : "all", a: one("pair-a"), b: one("pair-b") };
  const sort = get.get("sort") ?? "rank";
  next.table = {
    tab: get.get("tab") === "statements" ? "statements" : "nodes",
    sort: sort.replace(/^-/, ""),
    down: sort.startsWith("-"),
    find: safeDecode(get.get("find") ?? ""),
  };
  const camera = (get.get("camera") ?? "").split(",").map(Number);
  if (camera.length === 3 && camera.every(Number.isFinite) && camera[2] > 0) next.camera = camera;
  return next;
}

function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

// ---- the history: each entry carries its place in the list, so that the buttons know what is left to undo

let place = 0;
let last = 0;

function remember(hash, replace) {
  if (replace) {
    history.replaceState({ place }, "", `#${hash}`);
    return;
  }
  place += 1;
  last = place;
  history.pushState({ place }, "", `#${hash}`);
}

const undo = () => place > 0 && history.back();
const redo = () => place < last && history.forward();

function openAddress() {
  const before = lang;
  try {
    state = readAddress(location.hash);
  } catch {
    state = initialState();
  }
  if (lang !== before) translatePage();
  notify();
  if (state.selected === null) closePanel();
  else openPanel(false);
}

window.addEventListener("popstate", (event) => {
  if (event.state && "place" in event.state) place = event.state.place;
  else {
    place += 1; // an address typed or followed by hand
    last = place;
    history.replaceState({ place }, "");
  }
  last = Math.max(last, place);
  openAddress();
});
