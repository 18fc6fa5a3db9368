// Ctrl P and the button print the sheets alone; a changed option draws them anew.
(() => {
  "use strict";
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  const options = document.querySelector("[data-options]");
  options?.addEventListener("change", () => options.requestSubmit());
})();
