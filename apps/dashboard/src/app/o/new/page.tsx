import { requireSession } from "../../../auth/membership.ts";
import { EntryPage } from "../../../features/account/entry-page.tsx";
import { NewOrganizationForm } from "../../../features/account/new-organization-form.tsx";

export const metadata = { title: "New organization" };

export default async function NewOrganizationPage() {
  await requireSession("/o/new");
  return (
    <EntryPage title="New organization" lead="Servers, policies and grants belong to an organization; no other one can see them.">
      <NewOrganizationForm />
    </EntryPage>
  );
}
