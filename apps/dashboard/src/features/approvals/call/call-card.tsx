import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Card, CardBody, CardHeader } from "../../../ui/card.tsx";
import { CopyLine } from "../../../ui/code-block.tsx";
import type { ApprovalDetail } from "../approval.ts";
import { CallView } from "./call-view.tsx";
import type { Unfolded } from "./use-unfolded.ts";

/** The exact call with its digest: what is approved is this and nothing else. */
export function CallCard({ approval, unfolded }: { approval: ApprovalDetail; unfolded: Unfolded }) {
  const { callDigest, toolDigest, shown, isKept, definitionIsCurrent } = approval.call;
  return (
    <Card aria-labelledby="exact-call">
      <CardHeader
        title={<span id="exact-call">The exact call</span>}
        description="As the gateway will send it. What cannot be seen is written out, such as ⟨U+200B⟩."
        actions={
          unfolded.left > 0 ? (
            <Button size="sm" onClick={unfolded.openAll}>
              Show all {unfolded.left > 1 ? `${unfolded.left} folded` : ""}
            </Button>
          ) : null
        }
      />
      <CardBody className="grid gap-4">
        {!isKept ? (
          <Callout title="The words of this call are no longer kept.">
            They are deleted a month after a call could last be decided. What was decided stays, and the digest below is that of the call.
          </Callout>
        ) : shown === null ? (
          <Callout tone="error" title="What is stored is not the call that was asked for.">
            It cannot be decided. Whoever runs this installation should look into it: the stored call does not have the digest that was
            recorded with it.
          </Callout>
        ) : (
          <CallView shown={shown} unfolded={unfolded} />
        )}
        {definitionIsCurrent === false ? (
          <Callout tone="warn" title="The tool’s definition has changed since the call was held.">
            The call would not run: it was asked for under another definition.
          </Callout>
        ) : null}
        <dl className="grid gap-2 border-t pt-3 text-xs">
          <Digest name="Digest of the call (SHA-256)" text={callDigest} label="Copy digest of the call" />
          {toolDigest ? <Digest name="Digest of the tool’s definition" text={toolDigest} label="Copy digest of the definition" /> : null}
        </dl>
      </CardBody>
    </Card>
  );
}

function Digest({ name, text, label }: { name: string; text: string; label: string }) {
  return (
    <div className="grid gap-1">
      <dt className="text-ink-muted">{name}</dt>
      <dd>
        <CopyLine text={text} label={label} />
      </dd>
    </div>
  );
}
