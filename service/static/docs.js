// Puts Swagger UI in the place of the plain list. It asks this service only: no validator, no other host.
const place = document.getElementById("swagger");
const plain = document.querySelector("[data-plain]");
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function dress() {
  root.classList.toggle("dark-mode", root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
}

dress();
system.addEventListener("change", dress);
new MutationObserver(dress).observe(root, { attributeFilter: ["data-theme"] });

window.SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  presets: [window.SwaggerUIBundle.presets.apis],
  onComplete: () => {
    plain.hidden = true;
  },
});
