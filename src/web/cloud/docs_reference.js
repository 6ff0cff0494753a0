// Shows an OpenAPI 3.1 document of this server.

const DOCUMENTS = { "Calls": "/openapi.json", "Management": "/admin/v1/openapi.json" };
const METHODS = ["get", "post", "put", "patch", "delete"];

class Page {
  constructor(api, isCloud) {
    this.api = api;
    this.isCloud = isCloud;
    this.order = (api.tags ?? []).map((tag) => tag.name);
  }

  /** In the order of the tags. A read that may be sent as POST, too, is one entry. */
  operations() {
    const all = Object.entries(this.api.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({ path, method, item, ...item[method] })));
    const twin = (one) => one.method === "post" && one.operationId.endsWith("ByPost") && one.item.get;
    const place = (one) => this.order.indexOf(one.tags?.[0]);
    return all.filter((one) => !twin(one)).map((one) => ({ ...one, twin: all.find((other) => other.path === one.path && twin(other)) }))
      .sort((a, b) => place(a) - place(b));
  }

  /** What a value may be, in few words. */
  rule(schema) {
    const kind = schema.const !== undefined ? JSON.stringify(schema.const)
      : schema.enum ? schema.enum.map((one) => JSON.stringify(one)).join(" | ")
      : schema.type === "array" ? `array of ${this.rule(resolve(this.api, schema.items))}`
      : [schema.type ?? (schema.properties || schema.allOf ? "object" : "any")].flat().join(" or ");
    const limits = [
      schema.format, schema.pattern, schema.minLength && `at least ${schema.minLength} characters`, schema.maxLength && `at most ${schema.maxLength} characters`,
      schema.minimum !== undefined && `from ${schema.minimum}`, schema.exclusiveMinimum !== undefined && `above ${schema.exclusiveMinimum}`,
      schema.maximum !== undefined && `to ${schema.maximum}`, schema.minItems && `at least ${schema.minItems}`, schema.maxItems && `at most ${schema.maxItems}`,
      schema.default !== undefined && `default ${JSON.stringify(schema.default)}`, schema.readOnly && "only told", schema.writeOnly && "never told",
    ];
    return [kind, ...limits.filter(Boolean)].join(", ");
  }

  /** The fields of an object, inner objects folded. */
  fields(given, depth = 0) {
    const schema = resolve(this.api, given);
    const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].filter((one) => !/(Refusal|Success)$/.test(one.$ref ?? ""))
      .map((one) => this.fields(one, depth)).filter(Boolean);
    if (schema.type === "array") return this.fields(schema.items, depth);
    const rows = Object.entries(schema.properties ?? {}).map(([name, given]) => {
      const inner = resolve(this.api, given);
      const below = depth < 5 ? this.fields(given, depth + 1) : null;
      return make("tr", {}, make("td", {}, make("code", {}, name), schema.required?.includes(name) ? " *" : ""),
        make("td", {}, make("span", { class: "quiet" }, this.rule(inner)), inner.description ? prose(inner.description, { style: "margin:0" }) : null,
          below && make("details", {}, make("summary", {}, "its fields"), below)));
    });
    if (!rows.length && !parts.length) return null;
    return make("div", {}, rows.length ? make("table", {}, make("tbody", {}, ...rows)) : null, ...parts);
  }

  content(title, contents) {
    return Object.entries(contents ?? {}).map(([kind, { schema }]) => {
      const fields = schema && this.fields(schema);
      return make("div", {}, make("b", {}, title), " ", make("span", { class: "quiet" }, kind), fields);
    });
  }

  parameters(one) {
    return [...(one.item.parameters ?? []), ...(one.parameters ?? [])].map((given) => resolve(this.api, given));
  }

  /** The request as an example. */
  request(one) {
    const given = (place) => Object.fromEntries(this.parameters(one).filter((parameter) => parameter.in === place && (place === "path" || parameter.required || resolve(this.api, parameter.schema).examples))
      .map((parameter) => [parameter.name, example(this.api, parameter.schema)]));
    const [type, content] = Object.entries(one.requestBody?.content ?? {})[0] ?? [];
    const isOpen = (one.security ?? this.api.security ?? []).length === 0;
    return {
      method: one.method.toUpperCase(), type, body: content?.schema && example(this.api, content.schema),
      path: Object.entries(given("path")).reduce((path, [name, value]) => path.replace(`{${name}}`, encodeURIComponent(value)), one.path),
      query: given("query"), authorization: isOpen ? undefined : this.isCloud ? "Token $TOKEN" : "Bearer $KEY",
    };
  }

  /** Sends the request to this server, as it was edited. */
  tryIt(request) {
    const query = new URLSearchParams(request.query).toString();
    const path = make("input", { value: request.path + (query && "?" + query), "aria-label": "Path" });
    const token = make("input", { "aria-label": "Token", placeholder: this.isCloud ? "the token of step 1" : "the key of admin.key" });
    const body = request.body === undefined ? null : make("textarea", { "aria-label": "Body" });
    if (body) body.value = pretty(request.body);
    const told = make("div", { role: "status" });
    const send = async () => {
      const headers = {};
      if (request.authorization && token.value) headers.Authorization = request.authorization.split(" ")[0] + " " + token.value.trim();
      if (body) headers["Content-Type"] = request.type;
      try {
        const answer = await fetch(path.value, { method: request.method, headers, body: body?.value });
        const text = await answer.text();
        let shown = text.slice(0, 100000);
        try { shown = pretty(JSON.parse(text)); } catch { /* no JSON: as it is */ }
        told.replaceChildren(make("b", {}, `${answer.status} ${answer.statusText}`), listing(shown));
      } catch (error) {
        told.replaceChildren(`not sent: ${error.message}`);
      }
    };
    return make("details", {}, make("summary", {}, "Try it"), make("div", { class: "try" },
      make("label", {}, request.method + " ", path), request.authorization ? make("label", {}, request.authorization.split(" ")[0] + " ", token) : null, body, button("Send", send), told));
  }

  /** A request with its answer. */
  examples(one) {
    const request = this.request(one);
    const shown = [make("b", {}, "Example"), tabs({ curl: toCurl(request), Python: toPython(request) })];
    const [kind, content] = Object.entries(resolve(this.api, one.responses["200"] ?? one.responses["201"]).content ?? {})[0] ?? [];
    if (kind === "application/json" && content.schema) shown.push(listing(pretty(example(this.api, content.schema))));
    return [...shown, this.tryIt(request)];
  }

  article(one) {
    const parameters = this.parameters(one);
    const element = make("article", { id: one.operationId },
      make("h3", {}, one.summary ?? one.operationId),
      make("p", { class: "route" }, make("code", {}, make("span", { class: "method" }, one.method), " ", one.path),
        one.twin ? make("span", { class: "quiet", id: one.twin.operationId }, " or POST, the parameters in the query, a form or JSON") : null),
      one.description ? prose(one.description) : null);
    if (parameters.length) {
      element.append(make("b", {}, "Parameters"), make("table", {}, make("tbody", {}, ...parameters.map((parameter) => make("tr", {},
        make("td", {}, make("code", {}, parameter.name), parameter.required ? " *" : "", make("span", { class: "quiet" }, ` ${parameter.in}`)),
        make("td", {}, make("span", { class: "quiet" }, this.rule(resolve(this.api, parameter.schema))), parameter.description ? prose(parameter.description, { style: "margin:0" }) : null))))));
    }
    element.append(...this.content("Body", one.requestBody?.content), ...this.examples(one));
    const responses = Object.entries(one.responses).map(([status, given]) => [status, resolve(this.api, given)]);
    for (const [status, response] of responses.filter(([status]) => status < "300")) {
      element.append(make("details", {}, make("summary", {}, make("b", {}, status), " ", ...inline(response.description)), ...this.content("", response.content)));
    }
    const others = responses.filter(([status]) => status >= "300").map(([status]) => status).sort();
    if (others.length) element.append(make("p", { class: "quiet" }, "Also: " + others.join(", "), this.isCloud ? make("a", { href: "#guide-errors" }, " (codes)") : null));
    return element;
  }

  show(name) {
    const operations = this.operations();
    const events = Object.values(this.api.webhooks ?? {}).flatMap((item) => METHODS.filter((method) => item[method]).map((method) => ({ path: "your address", method, item, ...item[method] })));
    const main = make("main", {}, make("h1", {}, this.api.info.title), prose(this.api.info.description ?? ""),
      make("p", { class: "quiet" }, "* is required. The same for programs: ", make("a", { href: DOCUMENTS[name] }, DOCUMENTS[name])),
      ...(this.isCloud ? guide(this.api) : []), make("h2", {}, "Reference"), ...operations.map((one) => this.article(one)),
      ...events.map((one) => make("article", { id: one.operationId }, make("h3", {}, one.summary), prose(one.description ?? ""), ...this.content("Body", one.requestBody?.content))));
    const links = make("div");
    const list = () => {
      const wanted = search.value.toLowerCase();
      links.replaceChildren();
      if (this.isCloud && !wanted) {
        links.append(make("h2", {}, "Guide"), ...Object.entries(GUIDE_LINKS).map(([id, title]) => make("a", { href: "#" + id }, title)));
      }
      let tag = "";
      for (const one of [...operations, ...events]) {
        if (!`${one.path} ${one.summary} ${one.method}`.toLowerCase().includes(wanted)) continue;
        if (tag !== one.tags?.[0]) links.append(make("h2", {}, (tag = one.tags?.[0])));
        links.append(make("a", { href: "#" + one.operationId }, one.summary ?? one.operationId));
      }
    };
    const search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search" });
    search.addEventListener("input", list);
    const choice = make("p", {}, ...Object.keys(DOCUMENTS).map((other) => (other === name ? make("b", {}, other) : make("a", { href: "?" + other, style: "display:inline" }, other))).flatMap((link) => [link, " · "]).slice(0, -1));
    document.querySelector("nav").replaceChildren(choice, search, links);
    document.querySelector("main").replaceWith(main);
    document.title = this.api.info.title;
    list();
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
}

const name = Object.hasOwn(DOCUMENTS, location.search.slice(1)) ? location.search.slice(1) : "Calls";
fetch(DOCUMENTS[name]).then((answer) => answer.json()).then((api) => new Page(api, name === "Calls").show(name))
  .catch((error) => document.querySelector("main").replaceChildren(`${DOCUMENTS[name]} cannot be read: ${error.message}`));
