/** The database for the control plane: Prisma behind one door that sets the tenant (security.md section 4). */
export { type Database, enterOrganization, openDatabase, type Tx, withOrg, withoutOrg } from "./database.ts";
export { Prisma } from "./generated/client.ts";
