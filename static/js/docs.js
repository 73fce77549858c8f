/** Shows the HTTP interface at /docs with Swagger UI, which a classic script has loaded. */

const element = document.getElementById("swagger-ui");

globalThis.SwaggerUIBundle({
  domNode: element,
  url: element.dataset.openapi,
  deepLinking: true,
  validatorUrl: null,
});
