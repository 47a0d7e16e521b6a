// ── Canvas: drawing a scene, and moving about in it by mouse, finger and keyboard ────────────────────────────

const canvas = byId("canvas");
const screen = canvas.getContext("2d");
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", system-ui, sans-serif';
const INK = "#1b2430";
const PAPER = "#faf9f5";
const ACCENT = "#a6341b";
const HEAVY = 2500; // from here on a picture of the scene is moved while it is panned, and drawn anew at rest

let scene = { nodes: [], shown: new Set(), links: [], at: mapPlace, says: "", trail: null };
let camera = { x: 0, y: 0, k: 1 };
let hovered = null; // number of a node, or a link
let box = { width: 1, height: 1, ratio: 1 };
let around = new Set(); // neighbours of what is selected
let picture = null; // {canvas, camera} of a heavy scene
let badges = [];
let frameAsked = false;

// ---- camera

const toScreen = ([x, y], cam = camera) => [(x - cam.x) * cam.k + box.width / 2, (y - cam.y) * cam.k + box.height / 2];
const toWorld = (sx, sy) => [(sx - box.width / 2) / camera.k + camera.x, (sy - box.height / 2) / camera.k + camera.y];

/** The camera that shows *some* nodes, or the whole scene. */
function fitted(some = scene.nodes) {
  if (!some.length) return { x: 0, y: 0, k: 1 };
  const points = some.map(scene.at);
  if (!scene.radial && some === scene.nodes) {
    const r = territory() * 0.8;
    for (const [x, y] of some.filter(isPlate).map(scene.at)) points.push([x - r, y - r], [x + r, y + r]);
  }
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const [left, right, top, bottom] = [min(xs), max(xs), min(ys), max(ys)];
  const padX = narrow() ? 34 : 70;
  const padTop = narrow() ? 58 : 48;
  const padBottom = 96;
  const k = Math.min((box.width - 2 * padX) / (right - left || 1), (box.height - padTop - padBottom) / (bottom - top || 1), some.length < 4 ? 1.2 : 1.6);
  const zoom = Math.max(k, 0.002);
  return { x: (left + right) / 2, y: (top + bottom) / 2 + (padBottom - padTop) / 2 / zoom, k: zoom };
}
const min = (list) => list.reduce((a, b) => (b < a ? b : a), Infinity);
const max = (list) => list.reduce((a, b) => (b > a ? b : a), -Infinity);

let flight = 0;

/** Move the camera; *fits* tells that it shows what it should by itself, which is not worth an address. */
function fly(target, fits = false) {
  cancelAnimationFrame(flight);
  if (calm() || scene.nodes.length + scene.links.length > HEAVY) {
    camera = target;
    settle(fits);
    return;
  }
  const from = { ...camera };
  const begin = performance.now();
  const step = (now) => {
    const p = Math.min(1, Math.max(0, (now - begin) / 320));
    const q = 1 - (1 - p) ** 3;
    camera = { x: from.x + (target.x - from.x) * q, y: from.y + (target.y - from.y) * q, k: from.k * (target.k / from.k) ** q };
    drawSoon();
    if (p < 1) flight = requestAnimationFrame(step);
    else settle(fits);
  };
  flight = requestAnimationFrame(step);
}

/** The camera has come to rest: draw sharply, and put it into the address. */
let restTimer = 0;
function settle(fits = false) {
  picture = null;
  drawSoon();
  clearTimeout(restTimer);
  restTimer = setTimeout(() => change({ camera: fits ? null : cameraState() }, { replace: true }), 250);
}

// In the address the camera is told in the graph's own places, which do not depend on the shape of the window.
const cameraState = () => [camera.x / stretch[0], camera.y / stretch[1], camera.k];
const cameraOf = ([x, y, k]) => ({ x: x * stretch[0], y: y * stretch[1], k });

function zoomBy(factor, sx = box.width / 2, sy = box.height / 2) {
  const [wx, wy] = toWorld(sx, sy);
  const k = Math.min(6, Math.max(0.002, camera.k * factor));
  camera = { k, x: wx - (sx - box.width / 2) / k, y: wy - (sy - box.height / 2) / k };
  drawSoon();
  restSoon();
}

let restSoonTimer = 0;
function restSoon() {
  clearTimeout(restSoonTimer);
  restSoonTimer = setTimeout(settle, 140);
}

// ---- drawing

function resize() {
  const rect = canvas.getBoundingClientRect();
  if (!rect.width || !rect.height) return;
  box = { width: rect.width, height: rect.height, ratio: Math.min(2, window.devicePixelRatio || 1) };
  // On a phone the panel takes half of the height when it opens; the map keeps its proportions.
  stretchTo(box.width, narrow() ? byId("stage").parentElement.clientHeight : box.height);
  canvas.width = Math.round(box.width * box.ratio);
  canvas.height = Math.round(box.height * box.ratio);
  picture = null;
  draw();
}

function drawSoon() {
  if (frameAsked) return;
  frameAsked = true;
  requestAnimationFrame(() => {
    frameAsked = false;
    draw();
  });
}

/** Where the selected node and its badge are on the canvas: for assistive tools and tests. */
function tellWhere() {
  const n = typeof state.selected === "number" && scene.shown.has(state.selected) ? state.selected : null;
  const badge = badges.find((b) => b.n === n);
  canvas.dataset.at = n === null ? "" : toScreen(scene.at(n)).map(Math.round).join(",");
  canvas.dataset.badge = badge ? [(badge.box[0] + badge.box[2]) / 2, (badge.box[1] + badge.box[3]) / 2].map(Math.round).join(",") : "";
}

function draw() {
  drawNow();
  tellWhere();
}

function drawNow() {
  const { ratio } = box;
  screen.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (scene.nodes.length + scene.links.length <= HEAVY) {
    paint(screen, camera, box);
    return;
  }
  if (!picture || !covers(picture)) picture = takePicture();
  const zoom = camera.k / picture.camera.k;
  const [cx, cy] = toScreen([picture.camera.x, picture.camera.y]);
  screen.fillStyle = PAPER;
  screen.fillRect(0, 0, box.width, box.height);
  const [w, hgt] = [picture.width * zoom, picture.height * zoom];
  screen.drawImage(picture.canvas, cx - w / 2, cy - hgt / 2, w, hgt);
}

/** A heavy scene, drawn once with a margin to pan into. */
function takePicture() {
  const width = Math.round(box.width * 1.5);
  const height = Math.round(box.height * 1.5);
  const sheet = document.createElement("canvas");
  sheet.width = width * box.ratio;
  sheet.height = height * box.ratio;
  const ctx = sheet.getContext("2d");
  ctx.setTransform(box.ratio, 0, 0, box.ratio, 0, 0);
  paint(ctx, camera, { ...box, width, height });
  return { canvas: sheet, camera: { ...camera }, width, height };
}

function covers(p) {
  const zoom = camera.k / p.camera.k;
  if (zoom < 0.5 || zoom > 3) return false;
  const [cx, cy] = toScreen([p.camera.x, p.camera.y]);
  const [w, hgt] = [(p.width * zoom) / 2, (p.height * zoom) / 2];
  const slack = 2 + (zoom < 1 ? box.width : 0); // while zooming out the rim may stay empty for a moment
  return cx - w <= slack && cy - hgt <= slack && cx + w >= box.width - slack && cy + hgt >= box.height - slack;
}

const grow = (k) => Math.min(1.45, Math.max(narrow() ? 0.5 : 0.62, k ** 0.5));
const emphasised = () => (scene.trail ? new Set(scene.trail.nodes) : around);

/** What is not lit fades, but not what one has just asked to see around the centre. */
const dims = (lit) => lit.size > 0 && !(scene.radial && !scene.trail && state.selected === state.centre);

/** Draw the scene on any 2d context (the screen, a picture, or the SVG writer). */
function paint(ctx, cam, size2d) {
  const { width, height } = size2d;
  const at = (n) => {
    const [x, y] = scene.at(n);
    return [(x - cam.x) * cam.k + width / 2, (y - cam.y) * cam.k + height / 2];
  };
  const inView = ([x, y], pad = 60) => x > -pad && y > -pad && x < width + pad && y < height + pad;
  const places = new Map(scene.nodes.map((n) => [n, at(n)]));
  const lit = emphasised();
  const focus = new Set([state.selected].flat().filter((n) => n !== null));
  const dim = dims(lit);
  ctx.globalAlpha = 1;
  ctx.fillStyle = PAPER;
  ctx.fillRect(0, 0, width, height);
  if (!scene.radial) paintTerritories(ctx, cam, at);
  paintLinks(ctx, places, lit, dim, width, height);
  const seen = scene.nodes.filter((n) => inView(places.get(n)));
  const scale = grow(cam.k);
  const plates = [];
  for (const n of [...seen].reverse()) {
    const faded = dim && !lit.has(n);
    ctx.globalAlpha = faded ? 0.22 : 1;
    if (isPlate(n)) plates.push(n);
    else paintShape(ctx, family(n).shape, colour(n), ...places.get(n), size[n] * scale, focus.has(n) || n === state.second);
  }
  const taken = new Boxes();
  for (const n of plates) paintPlate(ctx, cam, n, places.get(n), scale, dim && !lit.has(n), taken, focus.has(n) || n === state.second);
  ctx.globalAlpha = 1;
  if (ctx === screen) paintBadges(ctx, seen, places, scale, focus, taken);
  paintLabels(ctx, seen, places, lit, focus, scale, taken, width, height);
  if (hovered && typeof hovered === "object" && places.has(hovered.a) && places.has(hovered.b)) paintLinkLabel(ctx, hovered, places, taken, true);
}

/** On the map districts are name plates; in a ring they are nodes like any other. */
const isPlate = (n) => Boolean(nodes[n].anchor) && !scene.radial;

/** The soft ground a district's nodes stand on. */
function paintTerritories(ctx, cam, at) {
  const anchors = scene.nodes.filter(isPlate);
  if (anchors.length < 2) return;
  const r = territory() * cam.k;
  for (const n of anchors) {
    const [x, y] = at(n);
    ctx.globalAlpha = 1;
    ctx.fillStyle = "#f1eee5";
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** Half the distance between the two closest districts, as the map is stretched now. */
function territory() {
  let best = Infinity;
  for (const a of anchorNodes) for (const b of anchorNodes) if (a !== b) best = Math.min(best, Math.hypot((a.x - b.x) * stretch[0], (a.y - b.y) * stretch[1]));
  return Number.isFinite(best) ? best * 0.5 : 0;
}

function paintLinks(ctx, places, lit, dim, width, height) {
  const many = scene.links.length > 900;
  const bright = [];
  const groups = new Map();
  const path = scene.trail ? new Set(scene.trail.hops.flat()) : null;
  for (const link of scene.links) {
    const p = places.get(link.a);
    const q = places.get(link.b);
    if (Math.max(p[0], q[0]) < 0 || Math.min(p[0], q[0]) > width || Math.max(p[1], q[1]) < 0 || Math.min(p[1], q[1]) > height) continue;
    const on = path ? (path.size ? link.edges.some((e) => path.has(e)) : lit.has(link.a) && lit.has(link.b)) : touchesSelection(link);
    if (lit.size && on) {
      bright.push(link);
      continue;
    }
    const key = `${link.kind}|${link.factual}|${Math.min(3, link.count)}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(link);
  }
  const strength = { stated: 0.36, mention: 0.2, structure: 0.22, derived: 0.2 };
  for (const [key, links] of groups) {
    const [kind, factual, count] = key.split("|");
    ctx.globalAlpha = (strength[kind] * (dim ? 0.3 : 1)) / (many ? 1.8 : 1);
    ctx.strokeStyle = kind === "derived" ? "#a88f66" : "#46566a";
    ctx.lineWidth = many ? 0.7 : 0.8 + 0.45 * Math.max(0, Number(count) - 1);
    ctx.setLineDash(factual === "true" ? (kind === "derived" ? [1.5, 3.5] : []) : [5, 4]);
    ctx.beginPath();
    for (const link of links) trace(ctx, places.get(link.a), places.get(link.b), many);
    ctx.stroke();
  }
  for (const link of bright) {
    ctx.globalAlpha = 0.85;
    ctx.strokeStyle = path ? ACCENT : colour(otherEnd(link));
    ctx.lineWidth = Math.min(4, 1.3 + 0.5 * Math.max(0, link.count - 1)) + (path ? 0.8 : 0);
    ctx.setLineDash(link.factual ? (link.kind === "derived" ? [2, 3.5] : []) : [6, 4]);
    ctx.beginPath();
    trace(ctx, places.get(link.a), places.get(link.b), false);
    ctx.stroke();
    if (link.oneWay && link.kind !== "derived") paintArrow(ctx, link, places);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function touchesSelection(link) {
  if (Array.isArray(state.selected)) return state.selected.includes(link.a) && state.selected.includes(link.b);
  return link.a === state.selected || link.b === state.selected;
}

const otherEnd = (link) => (link.a === state.selected ? link.b : link.a);

/** A link bends a little, always to the same side, so that it is told from what it passes. */
function bend([x1, y1], [x2, y2]) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const c = Math.min(0.12, 14 / (Math.hypot(dx, dy) + 1));
  return [(x1 + x2) / 2 - dy * c, (y1 + y2) / 2 + dx * c];
}

function trace(ctx, p, q, straight) {
  ctx.moveTo(p[0], p[1]);
  if (straight) ctx.lineTo(q[0], q[1]);
  else ctx.quadraticCurveTo(...bend(p, q), q[0], q[1]);
}

function paintArrow(ctx, link, places) {
  const e = edges[link.edges[0]];
  const tip = places.get(e.to);
  const [bx, by] = bend(places.get(link.a), places.get(link.b));
  const angle = Math.atan2(tip[1] - by, tip[0] - bx);
  const back = (isPlate(e.to) ? 24 : size[e.to] * grow(camera.k)) + 2;
  const [x, y] = [tip[0] - Math.cos(angle) * back, tip[1] - Math.sin(angle) * back];
  ctx.fillStyle = ctx.strokeStyle;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - 8 * Math.cos(angle - 0.4), y - 8 * Math.sin(angle - 0.4));
  ctx.lineTo(x - 8 * Math.cos(angle + 0.4), y - 8 * Math.sin(angle + 0.4));
  ctx.closePath();
  ctx.fill();
}

/** The outline of a family; shape, not colour alone, tells families apart. */
function shapePath(ctx, shape, x, y, r) {
  ctx.beginPath();
  if (shape === "square" || shape === "plate") ctx.roundRect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76, r * 0.35);
  else if (shape === "page") ctx.roundRect(x - r * 0.78, y - r, r * 1.56, r * 2, r * 0.2);
  else if (shape === "triangle") polygon(ctx, [[x, y - r * 1.1], [x + r, y + r * 0.8], [x - r, y + r * 0.8]]);
  else if (shape === "diamond") polygon(ctx, [[x, y - r * 1.15], [x + r * 1.15, y], [x, y + r * 1.15], [x - r * 1.15, y]]);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
}

function polygon(ctx, points) {
  points.forEach(([x, y], k) => (k ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

function paintShape(ctx, shape, fill, x, y, r, chosen) {
  shapePath(ctx, shape, x, y, r);
  ctx.fillStyle = shape === "ring" ? PAPER : fill;
  ctx.fill();
  ctx.strokeStyle = shape === "ring" ? fill : PAPER;
  ctx.lineWidth = shape === "ring" ? Math.max(1.6, r * 0.42) : 1.2;
  ctx.stroke();
  if (!chosen) return;
  ctx.beginPath();
  ctx.arc(x, y, r + 5, 0, 2 * Math.PI);
  ctx.strokeStyle = ACCENT;
  ctx.lineWidth = 2.2;
  ctx.stroke();
}

function paintPlate(ctx, cam, n, [x, y], scale, faded, taken, chosen) {
  const px = Math.max(cam.k < 0.25 ? 10.5 : 12, 15 * Math.min(1.15, scale));
  ctx.font = `600 ${px}px ${FONT}`;
  const w = ctx.measureText(label(n)).width + 20;
  const hgt = px + 13;
  ctx.globalAlpha = faded ? 0.3 : 1;
  ctx.beginPath();
  ctx.roundRect(x - w / 2, y - hgt / 2, w, hgt, hgt / 2);
  ctx.fillStyle = colour(n);
  ctx.fill();
  ctx.lineWidth = chosen ? 3 : 2;
  ctx.strokeStyle = chosen ? ACCENT : PAPER;
  ctx.stroke();
  ctx.fillStyle = "#fff";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(label(n), x, y + 0.5);
  taken.add([x - w / 2, y - hgt / 2, x + w / 2, y + hgt / 2]);
}

// ---- labels: only what fits, the more important first

class Boxes {
  constructor() {
    this.cells = new Map();
  }
  *keys([x1, y1, x2, y2]) {
    for (let i = Math.floor(x1 / 80); i <= Math.floor(x2 / 80); i += 1) for (let j = Math.floor(y1 / 40); j <= Math.floor(y2 / 40); j += 1) yield `${i},${j}`;
  }
  free(b) {
    for (const key of this.keys(b)) for (const o of this.cells.get(key) ?? []) if (b[0] < o[2] && b[2] > o[0] && b[1] < o[3] && b[3] > o[1]) return false;
    return true;
  }
  add(b) {
    for (const key of this.keys(b)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(b);
    }
  }
}

/** At most two lines of nine characters; the whole name where there is reason to read it. */
function lines(text, whole) {
  const chars = Array.from(text);
  if (chars.length <= (whole ? 16 : 10)) return [text];
  const wide = whole ? Math.ceil(chars.length / 2) : /^[\x20-\x7f]+$/.test(text) ? 18 : 9;
  const at = lineBreak(chars, wide);
  const second = chars.slice(at);
  const cut = !whole && second.length > wide;
  return [chars.slice(0, at).join(""), second.slice(0, cut ? wide - 1 : undefined).join("") + (cut ? "…" : "")];
}

/** Where to break near *at*: no line begins with a closing mark or ends with an opening one, no number is torn. */
function lineBreak(chars, at) {
  const closing = /[、，。；：！？）》」』”’…·,.;:!?)]/;
  const opening = /[（《「『“‘(]/;
  for (const k of [at, at + 1, at - 1, at - 2, at + 2, at - 3]) {
    if (k < 2 || k >= chars.length) continue;
    const torn = /[0-9A-Za-z.]/.test(chars[k - 1]) && /[0-9A-Za-z.]/.test(chars[k]);
    if (!torn && !closing.test(chars[k]) && !opening.test(chars[k - 1])) return k;
  }
  return at;
}

function paintLabels(ctx, seen, places, lit, focus, scale, taken, width, height) {
  const weight = (n) => (focus.has(n) || n === state.second || n === hovered ? 0 : lit.has(n) ? 1 : 2);
  const queue = seen.filter((n) => !isPlate(n)).sort((a, b) => weight(a) - weight(b) || a - b);
  for (const n of queue) {
    const [x, y] = places.get(n);
    const r = size[n] * scale;
    if (seen.length < 1200) taken.add([x - r * 0.8, y - r * 0.8, x + r * 0.8, y + r * 0.8]);
  }
  let room = 420;
  let tries = 1600;
  for (const n of queue) {
    if (room <= 0 || tries-- <= 0) break;
    const first = weight(n) === 0;
    if (dims(lit) && !lit.has(n) && !first) continue;
    const px = first ? 13.5 : nodes[n].id < 40 || weight(n) === 1 ? 12.5 : 11.5;
    ctx.font = `${first ? 600 : 400} ${px}px ${FONT}`;
    const text = lines(label(n), first);
    const [x, y] = places.get(n);
    const r = size[n] * scale;
    const w = Math.max(...text.map((l) => ctx.measureText(l).width));
    const hgt = text.length * (px + 3);
    const spots = [
      ["center", x, y + r + 3, [x - w / 2, y + r + 2, x + w / 2, y + r + 3 + hgt]],
      ["left", x + r + 4, y - hgt / 2, [x + r + 3, y - hgt / 2, x + r + 5 + w, y + hgt / 2]],
      ["center", x, y - r - 3 - hgt, [x - w / 2, y - r - 3 - hgt, x + w / 2, y - r - 2]],
      ["right", x - r - 4, y - hgt / 2, [x - r - 5 - w, y - hgt / 2, x - r - 3, y + hgt / 2]],
    ];
    const inside = spots.filter(([, , , b]) => b[0] > 2 && b[2] < width - 2 && b[1] > 2 && b[3] < height - 2);
    const spot = inside.find(([, , , b]) => taken.free(b)) ?? (first ? (inside[0] ?? spots[0]) : null);
    if (!spot) continue;
    taken.add(spot[3]);
    room -= 1;
    ctx.textAlign = spot[0];
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    text.forEach((line, k) => {
      ctx.strokeStyle = first ? PAPER : "rgba(250, 249, 245, .92)";
      ctx.lineWidth = 3.5;
      ctx.strokeText(line, spot[1], spot[2] + 1 + k * (px + 3));
      ctx.fillStyle = INK;
      ctx.fillText(line, spot[1], spot[2] + 1 + k * (px + 3));
    });
  }
  const bright = scene.links.filter((l) => (scene.trail ? scene.trail.hops.length && l.edges.some((e) => scene.trail.hops.flat().includes(e)) : touchesSelection(l)) && l !== hovered);
  if (lit.size && bright.length <= 24) for (const link of bright) if (places.has(link.a)) paintLinkLabel(ctx, link, places, taken, false);
}

function linkText(link) {
  const names = [...new Set(link.edges.map((e) => named(relations[edges[e].relation])))];
  const derivedToo = names.length > 1 ? names.filter((x) => x !== named(relations[derivedRelation] ?? { name: {} })) : names;
  const text = derivedToo.slice(0, 2).join(t("comma")) + (derivedToo.length > 2 ? "…" : "");
  return link.count > 1 ? `${text} ×${link.count}` : text;
}

function paintLinkLabel(ctx, link, places, taken, forced) {
  const p = places.get(link.a);
  const q = places.get(link.b);
  const b = bend(p, q);
  const [x, y] = [(p[0] + 2 * b[0] + q[0]) / 4, (p[1] + 2 * b[1] + q[1]) / 4];
  const text = linkText(link);
  ctx.font = `400 11px ${FONT}`;
  const w = ctx.measureText(text).width + 8;
  const area = [x - w / 2, y - 8, x + w / 2, y + 8];
  if (!forced && !taken.free(area)) return;
  taken.add(area);
  ctx.globalAlpha = 1;
  ctx.beginPath();
  ctx.roundRect(area[0], area[1], w, 16, 4);
  ctx.fillStyle = PAPER;
  ctx.fill();
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = "#5b3a1e";
  ctx.fillText(text, x, y + 0.5);
}

/** “+k”: how many neighbours of a node pass the filters and are not drawn. */
function hiddenNeighbours(n) {
  return neighboursOf(n).filter((m) => !scene.shown.has(m)).length;
}

function paintBadges(ctx, seen, places, scale, focus, taken) {
  badges = [];
  const some = scene.radial && seen.length <= 90 ? seen : seen.filter((n) => focus.has(n) || n === hovered || n === state.second || (around.has(n) && around.size <= 14));
  for (const n of some) {
    const k = hiddenNeighbours(n);
    if (!k) continue;
    const [px, py] = places.get(n);
    const r = isPlate(n) ? 18 : size[n] * scale;
    ctx.font = `600 10.5px ${FONT}`;
    const text = `+${k}`;
    const w = ctx.measureText(text).width + 9;
    const x = px + (isPlate(n) ? 22 : r * 0.7);
    const y = py - r - 6;
    if (!focus.has(n) && !taken.free([x, y - 8, x + w, y + 8])) continue;
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.roundRect(x, y - 8, w, 16, 8);
    ctx.fillStyle = "#fff";
    ctx.fill();
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = ACCENT;
    ctx.stroke();
    ctx.fillStyle = ACCENT;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(text, x + w / 2, y + 0.5);
    taken.add([x, y - 8, x + w, y + 8]);
    badges.push({ n, box: [x - 4, y - 12, x + w + 4, y + 12] });
  }
}

// ---- what is under the pointer

function nodeAt(sx, sy, reach) {
  let best = null;
  let nearest = Infinity;
  const scale = grow(camera.k);
  for (const n of scene.nodes) {
    const [x, y] = toScreen(scene.at(n));
    const plate = isPlate(n) && Math.abs(sx - x) < 18 + label(n).length * 7.5 && Math.abs(sy - y) < 16;
    const d = Math.hypot(sx - x, sy - y);
    const score = plate ? 0 : d - size[n] * scale;
    if ((plate || d < size[n] * scale + reach) && score < nearest) {
      nearest = score;
      best = n;
    }
  }
  return best;
}

function linkAt(sx, sy, reach) {
  let best = null;
  let nearest = reach;
  for (const link of scene.links) {
    const p = toScreen(scene.at(link.a));
    const q = toScreen(scene.at(link.b));
    if (sx < Math.min(p[0], q[0]) - 20 || sx > Math.max(p[0], q[0]) + 20 || sy < Math.min(p[1], q[1]) - 20 || sy > Math.max(p[1], q[1]) + 20) continue;
    const b = bend(p, q);
    const m = [(p[0] + 2 * b[0] + q[0]) / 4, (p[1] + 2 * b[1] + q[1]) / 4];
    const d = Math.min(distanceToSegment(sx, sy, p, m), distanceToSegment(sx, sy, m, q));
    if (d < nearest) {
      nearest = d;
      best = link;
    }
  }
  return best;
}

function distanceToSegment(x, y, [x1, y1], [x2, y2]) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const u = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x1 - u * dx, y - y1 - u * dy);
}

// ---- mouse and finger

const pointers = new Map();
let gesture = null;

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
  cancelAnimationFrame(flight);
  const n = pointers.size === 1 ? nodeAt(event.offsetX, event.offsetY, event.pointerType === "touch" ? 16 : 6) : null;
  gesture = { x: event.offsetX, y: event.offsetY, moved: false, node: n, pinch: pinchSize() };
});

canvas.addEventListener("pointermove", (event) => {
  if (!pointers.has(event.pointerId)) {
    hover(event);
    return;
  }
  const [lastX, lastY] = pointers.get(event.pointerId);
  pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
  if (Math.hypot(event.offsetX - gesture.x, event.offsetY - gesture.y) > 5) gesture.moved = true;
  if (!gesture.moved) return;
  if (pointers.size === 2) {
    const now = pinchSize();
    const [[x1, y1], [x2, y2]] = [...pointers.values()];
    if (gesture.pinch) zoomBy(now / gesture.pinch, (x1 + x2) / 2, (y1 + y2) / 2);
    gesture.pinch = now;
  } else if (gesture.node !== null && event.pointerType !== "touch") {
    moved.set(gesture.node, toWorld(event.offsetX, event.offsetY));
    picture = null;
    drawSoon();
  } else {
    camera = { ...camera, x: camera.x - (event.offsetX - lastX) / camera.k, y: camera.y - (event.offsetY - lastY) / camera.k };
    drawSoon();
  }
});

function release(event) {
  const was = gesture;
  pointers.delete(event.pointerId);
  if (!was) return;
  if (pointers.size) {
    gesture = { ...was, moved: true, node: null, pinch: pinchSize() };
    return;
  }
  gesture = null;
  if (was.moved) settle();
  else if (event.type === "pointerup") tap(event);
}
canvas.addEventListener("pointerup", release);
canvas.addEventListener("pointercancel", release);

const pinchSize = () => (pointers.size === 2 ? Math.hypot(...[0, 1].map((k) => [...pointers.values()][0][k] - [...pointers.values()][1][k])) : 0);

function tap(event) {
  const reach = event.pointerType === "touch" ? 18 : 7;
  const badge = badges.find(({ box: b }) => event.offsetX > b[0] && event.offsetX < b[2] && event.offsetY > b[1] && event.offsetY < b[3]);
  if (badge) {
    openNeighbours(badge.n);
    return;
  }
  const n = nodeAt(event.offsetX, event.offsetY, reach);
  if (n !== null) {
    if (event.shiftKey && typeof state.selected === "number" && n !== state.selected) pairWith(n);
    else select(n);
    return;
  }
  const link = linkAt(event.offsetX, event.offsetY, reach);
  if (link) select([link.a, link.b]);
  else if (state.selected !== null) select(null);
}

canvas.addEventListener("dblclick", (event) => {
  const n = nodeAt(event.offsetX, event.offsetY, 8);
  if (n !== null) focusOn(n, Math.max(1, state.hops));
});

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomBy(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * (event.deltaMode ? 30 : 1))) * 0.0022), event.offsetX, event.offsetY);
}, { passive: false });

function hover(event) {
  const n = nodeAt(event.offsetX, event.offsetY, 5);
  const found = n ?? linkAt(event.offsetX, event.offsetY, 5);
  canvas.classList.toggle("over", found !== null);
  if (found === hovered) return;
  hovered = found;
  if (scene.nodes.length + scene.links.length <= HEAVY) drawSoon();
  canvas.title = n === null ? (found ? `${label(found.a)} – ${label(found.b)}` : "") : `${label(n)} · ${named(classes[nodes[n].c])}`;
}
canvas.addEventListener("pointerleave", () => {
  hovered = null;
  drawSoon();
});

// ---- keyboard: arrows walk from node to node, Shift+arrows move the paper

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  if (arrow && event.shiftKey) {
    camera = { ...camera, x: camera.x + (arrow[0] * 80) / camera.k, y: camera.y + (arrow[1] * 80) / camera.k };
    drawSoon();
    restSoon();
  } else if (arrow) walk(arrow);
  else if (event.key === "+" || event.key === "=") zoomBy(1.25);
  else if (event.key === "-") zoomBy(0.8);
  else if (event.key === "0") fly(aim(), true);
  else if (event.key === "Enter" || event.key === " ") {
    if (state.selected === null) walk([0, 0]);
    else openPanel(true);
  } else if (event.key === "e" && typeof state.selected === "number") openNeighbours(state.selected);
  else if (event.key === "f" && typeof state.selected === "number") focusOn(state.selected, Math.max(1, state.hops));
  else if (event.key === "[" || event.key === "]") setHops(state.hops + (event.key === "]" ? 1 : -1));
  else if (event.key === "Escape") select(null);
  else return;
  event.preventDefault();
});

/** Select the nearest drawn node in a direction; without a selection, the most informative one in view. */
function walk([dx, dy]) {
  if (!scene.nodes.length) return;
  const from = typeof state.selected === "number" ? state.selected : null;
  if (from === null || !scene.shown.has(from)) {
    select(scene.nodes.find((n) => { const [x, y] = toScreen(scene.at(n)); return x > 0 && y > 0 && x < box.width && y < box.height; }) ?? scene.nodes[0]);
    return;
  }
  const [x, y] = scene.at(from);
  let best = null;
  let nearest = Infinity;
  for (const n of scene.nodes) {
    if (n === from) continue;
    const [nx, ny] = scene.at(n);
    const along = (nx - x) * dx + (ny - y) * dy;
    const aside = Math.abs((nx - x) * dy) + Math.abs((ny - y) * dx);
    if (along <= 0 || aside > along * 1.6) continue;
    const d = along + aside * 1.6;
    if (d < nearest) {
      nearest = d;
      best = n;
    }
  }
  if (best !== null) select(best);
  else announce(t("noneThatWay"));
}

/** Bring a node into view if it is not. */
function bringIntoView(n) {
  if (!scene.shown.has(n)) return;
  const [x, y] = toScreen(scene.at(n));
  if (x > 40 && y > 40 && x < box.width - 40 && y < box.height - 60) return;
  const [wx, wy] = scene.at(n);
  fly({ x: wx, y: wy, k: camera.k });
}
