import { z } from "zod";
import { scopeCapabilities } from "../api-key/scopes.ts";
import { Problem } from "./problem.ts";
import { paramsOf, type Route } from "./route.ts";
import { routes } from "./routes.ts";

type Json = Record<string, unknown>;

/** The API as OpenAPI 3.1, made from the table of routes. */
export function openApiDocument(dashboardUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Portcullis management API",
      version: "1",
      description: "Servers, policies, grants and the log of one organization: the one that the API key belongs to.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: `${dashboardUrl}/api/v1` }],
    security: [{ apiKey: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem), ...Object.fromEntries(routes.flatMap(schemasOf)) },
      responses: { Problem: { description: "Why nothing was done.", content: { "application/problem+json": { schema: ref("Problem") } } } },
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: `An API key of the organization. Scopes: ${Object.keys(scopeCapabilities).join(", ")}.`,
        },
      },
    },
  };
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const named = (id: string) => `${id[0]?.toUpperCase()}${id.slice(1)}`;

/** What a route's body is: everything that the path does not name. Null where it has none. */
function bodyOf(route: Route): z.ZodObject | null {
  if (route.method === "GET" || route.method === "DELETE") return null;
  const left = Object.keys(route.input.shape).filter((name) => !paramsOf(route).includes(name));
  if (left.length === 0) return null;
  const member = (name: string) => route.input.shape[name] as z.ZodType;
  // The revision may come as If-Match instead.
  return z.strictObject(Object.fromEntries(left.map((name) => [name, name === route.revision ? member(name).optional() : member(name)])));
}

function schemasOf(route: Route): [string, unknown][] {
  const body = bodyOf(route);
  return [
    ...(body ? [[`${named(route.id)}Body`, schemaOf(body)] as [string, unknown]] : []),
    ...(route.output ? [[`${named(route.id)}Answer`, schemaOf(route.output)] as [string, unknown]] : []),
  ];
}

function operation(route: Route): Json {
  const { id, tag, summary, details, scope, input, output, status, revision, method, mediaOf } = route;
  const params = paramsOf(route);
  const body = bodyOf(route);
  const query = method === "GET" || method === "DELETE" ? Object.keys(input.shape).filter((name) => !params.includes(name)) : [];
  const inQuery = query.map((name) => parameter(name, "query", input));
  const header = {
    name: "If-Match",
    in: "header",
    description: `The ETag that was read, in place of \`${revision}\`.`,
    schema: { type: "string" },
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: `${details ? `${details}\n\n` : ""}Scope: \`${scope}\`.`,
    "x-scope": scope,
    parameters: [...params.map((name) => parameter(name, "path", input)), ...inQuery, ...(revision && method !== "GET" ? [header] : [])],
    ...(body && {
      requestBody: { required: !body.safeParse({}).success, content: { "application/json": { schema: ref(`${named(id)}Body`) } } },
    }),
    responses: {
      [status]: output
        ? { description: "Done.", content: { "application/json": { schema: ref(`${named(id)}Answer`) } } }
        : {
            description: "Done.",
            ...(mediaOf && { content: { "text/*": { schema: { type: "string" } }, "application/jsonl": { schema: { type: "string" } } } }),
          },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function parameter(name: string, place: "path" | "query", input: z.ZodObject): Json {
  const member = input.shape[name] as z.ZodType;
  const optional = member.safeParse(undefined).success;
  return { name, in: place, required: place === "path" || !optional, schema: schemaOf(member) };
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      // A date of a verb's input is ISO text in JSON.
      if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
      // Beside a format a pattern says nothing more, and one of Unicode classes means something else in half of the languages.
      if (jsonSchema.format !== undefined || /\\p\{/.test(jsonSchema.pattern ?? "")) delete jsonSchema.pattern;
    },
  }) as Json;
  return rest;
}
