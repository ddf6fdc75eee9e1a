// The SPARQL editor: YASGUI's editor with prefixes and terms of this graph only, and the answer in several views.
import { drawViews } from "./result-views.js";

const form = document.getElementById("editor");
const area = document.getElementById("query");
const result = document.getElementById("result");
const title = document.getElementById("result-title");
const run = form.querySelector("[data-run]");
const { endpoint, vocabulary } = form.dataset;
const words = fetch(vocabulary).then((answer) => answer.json());
let editor = null;
let asking = null;

form.querySelector("[data-format]").closest(".field").hidden = true;
if (window.Yasqe) editor = openEditor(window.Yasqe);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
offerExamples();

const text = () => (editor ? editor.getValue() : area.value);

function openEditor(Yasqe) {
  for (const name of Object.keys(Yasqe.Autocompleters)) delete Yasqe.Autocompleters[name];
  for (const completer of completers(Yasqe)) Yasqe.registerAutocompleter(completer, false);
  Yasqe.defaults.autocompleters = ["prefixes", "terms", "variables"];
  const box = form.querySelector("[data-box]");
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
  return made;
}

// What replaces the editor's own completers, two of which would ask other hosts.
function completers(Yasqe) {
  const notInIri = (token) => token.type !== "comment" && !token.string.startsWith('"');
  const prefixes = {
    name: "prefixes",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition(yasqe) {
      const cursor = yasqe.getDoc().getCursor();
      const line = yasqe.getDoc().getLine(cursor.line).slice(0, cursor.ch);
      return /^\s*prefix\s+[\w-]*$/i.test(line);
    },
    async get(_, token) {
      const start = (token.autocompletionString ?? token.string).trim().toLowerCase();
      const known = Object.entries((await words).prefixes);
      return known.map(([name, iri]) => `${name}: <${iri}>`).filter((line) => line.startsWith(start));
    },
  };
  const terms = {
    name: "terms",
    bulk: false,
    autoShow: false,
    persistenceId: null,
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getCompleteToken();
      return notInIri(token) && !/^[?$]/.test(token.string);
    },
    preProcessToken: (yasqe, token) => ({ ...token, autocompletionString: token.string.trim() }),
    async get(yasqe, token) {
      const { prefixes: known, classes, properties } = await words;
      const typed = (token.autocompletionString ?? token.string).trim().toLowerCase();
      const afterA = /(^|[\s;])(a|rdf:type)\s+\S*$/.test(beforeCursor(yasqe));
      const found = (afterA ? classes : [...properties, ...classes]).map((term) => shorten(term.iri, known));
      const close = found.filter((short) => short.toLowerCase().includes(typed));
      return [...new Set(close)].sort((a, b) => rank(a, typed) - rank(b, typed) || a.localeCompare(b)).slice(0, 60);
    },
    postProcessSuggestion(yasqe, _, suggestion) {
      words.then(({ prefixes: known }) => declare(yasqe, suggestion, known));
      return suggestion;
    },
  };
  const variables = {
    name: "variables",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition: (yasqe) => /^[?$]\w+$/.test(yasqe.getCompleteToken().string),
    get(yasqe, token) {
      const all = new Set(yasqe.getValue().match(/[?$]\w+/g) ?? []);
      all.delete(token.string);
      return [...all].filter((name) => name.startsWith(token.string)).sort();
    },
  };
  return [prefixes, terms, variables];
}

function beforeCursor(yasqe) {
  const cursor = yasqe.getDoc().getCursor();
  return yasqe.getDoc().getLine(cursor.line).slice(0, cursor.ch);
}

function shorten(iri, prefixes) {
  for (const [name, start] of Object.entries(prefixes)) {
    const local = iri.slice(start.length);
    if (iri.startsWith(start) && /^[A-Za-z][\w-]*$/.test(local)) return `${name}:${local}`;
  }
  return `<${iri}>`;
}

const rank = (short, typed) => (short.toLowerCase().startsWith(typed) ? 0 : short.toLowerCase().includes(`:${typed}`) ? 1 : 2);

function declare(yasqe, suggestion, prefixes) {
  const name = /^([\w-]+):/.exec(suggestion)?.[1];
  if (name && prefixes[name] && !(name in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes({ [name]: prefixes[name] });
}

async function offerExamples() {
  const { examples } = await words;
  const field = form.querySelector("[data-examples]");
  const select = field.querySelector("select");
  field.hidden = false;
  select.addEventListener("change", () => {
    const chosen = examples.find((example) => example.name === select.value);
    if (!chosen) return;
    if (editor) editor.setValue(chosen.query);
    else area.value = chosen.query;
  });
}

async function ask() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  tell("Asking …");
  run.textContent = "Stop";
  run.type = "button";
  run.onclick = () => mine.abort();
  const began = performance.now();
  try {
    const accept = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5";
    const body = new URLSearchParams({ query: text() });
    const answer = await fetch(endpoint, { method: "POST", body, headers: { accept }, signal: mine.signal });
    const type = answer.headers.get("content-type") ?? "";
    if (!answer.ok) return refuse(await answer.text(), type, answer.status);
    const content = type.includes("json") ? await answer.json() : await answer.text();
    const took = `${Math.round(performance.now() - began)} ms`;
    title.textContent = drawViews(result, content, form.dataset, text());
    result.querySelector("[data-source]").textContent = `Asked of this graph, answered in ${took}.`;
  } catch (error) {
    tell(error.name === "AbortError" ? "Stopped." : "The answer broke off. Ask again, or ask for less.");
  } finally {
    if (asking === mine) {
      run.textContent = "Run";
      run.type = "submit";
      run.onclick = null;
    }
  }
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
