"use client";

import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Notice
      title="This page did not load"
      actions={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      The dashboard met something it did not expect; nothing you had saved is lost. If it stays, whoever runs this installation finds the
      details in the dashboard's log{error.digest ? `, marked ${error.digest}` : ""}.
    </Notice>
  );
}
