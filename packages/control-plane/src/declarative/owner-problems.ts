import { verifyPassword } from "../account/password.ts";
import type { Issue } from "../errors.ts";
import type { Setup } from "./setup.ts";
import type { Stored } from "./stored.ts";

/**
 * Sign-up proves no address and short names go to whoever comes first: an organization or an account that is there already may be a
 * stranger's, who would get the set-up's credentials and tokens. So both have to be known: the account by its password, the
 * organization by its owner. `adopt` takes both as they are.
 */
export async function ownerProblems({ organization, owner }: Setup, stored: Stored, adopt: boolean): Promise<Issue[]> {
  if (stored.owner === null && owner.password === undefined)
    return [{ pointer: "/owner/password", message: "There is no account with this e-mail address; a password is needed to create it." }];
  if (adopt) return [];
  const issues: Issue[] = [];
  if (stored.organizationId !== null && !stored.owner?.owns)
    issues.push({
      pointer: "/organization/slug",
      message: `The organization "${organization.slug}" exists, and ${owner.email} is not an owner of it. Name one of its owners, or choose another short name. If you know its members, --adopt makes ${owner.email} an owner.`,
    });
  if (stored.owner !== null && !(await verifyPassword(stored.owner.passwordHash, owner.password ?? "")))
    issues.push({
      pointer: "/owner/password",
      message: `An account ${owner.email} exists, and ${owner.password === undefined ? "without its password" : "this is not its password, so"} it may be a stranger's. Give its password. If you know whose it is, --adopt takes the account with the password that it has.`,
    });
  return issues;
}
