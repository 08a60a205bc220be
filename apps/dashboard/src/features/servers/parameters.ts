export interface Parameter {
  /** Dotted, `[]` for the items of a list: "filter.hostids[]". */
  path: string;
  depth: number;
  type: string;
  required: boolean;
  description: string;
  /** "one of …", "1 to 50", "default …" in words; "" when there is none. */
  constraints: string;
}

type Schema = Record<string, unknown>;
const deepest = 3;

/**
 * The parameters of a tool as rows, parents before their children, down to four levels. It reads what schemas of tools
 * usually say and leaves the rest to the raw JSON beside it.
 * @param inputSchema a JSON Schema that a foreign server sent: nothing about its shape is taken for granted
 */
export function parametersOf(inputSchema: unknown): Parameter[] {
  return rowsOf(schema(inputSchema), "", 0);
}

function rowsOf(parent: Schema, prefix: string, depth: number): Parameter[] {
  const required = Array.isArray(parent.required) ? parent.required : [];
  return Object.entries(schema(parent.properties)).flatMap(([name, raw]) => {
    const property = schema(raw);
    const path = prefix + name;
    const row = {
      path,
      depth,
      type: typeOf(property),
      required: required.includes(name),
      description: typeof property.description === "string" ? property.description : "",
      constraints: constraintsOf(property),
    };
    if (depth >= deepest) return [row];
    return [row, ...rowsOf(property, `${path}.`, depth + 1), ...rowsOf(schema(property.items), `${path}[].`, depth + 1)];
  });
}

function typeOf(property: Schema): string {
  const { type, anyOf, oneOf, items } = property;
  if (Array.isArray(type)) return type.map(String).join(" or ");
  const choices = [anyOf, oneOf].find(Array.isArray);
  if (choices) return [...new Set(choices.map((choice) => typeOf(schema(choice))))].join(" or ");
  if (type === "array") return items ? `${typeOf(schema(items))}[]` : "array";
  if (typeof type === "string") return type;
  if ("const" in property) return JSON.stringify(property.const);
  return Array.isArray(property.enum) ? "enum" : "any";
}

function constraintsOf(property: Schema): string {
  const { enum: choices, minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, format } = property;
  return [
    Array.isArray(choices) ? `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}` : "",
    range(minimum, maximum, ""),
    range(minLength, maxLength, "character"),
    range(minItems, maxItems, "item"),
    typeof pattern === "string" ? `matches ${pattern}` : "",
    typeof format === "string" ? `format ${format}` : "",
    "default" in property ? `default ${JSON.stringify(property.default)}` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

function range(low: unknown, high: unknown, noun: string): string {
  const counted = (count: number) => (noun ? `${count} ${noun}${count === 1 ? "" : "s"}` : String(count));
  if (typeof low === "number" && typeof high === "number") return low === high ? `exactly ${counted(low)}` : `${low} to ${counted(high)}`;
  if (typeof low === "number") return `at least ${counted(low)}`;
  return typeof high === "number" ? `at most ${counted(high)}` : "";
}

const schema = (value: unknown): Schema => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {});
