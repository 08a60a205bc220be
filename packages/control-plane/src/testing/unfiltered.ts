import type { Prisma, Tx } from "@portcullis/db";

type Query = Record<string, unknown>;
type Delegate = Record<string, (query?: Query) => Promise<unknown>>;

/** A transaction whose queries have lost what they say of the organization, as if every verb had forgotten it (IS-2). */
export function unfiltered(tx: Tx, { Sql }: typeof Prisma): Tx {
  return new Proxy(tx, {
    get(target, name, receiver) {
      const own = Reflect.get(target, name, receiver) as unknown;
      if (name === "$queryRaw" || name === "$executeRaw")
        return (strings: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
          (own as (sql: Prisma.Sql) => unknown).call(
            target,
            new Sql(...withoutOrganization(strings instanceof Sql ? strings : new Sql(strings, values))),
          );
      if (typeof name !== "string" || typeof own !== "object" || own === null || !("findMany" in own)) return own;
      return model(own as unknown as Delegate);
    },
  });
}

function model(delegate: Delegate): Delegate {
  return new Proxy(delegate, {
    get(target, name: string) {
      const own = target[name];
      if (typeof own !== "function") return own;
      return async (query?: Query) => {
        if (query?.where === undefined) return own.call(target, query);
        const where = stripped(query.where) as Query;
        if (name.startsWith("findUnique")) return target[name.replace("Unique", "First")]!({ ...query, where });
        // One row is named by its key, and the organization is part of it: the row's own.
        if (name === "update" || name === "delete" || name === "upsert") {
          const row = (await target.findFirst!({ where, select: { organizationId: true } }).catch(() => null)) as Query | null;
          return own.call(target, row === null ? query : { ...query, where: replaced(query.where, row.organizationId) });
        }
        return own.call(target, { ...query, where });
      };
    },
  });
}

const isKey = (name: string) => name.startsWith("organizationId_");

function stripped(where: unknown): unknown {
  if (Array.isArray(where)) return where.map(stripped);
  if (typeof where !== "object" || where === null || Object.getPrototypeOf(where) !== Object.prototype) return where;
  const entries = Object.entries(where).filter(([name]) => name !== "organizationId");
  return Object.assign({}, ...entries.map(([name, value]) => (isKey(name) ? stripped(value) : { [name]: stripped(value) })));
}

function replaced(where: unknown, organizationId: unknown): unknown {
  if (typeof where !== "object" || where === null || Object.getPrototypeOf(where) !== Object.prototype) return where;
  return Object.fromEntries(
    Object.entries(where).map(([name, value]) => [
      name,
      name === "organizationId" ? organizationId : isKey(name) ? replaced(value, organizationId) : value,
    ]),
  );
}

/** `organization_id = $1::uuid` becomes `organization_id IN ($1::uuid, organization_id)`. */
function withoutOrganization({ strings, values }: Prisma.Sql): readonly [string[], unknown[]] {
  const texts = [...strings];
  for (let at = 0; at < texts.length - 1; at++) {
    const column = /((?:\w+\.)?organization_id)\s*=\s*$/.exec(texts[at]!);
    if (column === null) continue;
    texts[at] = `${texts[at]!.slice(0, column.index)}${column[1]} IN (`;
    const cast = /^::uuid/.exec(texts[at + 1]!)?.[0] ?? "";
    texts[at + 1] = `${cast}, ${column[1]})${texts[at + 1]!.slice(cast.length)}`;
  }
  return [texts, [...values]];
}
