import { webhookVerifiers } from "@portcullis/control-plane";
import { ExportsPage } from "../../../../features/exports/exports-page.tsx";

export const metadata = { title: "Exports & streams" };

export default function Page() {
  return <ExportsPage verifiers={webhookVerifiers} />;
}
