// The SPARQL editor: YASGUI's editor with prefixes and terms of this graph only, open queries in tabs, and the answer in
// several views.
import { completers, partitions } from "./editor-completion.js";
import { Desk } from "./editor-desk.js";
import { drawViews } from "./result-views.js";

const form = document.getElementById("editor");
const area = document.getElementById("query");
const result = document.getElementById("result");
const title = document.getElementById("result-title");
const run = form.querySelector("[data-run]");
const part = (name) => form.querySelector(`[data-${name}]`);
const { endpoint, vocabulary } = form.dataset;
const words = fetch(vocabulary).then((answer) => answer.json());
const described = partitions(form.dataset.void);
const address = new URLSearchParams(location.search);
// The graphs that the address of a shared query names go with every query of the page.
const dataset = ["default-graph-uri", "named-graph-uri"].flatMap((name) => address.getAll(name).map((iri) => [name, iri]));
const desk = new Desk(endpoint, form.dataset.first);
let editor = null;
let asking = null;

if (address.has("query")) desk.open(area.value, form.dataset.name);
area.value = desk.tab.text;
part("format").closest(".field").hidden = true;
if (window.Yasqe) editor = openEditor(window.Yasqe);
for (const hidden of form.querySelectorAll("[data-with-script]")) hidden.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
part("new").addEventListener("click", () => leave(() => desk.add()));
part("close").addEventListener("click", () => leave(() => desk.close()));
part("name").addEventListener("input", rename);
part("link").addEventListener("click", share);
part("forget").addEventListener("click", () => {
  desk.forget();
  desk.keep();
  showHistory();
});
addEventListener("pagehide", save);
offerExamples();
showTabs();
showHistory();
if (address.has("query") && location.pathname === new URL(endpoint, location.href).pathname) ask();

function text() {
  return editor ? editor.getValue() : area.value;
}

function write(content) {
  if (editor) editor.setValue(content);
  else area.value = content;
}

// Keeps the text of the open tab, here and in the browser.
function save() {
  desk.tab.text = text();
  if (editor) desk.tab.undo = editor.getDoc().getHistory();
  part("kept").hidden = desk.keep();
}

// Goes from one tab to another: what was written stays in the one, the other shows its last answer.
function leave(change) {
  save();
  asking?.abort();
  change();
  write(desk.tab.text);
  if (editor && desk.tab.undo) editor.getDoc().setHistory(desk.tab.undo);
  else editor?.getDoc().clearHistory();
  desk.keep();
  showTabs();
  part("link-line").hidden = true;
  if (desk.tab.answer) show(desk.tab.answer);
  else result.hidden = true;
}

function showTabs() {
  const bar = part("tabs");
  bar.replaceChildren(...desk.tabs.map((_, at) => {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", id: `query-tab-${at}`, textContent: desk.label(at), tabIndex: at === desk.chosen ? 0 : -1 });
    for (const [name, value] of [["role", "tab"], ["aria-selected", String(at === desk.chosen)], ["aria-controls", "query-box"]]) tab.setAttribute(name, value);
    tab.addEventListener("click", () => choose(at));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) choose((at + step + desk.tabs.length) % desk.tabs.length);
    });
    return tab;
  }));
  part("name").value = desk.tab.name;
  part("name").placeholder = desk.label(desk.chosen);
}

function choose(at) {
  leave(() => { desk.chosen = at; });
  part("tabs").children[at].focus();
}

function rename(event) {
  desk.tab.name = event.target.value.trim();
  part("tabs").children[desk.chosen].textContent = desk.label(desk.chosen);
  desk.keep();
}

function showHistory() {
  const entries = desk.history.map(({ text: asked, found, when }) => {
    const item = document.createElement("li");
    const open = document.createElement("button");
    const words_ = asked.replace(/^\s*(PREFIX|BASE)\b.*$/gim, "").replace(/\s+/g, " ").trim();
    Object.assign(open, { type: "button", textContent: words_.length > 120 ? `${words_.slice(0, 120)} …` : words_ });
    open.addEventListener("click", () => leave(() => desk.open(asked)));
    const note = document.createElement("span");
    note.className = "muted";
    note.textContent = ` ${found ?? ""}, ${new Date(when).toLocaleString()}`;
    item.append(open, note);
    return item;
  });
  part("history").hidden = entries.length === 0;
  part("history").querySelector("summary").textContent = `Asked before (${entries.length})`;
  part("history-list").replaceChildren(...entries);
}

// Shows the address of the query: a browser opens and asks it, a program gets the answer.
async function share() {
  const field = part("link-line").querySelector("input");
  const query = new URLSearchParams([["query", text()], ...dataset]);
  field.value = `${new URL(endpoint, location.href)}?${query}`;
  part("link-line").hidden = false;
  field.select();
  const copied = await Promise.resolve(navigator.clipboard?.writeText(field.value) ?? Promise.reject()).then(() => true, () => false);
  part("copied").textContent = copied ? "Copied." : "Copy it from here.";
}

function openEditor(Yasqe) {
  for (const name of Object.keys(Yasqe.Autocompleters)) delete Yasqe.Autocompleters[name];
  for (const completer of completers(words, described)) Yasqe.registerAutocompleter(completer, false);
  Yasqe.defaults.autocompleters = ["prefixes", "terms", "variables"];
  const box = part("box");
  const made = new Yasqe(box, {
    value: area.value,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    prefixCcApi: null,
    showQueryButton: false,
    collapsePrefixesOnLoad: false,
    resizeable: false,
    screenReaderLabel: "Query",
    autocompleters: ["prefixes", "terms", "variables"],
    requestConfig: { endpoint },
    // Tab leaves the editor, so that nobody who works with the keyboard is caught in it.
    extraKeys: {
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Space": (yasqe) => yasqe.autocomplete(),
      "Ctrl-Enter": () => form.requestSubmit(),
      "Cmd-Enter": () => form.requestSubmit(),
      "Ctrl-/": (yasqe) => yasqe.commentLines(),
      "Shift-Ctrl-F": (yasqe) => yasqe.autoformat(),
    },
  });
  area.hidden = true;
  area.disabled = true;
  box.querySelector("label").hidden = true;
  made.setSize(null, "auto");
  made.on("blur", save);
  return made;
}

async function offerExamples() {
  const { examples } = await words;
  const select = part("examples").querySelector("select");
  select.addEventListener("change", () => {
    const chosen = examples.find((example) => example.name === select.value);
    if (chosen) leave(() => desk.open(chosen.query, chosen.title));
    select.value = "";
  });
}

async function ask() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const [tab, query] = [desk.tab, text()];
  tell("Asking …");
  run.textContent = "Stop";
  run.type = "button";
  run.onclick = () => mine.abort();
  const began = performance.now();
  try {
    const accept = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5";
    const body = new URLSearchParams([["query", query], ...dataset]);
    const answer = await fetch(endpoint, { method: "POST", body, headers: { accept }, signal: mine.signal });
    const type = answer.headers.get("content-type") ?? "";
    if (!answer.ok) return refuse(await answer.text(), type, answer.status);
    const content = type.includes("json") ? await answer.json() : await answer.text();
    tab.answer = { content, query, took: Math.round(performance.now() - began), revision: answer.headers.get("mandategraph-revision") };
    desk.asked(query, show(tab.answer));
    save();
    showHistory();
  } catch (error) {
    if (desk.tab === tab) tell(error.name === "AbortError" ? "Stopped." : "The answer broke off. Ask again, or ask for less.");
  } finally {
    if (asking === mine) {
      run.textContent = "Run";
      run.type = "submit";
      run.onclick = null;
    }
  }
}

// Draws an answer and returns what it is in words.
function show({ content, query, took, revision }) {
  title.textContent = drawViews(result, content, { ...form.dataset, dataset }, query);
  const where = dataset.length ? "the graphs that the address names" : "this graph";
  result.querySelector("[data-source]").textContent = `Source: this query, asked of ${where}${revision ? `, revision ${revision}` : ""}; ${took} ms.`;
  return title.textContent;
}

function tell(words_) {
  result.hidden = false;
  title.textContent = words_;
  result.querySelector("[data-views]").replaceChildren();
  result.querySelector("[data-tabs]").replaceChildren();
  result.querySelector("[data-source]").textContent = "";
}

function refuse(body, type, status) {
  let said = { title: `Problem ${status}`, detail: "" };
  if (type.includes("json")) said = { ...said, ...JSON.parse(body) };
  tell(said.title);
  const box = document.createElement("div");
  box.className = "problem";
  box.setAttribute("role", "alert");
  const detail = document.createElement("p");
  detail.textContent = said.line ? `Line ${said.line}, column ${said.column}: ${said.detail}` : said.detail;
  box.append(detail);
  result.querySelector("[data-views]").append(box);
  if (said.line && editor) {
    editor.getDoc().setCursor({ line: said.line - 1, ch: Math.max((said.column ?? 1) - 1, 0) });
    editor.focus();
  }
}
