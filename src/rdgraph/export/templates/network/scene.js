// ── Scene: which nodes and links are drawn, and where ────────────────────────────────────────────────────────

const EGO_LIMIT = 300;
const OPEN_LIMIT = 40;

/** Neighbours of a node over edges that pass, most informative first (nodes are numbered by rank). */
function neighboursOf(n, pass = filtered.edge) {
  const found = new Set();
  for (const e of edgesOf[n]) if (pass[e]) found.add(edges[e].from === n ? edges[e].to : edges[e].from);
  found.delete(n);
  return [...found].sort((a, b) => a - b);
}

/** Steps from *centre* to the nodes within *hops*, up to *limit* nodes. */
function within(centre, hops, limit = EGO_LIMIT) {
  const depth = new Map([[centre, 0]]);
  let ring = [centre];
  for (let step = 1; step <= hops && ring.length; step += 1) {
    const next = [...new Set(ring.flatMap((n) => neighboursOf(n)))].filter((n) => !depth.has(n)).sort((a, b) => a - b);
    ring = [];
    for (const n of next) {
      if (depth.size >= limit) return { depth, capped: true };
      depth.set(n, step);
      ring.push(n);
    }
  }
  return { depth, capped: false };
}

// What a step costs: a sentence says more than a place in a hierarchy, and districts would otherwise join everything.
const STEP = { stated: 1, mention: 1.2, derived: 1.6, structure: 2.2 };

/** The shortest path from *a* to *b* over edges that pass: its nodes and, for each hop, the edges. Null if there is none. */
function shortestPath(a, b) {
  const cost = new Map([[a, 0]]);
  const before = new Map();
  const queue = [[0, a]];
  while (queue.length) {
    let best = 0;
    for (let k = 1; k < queue.length; k += 1) if (queue[k][0] < queue[best][0] || (queue[k][0] === queue[best][0] && queue[k][1] < queue[best][1])) best = k;
    const [paid, n] = queue.splice(best, 1)[0];
    if (n === b) break;
    if (paid > cost.get(n)) continue;
    for (const id of edgesOf[n]) {
      if (!filtered.edge[id]) continue;
      const e = edges[id];
      const m = e.from === n ? e.to : e.from;
      const price = paid + STEP[relations[e.relation].kind];
      if (price < (cost.get(m) ?? Infinity)) {
        cost.set(m, price);
        before.set(m, n);
        queue.push([price, m]);
      }
    }
  }
  if (a !== b && !before.has(b)) return null;
  const path = [b];
  while (path[0] !== a) path.unshift(before.get(path[0]));
  return { nodes: path, hops: path.slice(1).map((m, k) => edgesBetween(path[k], m)) };
}

const edgesBetween = (a, b) => edgesOf[a].filter((e) => filtered.edge[e] && (edges[e].from === b || edges[e].to === b) && edges[e].from !== edges[e].to);

function commonNeighbours(a, b) {
  const of = new Set(neighboursOf(b));
  return neighboursOf(a).filter((n) => of.has(n) && n !== a && n !== b);
}

/** The scene of the state: nodes to draw, bundled links, positions, and a line that says what is shown. */
function buildScene(s) {
  const passing = [];
  for (let n = 0; n < nodes.length; n += 1) if (filtered.node[n]) passing.push(n);
  const shown = new Set();
  let depth = null;
  let says;
  if (s.hops && s.centre !== null && filtered.node[s.centre]) {
    const ego = within(s.centre, s.hops);
    depth = ego.depth;
    for (const n of depth.keys()) shown.add(n);
    says = t(ego.capped ? "standingEgoCapped" : "standingEgo", { name: label(s.centre), hops: s.hops, n: number(shown.size), total: number(passing.length) });
  } else {
    for (const n of s.scope === "all" ? passing : passing.slice(0, OVERVIEW)) shown.add(n);
    says = t(shown.size === passing.length ? "standingAll" : "standingOverview", { n: number(shown.size), total: number(passing.length) });
  }
  const call = (n) => n !== null && filtered.node[n] && shown.add(n);
  for (const n of s.open) {
    if (!filtered.node[n]) continue;
    call(n);
    let room = OPEN_LIMIT;
    for (const m of neighboursOf(n)) {
      if (shown.has(m)) continue;
      if (room-- <= 0) break;
      shown.add(m);
    }
  }
  for (const n of [s.selected].flat()) call(n);
  call(s.second);
  let trail = null;
  if (s.pair && typeof s.selected === "number" && s.second !== null && filtered.node[s.selected] && filtered.node[s.second]) {
    if (s.pair === "path") {
      trail = shortestPath(s.selected, s.second);
      for (const n of trail?.nodes ?? []) call(n);
    } else {
      const common = commonNeighbours(s.selected, s.second);
      trail = { nodes: [s.selected, s.second, ...common], hops: [] };
      for (const n of common) call(n);
    }
  }
  const drawn = [...shown].sort((a, b) => a - b);
  const links = bundle(shown);
  says += ` · ${t("standingLinks", { n: number(links.length), edges: number(links.reduce((sum, l) => sum + l.edges.length, 0)) })}`;
  return { nodes: drawn, shown, links, says, trail, ...(depth ? rings(s.centre, drawn, links) : { at: mapPlace, radial: false }) };
}

/** One link for all edges between two drawn nodes. */
function bundle(shown) {
  const found = new Map();
  for (const n of shown) {
    for (const id of edgesOf[n]) {
      const e = edges[id];
      if (!filtered.edge[id] || e.from === e.to || (n !== e.from && shown.has(e.from)) || !shown.has(e.to) || !shown.has(e.from)) continue;
      const a = Math.min(e.from, e.to);
      const b = Math.max(e.from, e.to);
      const key = a * nodes.length + b;
      if (!found.has(key)) found.set(key, { a, b, edges: [] });
      found.get(key).edges.push(id);
    }
  }
  return [...found.values()].map((link) => ({ ...link, ...linkStyle(link) }));
}

function linkStyle(link) {
  const kinds = new Set(link.edges.map((e) => relations[edges[e].relation].kind));
  const kind = ["stated", "mention", "structure", "derived"].find((k) => kinds.has(k));
  const evidence = link.edges.flatMap((e) => edges[e].evidence);
  const factual = evidence.some((x) => statements[x].modality === 0) || !evidence.length;
  const oneWay = link.edges.every((e) => edges[e].from === edges[link.edges[0]].from);
  return { kind, factual, oneWay, count: link.edges.filter((e) => edges[e].relation !== derivedRelation).length };
}

// ---- places

const moved = new Map(); // nodes dragged or relaxed by hand; forgotten when the page is closed

// The map is stretched to the shape of its window: a phone held upright sees it taller, not smaller.
let stretch = [1, 1];
let ringShape = [1, 1];
const mapPlace = (n) => moved.get(n) ?? [nodes[n].x * stretch[0], nodes[n].y * stretch[1]];

function stretchTo(width, height) {
  const across = spanOf((node) => node.x);
  const down = spanOf((node) => node.y);
  const factor = Math.min(1.7, Math.max(0.3, (width / height) / (across / down || 1)));
  stretch = [Math.sqrt(factor), 1 / Math.sqrt(factor)];
  const lean = Math.min(1.35, Math.max(0.7, width / height));
  ringShape = [Math.sqrt(lean), 1 / Math.sqrt(lean)];
}

const anchorNodes = nodes.filter((node) => node.anchor);
const spanOf = (of) => {
  const values = (anchorNodes.length > 1 ? anchorNodes : nodes).map(of);
  return values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity) + 300;
};

/** Rings around *centre*: each branch keeps a share of the circle in proportion to its leaves. */
function rings(centre, drawn, links) {
  const neighbours = new Map(drawn.map((n) => [n, []]));
  for (const { a, b } of links) {
    neighbours.get(a).push(b);
    neighbours.get(b).push(a);
  }
  const depth = new Map([[centre, 0]]);
  const children = new Map(drawn.map((n) => [n, []]));
  const queue = [centre];
  for (const n of queue) {
    for (const m of neighbours.get(n).sort((p, q) => nodes[p].c - nodes[q].c || p - q)) {
      if (depth.has(m)) continue;
      depth.set(m, depth.get(n) + 1);
      children.get(n).push(m);
      queue.push(m);
    }
  }
  for (const n of drawn) if (!depth.has(n)) { depth.set(n, Math.max(1, state.hops)); children.get(centre).push(n); queue.push(n); }
  const leaves = new Map();
  for (const n of [...queue].reverse()) leaves.set(n, 0.7 + Math.sqrt(children.get(n).reduce((sum, m) => sum + leaves.get(m) ** 2, 0)));
  const deepest = Math.max(...depth.values());
  const angle = new Map();
  const narrowest = Array(deepest + 1).fill(Infinity);
  const turn = (n, from, to) => {
    angle.set(n, (from + to) / 2);
    narrowest[depth.get(n)] = Math.min(narrowest[depth.get(n)], to - from);
    const whole = children.get(n).reduce((sum, m) => sum + leaves.get(m), 0);
    let start = from;
    for (const m of children.get(n)) {
      const end = start + ((to - from) * leaves.get(m)) / whole;
      turn(m, start, end);
      start = end;
    }
  };
  turn(centre, -Math.PI, Math.PI);
  const place = new Map([[centre, [0, 0]]]);
  const radius = [0];
  for (let d = 1; d <= deepest; d += 1) radius[d] = radius[d - 1] + Math.min(420, Math.max(130, 40 / narrowest[d] - radius[d - 1]));
  for (const n of drawn) {
    const r = radius[depth.get(n)];
    place.set(n, [Math.cos(angle.get(n)) * r * ringShape[0], Math.sin(angle.get(n)) * r * ringShape[1]]);
  }
  return { at: (n) => moved.get(n) ?? place.get(n) ?? [0, 0], radial: true };
}

/** Physics, only on request: pull linked nodes together and push all apart, from where they are. */
function relaxation(scene) {
  const index = new Map(scene.nodes.map((n, k) => [n, k]));
  const xy = scene.nodes.map((n) => [...scene.at(n)]);
  const fixed = scene.nodes.map((n) => Boolean(nodes[n].anchor) || n === state.centre);
  let heat = 40;
  return function step() {
    const force = xy.map(() => [0, 0]);
    for (let i = 0; i < xy.length; i += 1) {
      for (let j = i + 1; j < xy.length; j += 1) {
        const dx = (xy[i][0] - xy[j][0]) / 1.7;
        const dy = xy[i][1] - xy[j][1];
        const d2 = dx * dx + dy * dy + 30;
        if (d2 > 90000) continue;
        const push = 3600 / d2;
        force[i][0] += dx * push; force[i][1] += dy * push;
        force[j][0] -= dx * push; force[j][1] -= dy * push;
      }
    }
    for (const { a, b } of scene.links) {
      const i = index.get(a); const j = index.get(b);
      const dx = xy[j][0] - xy[i][0]; const dy = xy[j][1] - xy[i][1];
      const pull = 0.03 * Math.max(0, 1 - 90 / (Math.hypot(dx, dy) + 1));
      force[i][0] += dx * pull; force[i][1] += dy * pull;
      force[j][0] -= dx * pull; force[j][1] -= dy * pull;
    }
    for (let i = 0; i < xy.length; i += 1) {
      if (fixed[i]) continue;
      const f = Math.hypot(...force[i]) || 1;
      const go = Math.min(f, heat);
      xy[i][0] += (force[i][0] / f) * go;
      xy[i][1] += (force[i][1] / f) * go;
      moved.set(scene.nodes[i], [...xy[i]]);
    }
    heat *= 0.96;
    return heat > 0.6;
  };
}
