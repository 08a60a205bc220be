import { Suspense } from "react";
import { KillPage } from "../../../../features/kill/kill-page.tsx";
import { SkeletonRows } from "../../../../ui/skeleton.tsx";

export const metadata = { title: "Kill switches" };

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <KillPage />
    </Suspense>
  );
}
