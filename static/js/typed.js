// What is typed and not saved: leaving asks first, and this tab keeps it until it is saved or somebody logs out.
// A form shows it with data-typed, also when it comes so from the server.

const SECRET = /password|token|secret|credential/i;
const MOST = 1_000_000; // characters of one form, as the server takes them
const PAUSE = 400; // ms without typing

const typedForms = () => document.querySelectorAll("form[data-guard][data-typed]");
const placeOf = (form) => `typed:${new URL(form.getAttribute("action") ?? "", location.href).pathname}`;
const personOf = (form) => form.querySelector("[name=person]")?.value;

function textOf(form) {
  const fields = [...new FormData(form)];
  return new URLSearchParams(fields.filter(([name, value]) => typeof value === "string" && !SECRET.test(name))).toString();
}
// Where the browser lets pages keep nothing, or no more, it goes without.
function remember(place, kept) {
  try {
    sessionStorage.setItem(place, JSON.stringify(kept));
  } catch {
    forget(place);
  }
}
function remembered(place) {
  try {
    return JSON.parse(sessionStorage.getItem(place));
  } catch {
    return null;
  }
}
function forget(place) {
  try {
    sessionStorage.removeItem(place);
  } catch {
    // nothing was kept
  }
}
function forgetAll() {
  try {
    for (const place of Object.keys(sessionStorage)) if (place.startsWith("typed:")) forget(place);
  } catch {
    // nothing was kept
  }
}

function keep(form) {
  const text = textOf(form);
  if (personOf(form) && text.length <= MOST) remember(placeOf(form), { at: Date.now(), person: personOf(form), text });
}
function keepAll() {
  for (const form of typedForms()) keep(form);
}

let pause;
document.addEventListener("input", ({ target: { form } }) => {
  if (!form?.matches("[data-guard]")) return;
  form.toggleAttribute("data-typed", true);
  clearTimeout(pause);
  pause = setTimeout(keepAll, PAUSE);
});
document.addEventListener("htmx:afterSettle", keepAll); // a row more is something typed too
window.addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", keepAll);

document.addEventListener("submit", ({ target: form }) => {
  if (form.matches("[data-forgets]")) forgetAll();
  if (form.matches("[data-typed]")) keep(form);
  form.removeAttribute("data-typed"); // sending one form does not save another
});
window.addEventListener("beforeunload", (event) => {
  if (!typedForms().length) return;
  event.preventDefault();
  setTimeout(freeButtons, 500); // whoever stays can press again
});

// The server says what is saved; what is not is offered where it was typed, to the same person.
function offer(notice) {
  const place = `typed:${notice.dataset.kept}`;
  const kept = remembered(place);
  if (!kept) return;
  if (kept.person !== notice.dataset.person) return forget(place);
  const at = new Date(kept.at);
  const { lang } = document.documentElement;
  const isToday = at.toDateString() === new Date().toDateString();
  notice.querySelector("[data-today]").hidden = !isToday;
  notice.querySelector("[data-earlier]").hidden = isToday;
  notice.querySelector("[data-today] span").textContent = at.toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit" });
  notice.querySelector("[data-earlier] span").textContent = at.toLocaleDateString(lang);
  notice.querySelector("[name=text]").value = kept.text;
  notice.hidden = false;
}
document.addEventListener("click", ({ target }) => {
  const notice = target.closest?.("[data-discard]")?.closest("[data-kept]");
  if (!notice) return;
  forget(`typed:${notice.dataset.kept}`);
  notice.hidden = true;
});
for (const said of document.querySelectorAll("[data-saved]")) forget(`typed:${said.dataset.saved}`);
const shown = new Set([...typedForms()].map(placeOf));
for (const notice of document.querySelectorAll("[data-kept]")) if (!shown.has(`typed:${notice.dataset.kept}`)) offer(notice);
keepAll();

// A comment that could not be sent stays in its box.
function failed({ detail: { elt } }) {
  if (!elt.matches?.("[data-thread]")) return;
  elt.toggleAttribute("data-typed", elt.matches("[data-guard]"));
  document.querySelector(`#${elt.dataset.thread} [data-failed]`)?.toggleAttribute("hidden", false);
}
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);

// A form shown once more to be sent takes the token of this moment: who has logged in meanwhile has another one.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-fresh]")) return;
  event.preventDefault();
  const answer = await fetch(form.dataset.fresh).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]");
  if (token) form.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
  HTMLFormElement.prototype.submit.call(form);
});
