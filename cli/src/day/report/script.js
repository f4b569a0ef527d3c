"use strict";
(() => {
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll("[data-lang]")];
  const speak = (lang) => {
    root.lang = lang;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    try { localStorage.setItem("counterfoil-report-lang", lang); } catch { /* a file without storage */ }
  };
  for (const button of buttons) button.addEventListener("click", () => speak(button.dataset.lang));
  const asked = new URLSearchParams(location.search).get("lang");
  let kept = null;
  try { kept = localStorage.getItem("counterfoil-report-lang"); } catch { /* the same */ }
  speak(["zh", "en"].includes(asked) ? asked : ["zh", "en"].includes(kept) ? kept : root.lang);

  const orders = [...document.querySelectorAll("details.order")];
  const words = new Map(orders.map((order) => [order, order.querySelector("summary").textContent.toLowerCase()]));
  document.getElementById("filter")?.addEventListener("input", (event) => {
    const text = event.target.value.trim().toLowerCase();
    for (const order of orders) order.hidden = !words.get(order).includes(text);
    for (const group of document.querySelectorAll("details.group")) {
      const some = group.querySelector("details.order:not([hidden])") !== null;
      group.hidden = !some;
      if (text && some) group.open = true;
    }
  });
  const openAll = (open) => {
    for (const one of document.querySelectorAll("#orders details")) if (!one.hidden && (open || !one.matches(".group"))) one.open = open;
  };
  document.getElementById("open-all")?.addEventListener("click", () => openAll(true));
  document.getElementById("close-all")?.addEventListener("click", () => openAll(false));

  const show = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement)) return;
    for (let one = target; one; one = one.parentElement?.closest("details")) { one.hidden = false; one.open = true; }
    target.scrollIntoView();
  };
  addEventListener("hashchange", show);
  show();
})();
