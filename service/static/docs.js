// Puts Swagger UI in the place of the plain list. It asks this service only: no validator, no other host.
const place = document.getElementById("swagger");
const plain = document.querySelector("[data-plain]");

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
