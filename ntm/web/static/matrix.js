// The matrix: arrow keys go from cell to cell, and the button prints. Without scripts the page works all the same.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const table = document.querySelector("table.matrix");
const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
table?.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target.closest("td, th");
  if (!step || !cell) return;
  const row = table.rows[cell.parentNode.rowIndex + step[0]];
  const link = row?.cells[cell.cellIndex + step[1]]?.querySelector("a");
  if (link) {
    event.preventDefault();
    link.focus();
  }
});
