// Reads {"secret", "headers", "body"} from standard input; ends with status 0 if the public library finds the delivery good.
const { Webhook } = require("standardwebhooks");
const { secret, headers, body } = JSON.parse(require("fs").readFileSync(0, "utf8"));
new Webhook(secret).verify(body, headers);
