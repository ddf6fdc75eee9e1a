// The queries that a person has open, and those asked before: kept in this browser, for this service, and nowhere else.
const HISTORY = 50;
const LONGEST = 100_000;

export class Desk {
  // `first` is the text that a new desk opens with.
  constructor(place, first) {
    this.place = `mandategraph ${place}`;
    this.first = first;
    const kept = this.read();
    this.tabs = kept.tabs.length ? kept.tabs : [this.made(first, "")];
    this.history = kept.history;
    this.chosen = Math.min(kept.chosen, this.tabs.length - 1);
  }

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.place) ?? "{}");
      const texts = (list) => (Array.isArray(list) ? list.filter((each) => typeof each?.text === "string") : []);
      const chosen = Number.isInteger(kept.chosen) && kept.chosen >= 0 ? kept.chosen : 0;
      return { tabs: texts(kept.tabs).map((tab) => this.made(tab.text, String(tab.name ?? ""))), history: texts(kept.history), chosen };
    } catch {
      return { tabs: [], history: [], chosen: 0 };
    }
  }

  // Keeps everything; false where the browser keeps nothing or has no room.
  keep() {
    const tabs = this.tabs.map(({ text, name }) => ({ text, name }));
    try {
      localStorage.setItem(this.place, JSON.stringify({ tabs, chosen: this.chosen, history: this.history }));
      return true;
    } catch {
      return false;
    }
  }

  made(text, name) {
    return { text, name, answer: null, undo: null };
  }

  get tab() {
    return this.tabs[this.chosen];
  }

  label(at) {
    return this.tabs[at].name || `Query ${at + 1}`;
  }

  // Opens a text beside the others; one that is open already is chosen instead.
  open(text, name = "") {
    const there = this.tabs.findIndex((tab) => tab.text.trim() === text.trim());
    this.chosen = there >= 0 ? there : this.tabs.push(this.made(text, name)) - 1;
  }

  add() {
    this.chosen = this.tabs.push(this.made(this.first, "")) - 1;
  }

  close() {
    this.tabs.splice(this.chosen, 1);
    if (this.tabs.length === 0) this.tabs.push(this.made(this.first, ""));
    this.chosen = Math.max(0, Math.min(this.chosen, this.tabs.length - 1));
  }

  // Notes that a text was asked; the same one again moves to the top.
  asked(text, found) {
    if (text.length > LONGEST) return;
    const when = new Date().toISOString();
    this.history = [{ text, found, when }, ...this.history.filter((each) => each.text !== text)].slice(0, HISTORY);
  }

  forget() {
    this.history = [];
  }
}
