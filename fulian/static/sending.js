// The desk and the phone: a form is sent once however often it is pressed, and an answer that takes
// long is awaited with a word on the button. The server holds the same without this file (OnceMiddleware).
"use strict";
{
  const PATIENCE = 400; // milliseconds until she wonders whether anything happens
  const GIVEN_UP = 10000; // an answer that is a file, or none, leaves this page standing
  const SAYS = "正在办理…";
  const NO_LINE = "现在没有信号，还没有发出去。写的都在，不要关页面，有了信号再点一次。";
  const sent = new Map(); // form → what puts it back

  const say = (button) => {
    const kept = [...button.childNodes];
    button.replaceChildren(SAYS);
    button.setAttribute("aria-busy", "true");
    return () => {
      button.replaceChildren(...kept);
      button.removeAttribute("aria-busy");
    };
  };

  const hold = (form, button) => {
    let unsay = () => {};
    const wait = setTimeout(() => {
      if (button instanceof HTMLButtonElement) {
        unsay = say(button);
      }
    }, PATIENCE);
    const end = setTimeout(() => sent.get(form)(), GIVEN_UP);
    sent.set(form, () => {
      clearTimeout(wait);
      clearTimeout(end);
      unsay();
      sent.delete(form);
    });
  };

  // Without a line the browser would leave the page, and what she wrote with it.
  const wait = (form) => {
    if (form.querySelector("[data-no-line]")) {
      return;
    }
    const said = document.createElement("p");
    said.className = "error box";
    said.setAttribute("role", "alert");
    said.dataset.noLine = "";
    said.textContent = NO_LINE;
    form.append(said);
    said.scrollIntoView({ block: "center" });
    window.addEventListener("online", () => said.remove(), { once: true });
  };

  // On the window, after whatever on the page may have stopped it.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const told = (name) => (button && button.getAttribute(`form${name}`)) || form.getAttribute(name) || "";
    if (event.defaultPrevented || told("method").toLowerCase() !== "post") {
      return;
    }
    if (!["", "_self"].includes(told("target"))) {
      return; // the answer opens elsewhere
    }
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    if (!navigator.onLine) {
      event.preventDefault();
      wait(form);
      return;
    }
    hold(form, button || form.querySelector("button:not([type=button])"));
  });

  // Coming back finds the page as it was before it was sent.
  window.addEventListener("pageshow", () => {
    for (const putBack of [...sent.values()]) {
      putBack();
    }
  });
}
