// One chart style for every page. The server writes ECharts options; colours there are names of CSS tokens.
(() => {
  "use strict";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  function inked(value) {
    if (typeof value === "string") return value.startsWith("--gw-") ? token(value) : value;
    if (Array.isArray(value)) return value.map(inked);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inked(each)]));
    return value;
  }
  function draw(root = document) {
    root.querySelectorAll("[data-chart]:not([data-drawn])").forEach((el) => {
      const source = document.getElementById(el.dataset.chart);
      if (!source || !window.echarts) return;
      el.dataset.drawn = "1";
      const chart = window.echarts.init(el, null, { renderer: "svg" });
      chart.setOption({ animation: false, textStyle: { fontFamily: token("--gw-font") }, ...inked(JSON.parse(source.textContent)) });
      new ResizeObserver(() => chart.resize()).observe(el);
    });
  }
  document.addEventListener("DOMContentLoaded", () => draw());
  document.addEventListener("htmx:afterSwap", (event) => draw(event.target));
})();
