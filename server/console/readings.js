// Readings of an order (cold chain): each series against its threshold, as a line and in words.

import { h, shape } from "./element.js";
import { has, line, pick, t } from "./words.js";
import { moment } from "./times.js";
import { inWords, timeOf } from "./timeline.js";
import { lasted } from "./sections.js";

const [WIDTH, HEIGHT, EDGE] = [320, 90, 6];

/** Every series of readings. */
export function readings(whole) {
  const rows = whole.sheet.readings;
  if (rows.length === 0) return null;
  return h("section.panel", h("h2", t("reading.title")), rows.map(series));
}

function series(one) {
  const unit = has(`unit.${one.unit}`) ? t(`unit.${one.unit}`) : one.unit;
  const value = (milli) => `${milli / 1000} ${unit}`;
  const span = t("reading.range", {
    lowest: value(one.lowest_milli), highest: value(one.highest_milli),
    last: value(one.last_milli), n: one.readings.length,
  });
  const outside = (run) => h("p.warned", line(
    t("reading.outside", { lowest: value(run.lowest_milli), highest: value(run.highest_milli) }),
    inWords(run.begun),
    lasted(run.length),
    run.ended ? "" : t("reading.still"),
  ));
  return h(
    "div.series",
    h("p", h("b", one.threshold ? pick(one.threshold.name) : t("reading.no_threshold")), " ",
      one.sensor ? h("span.by", one.sensor) : null),
    one.readings.length > 1 ? drawing(one, span) : null,
    h("p.by", span),
    one.excursions.map(outside),
  );
}

/** The line of the readings over the band in which they should lie. */
function drawing(one, label) {
  const { min_milli: min, max_milli: max } = one.threshold ?? {};
  const known = [min, max].filter((edge) => edge !== null && edge !== undefined);
  const low = Math.min(one.lowest_milli, ...known) - 1000;
  const high = Math.max(one.highest_milli, ...known) + 1000;
  const times = one.readings.map((row) => timeOf({ believed: row.at, hub_time_ms: 0 }));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const x = (ms) => EDGE + ((ms - first) / Math.max(1, last - first)) * (WIDTH - 2 * EDGE);
  const y = (milli) => HEIGHT - ((milli - low) / (high - low)) * HEIGHT;
  const [top, bottom] = [y(max ?? high), y(min ?? low)];
  const point = (row, place) => [x(times[place]), y(row.value_milli), row.outside];
  const points = one.readings.map(point);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img" });
  svg.setAttribute("aria-label", label);
  svg.append(
    shape("rect", { x: 0, y: top, width: WIDTH, height: Math.max(1, bottom - top), class: "band" }),
    shape("polyline", { points: points.map(([px, py]) => `${px},${py}`).join(" "), class: "run" }),
    ...points.map(([px, py, out]) => shape("circle", {
      cx: px, cy: py, r: out ? 4.5 : 3, class: out ? "outside" : "inside",
    })),
  );
  const ends = [first, last].map((ms) => h("span", moment(ms)));
  return h("figure.readings", svg, h("figcaption", ends));
}
