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
  });
  const openAll = (open) => { for (const order of orders) if (!order.hidden) order.open = open; };
  document.getElementById("open-all")?.addEventListener("click", () => openAll(true));
  document.getElementById("close-all")?.addEventListener("click", () => openAll(false));

  const show = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) { target.hidden = false; target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", show);
  show();
})();
