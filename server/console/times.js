// Times, spans and sums as the reader's language writes them. Times are local to the reader.

import { locale, t } from "./words.js";

const made = new Map();

function format(options) {
  const key = locale() + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale(), options));
  return made.get(key);
}

const HOURS = { hour: "2-digit", minute: "2-digit", hour12: false, hourCycle: "h23" };

function isToday(ms) {
  return new Date(ms).toDateString() === new Date().toDateString();
}

/** `09:42`. */
export function hours(ms) {
  return format(HOURS).format(ms);
}

/** `09:42:07`. */
export function seconds(ms) {
  return format({ ...HOURS, second: "2-digit" }).format(ms);
}

/** `11月22日周日`, `Sun 22 Nov`. */
export function day(ms) {
  const parts = { month: "long", day: "numeric", weekday: "short" };
  const short = { month: "short", day: "numeric", weekday: "short" };
  return format(locale() === "zh-CN" ? parts : short).format(ms);
}

/** The hour, and before it the day if that is not today, with its year if that is not this one. */
export function moment(ms) {
  if (isToday(ms)) return hours(ms);
  const other = new Date(ms).getFullYear() !== new Date().getFullYear();
  const full = { year: "numeric", month: "short", day: "numeric" };
  return `${other ? format(full).format(ms) : day(ms)} ${hours(ms)}`;
}

/** Day, hour and second in full. */
export function exactly(ms) {
  const date = { year: "numeric", month: "long", day: "numeric" };
  return format({ ...date, ...HOURS, second: "2-digit" }).format(ms);
}

/** `12 秒`, `4 小时 38 分`, `2 天`. */
export function span(ms) {
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return t("span.seconds", { n: total });
  const minutes = Math.round(total / 60);
  if (minutes < 60) return t("span.minutes", { n: minutes });
  const whole = Math.floor(minutes / 60);
  if (whole < 48) {
    const rest = minutes % 60;
    return rest ? t("span.hours_minutes", { h: whole, m: rest }) : t("span.hours", { n: whole });
  }
  return t("span.days", { n: Math.round(whole / 24) });
}

/** How long ago. */
export function ago(ms) {
  const passed = Date.now() - ms;
  return passed < 45_000 ? t("span.now") : t("span.ago", { span: span(passed) });
}

/** The window in which somebody is expected. */
export function windowOf(from, to) {
  if (from && to) return `${moment(from)}–${hours(to)}`;
  if (to) return t("window.until", { at: moment(to) });
  return from ? t("window.from", { at: moment(from) }) : "";
}

/** A sum of minor units; a currency that the browser does not know is written out. */
export function money(minor, currency) {
  try {
    const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
    const made = new Intl.NumberFormat(locale(), style);
    const digits = made.resolvedOptions().maximumFractionDigits;
    return made.format(minor / 10 ** digits);
  } catch {
    return `${(minor / 100).toFixed(2)} ${currency}`;
  }
}

/** Bytes for people. */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${Math.round(count / 1000)} kB`;
  return `${(count / 1_000_000).toFixed(1)} MB`;
}
