// Sections of an order's page beside its fields: money, quotes, visits, urges, consents, and
// what two people say differently.

import { h } from "./element.js";
import { line, pick, t } from "./words.js";
import { moment, money, span } from "./times.js";
import { named, reasonName } from "./playbook.js";
import { inWords } from "./timeline.js";
import { nameOf } from "./state.js";

/** What is due and what was taken. */
export function due(whole) {
  const { card, payments } = whole.sheet;
  if (card.due.length + payments.length === 0) return null;
  const owed = card.due.map((one) => [
    h("dt", t("money.due", { purpose: named("purposes", one.purpose) })),
    h("dd.number", money(one.minor, one.currency)),
  ]);
  const paid = payments.map((one) => [
    h("dt", t("money.taken", { purpose: named("purposes", one.purpose) })),
    h("dd", h("span.number", money(one.minor, one.currency)), " ", t(`method.${one.method}`),
      one.slip ? h("p.by", t("tell.slip", { slip: one.slip })) : null,
      one.in_question ? h("p.warned", t("money.in_question")) : null),
  ]);
  return h("section.panel", h("h2", t("money.title")), h("dl.fields", owed, paid));
}

/** Quotes, the one that stands and those before it. */
export function quotes(whole) {
  const rows = whole.sheet.quotes;
  if (rows.length === 0) return null;
  const one = (quote) => h(
    `li${quote.current ? "" : ".past"}`,
    h("p", h("b", t("quote.number", { n: quote.number })), " ",
      h("span.number", money(quote.total_minor, quote.currency)), " ",
      h(`span.mark.${quote.signed_by.length ? "cold" : "calm"}`,
        t(quote.signed_by.length ? "quote.signed" : "quote.unsigned")),
      quote.current ? null : h("span.mark.calm", t("quote.replaced"))),
    h("pre", quote.text),
  );
  return h("section.panel", h("h2", t("quote.title")), h("ul.plain", rows.map(one)));
}

/** Calls at the place, and what the timers counted. */
export function visits(whole) {
  const { visits: calls, timers } = whole.sheet;
  if (calls.length + timers.length === 0) return null;
  const call = (one, place) => h(
    "li",
    h("p", h("b", line(t("visit.number", { n: place + 1 }), nameOf(one.person)))),
    h("p.by", line(one.begun ? inWords(one.begun) : "", one.ended
      ? t("visit.until", { when: inWords(one.ended) }) : t("visit.open"), lasted(one.length))),
    one.outcome ? h("p", pick(one.outcome_name) || reasonName(one.outcome)) : null,
  );
  const timer = (one) => h("li", h("p", h("b", line(pick(one.words), nameOf(one.person)))),
    h("p.by", lasted(one.length) || t("visit.open")));
  return h("section.panel", h("h2", t("visit.title")),
    h("ol.plain", calls.map(call), timers.map(timer)));
}

/** How long something took, as far as the clocks can tell. */
export function lasted(length) {
  if (!length) return "";
  const least = span(length.at_least_ms);
  if (length.at_most_ms === null) return t("length.at_least", { span: least });
  const most = span(length.at_most_ms);
  return least === most ? least : t("length.between", { least, most });
}

/** Who agreed to what, and how. */
export function consents(whole) {
  const rows = whole.sheet.consents;
  if (rows.length === 0) return null;
  const channel = (said) => named("channels", said.channel);
  const one = (said) => h(
    "li",
    h("p", h("b", pick(said.to_name))),
    said.words ? h("p", t("quoted", { text: said.words })) : null,
    h("p.by", line(said.who, channel(said), inWords(said.at),
      said.until_ms ? t("consent.until", { at: moment(said.until_ms) }) : "",
      said.attempts.length > 0 ? t("consent.attempts", { n: said.attempts.length }) : "")),
  );
  return h("section.panel", h("h2", t("consent.title")), h("ul.plain", rows.map(one)));
}

/** Matters on which two say opposite things, side by side. */
export function matters(whole) {
  const rows = whole.sheet.matters.filter((one) => one.opposed);
  if (rows.length === 0) return null;
  const side = (claim) => h(
    "li.side",
    h("h3", t(claim.holds ? "matter.so" : "matter.not_so")),
    h("p.by", line(claim.who, t("matter.by", { name: nameOf(claim.person) }))),
    claim.words ? h("p", t("quoted", { text: claim.words })) : null,
    claim.evidence.length > 0 ? h("p.by", t("decide.with_evidence")) : null,
  );
  const one = (matter) => h("div.question", h("h3", t("matter.title", { name: pick(matter.name) })),
    h("ul.sides", matter.claims.map(side)));
  return h("section.panel.decide", h("h2", t("matter.heading")), rows.map(one));
}

/**
 * Urges: every tap with when it was asked and whether a phone has it, and what was answered to all
 * of them.
 */
export function urges(whole) {
  if (whole.sheet.urges.length === 0) return null;
  const shown = (fact) => whole.urges.find((one) => one.urge === fact) ?? {};
  const tap = ({ fact, reason }) => [
    h("p", h("b", shown(fact).asked_ms ? moment(shown(fact).asked_ms) : ""), " ",
      reason ? t("quoted", { text: reasonName(reason) }) : ""),
    h("p.by", shown(fact).handed_ms ? t("urge.handed", { at: moment(shown(fact).handed_ms) })
      : t("urge.not_handed")),
  ];
  const answer = (said) => h("p", t("urge.answer", {
    name: nameOf(said.person),
    text: said.minutes ? t("urge.minutes", { text: pick(said.words), n: said.minutes })
      : pick(said.words),
  }));
  const one = (urge) => h("li",
    urge.taps.length > 1 ? h("p.by", t("mark.urged_n", { n: urge.taps.length })) : null,
    urge.taps.map(tap),
    urge.answers.length === 0 ? h("p.warned", t("urge.no_answer")) : urge.answers.map(answer));
  return h("section.panel", h("h2", t("urge.title")), h("ul.plain", whole.sheet.urges.map(one)));
}
