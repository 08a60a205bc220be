"use client";

import Link from "next/link";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** What stands at an address that is not there. A component of the browser: every page carries it along, so it is a name and not its elements. */
export function NothingHere() {
  return (
    <Notice
      title="There is nothing at this address"
      actions={
        <Button asChild variant="primary">
          <Link href="/o">Go to your organization</Link>
        </Button>
      }
    >
      The link may be old, or it may belong to an organization that you are not a member of. If somebody sent it to you, ask them to invite
      you.
    </Notice>
  );
}
