// Elements that reach past the right edge of the window.
() => [...document.querySelectorAll("header *, #panel-body *")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => e.outerHTML.slice(0, 90))
