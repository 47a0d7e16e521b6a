// Controls and regions that a screen reader would have no name for.
() => {
  const text = (ids) => (ids ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
  const wanted = "button, input, select, canvas, [role=tabpanel], [role=listbox], nav, aside";
  return [...document.querySelectorAll(wanted)]
    .filter((e) => !(e.getAttribute("aria-label") || text(e.getAttribute("aria-labelledby")) || e.textContent.trim() || e.labels?.length))
    .map((e) => e.outerHTML.slice(0, 120));
}
