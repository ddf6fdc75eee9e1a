// An answer as a table, and as a chart, a map or a timeline where its columns give one.
const SVG = "http://www.w3.org/2000/svg";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const ROWS = 1000;
const BARS = 40;
const ROW_FILES = [["text/csv", "CSV", "csv"], ["text/tab-separated-values", "TSV", "tsv"], ["application/sparql-results+json", "JSON", "srj"], ["application/sparql-results+xml", "XML", "srx"]];
const STATEMENT_FILES = [["text/turtle", "Turtle", "ttl"], ["application/n-triples", "N-Triples", "nt"], ["application/ld+json", "JSON-LD", "jsonld"], ["application/rdf+xml", "RDF/XML", "rdf"]];

export function drawViews(section, content, settings, query) {
  const tabs = section.querySelector("[data-tabs]");
  const views = section.querySelector("[data-views]");
  tabs.replaceChildren();
  views.replaceChildren();
  section.hidden = false;
  if (typeof content === "string") {
    views.append(textView(content), downloads(settings, query, STATEMENT_FILES));
    return "Statements";
  }
  if ("boolean" in content) {
    views.append(downloads(settings, query, ROW_FILES.slice(2)));
    return content.boolean ? "Yes" : "No";
  }
  const answer = { names: content.head.vars, rows: content.results.bindings, settings };
  const made = [["Table", table(answer)], ["Chart", chart(answer)], ["Map", map(answer)], ["Timeline", timeline(answer)]];
  const shown = made.filter(([, view]) => view);
  shown.forEach(([name, view], n) => addTab(tabs, views, name, view, n));
  select(tabs, views, 0);
  views.append(downloads(settings, query, ROW_FILES));
  const count = answer.rows.length;
  return `${thousands(count)} ${count === 1 ? "row" : "rows"}`;
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function addTab(tabs, views, name, view, number) {
  const tab = make("button", { type: "button", role: "tab", id: `tab-${number}`, "aria-controls": `view-${number}` }, name);
  tab.addEventListener("click", () => select(tabs, views, number));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const count = tabs.children.length;
    const next = (number + step + count) % count;
    select(tabs, views, next);
    tabs.children[next].focus();
  });
  tabs.append(tab);
  views.append(make("div", { role: "tabpanel", id: `view-${number}`, "aria-labelledby": `tab-${number}` }, view));
}

function select(tabs, views, chosen) {
  [...tabs.children].forEach((tab, n) => {
    tab.setAttribute("aria-selected", String(n === chosen));
    tab.tabIndex = n === chosen ? 0 : -1;
  });
  views.querySelectorAll("[role=tabpanel]").forEach((panel, n) => { panel.hidden = n !== chosen; });
}

function textView(text) {
  return make("pre", { class: "code", tabindex: "0" }, text);
}

const thousands = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");
const isNumber = (term) =>
  term?.type === "literal" && /^(integer|decimal|double|float|int|long)$/.test((term.datatype ?? "").replace(XSD, ""));
const isDay = (term) => term?.type === "literal" && /^(date|dateTime)$/.test((term.datatype ?? "").replace(XSD, ""));
const column = (answer, test) => answer.names.find((name) => answer.rows.some((row) => row[name]) && answer.rows.every((row) => !row[name] || test(row[name])));
const numberColumn = (answer) => answer.names.findLast((name) => answer.rows.some((row) => row[name]) && answer.rows.every((row) => !row[name] || isNumber(row[name])));
const labelColumn = (answer) => column(answer, (term) => term.type === "literal" && !isNumber(term) && !isDay(term)) ?? column(answer, (term) => term.type === "uri");

function pageOf(iri, settings) {
  if (iri.startsWith(settings.things)) return settings.page + encodeURI(iri.slice(settings.things.length));
  if (iri.startsWith("https://w3id.org/mandategraph/ontology#")) return `${settings.ontology}#${iri.split("#")[1]}`;
  return /^https?:/.test(iri) ? iri : "";
}

function cell(term, settings) {
  const td = make("td");
  if (!term) return td;
  if (term.type === "uri") {
    const href = pageOf(term.value, settings);
    const words = term.value.startsWith(settings.things) ? term.value.slice(settings.things.length) : term.value;
    td.append(href ? make("a", { href }, words) : words);
  } else {
    if (isNumber(term)) td.className = "num";
    const span = make("span", { dir: "auto" }, term.value);
    if (term["xml:lang"]) span.lang = term["xml:lang"];
    td.append(span);
  }
  return td;
}

function table({ names, rows, settings }) {
  const numeric = (name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || isNumber(row[name]));
  const head = make("tr", {}, ...names.map((name) => make("th", { scope: "col", ...(numeric(name) ? { class: "num" } : {}) }, name)));
  const caption = make("caption", { class: "unseen" }, "Rows of the answer");
  const body = make("tbody");
  for (const row of rows.slice(0, ROWS)) body.append(make("tr", {}, ...names.map((name) => cell(row[name], settings))));
  const drawn = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" },
    make("table", { class: "data" }, caption, make("thead", {}, head), body));
  if (rows.length <= ROWS) return drawn;
  return make("div", {}, drawn, make("p", { class: "source-line" }, `The first ${ROWS} of ${rows.length} rows; downloads have all.`));
}

function chart(answer) {
  const amount = numberColumn(answer);
  const label = labelColumn(answer);
  if (!amount || !label || answer.rows.length < 2) return null;
  const most = Math.max(...answer.rows.map((row) => Number(row[amount]?.value ?? 0)));
  if (!(most > 0)) return null;
  const body = make("tbody");
  const ranked = [...answer.rows].sort((a, b) => Number(b[amount]?.value ?? 0) - Number(a[amount]?.value ?? 0));
  for (const row of ranked.slice(0, BARS)) {
    const value = Number(row[amount]?.value ?? 0);
    const bar = draw("svg", { class: "bar", width: "100%", height: 12, "aria-hidden": "true" },
      draw("rect", { width: `${Math.max((100 * value) / most, 0)}%`, height: 12 }));
    const number = make("span", { class: "bar-number" }, String(row[amount]?.value ?? ""));
    body.append(make("tr", {}, make("th", { scope: "row" }, row[label]?.value ?? ""), make("td", { class: "bar-cell" }, bar, number)));
  }
  return make("table", { class: "bars" }, make("caption", { class: "unseen" }, `${amount} by ${label}`), body);
}

function map(answer) {
  const { things } = answer.settings;
  const start = `${things}country/`;
  const place = answer.names.find((name) => answer.rows.some((row) => row[name]?.value.startsWith(start)));
  if (!place) return null;
  const amount = numberColumn(answer);
  const counts = new Map();
  for (const row of answer.rows) {
    if (!row[place]?.value.startsWith(start)) continue;
    const code = row[place].value.slice(start.length);
    counts.set(code, (counts.get(code) ?? 0) + (amount ? Number(row[amount]?.value ?? 0) : 1));
  }
  const box = make("div", { class: "figure" }, make("p", { class: "busy" }, "Drawing …"));
  fetch(answer.settings.world).then((file) => (file.ok ? file.json() : Promise.reject(file))).then(
    (world) => box.replaceChildren(drawWorld(world, counts, answer.settings), legend(counts, amount ?? "rows"), ...absent(world, counts),
      make("p", { class: "source-line" }, "Land: Natural Earth, in the Equal Earth projection: areas compare.")),
    () => box.replaceChildren(make("p", { class: "empty" }, "The map was not built.")),
  );
  return box;
}

function drawWorld(world, counts, settings) {
  const limits = grades(counts);
  const grade = (value) => 1 + limits.findIndex(([, high]) => value <= high);
  const svg = draw("svg", { class: "map", viewBox: `0 0 ${world.width} ${world.height}`, role: "group", "aria-label": "Map of the answer" },
    draw("path", { class: "sea", d: world.sphere }), draw("use", { class: "land", href: `${settings.land}#land` }));
  for (const [code, value] of counts) {
    const shape = world.countries[code];
    if (!shape) continue;
    const words = `${code}: ${value}`;
    const link = draw("a", { href: `${settings.page}country/${code}`, "aria-label": words }, draw("title", {}, words),
      draw("path", { class: `grade-${grade(value)}`, d: shape.d }));
    const [left, top, right, bottom] = shape.box;
    if (Math.max(right - left, bottom - top) < 7) link.append(draw("circle", { class: `grade-${grade(value)}`, cx: shape.x, cy: shape.y, r: 4.5 }));
    svg.append(link);
  }
  return svg;
}

// The steps of the map, as on the other pages: at most five, each with about as many different amounts.
function grades(counts) {
  const different = [...new Set(counts.values())].sort((a, b) => a - b);
  const steps = Math.min(5, different.length);
  const cuts = Array.from({ length: steps + 1 }, (_, n) => Math.floor((n * different.length) / steps));
  return cuts.slice(1).map((end, n) => [different[cuts[n]], different[end - 1]]);
}

function legend(counts, noun) {
  const entries = grades(counts).map(([low, high], n) => {
    const swatch = draw("svg", { class: "swatch", width: 22, height: 12, "aria-hidden": "true" }, draw("rect", { class: `grade-${n + 1}`, width: 22, height: 12 }));
    const range = low === high ? thousands(low) : `${thousands(low)}–${thousands(high)}`;
    return make("li", {}, swatch, n === 0 ? `${range} ${high === 1 ? noun.replace(/s$/, "") : noun}` : range);
  });
  return make("ul", { class: "legend", "aria-label": "Colours of the map" }, ...entries);
}

function absent(world, counts) {
  const codes = [...counts.keys()].filter((code) => !world.countries[code]);
  return codes.length ? [make("p", { class: "source-line" }, `Not on the map: ${codes.join(", ")}.`)] : [];
}

function timeline(answer) {
  const days = answer.names.filter((name) => answer.rows.some((row) => isDay(row[name])) && answer.rows.every((row) => !row[name] || isDay(row[name])));
  const label = labelColumn(answer);
  if (days.length === 0 || !label) return null;
  const [first, last = first] = days;
  const at = (term) => Date.parse(term.value.slice(0, 10));
  const dated = answer.rows.filter((row) => row[first] || row[last]).slice(0, 200);
  const times = dated.flatMap((row) => [row[first], row[last]].filter(Boolean).map(at)).filter((time) => !Number.isNaN(time));
  if (times.length === 0) return null;
  const from = new Date(Math.min(...times)).getUTCFullYear();
  const until = new Date(Math.max(...times)).getUTCFullYear() + 1;
  const begin = Date.UTC(from, 0, 1);
  const x = (time) => (100 * (time - begin)) / (Date.UTC(until, 0, 1) - begin);
  const step = [1, 2, 5, 10, 20, 50, 100].find((years) => (until - from) / years <= 8) ?? 200;
  const ticks = [];
  for (let year = Math.ceil(from / step) * step; year < until; year += step) ticks.push([x(Date.UTC(year, 0, 1)), year]);
  const axis = draw("svg", { class: "axis", width: "100%", height: 18, "aria-hidden": "true" },
    ...ticks.map(([place, year]) => draw("text", { x: `${place}%`, y: 13 }, String(year))));
  const rows = dated.map((row) => {
    const start = at(row[first] ?? row[last]);
    const end = at(row[last] ?? row[first]);
    const low = x(Math.min(start, end));
    const width = Math.max(x(Math.max(start, end)) - low, 0.7);
    const words = `${row[label]?.value ?? ""}, ${row[first]?.value ?? "not known"} to ${row[last]?.value ?? "not known"}`;
    const lane = draw("svg", { class: "time-lane", width: "100%", height: 20, role: "img", "aria-label": words },
      ...ticks.map(([place]) => draw("line", { class: "grid", x1: `${place}%`, x2: `${place}%`, y1: -40, y2: 60 })),
      draw("rect", { class: end < start ? "doubt" : "span", x: `${Math.min(low, 100 - width)}%`, width: `${width}%`, y: 6, height: 8 }, draw("title", {}, words)));
    return make("div", { class: "time-row" }, make("div", { class: "time-name", dir: "auto" }, row[label]?.value ?? ""), lane);
  });
  return make("div", { class: "timeline" }, make("div", { class: "time-axis" }, make("div", { class: "time-name" }), axis), ...rows);
}

function downloads(settings, query, files) {
  const said = make("span", { class: "muted", role: "status" });
  const line = make("p", { class: "downloads" }, "Download: ");
  for (const [type, name, suffix] of files) {
    const button = make("button", { type: "button" }, name);
    button.addEventListener("click", async () => { said.textContent = await download(settings, query, type, suffix); });
    line.append(button, " ");
  }
  line.append(said);
  return line;
}

// Saves the whole answer as a file; returns what went wrong, or nothing.
async function download({ endpoint, dataset }, query, type, suffix) {
  const body = new URLSearchParams([["query", query], ...dataset]);
  const answer = await fetch(endpoint, { method: "POST", body, headers: { accept: type } }).catch(() => null);
  if (!answer) return "The service cannot be reached.";
  if (!answer.ok) return (await answer.json().catch(() => ({}))).detail ?? `Problem ${answer.status}.`;
  const address = URL.createObjectURL(await answer.blob());
  const link = make("a", { href: address, download: `answer.${suffix}` });
  link.click();
  URL.revokeObjectURL(address);
  return "";
}
