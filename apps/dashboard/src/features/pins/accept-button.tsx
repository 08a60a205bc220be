"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { doubtsOf, isSuspicious, type ReviewedTool } from "./review.ts";

interface AcceptButtonProps {
  tools: readonly ReviewedTool[];
  size?: ButtonProps["size"];
  loading: boolean;
  onAccept: () => Promise<unknown>;
  children: ReactNode;
}

/** Accepts in one click what nothing speaks against; asks first where something does, for it may be far down the page. */
export function AcceptButton({ tools, size, loading, onAccept, children }: AcceptButtonProps) {
  const doubtful = tools.filter(isSuspicious);
  if (doubtful.length === 0)
    return (
      <Button variant="primary" size={size} loading={loading} onClick={() => void onAccept().catch(() => {})}>
        {children}
      </Button>
    );
  const lines = doubtsOf(doubtful);
  return (
    <ConfirmDialog
      // Another definition is another question.
      key={tools.map(({ digest }) => digest).join(" ")}
      trigger={
        <Button variant="primary" size={size} loading={loading}>
          {children}
        </Button>
      }
      tone="danger"
      title={
        tools.length === 1
          ? "Something speaks against it"
          : doubtful.length === 1
            ? "Something speaks against one of them"
            : `Something speaks against ${doubtful.length} of them`
      }
      description={
        <>
          <ul className="mb-2 grid gap-1 break-words">
            {lines.slice(0, linesMax).map((line) => (
              <li key={line}>{line}</li>
            ))}
            {lines.length > linesMax ? <li>and {lines.length - linesMax} more</li> : null}
          </ul>
          Agents get what you accept as it is worded now.
        </>
      }
      confirmLabel={tools.length === 1 ? "Accept it all the same" : `Accept all ${tools.length} all the same`}
      onConfirm={onAccept}
    />
  );
}

const linesMax = 6;
