// Elements, values made from schemas, and requests shown as curl and Python. All text goes in as text, never as HTML.

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** `code` between backquotes. */
function inline(text) {
  return text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));
}
function prose(text, attributes) {
  return make("p", attributes, ...inline(text));
}

function button(text, act) {
  const element = make("button", { type: "button" }, text);
  element.addEventListener("click", act);
  return element;
}

/** Text to copy. */
function listing(text) {
  const copy = button("Copy", () => navigator.clipboard.writeText(text).then(() => (copy.textContent = "Copied")));
  return make("pre", {}, copy, make("code", {}, text));
}

/** Several listings, one of them shown; the choice holds for the whole page. */
function tabs(listings) {
  const holder = make("div", { class: "tabs" });
  const show = (wanted) => {
    const name = Object.hasOwn(listings, wanted) ? wanted : Object.keys(listings)[0];
    holder.replaceChildren(...Object.keys(listings).map((one) => {
      const choice = button(one, () => document.dispatchEvent(new CustomEvent("tab", { detail: one })));
      choice.setAttribute("aria-pressed", one === name);
      return choice;
    }), listing(listings[name]));
  };
  document.addEventListener("tab", (event) => show(event.detail));
  show("curl");
  return holder;
}

/** Follows $ref within the document. */
function resolve(api, thing) {
  while (thing?.$ref) thing = thing.$ref.slice(2).split("/").reduce((found, part) => found[part.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  return thing ?? {};
}

/** A value of the schema: its first example, or the plainest that it allows. Optional members without an example stay out. */
function example(api, given, depth = 0) {
  const schema = resolve(api, given);
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.find((one) => one !== "" && one !== null);
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) return example(api, branches.find((one) => !one.$ref?.endsWith("Refusal")) ?? branches[0], depth);
  if (schema.properties || schema.allOf) {
    const required = new Set([...(schema.required ?? []), ...(schema.allOf ?? []).flatMap((one) => resolve(api, one).required ?? [])]);
    const object = Object.assign({}, ...(schema.allOf ?? []).map((one) => example(api, one, depth)));
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const wanted = required.has(name) || resolve(api, inner).examples;
      if (wanted && !resolve(api, inner).readOnly && depth < 6) object[name] = example(api, inner, depth + 1);
    }
    return object;
  }
  switch ([schema.type].flat()[0]) {
    case "array": return schema.items && depth < 6 ? [example(api, schema.items, depth + 1)] : [];
    case "object": return {};
    case "integer": case "number": return schema.minimum ?? 1;
    case "boolean": return true;
    case "null": return null;
    default: return { date: "2026-11-21", "date-time": "2026-11-21T14:09:40+07:00", uri: location.origin + "/" }[schema.format] ?? "…";
  }
}

const pretty = (value) => JSON.stringify(value, null, 2);

/** A request, ready to be run: {method, path, query, body, type, authorization}. */
function toCurl(request) {
  const parts = [`curl -s ${request.method === "GET" ? "-G" : `-X ${request.method}`} '${location.origin}${request.path}'`];
  if (request.authorization) parts.push(`-H "Authorization: ${request.authorization}"`);
  for (const [name, value] of Object.entries(request.query ?? {})) parts.push(`--data-urlencode '${name}=${value}'`);
  if (request.body !== undefined) parts.push(`-H 'Content-Type: ${request.type}'`, `-d '${pretty(request.body).replaceAll("'", "'\\''")}'`);
  return parts.join(" \\\n  ").replace("-X POST ", request.body === undefined ? "-X POST " : "");
}

function toPython(request) {
  const query = Object.keys(request.query ?? {}).length ? ` + "?" + urllib.parse.urlencode(${pretty(request.query)})` : "";
  const headers = [request.authorization && `"Authorization": f"${request.authorization.replace("$", "").replace(/(TOKEN|KEY)$/, "{$1}")}"`,
    request.body !== undefined && `"Content-Type": "${request.type}"`].filter(Boolean).join(", ");
  const body = request.body === undefined ? "" : `, data=json.dumps(${pretty(request.body).replaceAll(/\btrue\b/g, "True").replaceAll(/\bfalse\b/g, "False").replaceAll(/\bnull\b/g, "None")}).encode()`;
  return `import json, urllib.parse, urllib.request\n\nrequest = urllib.request.Request("${location.origin}${request.path}"${query},\n    method="${request.method}", headers={${headers}}${body})\nwith urllib.request.urlopen(request) as answer:\n    print(json.load(answer))`;
}
