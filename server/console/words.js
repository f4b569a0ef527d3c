// The console's words in the reader's language. The table is words.json: each key in both.

const TABLE = await (await fetch("/console/words.json")).json();
const KEPT = "counterfoil-language";

let chosen = kept() ?? (document.documentElement.lang.startsWith("en") ? "en" : "zh");

function kept() {
  try {
    const found = localStorage.getItem(KEPT);
    return found === "zh" || found === "en" ? found : null;
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** `zh` or `en`. */
export function language() {
  return chosen;
}

/** The reader's choice, remembered. */
export function choose(language) {
  chosen = language;
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // The choice lasts as long as the page.
  }
}

/** The language as browsers name it, for dates and numbers. */
export function locale() {
  return chosen === "zh" ? "zh-CN" : "en-GB";
}

/**
 * The words of a key. `{name}` is replaced; of "{n} order|{n} orders" the number chooses. A key
 * that is not in the table is its own word.
 */
export function t(key, values = {}) {
  const text = has(key) ? TABLE[key][chosen] : key;
  const forms = text.split("|");
  const form = forms.length > 1 && values.n !== 1 ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Whether the table has a key. */
export function has(key) {
  return Object.hasOwn(TABLE, key);
}

/** Of a pair of texts the one in the reader's language. */
export function pick(pair) {
  return pair ? pair[chosen] || pair.zh || pair.en || "" : "";
}

/** Joins the items of a sentence as the language does. */
export function listed(items) {
  return items.filter(Boolean).join(chosen === "zh" ? "、" : ", ");
}

/** Joins the parts of a line. */
export function line(...parts) {
  return parts.filter(Boolean).join(" · ");
}
