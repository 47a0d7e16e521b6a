// ── Legend: it explains the colours and is the filter ────────────────────────────────────────────────────────

const openGroups = new Set();

function renderLegend(s) {
  const holder = byId("legend");
  const focused = document.activeElement?.dataset?.id;
  const top = holder.scrollTop;
  const held = sliding?.isConnected ? sliding.closest(".group") : null;
  const groups = [
    group("classes", familyRows(s)),
    group("relations", relationChips(s)),
    group("districts", districts.length ? chips(districts, s.districts, (d) => label(d), (d) => filtered.counts.districts.get(d), "districts") : note("noDistricts")),
    group("issues", issues.length ? issueList(s) : note("noIssues")),
    group("dates", dateSlider(s)),
    group("confidence", confidenceSlider(s)),
    group("modality", offChips(modalities, s.modalitiesOff, (m) => named(modalities[m]), filtered.counts.modalities, "modalitiesOff")),
  ];
  if (held) {
    // A slider under the finger must stay the same element: everything around it is renewed.
    for (const fresh of groups) {
      const old = holder.querySelector(`[data-group="${fresh.dataset.group}"]`);
      if (old !== held) old.replaceWith(fresh);
      else for (const part of fresh.querySelectorAll("[data-renew]")) old.querySelector(`[data-renew="${part.dataset.renew}"]`)?.replaceWith(part);
    }
  } else {
    holder.replaceChildren(...groups);
    holder.scrollTop = top;
    if (focused) holder.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }
  const active = activeFilters(s);
  byId("reset").disabled = active.length === 0;
  renderActive(active);
}

let sliding = null;
byId("legend").addEventListener("pointerdown", (event) => {
  sliding = event.target.type === "range" ? event.target : null;
});
for (const end of ["pointerup", "pointercancel"]) {
  window.addEventListener(end, () => {
    if (!sliding) return;
    sliding = null;
    renderLegend(state);
  });
}

const group = (key, ...content) => h("section", { class: "group", "data-group": key }, h("h3", {}, t(key)), content);
const note = (key, values) => h("p", { class: "fine" }, t(key, values));

/** Families, each opening into its classes. */
function familyRows(s) {
  return h("ul", { class: "families" }, families.flatMap((f, k) => {
    const members = classes.flatMap((c, i) => (c.family === k ? [i] : []));
    if (!members.length) return [];
    const on = members.filter((c) => s.classes.has(c));
    const count = members.reduce((sum, c) => sum + filtered.counts.classes[c], 0);
    const toggle = () => {
      const next = new Set(s.classes);
      for (const c of members) next[on.length ? "delete" : "add"](c);
      change({ classes: next });
    };
    const open = openGroups.has(f.id);
    return [h("li", {},
      h("div", { class: "family" },
        h("button", { type: "button", class: "toggle", "data-id": `family-${f.id}`, "aria-pressed": on.length === members.length ? "true" : on.length ? "mixed" : "false", onclick: toggle },
          shapeIcon(f.shape, f.colour), h("span", { class: "name" }, named(f)), h("span", { class: "count" }, number(count))),
        members.length > 1 && h("button", { type: "button", class: "icon expand", "data-id": `open-${f.id}`, "aria-expanded": String(open), "aria-label": t("classesOf", { name: named(f) }), onclick: () => { openGroups[open ? "delete" : "add"](f.id); renderLegend(state); } }, h("span", { "aria-hidden": "true" }, open ? "−" : "+"))),
      open && h("ul", { class: "classes" }, members.map((c) => h("li", {},
        h("button", { type: "button", class: "toggle", "data-id": `class-${c}`, "aria-pressed": String(s.classes.has(c)), onclick: () => toggleIn("classes", c) },
          shapeIcon(f.shape, classes[c].colour), h("span", { class: "name" }, named(classes[c])), h("span", { class: "count" }, number(filtered.counts.classes[c]))))))) ];
  }));
}

function toggleIn(field, value) {
  const next = new Set(state[field]);
  next[next.has(value) ? "delete" : "add"](value);
  change({ [field]: next });
}

/** Chips of which none chosen means all. */
function chips(list, chosen, text, count, field) {
  return h("div", { class: "chips" }, list.map((x) =>
    h("button", { type: "button", class: "chip", "data-id": `${field}-${x}`, "aria-pressed": String(chosen.has(x)), onclick: () => toggleIn(field, x) }, text(x), h("span", { class: "count" }, number(count(x))))));
}

/** Chips that are on until they are put off. */
function offChips(list, off, text, counts, field, ids = list.map((_, k) => k)) {
  return h("div", { class: "chips" }, ids.map((k) =>
    h("button", { type: "button", class: "chip", "data-id": `${field}-${k}`, "aria-pressed": String(!off.has(k)), onclick: () => toggleIn(field, k) }, text(k), h("span", { class: "count" }, number(counts[k])))));
}

function relationChips(s) {
  const ids = relations.map((_, k) => k)
    .filter((k) => filtered.counts.relations[k] || s.relationsOff.has(k))
    .sort((a, b) => KINDS.indexOf(relations[a].kind) - KINDS.indexOf(relations[b].kind) || filtered.counts.relations[b] - filtered.counts.relations[a] || a - b);
  return ids.length ? offChips(relations, s.relationsOff, (k) => named(relations[k]), filtered.counts.relations, "relationsOff", ids) : note("noRelations");
}

function issueList(s) {
  return h("div", { class: issues.length > 12 ? "chips scroll" : "chips" }, issues.map((issue, k) =>
    h("button", { type: "button", class: "chip", "data-id": `issues-${k}`, "aria-pressed": String(s.issues.has(k)), title: issue.date, onclick: () => toggleIn("issues", k) }, issueLabel(k), h("span", { class: "count" }, number(filtered.counts.issues[k])))));
}

// ---- dates: two handles over a small histogram, and play

let playing = 0;

const dateWindow = (s) => [s.from ? firstAtOrAfter(s.from) : 0, s.to ? lastAtOrBefore(s.to) : dates.length - 1];

function dateSlider(s) {
  if (dates.length < 2) return note("oneDate", { date: dates[0] ?? t("unknown") });
  const [from, to] = dateWindow(s);
  const set = (a, b, replace) => {
    stopPlaying();
    change({ from: a === 0 ? "" : dates[a], to: b === dates.length - 1 ? "" : dates[b] }, { replace });
  };
  const most = Math.max(1, ...filtered.counts.dates.values());
  const slider = (id, value, key, act) => h("input", { type: "range", id, "data-id": id, min: 0, max: dates.length - 1, step: 1, value, "aria-label": t(key), "aria-valuetext": dates[value], oninput: (e) => {
    act(Number(e.target.value), ...dateWindow(state));
    e.target.setAttribute("aria-valuetext", dates[e.target.value]);
  } });
  return h("div", { class: "dates" },
    h("div", { class: "bars", "data-renew": "bars", "aria-hidden": "true" }, dates.map((d, k) => h("i", { class: k >= from && k <= to ? "in" : "", vars: { "--share": `${(100 * filtered.counts.dates.get(d)) / most}%` } }))),
    slider("date-from", from, "dateFrom", (v, _, b) => set(Math.min(v, b), b, slid("from"))),
    slider("date-to", to, "dateTo", (v, a) => set(a, Math.max(v, a), slid("to"))),
    h("p", { class: "fine between", "data-renew": "dates" }, h("span", {}, dates[from]), h("button", { type: "button", class: "quiet", id: "play", "data-id": "play", onclick: play }, t(playing ? "pause" : "play")), h("span", {}, dates[to])));
}

const firstAtOrAfter = (d) => Math.max(0, dates.findIndex((x) => x >= d));
const lastAtOrBefore = (d) => Math.max(0, dates.filter((x) => x <= d).length - 1);

/** Movements of one slider within a second are one step of the history. */
let slidWhat = "";
let slidAt = 0;
function slid(what) {
  const now = performance.now();
  const again = what === slidWhat && now - slidAt < 1000;
  slidWhat = what;
  slidAt = now;
  return again;
}

/** Play: the window grows issue by issue, from the first date on. */
function play() {
  if (playing) {
    stopPlaying();
    renderLegend(state);
    return;
  }
  let k = state.to && lastAtOrBefore(state.to) < dates.length - 1 ? lastAtOrBefore(state.to) : -1;
  let first = true;
  const step = () => {
    k += 1;
    if (k >= dates.length - 1) {
      stopPlaying();
      change({ to: "" }, { replace: !first });
      renderLegend(state);
      return;
    }
    change({ to: dates[k] }, { replace: !first });
    first = false;
    announce(t("playedTo", { date: dates[k], n: number(filtered.nodeCount) }));
  };
  playing = setInterval(step, Math.max(250, Math.min(1100, 12000 / dates.length)));
  step();
}

function stopPlaying() {
  clearInterval(playing);
  playing = 0;
}

function confidenceSlider(s) {
  return h("div", { class: "one-slider" },
    h("input", { type: "range", min: 0, max: 1, step: 0.05, value: s.confidence, "data-id": "confidence", id: "confidence", "aria-label": t("confidenceAtLeast"), "aria-valuetext": s.confidence.toFixed(2), oninput: (e) => change({ confidence: Number(e.target.value) }, { replace: slid("confidence") }) }),
    h("span", { class: "fine", "data-renew": "confidence" }, s.confidence ? `≥ ${s.confidence.toFixed(2)}` : t("any")));
}

// ---- what is in force, above the drawing; and why nothing is shown

function renderActive(active) {
  byId("active").replaceChildren(...active.map((f) => h("button", { type: "button", class: "active-chip", "aria-label": t("lift", { filter: f.text }), onclick: () => change(f.lift) }, h("span", {}, f.text), h("span", { "aria-hidden": "true" }, "×"))));
  byId("active").hidden = active.length === 0;
}

function renderBlank(s, nothing) {
  const blank = byId("blank");
  blank.hidden = !nothing;
  if (!nothing) {
    blank.replaceChildren();
    return;
  }
  if (!nodes.length) {
    blank.replaceChildren(h("h2", {}, t("emptyGraph")), h("p", {}, t("emptyGraphWhy")));
    return;
  }
  const active = activeFilters(s);
  blank.replaceChildren(
    h("h2", {}, t("nothing")),
    h("p", {}, t("nothingWhy", { n: number(nodes.length) })),
    h("ul", {}, active.map((f) => h("li", {}, h("span", {}, f.text), h("button", { type: "button", onclick: () => change(f.lift) }, t("liftGives", { n: number(applyFilters({ ...s, ...f.lift }).nodeCount) }))))),
    h("button", { type: "button", class: "primary", onclick: () => change(noFilters()) }, t("reset")));
}
