import { readFileSync } from "node:fs";
import { isIP } from "node:net";

type Attribute = { type: string; requirement: string; object?: string; is_array?: boolean; enum?: number[] };
type Attributes = Record<string, Attribute>;
type Schema = {
  version: string;
  base: Attributes;
  profiles: Record<string, Attributes>;
  classes: Record<string, { category_uid: number; activities: number[]; profiles: string[]; attributes: Attributes }>;
  objects: Record<string, { attributes: Attributes; at_least_one?: string[] }>;
};

/** The pinned part of the schema. */
export const ocsfSchema: Schema = JSON.parse(readFileSync(new URL("./ocsf-1.6.0.json", import.meta.url), "utf8"));

/** What is wrong with an event by the pinned schema, each with its path; nothing, where it is valid. Unknown attributes are wrong. */
export function ocsfProblems(event: Record<string, unknown>): string[] {
  const kind = ocsfSchema.classes[String(event.class_uid)];
  if (!kind) return [`class_uid: ${String(event.class_uid)} is not pinned`];
  const metadata = event.metadata as { profiles?: string[]; version?: string } | undefined;
  const profiles = (metadata?.profiles ?? []).filter((name) => kind.profiles.includes(name));
  const attributes = Object.assign(
    {},
    ocsfSchema.base,
    kind.attributes,
    ...profiles.map((name) => ocsfSchema.profiles[name]),
  ) as Attributes;
  const problems = membersOf(event, attributes, "");
  if (metadata?.version !== ocsfSchema.version) problems.push("metadata.version: not the pinned one");
  if (event.category_uid !== kind.category_uid) problems.push("category_uid: not of the class");
  if (!kind.activities.includes(event.activity_id as number)) problems.push("activity_id: not of the class");
  if (event.type_uid !== (event.class_uid as number) * 100 + (event.activity_id as number))
    problems.push("type_uid: not class and activity");
  return problems;
}

function membersOf(value: Record<string, unknown>, attributes: Attributes, path: string): string[] {
  const missing = Object.entries(attributes).flatMap(([name, { requirement }]) =>
    requirement === "required" && value[name] === undefined ? [`${path}${name}: required`] : [],
  );
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, member]) => {
      const attribute = attributes[name];
      if (!attribute) return [`${path}${name}: not in the schema`];
      if (!attribute.is_array) return problemsOf(member, attribute, `${path}${name}`);
      if (!Array.isArray(member)) return [`${path}${name}: no list`];
      return member.flatMap((item, at) => problemsOf(item, attribute, `${path}${name}[${at}]`));
    }),
  ];
}

function problemsOf(value: unknown, { type, object, enum: values }: Attribute, path: string): string[] {
  if (type === "object") {
    const { attributes, at_least_one: some } = ocsfSchema.objects[object as string] as Schema["objects"][string];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path}: no object`];
    const members = value as Record<string, unknown>;
    const none = some && !some.some((name) => members[name] !== undefined) ? [`${path}: none of ${some.join(", ")}`] : [];
    return [...none, ...membersOf(members, attributes, `${path}.`)];
  }
  if (!(forms[type] as (value: unknown) => boolean)(value)) return [`${path}: no ${type}`];
  return values && !values.includes(value as number) ? [`${path}: ${String(value)} is not in the list`] : [];
}

const isText = (value: unknown): value is string => typeof value === "string";
const forms: Record<string, (value: unknown) => boolean> = {
  string: isText,
  json: (value) => value !== null && value !== undefined,
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  long: Number.isInteger,
  timestamp: (value) => Number.isInteger(value) && (value as number) > 0,
  ip: (value) => isText(value) && isIP(value) !== 0,
  hostname: (value) => isText(value) && value.length <= 253 && /^[A-Za-z0-9_.:[\]-]+$/.test(value),
};
