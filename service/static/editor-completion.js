// What the editor completes from: the prefixes of the service, and the classes and properties of its own VoID description.
const VOID = "http://rdfs.org/ns/void#";
const STATEMENT = /^<([^>]*)> <([^>]*)> (?:<([^>]*)>|"((?:[^"\\]|\\.)*)"\S*) \.$/;
const MOST = 60;

// Reads the partitions of a VoID description in N-Triples: each term with how often it is used, the most used first.
export function readPartitions(text) {
  const said = new Map();
  for (const line of text.split("\n")) {
    const [, part, property, iri, literal] = STATEMENT.exec(line) ?? [];
    if (!property?.startsWith(VOID)) continue;
    if (!said.has(part)) said.set(part, {});
    said.get(part)[property.slice(VOID.length)] = iri ?? literal;
  }
  const parts = [...said.values()];
  const used = (term, count) => parts
    .filter((part) => part[term] && part[count])
    .map((part) => ({ iri: part[term], count: Number(part[count]) }))
    .sort((a, b) => b.count - a.count || a.iri.localeCompare(b.iri));
  return { classes: used("class", "entities"), properties: used("property", "triples") };
}

// Fetches the description when it is first needed; the browser keeps it and asks, by its entity tag, whether it holds.
export function partitions(address) {
  let asked = null;
  return () => {
    asked ??= fetch(address, { cache: "no-cache" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then(readPartitions)
      .catch(() => {
        asked = null;
        return { classes: [], properties: [] };
      });
    return asked;
  };
}

// What replaces the editor's own completers, two of which would ask other hosts.
export function completers(words, described) {
  return [prefixes(words), terms(words, described), variables()];
}

function prefixes(words) {
  return {
    name: "prefixes",
    bulk: false,
    autoShow: true,
    persistenceId: null,
    isValidCompletionPosition: (yasqe) => /^\s*prefix\s+[\w-]*$/i.test(beforeCursor(yasqe)),
    async get(_, token) {
      const start = (token.autocompletionString ?? token.string).trim().toLowerCase();
      const known = Object.entries((await words).prefixes);
      return known.map(([name, iri]) => `${name}: <${iri}>`).filter((line) => line.startsWith(start));
    },
  };
}

function terms(words, described) {
  let counts = new Map();
  return {
    name: "terms",
    bulk: false,
    autoShow: false,
    persistenceId: null,
    isValidCompletionPosition(yasqe) {
      const token = yasqe.getCompleteToken();
      return token.type !== "comment" && !token.string.startsWith('"') && !/^[?$]/.test(token.string);
    },
    preProcessToken: (yasqe, token) => ({ ...token, autocompletionString: token.string.trim() }),
    async get(yasqe, token) {
      const [{ prefixes: known }, { classes, properties }] = await Promise.all([words, described()]);
      const typed = (token.autocompletionString ?? token.string).trim().toLowerCase();
      const afterA = /(^|[\s;])(a|rdf:type)\s+\S*$/.test(beforeCursor(yasqe));
      const counted = ({ iri, count }, one, many) => [shorten(iri, known), `${number(count)} ${count === 1 ? one : many}`];
      const things = classes.map((term) => counted(term, "thing", "things"));
      const said = properties.map((term) => counted(term, "statement", "statements"));
      counts = new Map([...things, ...(afterA ? [] : said)]);
      const close = [...counts.keys()].filter((short) => short.toLowerCase().includes(typed));
      const order = afterA ? things : [...said, ...things];
      const place = new Map(order.map(([short], at) => [short, at]));
      return close.sort((a, b) => rank(a, typed) - rank(b, typed) || place.get(a) - place.get(b)).slice(0, MOST);
    },
    postprocessHints: (_, hints) => hints.map((hint) => ({
      ...hint,
      render: (item) => item.append(hint.text, note(counts.get(hint.text))),
      hint: (editor, list, chosen) => {
        editor.replaceRange(chosen.text, chosen.from ?? list.from, chosen.to ?? list.to, "complete");
        words.then(({ prefixes: known }) => declare(editor, chosen.text, known));
      },
    })),
  };
}

function variables() {
  return {
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
}

function note(words) {
  const made = document.createElement("span");
  made.className = "hint-count";
  made.textContent = words ?? "";
  return made;
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

const number = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");
// The term itself, then what begins so, with its prefix or without, then what holds it anywhere.
function rank(short, typed) {
  const plain = short.toLowerCase();
  const ways = [plain === typed, plain.startsWith(typed), plain.includes(`:${typed}`), true];
  return ways.indexOf(true);
}

function declare(yasqe, chosen, prefixes) {
  const name = /^([\w-]+):/.exec(chosen)?.[1];
  if (name && prefixes[name] && !(name in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes({ [name]: prefixes[name] });
}
