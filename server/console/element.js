// Making elements. Whatever anybody wrote becomes a text node or an attribute's text, never markup.

/**
 * h("p.note.small", { id: "x", onclick: act }, "text", child, [more], null)
 * Classes stand in the name; `on…` takes a function; true, false and null switch an attribute.
 */
export function h(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  const first = rest[0];
  const hasProps = first !== null && typeof first === "object" && first.constructor === Object;
  if (hasProps) setAll(element, rest.shift());
  put(element, rest);
  return element;
}

function setAll(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "open") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Adds children: elements, texts, lists of them; nothing for null and false. */
export function put(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) put(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A part of a drawing. */
export function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** A small drawing of one path; it says nothing to a reader of the screen. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/**
 * Puts new content in the place of the old and keeps where the reader is: the focus, what is
 * scrolled, what is unfolded; each by its id.
 */
export function redraw(place, ...content) {
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = [...place.querySelectorAll("[data-scrolls]")];
  const offsets = new Map(scrolled.map((one) => [one.id, [one.scrollLeft, one.scrollTop]]));
  const folds = [...place.querySelectorAll("details[id]")];
  const open = new Map(folds.map((one) => [one.id, one.open]));
  place.replaceChildren();
  put(place, content);
  for (const one of place.querySelectorAll("details[id]")) {
    if (open.has(one.id)) one.open = open.get(one.id);
  }
  for (const one of place.querySelectorAll("[data-scrolls]")) {
    const [left, top] = offsets.get(one.id) ?? [0, 0];
    one.scrollLeft = left;
    one.scrollTop = top;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Tells a reader who does not see the screen. */
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}
