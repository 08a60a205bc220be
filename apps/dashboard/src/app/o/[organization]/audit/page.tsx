import { Suspense } from "react";
import { AuditLog } from "../../../../features/audit/audit-log.tsx";
import { SkeletonRows } from "../../../../ui/skeleton.tsx";

export const metadata = { title: "Audit log" };

export default function AuditPage() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <AuditLog />
    </Suspense>
  );
}
