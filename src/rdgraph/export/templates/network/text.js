// ── Text: the page's words in two languages, and elements that hold text (never markup) ──────────────────────

const words = JSON.parse(document.getElementById("strings").textContent);
const byId = (id) => document.getElementById(id);
let lang = "zh";

/** The page's own words for *key*; {name} is replaced by values.name. */
function t(key, values = {}) {
  const text = words[key]?.[lang] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The name of a class, relation, family …, in the page's language. */
const named = (thing) => thing.name[lang];

const number = (n) => n.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB");

/** An element: h("p", {class: "x", onclick: f}, "text", child). Strings become text nodes, so they are never markup. */
function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "vars") for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "indeterminate") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
  return element;
}

/** Put the page's words into the static elements: data-t is text, data-t-label a label, data-t-placeholder a hint. */
function translatePage() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = t(e.dataset.t);
  for (const e of document.querySelectorAll("[data-t-placeholder]")) e.placeholder = t(e.dataset.tPlaceholder);
  for (const e of document.querySelectorAll("[data-t-label]")) {
    e.setAttribute("aria-label", t(e.dataset.tLabel));
    if (e.tagName === "BUTTON") e.title = t(e.dataset.tLabel);
  }
  const button = byId("language");
  button.textContent = lang === "zh" ? "English" : "中文";
  button.lang = lang === "zh" ? "en" : "zh-CN";
}

/** Say *text* to those who listen to the page. */
function announce(text) {
  byId("live").textContent = text;
}

let toastTimer = 0;
function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.classList.remove("on"), 2200);
  announce(text);
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "unseen", value: text, "aria-hidden": "true" });
    const host = document.querySelector("dialog[open]") ?? document.body;
    host.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(t("copied", { what }));
}

function download(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  toast(t("saved", { name }));
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = () => matchMedia("(max-width: 820px)").matches;
