import { eventObject, plainJson } from "../export/formats/json-line.ts";
import { ocsfEvent } from "../export/formats/ocsf.ts";
import type { RecordedEvent } from "../export/recorded-event.ts";
import { otlpLogs } from "./otlp.ts";
import { signedHeaders } from "./signature.ts";
import type { StreamKind } from "./stream.ts";

/** One request to a receiver. `id` names the batch: the same batch has the same one, however often it is sent. */
export type Delivery = {
  id: string;
  kind: StreamKind;
  format: string;
  streamId: string;
  secrets: readonly string[];
  events: readonly RecordedEvent[];
  test: boolean;
};

/** The body of a delivery and the headers that belong to it. */
export function payloadOf(
  { id, kind, format, streamId, secrets, events, test }: Delivery,
  at: Date,
): { body: string; headers: Record<string, string> } {
  const headers = { "content-type": "application/json", "user-agent": "Portcullis" };
  if (kind === "otlp") return { body: plainJson(otlpLogs(events, at)), headers };
  const body = plainJson({
    type: test ? "portcullis.test" : "portcullis.record",
    batch_id: id,
    stream_id: streamId,
    events: events.map((event) => (format === "ocsf" ? ocsfEvent(event) : eventObject(event))),
  });
  return { body, headers: { ...headers, ...signedHeaders(secrets, id, at, body) } };
}
