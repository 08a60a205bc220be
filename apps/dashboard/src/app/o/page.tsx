import { redirect } from "next/navigation";
import { requireSession } from "../../auth/membership.ts";

/** Where a person lands without naming an organization: the first of theirs. */
export default async function AnyOrganization(): Promise<never> {
  const { organizations } = await requireSession("/o");
  redirect(organizations[0] ? `/o/${organizations[0].slug}` : "/o/new");
}
