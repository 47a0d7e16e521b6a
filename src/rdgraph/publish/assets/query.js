// The query editor: saved questions, their parameters, the answer as a table and as a small network.
"use strict";
(function () {
  var root = document.getElementById("editor"), endpoint = root.dataset.endpoint, base = root.dataset.base;
  var questions = JSON.parse(document.getElementById("questions").textContent);
  var columns = JSON.parse(document.getElementById("columns").textContent);
  var chooser = document.getElementById("question"), parameters = document.getElementById("parameters");
  var message = document.getElementById("message"), table = document.getElementById("table"), drawing = document.getElementById("network");
  var editor = CodeMirror.fromTextArea(document.getElementById("query"), {
    mode: "application/sparql-query", lineNumbers: true, matchBrackets: true, viewportMargin: Infinity
  });
  editor.setOption("extraKeys", { "Ctrl-Enter": run, "Cmd-Enter": run });

  function literal(parameter, text) {
    if (!text.trim()) return "UNDEF";
    if (parameter.type === "integer") return /^-?[0-9]+$/.test(text) ? text : "UNDEF";
    var escaped = text.replace(/[\\"\n\r\t\b\f]/g, function (c) {
      return { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" }[c];
    });
    return '"' + escaped + '"' + (parameter.type === "label" ? "@zh" : "");
  }
  function choose() {
    var question = questions.find(function (q) { return q.name === chooser.value; });
    parameters.replaceChildren();
    if (!question) return;
    editor.setValue(question.sparql);
    question.parameters.forEach(function (parameter) {
      var label = document.createElement("label"), field = document.createElement("input");
      field.value = parameter.default || "";
      field.placeholder = "任意 any";
      field.addEventListener("change", function () {
        var block = new RegExp("VALUES \\?" + parameter.name + " \\{ (?:\"(?:[^\"\\\\]|\\\\.)*\"(?:@zh)?|UNDEF|-?[0-9]+) \\}");
        editor.setValue(editor.getValue().replace(block, function () {
          return "VALUES ?" + parameter.name + " { " + literal(parameter, field.value) + " }";
        }));
      });
      label.append(parameter.zh + " ", field);
      parameters.append(label);
    });
  }
  function pageOf(iri) {
    var local = iri.split("#")[0];
    return local.startsWith(base) ? "id/" + local.slice(base.length).split("/").map(function (segment) {
      return encodeURI(segment).replace(/[?#]/g, encodeURIComponent);
    }).join("/") : null;
  }
  function cell(term) {
    var td = document.createElement("td");
    if (!term) return td;
    var page = term.type === "uri" ? pageOf(term.value) : null;
    if (!page) { td.textContent = term.value; return td; }
    var link = document.createElement("a");
    link.href = page;
    link.textContent = decodeURI(term.value.slice(base.length));
    td.append(link);
    return td;
  }
  function show(answer) {
    table.replaceChildren();
    drawing.replaceChildren();
    if (typeof answer.boolean === "boolean") { message.textContent = answer.boolean ? "是 (true)" : "否 (false)"; return; }
    var names = answer.head.vars, rows = answer.results.bindings;
    var head = document.createElement("tr"), grid = document.createElement("table"), wrap = document.createElement("div");
    names.forEach(function (name) {
      var th = document.createElement("th");
      th.textContent = (columns[name] || [name])[0];
      head.append(th);
    });
    grid.append(head);
    rows.forEach(function (row) {
      var tr = document.createElement("tr");
      names.forEach(function (name) { tr.append(cell(row[name])); });
      grid.append(tr);
    });
    wrap.className = "scroll";
    wrap.append(grid);
    table.append(wrap);
    message.textContent = rows.length + " 行 (rows)";
    draw(names, rows);
  }
  // Values of one row that name things (IRIs, names in Chinese) are joined in a star around the first of them.
  function draw(names, rows) {
    var nodes = new Map(), edges = new Map(), limit = 120;
    function node(term) {
      if (!nodes.has(term.value) && nodes.size >= limit) return null;
      if (!nodes.has(term.value)) nodes.set(term.value, { term: term, x: 0, y: 0, dx: 0, dy: 0, degree: 0 });
      return nodes.get(term.value);
    }
    rows.forEach(function (row) {
      var things = names.map(function (n) { return row[n]; }).filter(function (t) {
        return t && t.value.length <= 40 && (t.type === "uri" ? pageOf(t.value) : t["xml:lang"] === "zh");
      });
      var centre = things.length ? node(things[0]) : null;
      things.slice(1).forEach(function (thing) {
        var other = centre && node(thing), key = centre && other && things[0].value + "\u0000" + thing.value;
        if (!other || other === centre || edges.has(key)) return;
        edges.set(key, [centre, other]);
        centre.degree += 1;
        other.degree += 1;
      });
    });
    if (!edges.size) return;
    var all = Array.from(nodes.values()).filter(function (n) { return n.degree; }), W = 900, H = 520;
    all.forEach(function (n, i) {
      n.x = W / 2 + Math.cos(i * 2.39996) * 12 * Math.sqrt(i + 1);
      n.y = H / 2 + Math.sin(i * 2.39996) * 12 * Math.sqrt(i + 1);
    });
    var k = 0.75 * Math.sqrt(W * H / all.length);
    for (var step = 0; step < 200; step++) {
      var heat = 24 * (1 - step / 200);
      all.forEach(function (n) { n.dx = (W / 2 - n.x) * 0.02; n.dy = (H / 2 - n.y) * 0.02; });
      for (var i = 0; i < all.length; i++) for (var j = 0; j < i; j++) {
        var a = all[i], b = all[j], x = a.x - b.x, y = a.y - b.y, d2 = Math.max(x * x + y * y, 1), push = k * k / d2;
        a.dx += x * push; a.dy += y * push; b.dx -= x * push; b.dy -= y * push;
      }
      edges.forEach(function (edge) {
        var a = edge[0], b = edge[1], x = a.x - b.x, y = a.y - b.y, pull = Math.sqrt(x * x + y * y) / k;
        a.dx -= x * pull; a.dy -= y * pull; b.dx += x * pull; b.dy += y * pull;
      });
      all.forEach(function (n) {
        var length = Math.max(Math.sqrt(n.dx * n.dx + n.dy * n.dy), 0.01);
        n.x = Math.min(W - 50, Math.max(50, n.x + n.dx / length * Math.min(length, heat)));
        n.y = Math.min(H - 20, Math.max(20, n.y + n.dy / length * Math.min(length, heat)));
      });
    }
    var svg = element("svg", { "class": "network", viewBox: "0 0 " + W + " " + H, role: "img", "aria-label": "network of the answer" });
    edges.forEach(function (edge) {
      svg.append(element("line", { x1: edge[0].x, y1: edge[0].y, x2: edge[1].x, y2: edge[1].y, stroke: "#b8c0cc" }));
    });
    all.forEach(function (n) {
      var page = n.term.type === "uri" ? pageOf(n.term.value) : null, label = element("text", { x: n.x, y: n.y - 9 });
      var dot = element("circle", { cx: n.x, cy: n.y, r: 5 + Math.min(n.degree, 8), fill: n.degree > 1 ? "#a8201a" : "#1d4e89" });
      label.textContent = page ? decodeURI(n.term.value).split("/").pop() : n.term.value;
      if (page) { var link = element("a", { href: page }); link.append(dot, label); svg.append(link); } else svg.append(dot, label);
    });
    drawing.append(svg);
  }
  function element(name, attributes) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }
  function run() {
    message.textContent = "…";
    message.style.color = "";
    fetch(endpoint, {
      method: "POST", body: new URLSearchParams({ query: editor.getValue() }),
      headers: { Accept: "application/sparql-results+json, text/turtle;q=0.5" }
    }).then(function (answer) {
      return answer.text().then(function (body) {
        if (!answer.ok) throw new Error(body);
        if ((answer.headers.get("Content-Type") || "").indexOf("json") >= 0) { show(JSON.parse(body)); return; }
        table.replaceChildren();
        drawing.replaceChildren();
        var pre = document.createElement("pre");
        pre.textContent = body;
        table.append(pre);
        message.textContent = "";
      });
    }).catch(function (error) { message.textContent = error.message; message.style.color = "#a8201a"; });
  }
  chooser.addEventListener("change", choose);
  document.getElementById("run").addEventListener("click", run);
  var wanted = new URLSearchParams(location.search);
  if (wanted.get("name")) { chooser.value = wanted.get("name"); choose(); }
  if (wanted.get("query")) editor.setValue(wanted.get("query"));
})();
