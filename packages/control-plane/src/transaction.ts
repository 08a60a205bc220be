import { type Database, Prisma, type Tx, withOrg, withoutOrg } from "@portcullis/db";
import { ControlPlaneError } from "./errors.ts";

/** One transaction in which only rows of the organization exist. Failures of the database come out as ControlPlaneError. */
export const inOrganization = <T>(cp: { database: Database }, organizationId: string, fn: (tx: Tx) => Promise<T>): Promise<T> =>
  translated(() => withOrg(cp.database, organizationId, fn));

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
