// The map of a day: tracks and stops as a drawing of our own. No tile is asked of anybody.

import { h, shape } from "./element.js";
import { line, pick, t } from "./words.js";
import { moment, hours } from "./times.js";
import { pathOf } from "./card.js";
import { dayField, show, today, zoned } from "./page.js";

const EDGE = 36;
/** The drawing's size, wide and on a narrow screen, where the same marks are larger in it. */
const SIZES = { wide: [1000, 620], narrow: [460, 500] };
/** Kilometres of one degree of latitude. */
const DEGREE_KM = 111.32;
/** Even a single stop shows so much around it, kilometres. */
const LEAST_KM = 0.3;
/** Pins further from the middle of the tracks than so many times their reach are not drawn. */
const FAR = 4;
/** Nor, with little of a track, beyond this, kilometres. */
const FAR_KM = 20;
/** Strokes and shapes by which people are told apart, beside colour. */
const STYLES = 6;

const hidden = new Set();

function size() {
  return matchMedia("(max-width: 46rem)").matches ? SIZES.narrow : SIZES.wide;
}

/** Draws the page. */
export function draw(main, _, query) {
  const day = query.get("day") || today();
  if (!main.querySelector("#map")) {
    main.replaceChildren(h("div.bar", h("h1", t("map.title")),
      dayField("map-day", t("day"), day, (to) => { location.hash = `#/map?day=${to}`; })),
    h("div", { id: "map" }));
  }
  main.querySelector("#map-day").value = day;
  const place = main.querySelector("#map");
  show(place, `/v1/office/map?${zoned({ day })}`, (map) => content(map, place));
}

function content(map, place) {
  const people = map.people.map((one, at) => ({ ...one, style: at % STYLES }));
  const pins = near(map.pins, people.flatMap((one) => one.points));
  const far = map.pins.length - pins.length;
  if (people.length + map.pins.length === 0) return h("p.empty", t("map.none"));
  const again = () => {
    const drawn = place.querySelector("figure.map");
    drawn.replaceWith(figure(map, people, pins));
  };
  return [legend(people, again), figure(map, people, pins),
    h("p.note", t("map.signs")), h("p.note", pick(map.note)),
    far > 0 ? h("p.note", t("map.far", { n: far })) : null,
    stops(map, people)];
}

function legend(people, again) {
  const one = (person) => {
    const box = h("input", { type: "checkbox", id: `track-${person.person}`,
      checked: !hidden.has(person.person) });
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(person.person);
      else hidden.add(person.person);
      again();
    });
    const swatch = shape("svg", { viewBox: "0 0 28 12", class: `swatch person-${person.style}`,
      "aria-hidden": "true" },
    shape("line", { x1: 1, y1: 6, x2: 27, y2: 6, class: "track" }),
    mark(14, 6, { over: true }, person.style));
    return h("li", h("label", box, swatch, person.name, " ",
      h("span.count", person.points.length)));
  };
  return h("ul.legend", { "aria-label": t("map.people") }, people.map(one));
}

/** Degrees onto a plane around the middle of the points, kilometres. */
function plane(points) {
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const lats = points.map((one) => one.latitude);
  const longs = points.map((one) => one.longitude);
  const [lat0, long0] = [middle(lats), middle(longs)];
  const narrow = Math.cos((lat0 * Math.PI) / 180);
  const km = (one) => [(one.longitude - long0) * DEGREE_KM * narrow,
    (lat0 - one.latitude) * DEGREE_KM];
  const flat = points.map(km);
  const reach = (axis) => Math.max(LEAST_KM / 2, ...flat.map((one) => Math.abs(one[axis])));
  return { km, reach };
}

/** Points onto the drawing: as wide as high, the middle of all in its middle. */
function projection(points) {
  const { km, reach } = plane(points);
  const [width, height] = size();
  const scale = Math.min((width / 2 - EDGE) / reach(0), (height / 2 - EDGE) / reach(1));
  const place = (one) => {
    const [x, y] = km(one);
    return [width / 2 + x * scale, height / 2 + y * scale];
  };
  return { place, scale };
}

/** The pins that lie where the tracks are; all of them where there is no track. */
function near(pins, points) {
  if (points.length === 0) return pins;
  const { km, reach } = plane(points);
  const limit = Math.max(FAR_KM, FAR * Math.max(reach(0), reach(1)));
  return pins.filter((pin) => Math.max(...km(pin).map(Math.abs)) <= limit);
}

function figure(map, people, pins) {
  const shown = people.filter((one) => !hidden.has(one.person));
  const all = [...people.flatMap((one) => one.points), ...pins];
  const { place, scale } = projection(all);
  const svg = shape("svg", { viewBox: `0 0 ${size().join(" ")}`, class: "map", role: "group",
    "aria-label": t("map.drawn", { n: shown.length }) });
  svg.append(...pins.map((pin) => dot(pin, place, map.orders)));
  for (const one of shown) svg.append(track(one, place, map.orders));
  svg.append(...rule(scale));
  return h("figure.map", svg);
}

function dot(pin, place, orders) {
  const [cx, cy] = place(pin);
  return link(pin.order, [shape("circle", { cx, cy, r: 4.5, class: "pin" })],
    line(t("map.pin"), called(pin.order, orders)));
}

/** A track, and on it a dot for each step; a position without one is a mere bend. */
function track(one, place, orders) {
  const points = one.points.map((point) => [...place(point), point]);
  const group = shape("g", { class: `person-${one.style}` });
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  group.append(shape("polyline", { points: path, class: "track" }));
  for (const [x, y, point] of points) {
    const label = line(one.name, hours(point.at_ms), pick(point.done), called(point.order, orders));
    group.append(link(point.order, [mark(x, y, point, one.style)], label));
  }
  return group;
}

/** Round, square and pointed by turns: colour is not the only sign. */
function mark(x, y, point, style) {
  const size = point.done ? 6 : 3.5;
  const kind = point.over ? "stop" : "stop open";
  if (style % 3 === 1) {
    const side = size * 2;
    return shape("rect", { x: x - size, y: y - size, width: side, height: side, class: kind });
  }
  if (style % 3 === 2) {
    const half = size * 1.2;
    const d = `M${x} ${y - half}L${x + half} ${y + size}L${x - half} ${y + size}z`;
    return shape("path", { d, class: kind });
  }
  return shape("circle", { cx: x, cy: y, r: size, class: kind });
}

function link(order, drawn, label) {
  const made = shape("a", { href: pathOf(order), tabindex: "-1" }, ...drawn);
  const title = shape("title");
  title.textContent = label;
  made.append(title);
  return made;
}

/** A line that says how long it is, and where north is. */
function rule(scale) {
  const [width, height] = size();
  const wanted = (width / 5) / scale;
  const step = 10 ** Math.floor(Math.log10(wanted));
  const km = [5, 2, 1].map((n) => n * step).find((n) => n <= wanted) ?? step;
  const text = (x, words, anchor) => {
    const made = shape("text", { x, y: height - 20, class: "scale", "text-anchor": anchor });
    made.textContent = words;
    return made;
  };
  const d = `M20 ${height - 18}v6h${km * scale}v-6`;
  return [
    shape("path", { d, class: "scale" }),
    text(28, km < 1 ? t("map.metres", { n: Math.round(km * 1000) }) : t("map.km", { n: km }),
      "start"),
    text(width - 20, t("map.north"), "end"),
  ];
}

function called(order, orders) {
  const known = orders[order];
  return known ? line(known.number, known.title) : "";
}

/** The same as a list, for whoever does not see the drawing. */
function stops(map, people) {
  const row = (one, point) => h("tr",
    h("th", { scope: "row" }, one.name),
    h("td", moment(point.at_ms)),
    h("td", h("a", { href: pathOf(point.order) }, called(point.order, map.orders)
      || point.order.slice(-6))),
    h("td", pick(point.done)),
    h("td", pick(point.stage) === pick(point.done) ? "" : pick(point.stage)),
    h("td", t("map.metres", { n: Math.round(point.accuracy_m) }),
      point.mock ? h("span.mark.warn", t("map.mock")) : null));
  const steps = people.flatMap((one) => one.points.filter((point) => point.done)
    .map((point) => [one, point]));
  if (steps.length === 0) return null;
  steps.sort((a, b) => a[1].at_ms - b[1].at_ms);
  const heads = ["table.person", "map.at", "map.order", "map.step", "map.stage", "map.accuracy"];
  return h("details.panel.stops", { id: "stops" },
    h("summary", h("b", t("map.stops")), " ", h("span.count", steps.length)),
    h("div.wide", h("table.plain-table",
      h("thead", h("tr", heads.map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", steps.map(([one, point]) => row(one, point))))));
}
