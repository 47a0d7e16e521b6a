// Try what the policy forbids.
async () => {
  const said = [];
  document.addEventListener("securitypolicyviolation", (e) => said.push(e.effectiveDirective));
  let thrown = "";
  try {
    document.createElement("div").innerHTML = "<b>";
  } catch (e) {
    thrown = e.name;
  }
  const style = document.createElement("style");
  style.textContent = "body{display:none}";
  document.head.append(style);
  const fetched = await fetch("https://example.org/").then(() => "let through", () => "blocked");
  await new Promise((r) => setTimeout(r, 100));
  return { said, thrown, fetched, shown: getComputedStyle(document.body).display };
}
