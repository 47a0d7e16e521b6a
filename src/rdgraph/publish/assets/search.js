// Search by name: the list of names is one file, so that it works on any web server and without one's help.
"use strict";
(function () {
  var asked = (new URLSearchParams(location.search).get("q") || "").trim();
  var field = document.getElementById("q"), list = document.getElementById("results"), note = document.getElementById("note");
  field.value = asked;
  function plain(text) { return text.normalize("NFKC").toLowerCase().replace(/[\s“”‘’「」《》"'·]/g, ""); }
  function rank(name, wanted) {
    if (name === wanted) return 0;
    if (name.startsWith(wanted)) return 1;
    return name.indexOf(wanted) >= 0 ? 2 : -1;
  }
  if (!asked) return;
  fetch("search.json").then(function (answer) { return answer.json(); }).then(function (entries) {
    var wanted = plain(asked), found = [];
    entries.forEach(function (entry) {
      var best = -1;
      entry.names.forEach(function (name) {
        var place = rank(plain(name), wanted);
        if (place >= 0 && (best < 0 || place < best)) best = place;
      });
      if (best >= 0) found.push([best, entry]);
    });
    found.sort(function (a, b) { return a[0] - b[0] || a[1].names[0].localeCompare(b[1].names[0], "zh"); });
    note.textContent = found.length ? "找到 " + found.length + " 条 (" + found.length + " found)" : "没有找到 (nothing found)";
    found.slice(0, 200).forEach(function (pair) {
      var item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("small");
      link.href = pair[1].href;
      link.textContent = pair[1].names[0];
      kind.textContent = " " + pair[1].kind + (pair[1].names.length > 1 ? " · " + pair[1].names.slice(1, 4).join("、") : "");
      item.append(link, kind);
      list.append(item);
    });
  }).catch(function () { note.textContent = "无法读取 search.json (cannot be read)"; });
})();
