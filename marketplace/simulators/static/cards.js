// A click on a test card types its number.
const field = document.querySelector("[data-card-number]");

for (const button of document.querySelectorAll("[data-card]")) {
  button.addEventListener("click", () => {
    field.value = button.dataset.card.replace(/(.{4})(?=.)/g, "$1 ");
    field.focus();
  });
}
