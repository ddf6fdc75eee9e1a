// What makes pages better where scripts run: evidence lights up in the source, facets are open where there is room.
const wide = matchMedia("(min-width: 60rem)");
for (const details of document.querySelectorAll("[data-open-wide]")) {
  const fit = () => { details.open = wide.matches; };
  fit();
  wide.addEventListener("change", fit);
}

const marksOf = (passage) => document.querySelectorAll(`mark[data-passage="${CSS.escape(passage)}"]`);
for (const link of document.querySelectorAll("[data-passage-link]")) {
  const passage = link.dataset.passageLink;
  const block = link.closest("dd") ?? link;
  const light = (on) => { for (const mark of marksOf(passage)) mark.classList.toggle("lit", on); };
  block.addEventListener("pointerenter", () => light(true));
  block.addEventListener("pointerleave", () => light(false));
  link.addEventListener("focus", () => light(true));
  link.addEventListener("blur", () => light(false));
}

// A passage whose part of a long text is not shown is in another part.
const place = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
if (place) {
  const show = () => document.getElementById(`char=${place[1]},${place[2]}`);
  const part = [...document.querySelectorAll("nav.turn a[href*='from=']")]
    .filter((link) => Number(new URL(link.href).searchParams.get("from")) <= Number(place[1]))
    .pop();
  if (show()) show().scrollIntoView({ block: "center" });
  else if (part && part.getAttribute("aria-current") !== "page") location.replace(part.href + location.hash);
}
