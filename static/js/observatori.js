// Small courtesies; every page works without them.

const live = () => document.getElementById("anuncis");

// A partial page has no title to read out: say the sentence it marks.
document.addEventListener("htmx:afterSwap", () => {
  const said = document.querySelector("[data-announce]");
  if (said && live()) live().textContent = said.textContent.trim();
});

// After a refused form the summary of errors takes the focus.
function focusErrors() {
  document.getElementById("resum-errors")?.focus();
}
document.addEventListener("htmx:afterSettle", focusErrors);
focusErrors();

// When a partial request fails, go to the address as a whole page: the reader sees what the server says.
function wholePage(event) {
  const { verb, path, parameters } = event.detail.requestConfig;
  if (verb !== "get") return;
  const query = new URLSearchParams(event.detail.requestConfig.formData ?? parameters);
  location.assign(query.size ? `${path.split("?")[0]}?${query}` : path);
}
document.addEventListener("htmx:responseError", wholePage);
document.addEventListener("htmx:sendError", wholePage);

// Empty filters stay out of the address.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("form[method=get]")) return;
  const filled = [...event.formData].filter(([, value]) => value !== "");
  for (const name of [...event.formData.keys()]) event.formData.delete(name);
  for (const [name, value] of filled) event.formData.append(name, value);
});

// A second click does not send a form twice; coming back with the browser’s button frees it again.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.target.matches("[hx-post], [data-hx-post]")) return;
  const button = event.submitter;
  if (button) setTimeout(() => Object.assign(button, { disabled: true }).toggleAttribute("data-sent", true));
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-sent]")) button.disabled = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
