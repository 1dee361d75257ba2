// Photographs are made smaller before they are sent (and lose where they were taken); PDFs go as they are.
"use strict";
(() => {
  const form = document.getElementById("send-files");
  if (!form || !window.createImageBitmap) return;
  const state = document.getElementById("files-state"), LONGEST = 1600;

  async function smaller(file) {
    if (!file.type.startsWith("image/")) return file;
    const picture = await createImageBitmap(file).catch(() => null);
    if (picture === null) return file;
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (made === null || made.size >= file.size) return file;
    return new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      for (const file of form.elements.files.files) {
        state.textContent = form.dataset.sending.replace("{name}", file.name);
        const body = new FormData();
        body.append("files", await smaller(file));
        const headers = { accept: "application/json", "x-form-token": form.elements.form_token.value };
        const answer = await fetch(form.action, { method: "POST", body, headers });
        if (!answer.ok) throw new Error((await answer.json()).error.message);
      }
      location.reload();
    } catch (error) {
      state.className = "state bad";
      state.textContent = form.dataset.failed.replace("{message}", error.message);
      button.disabled = false;
    }
  });
})();
