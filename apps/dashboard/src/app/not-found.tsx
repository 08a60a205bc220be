import Link from "next/link";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
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
