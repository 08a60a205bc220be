import { SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";

export default function NothingHere() {
  return (
    <EmptyState
      icon={<SearchX />}
      heading="h1"
      title="There is nothing at this address"
      actions={
        <Button asChild variant="primary">
          <Link href="/o">Go to the overview</Link>
        </Button>
      }
    >
      It may have been deleted, or the link has a mistake in it. The audit log says who deleted what.
    </EmptyState>
  );
}
