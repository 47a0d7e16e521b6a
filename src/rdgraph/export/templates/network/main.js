// ── Main: what the controls do, and one render for each change of state ──────────────────────────────────────

/** Select a node, a bundle [a, b], or nothing. */
function select(what) {
  const dialog = byId("reader");
  if (dialog.open) dialog.close();
  change({ selected: what, second: null, pair: "" });
  if (what === null) {
    closePanel();
    announce(t("nothingSelected"));
    return;
  }
  openPanel(false);
  if (Array.isArray(what)) {
    announce(t("selectedLink", { a: label(what[0]), b: label(what[1]) }));
    return;
  }
  if (state.view === "map") bringIntoView(what);
  announce(t("selectedNode", { name: label(what), class: named(classes[nodes[what].c]), n: neighboursOf(what).length }));
}

/** Select a node found by search, and go there. */
function reveal(n) {
  select(n);
  if (state.view === "map") canvas.focus({ preventScroll: true });
}

function pairWith(n) {
  change({ second: n, pair: "path", camera: null });
  openPanel(false);
  announce(t("pairOf", { a: label(state.selected), b: label(n) }));
}

function focusOn(n, hops) {
  moved.clear();
  change({ selected: n, centre: n, hops, second: null, pair: "", open: [], camera: null });
}

function setHops(hops) {
  const wanted = Math.min(4, Math.max(0, hops));
  const centre = state.centre ?? (typeof state.selected === "number" ? state.selected : null);
  if (wanted > 0 && centre === null) {
    toast(t("hopsNeedNode"));
    byId("hops").value = "0";
    return;
  }
  moved.clear();
  change({ hops: wanted, centre: wanted ? centre : null, camera: null }, { replace: slid("hops") });
}

function openNeighbours(n) {
  const before = scene.shown.size;
  change({ open: [...new Set([...state.open, n])] });
  announce(t("opened", { n: scene.shown.size - before }));
}

// ---- rendering: only what a change touches

let drawn = {};
const changed = (s, ...fields) => fields.some((f) => s[f] !== drawn[f]);

function render(s) {
  const language = drawn.lang !== lang;
  const before = filtered;
  refilter(s);
  const filter = filtered !== before;
  if (language) renderTakeMenu();
  if (filter || language) renderLegend(s);
  else byId("reset").disabled = activeFilters(s).length === 0;
  const sceneChanged = filter || language || changed(s, "scope", "centre", "hops", "open", "selected", "second", "pair");
  const view = changed(s, "view");
  if (view) showView(s.view);
  if (sceneChanged) {
    const refit = filter || changed(s, "scope", "centre", "hops") || (changed(s, "pair", "second") && s.pair !== "");
    scene = buildScene(s);
    if (filter) picture = null;
    stopRelaxing();
    around = typeof s.selected === "number" && scene.shown.has(s.selected) ? new Set([s.selected, ...neighboursOf(s.selected).filter((n) => scene.shown.has(n))]) : Array.isArray(s.selected) ? new Set(s.selected) : new Set();
    byId("standing").textContent = scene.says;
    byId("canvas").dataset.nodes = scene.nodes.length;
    byId("canvas").dataset.links = scene.links.length;
    renderBlank(s, scene.nodes.length === 0);
    if (s.view === "map") moveCamera(s, refit);
  } else if (changed(s, "camera") && s.view === "map") moveCamera(s, false);
  if (language || filter || changed(s, "selected", "second", "pair", "centre", "hops", "open")) renderPanel(s);
  if (s.view === "matrix" && (view || filter || language || changed(s, "matrix"))) renderMatrix(s);
  if (s.view === "timeline" && (view || filter || language || changed(s, "practice", "selected"))) renderTimeline(s);
  if (s.view === "table" && (view || filter || language || changed(s, "table", "selected"))) renderTable(s);
  renderTools(s);
  drawn = { ...s, lang };
}

/** What the camera should show of itself: the path or the common neighbours, or else the whole scene. */
const aim = () => fitted(state.pair && scene.trail?.nodes.length ? scene.trail.nodes : scene.nodes);

function moveCamera(s, refit) {
  if (s.camera && (!refit || !drawn.view)) {
    if (String(s.camera) === String(cameraState())) return; // it is there already
    camera = cameraOf(s.camera);
  } else if (!drawn.view) camera = aim();
  else if (refit || drawn.camera) {
    const target = aim();
    if (["x", "y", "k"].some((axis) => Math.abs(target[axis] - camera[axis]) > 1e-6)) fly(target, true);
    else drawSoon();
    return;
  }
  picture = null;
  drawSoon();
}

function renderTools(s) {
  byId("undo").disabled = place === 0;
  byId("redo").disabled = place >= last;
  byId("hops").value = String(s.hops);
  byId("hops").setAttribute("aria-valuetext", s.hops ? t("hopsValue", { n: s.hops, name: label(s.centre) }) : t("hopsOff"));
  byId("hops-out").textContent = s.hops ? String(s.hops) : t("hopsOff");
  byId("scope").setAttribute("aria-pressed", String(s.scope === "all"));
  byId("scope").disabled = s.hops > 0;
  byId("scope").textContent = t(s.scope === "all" ? "showOverview" : "showAll");
}

const VIEWS = ["map", "matrix", "timeline", "table"];
function showView(view) {
  document.body.dataset.view = view;
  for (const v of VIEWS) {
    byId(`view-${v}`).hidden = v !== view;
    byId(`tab-${v}`).setAttribute("aria-selected", String(v === view));
    byId(`tab-${v}`).tabIndex = v === view ? 0 : -1;
  }
  if (view === "map") resize();
}

// ---- physics on request

let relaxing = 0;
function stopRelaxing() {
  cancelAnimationFrame(relaxing);
  relaxing = 0;
}

function relax() {
  const button = byId("relax");
  if (moved.size) {
    stopRelaxing();
    moved.clear();
    button.setAttribute("aria-pressed", "false");
    fly(aim(), true);
    return;
  }
  if (scene.nodes.length > 600) {
    toast(t("relaxTooMany", { n: 600 }));
    return;
  }
  button.setAttribute("aria-pressed", "true");
  const step = relaxation(scene);
  if (calm()) {
    while (step());
    fly(aim(), true);
    return;
  }
  const tick = () => {
    const more = step() && step();
    draw();
    if (more) relaxing = requestAnimationFrame(tick);
    else fly(aim(), true);
  };
  relaxing = requestAnimationFrame(tick);
}

// ---- controls

byId("undo").addEventListener("click", undo);
byId("redo").addEventListener("click", redo);
byId("reset").addEventListener("click", () => change(noFilters()));
byId("hops").addEventListener("input", (event) => setHops(Number(event.target.value)));
byId("scope").addEventListener("click", () => change({ scope: state.scope === "all" ? "overview" : "all", camera: null }));
byId("relax").addEventListener("click", relax);
byId("zoom-in").addEventListener("click", () => zoomBy(1.3));
byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
byId("zoom-fit").addEventListener("click", () => fly(aim(), true));
byId("language").addEventListener("click", () => {
  lang = lang === "zh" ? "en" : "zh";
  translatePage();
  remember(address(), false);
  notify();
});
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  (state.view === "map" ? canvas : byId("stage")).focus();
});

for (const tab of document.querySelectorAll("[role=tab]")) tab.addEventListener("click", () => change({ view: tab.dataset.view }));
document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const go = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!go) return;
  event.preventDefault();
  const next = VIEWS[(VIEWS.indexOf(state.view) + go + VIEWS.length) % VIEWS.length];
  change({ view: next });
  byId(`tab-${next}`).focus();
});

function showFilters(on) {
  document.body.classList.toggle("filters-open", on);
  byId("open-filters").setAttribute("aria-expanded", String(on));
  (on ? byId("close-filters") : byId("open-filters")).focus();
}
byId("open-filters").addEventListener("click", () => showFilters(!document.body.classList.contains("filters-open")));
byId("close-filters").addEventListener("click", () => showFilters(false));
byId("panel-grip").addEventListener("click", () => (document.body.classList.contains("panel-open") ? closePanel() : openPanel(true)));

function showKeys() {
  const rows = ["keyFind", "keyArrows", "keyPan", "keyZoom", "keyEnter", "keyFocus", "keyHops", "keyExpand", "keyPair", "keyUndo", "keyViews", "keyEscape"];
  const dialog = byId("keys");
  dialog.replaceChildren(h("header", {}, h("h2", { id: "keys-title" }, t("help"))),
    h("dl", { class: "keys" }, rows.map((key) => { const [keys, does] = t(key).split("|"); return [h("dt", {}, keys.split(" ").map((k) => h("kbd", {}, k))), h("dd", {}, does)]; })),
    h("p", { class: "fine" }, t("helpText")),
    h("footer", {}, h("button", { type: "button", onclick: () => dialog.close() }, t("close"))));
  dialog.showModal();
}
byId("help").addEventListener("click", showKeys);

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "range";
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z" && !typing) {
    event.preventDefault();
    if (event.shiftKey) redo();
    else undo();
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y" && !typing) {
    event.preventDefault();
    redo();
  } else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key === "/") {
    event.preventDefault();
    findBox.focus();
  } else if (event.key === "?") showKeys();
  else if (event.key === "Escape" && document.body.classList.contains("filters-open")) showFilters(false);
  else if (event.key === "Escape" && event.target.closest?.("#panel")) (state.view === "map" ? canvas : byId("stage")).focus();
  else if (/^[1-4]$/.test(event.key) && !event.target.closest?.("dialog")) change({ view: VIEWS[Number(event.key) - 1] });
});

new ResizeObserver(() => {
  resize();
  if (!state.camera) {
    camera = aim();
    draw();
  } else if (typeof state.selected === "number") bringIntoView(state.selected);
}).observe(canvas);
window.addEventListener("beforeprint", () => draw());

// ---- begin

listeners.push(render);
try {
  state = readAddress(location.hash);
} catch {
  state = initialState();
}
history.replaceState({ place: 0 }, "");
translatePage();
resize();
render(state);
draw();
performance.mark("drawn");
if (state.selected !== null) openPanel(false);
document.documentElement.dataset.ready = "true";
performance.mark("interactive");
