import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

export type Received = { id: string; at: number; headers: IncomingHttpHeaders; body: string; taken: boolean };
export type Behaviour = "take" | "error" | "hang" | "take and drop the answer";

/** A receiver of deliveries on loopback that can be made to fail, and writes down what came. */
export async function testReceiver() {
  const received: Received[] = [];
  const receiver = { received, url: "", behaviour: "take" as Behaviour, answer: "{}", close: async () => {} };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { behaviour } = receiver;
    const id = String(request.headers["webhook-id"] ?? "");
    received.push({ id, at: Date.now(), headers: request.headers, body, taken: behaviour.startsWith("take") });
    if (behaviour === "hang") return;
    if (behaviour === "take and drop the answer") return void request.socket.destroy();
    response.writeHead(behaviour === "error" ? 500 : 200, { "content-type": "application/json" }).end(receiver.answer);
  });
  const listen = (port: number) => new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  await listen(0);
  const { port } = server.address() as { port: number };
  receiver.url = `http://127.0.0.1:${port}/in`;
  const down = () => new Promise<void>((done) => server.close(() => done()).closeAllConnections());
  receiver.close = async () => {
    if (server.listening) await down();
  };
  return Object.assign(receiver, { down, up: () => listen(port) });
}
export type TestReceiver = Awaited<ReturnType<typeof testReceiver>>;
