// Every page: the menu shows where one is, and signing out warns of what still waits in this browser.
"use strict";
(() => {
  const here = document.querySelector(".menu [aria-current]"), list = here?.closest("ul");
  if (list && list.scrollWidth > list.clientWidth) list.scrollLeft = here.offsetLeft - list.clientWidth / 3;

  const form = document.getElementById("sign-out");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const waiting = await window.ntmQueue.of(form.dataset.person).catch(() => []);
    const text = form.dataset.waiting.replace("{count}", waiting.length);
    if (waiting.length === 0 || window.confirm(text)) form.submit();
  });
})();
