// Imports the OpenAPI document of standard input as Postman does; prints the requests of the collection, a line each.
const { convertV2 } = require("openapi-to-postmanv2");
const { Collection } = require("postman-collection");
const data = require("fs").readFileSync(0, "utf8");
convertV2({ type: "string", data }, {}, (error, result) => {
  if (error || !result.result) throw error ?? new Error(result.reason);
  new Collection(result.output[0].data).forEachItem((item) => console.log(item.request.method, item.request.url.getPath()));
});
