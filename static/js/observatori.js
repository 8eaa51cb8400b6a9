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
  if (verb !== "get" || event.detail.elt.matches?.("[role=combobox]")) return; // nothing suggested, nothing lost
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
function freeButtons() {
  for (const button of document.querySelectorAll("button[data-sent]")) button.disabled = false;
}
window.addEventListener("pageshow", freeButtons);

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A link to what is folded opens it; browsers open what is around its target, not the target itself.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  let fold = target?.closest("details:not([open])");
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();

// Where the browser can copy, buttons that copy show up.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

// A button that changes the rows of a form sends all of it: until the answer is there nothing can be typed that it
// would not have. Then the focus goes where the work goes on; where the request fails, the whole page is asked for.
const editor = () => document.getElementById("edita");
let held = "";
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (!elt.matches?.("[data-rows]")) return;
  held = document.activeElement.id;
  folds = moved(elt, foldsOf(elt).map((fold) => fold.open));
  editor().inert = true;
});
// Rows that were open stay so, wherever the button takes them.
let folds = [];
const rowOf = ({ value }) => value.match(/^(.+)-(\d+)$/)?.slice(1) ?? [value];
const foldsOf = (button) => [...document.querySelectorAll(`#files-${rowOf(button)[0]} > details.form-row`)];
function moved(button, rows) {
  const at = Number(rowOf(button)[1]);
  const [from] = { _remove: 1, _up: 1, _down: 1 }[button.name] ? rows.splice(at, 1) : [];
  if (button.name === "_up") rows.splice(at - 1, 0, from);
  if (button.name === "_down") rows.splice(at + 1, 0, from);
  return rows;
}
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-fold]");
  if (!button) return;
  const rows = button.closest(".rows, .section").querySelectorAll(":scope > details:is(.form-row, .fold)");
  for (const row of rows) row.open = button.dataset.fold === "open";
});
function showFolds() {
  for (const buttons of document.querySelectorAll("[data-folds]")) buttons.hidden = false;
}
showFolds();
function placeAfter(button) {
  const { name } = button;
  const [list, at] = rowOf(button);
  const rows = [...document.querySelectorAll(`#files-${list} > .form-row`)];
  const moved = { _up: rows[+at - 1], _down: rows[+at + 1] }[name];
  if (moved) return moved.querySelector(`[name=${name}]`) ?? moved.querySelector("[name=_up], [name=_down]");
  if (name === "_fill" || name === "_clear") return document.querySelector(`#contingut-${button.value} :checked`);
  if (name === "_add") return rows.at(-1)?.querySelector("input:not([type=hidden]), select, textarea");
  if (name === "_remove") return rows[at] ?? rows.at(-1) ?? document.querySelector(`[name=_add][value=${list}]`);
  return document.getElementById(name === "_bring" && held ? held : "files-parts");
}
document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  const button = requestConfig?.elt;
  filterLists();
  showFolds();
  if (!button?.matches?.("[data-rows]")) return;
  for (const [index, fold] of foldsOf(button).entries()) fold.open ||= folds[index];
  const place = placeAfter(button);
  const fold = place?.closest("details.form-row");
  if (fold && fold !== place) fold.open = true;
  place?.focus();
  if (live()) live().textContent = button.dataset.said ?? "";
});
// The part that is chosen brings the text it has, to be written over.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-brings]")) return;
  const row = target.closest(".form-row");
  if (row.querySelector("[name$=-target]").value) row.querySelector("[name=_bring]").click();
});
function wholeForm(event) {
  const button = event.detail.elt;
  if (!button.matches?.("[data-rows]")) return;
  editor().inert = false;
  button.removeAttribute("data-hx-post");
  button.form.requestSubmit(button);
}
document.addEventListener("htmx:responseError", wholeForm);
document.addEventListener("htmx:sendError", wholeForm);

// Organisations are suggested while a name is typed: the arrows choose, Enter takes, Escape closes. What was suggested
// for other letters than those in the box is busy, and cannot be taken.
const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const boxOf = (list) => document.querySelector(`[aria-controls="${list.id}"]`);
const optionsOf = (box) => [...listOf(box).querySelectorAll("[data-code]")];
const isBusy = (list) => list.ariaBusy === "true";
function choose(box, chosen) {
  for (const [index, option] of optionsOf(box).entries()) {
    option.id = `${listOf(box).id}-${index}`;
    option.setAttribute("aria-selected", option === chosen);
  }
  box.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}
function take(box, option) {
  const { elements } = box.form;
  box.value = elements[`${box.name}_named`].value = option.dataset.name;
  elements[`${box.name}_code`].value = option.dataset.code;
  close(box);
}
function close(box) {
  box.setAttribute("aria-expanded", "false");
  choose(box, null);
  box.toggleAttribute("data-closed", true);
}
document.addEventListener("input", ({ target: box }) => {
  if (!box.matches("[role=combobox]")) return;
  box.toggleAttribute("data-closed", false);
  listOf(box).ariaBusy = "true";
  choose(box, null);
});
document.addEventListener("htmx:afterSwap", ({ detail: { target, xhr } }) => {
  if (!target.matches(".suggestions")) return;
  const box = boxOf(target);
  choose(box, null);
  if (new URL(xhr.responseURL).searchParams.get(box.name) !== box.value) return;
  target.ariaBusy = "false";
  box.setAttribute("aria-expanded", target.childElementCount > 0 && !box.matches("[data-closed]"));
});
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (!box.matches?.("[role=combobox][aria-expanded=true]")) return;
  const options = isBusy(listOf(box)) ? [] : optionsOf(box);
  const at = options.findIndex((option) => option.ariaSelected === "true");
  const step = { ArrowDown: 1, ArrowUp: at < 0 ? 0 : -1 }[event.key];
  if (step !== undefined) choose(box, options.at((at + step) % options.length));
  else if (event.key === "Enter" && options[at]) take(box, options[at]);
  else if (event.key === "Escape") close(box);
  else return;
  event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".suggestions [data-code]");
  if (!option) return;
  event.preventDefault();
  if (!isBusy(option.parentElement)) take(boxOf(option.parentElement), option);
});
document.addEventListener("focusout", ({ target }) => {
  if (target.matches("[role=combobox]")) close(target);
});

// A long list of options can be searched.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
function filterLists() {
  for (const list of document.querySelectorAll("[data-filter]")) {
    const words = list.dataset.filter;
    const box = Object.assign(document.createElement("input"), { type: "search", ariaLabel: words, placeholder: words });
    delete list.dataset.filter;
    list.before(box);
    box.addEventListener("input", () => {
      for (const item of list.children) item.hidden = !plain(item.textContent).includes(plain(box.value));
    });
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }
}
filterLists();

// What a link asks on a page of its own is asked over this one, where the browser can.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("a[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  dialog.showModal();
});
