"use strict";
// Everything works without this file. It only makes some things gentler.

// <button type="button" data-copy="text" hidden>复制</button>: shown where copying can work.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "已复制";
  });
}
