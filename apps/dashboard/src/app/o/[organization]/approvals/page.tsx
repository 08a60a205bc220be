import { Suspense } from "react";
import { InboxPage } from "../../../../features/approvals/inbox/inbox-page.tsx";
import { SkeletonRows } from "../../../../ui/skeleton.tsx";

export const metadata = { title: "Approvals" };

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <InboxPage />
    </Suspense>
  );
}
