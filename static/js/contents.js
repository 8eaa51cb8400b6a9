// The contents of a long page say where one is reading: the last of its sections to pass the upper third.

const links = [...document.querySelectorAll(".contents.column a[href^='#'], .guide-contents a[href^='#']")];
const sections = links.map((link) => document.getElementById(link.hash.slice(1)));
const passed = new Set();

function mark() {
  const here = sections.findLastIndex((section) => passed.has(section));
  for (const [index, link] of links.entries()) {
    if (index === here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// All that lies above the line counts, however far, so that a jump past several sections is not missed.
const watcher = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) passed[isIntersecting ? "add" : "delete"](target);
    mark();
  },
  { rootMargin: "1000000px 0px -66% 0px" },
);
for (const section of sections) if (section) watcher.observe(section);
