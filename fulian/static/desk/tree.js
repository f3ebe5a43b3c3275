// Opening a branch of the tree fetches what is below it; without script the link inside leads there.
"use strict";
document.addEventListener(
  "toggle",
  async (event) => {
    const branch = event.target;
    if (!branch.open || !branch.dataset.branch || branch.dataset.fetched) {
      return;
    }
    branch.dataset.fetched = "1";
    const link = branch.querySelector(":scope > a");
    link.textContent = "正在取下级……";
    try {
      const answer = await fetch(branch.dataset.branch, { headers: { "X-Fragment": "1" } });
      if (!answer.ok || answer.redirected) {
        throw new Error("not a fragment");
      }
      const below = document.createElement("div");
      below.innerHTML = await answer.text();
      link.replaceWith(below);
    } catch {
      link.textContent = "没有取到，点这里打开";
      delete branch.dataset.fetched;
    }
  },
  true,
);
