import { setTimeout as sleep } from "node:timers/promises";
import { type Database, Prisma, type Tx, withOrg, withoutOrg } from "@portcullis/db";
import { ControlPlaneError } from "./errors.ts";

/**
 * One transaction in which only rows of the organization exist. Failures of the database come out as ControlPlaneError. A change is answered
 * when no gateway goes by what it replaced: at once after the commit, or, where a server of the organization is recorded through a buffer and
 * gateways may use a state for a second, after that (security.md 8.5).
 */
export async function inOrganization<T>(cp: { database: Database }, organizationId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const { result, isBuffered } = await translated(() =>
    withOrg(cp.database, organizationId, async (tx) => {
      const result = await fn(tx);
      return { result, isBuffered: changing.has(tx) && (await hasBuffered(tx, organizationId)) };
    }),
  );
  if (isBuffered) await sleep(bufferedStateMs);
  return result;
}

/** Says that this transaction changes something: whoever writes an audit row does. */
export const markChanging = (tx: Tx): void => void changing.add(tx);

async function hasBuffered(tx: Tx, organizationId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM portcullis.server WHERE organization_id = ${organizationId}::uuid AND recording = 'buffered')
      OR EXISTS (SELECT 1 FROM portcullis.organization WHERE id = ${organizationId}::uuid AND buffered_until > clock_timestamp()) AS found`;
  return row?.found === true;
}

const changing = new WeakSet<Tx>();
/** A gateway's second, and what clocks and timers may differ by. */
const bufferedStateMs = 1_100;

/** One transaction for accounts and sessions, which belong to no organization. */
export const outsideOrganizations = <T>(cp: { database: Database }, fn: (tx: Tx) => Promise<T>): Promise<T> =>
  translated(() => withoutOrg(cp.database, fn));

/** A row that has to be unique was there already. Verbs catch it where they can say more than "someone else was faster". */
export class UniqueViolation extends ControlPlaneError {
  /** Name or columns of the constraint, as the database reports them. */
  readonly constraint: string;
  constructor(constraint: string, cause: unknown) {
    super("conflict", "Something with this name exists already. Choose another name, or reload the page.", {
      operator: `unique constraint ${constraint}`,
      cause,
    });
    this.constraint = constraint;
  }
}

async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (error instanceof ControlPlaneError) return error;
  const cause = error as Error;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    if (error.code === "P2002") return new UniqueViolation(JSON.stringify(error.meta ?? {}), error);
    // A row went away under our feet, a deadlock, a serialization failure: nothing was written, and a second try will do.
    if (error.code === "P2003" || error.code === "P2034")
      return new ControlPlaneError("conflict", "Someone else changed this at the same moment. Try again.", { cause });
    if (unavailable.has(error.code)) return databaseUnavailable(cause);
  }
  // The adapter has no code of its own for a statement that the database ended.
  const isRequest = error instanceof Prisma.PrismaClientKnownRequestError || error instanceof Prisma.PrismaClientUnknownRequestError;
  if (isRequest && /statement timeout|\b57014\b/.test(cause.message)) return databaseUnavailable(cause);
  if (error instanceof Prisma.PrismaClientInitializationError) return databaseUnavailable(cause);
  return error;
}

/** Cannot reach, cannot log in, server closed, pool or transaction timed out. */
const unavailable = new Set(["P1000", "P1001", "P1002", "P1003", "P1008", "P1011", "P1017", "P2024", "P2028", "P2037"]);

const databaseUnavailable = (cause: Error) =>
  new ControlPlaneError("unavailable", "The database does not answer. Nothing was changed; try again in a moment.", {
    operator: cause.message.split("\n").at(-1) ?? "",
    cause,
  });
