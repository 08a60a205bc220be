import { acceptedContent, inputRequired, inputResponse, type McpServer, type RequestStateCodec } from "@modelcontextprotocol/server";
import { saying } from "./samples.ts";

const form = (message: string, property: string, type = "string") =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties: { [property]: { type } }, required: [property] },
  } as Parameters<typeof inputRequired.elicit>[0]);

const question = (words: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text: words } }], maxTokens });

const isAnswered = (responses: Record<string, unknown> | undefined, key: string): boolean =>
  inputResponse(responses, key).kind !== "missing";

/** Tools that need several rounds: each answers `input_required` until it has what it asked for. */
export function inputRequiredTools(server: McpServer, states: RequestStateCodec<unknown>): void {
  const name = "test_input_required_result";
  server.registerTool(`${name}_elicitation`, { description: "Asks for a name" }, ({ mcpReq }) => {
    const answer = acceptedContent<{ name: string }>(mcpReq.inputResponses, "user_name");
    if (typeof answer?.name === "string") return saying(`Hello, ${answer.name}!`);
    return inputRequired({ inputRequests: { user_name: form("What is your name?", "name") } });
  });
  server.registerTool(`${name}_sampling`, { description: "Asks for a completion" }, ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, "capital_question");
    if (answer.kind === "sampling") return saying(JSON.stringify(answer.result.content));
    return inputRequired({ inputRequests: { capital_question: question("What is the capital of France?", 100) } });
  });
  server.registerTool(`${name}_list_roots`, { description: "Asks for roots" }, ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, "client_roots");
    if (answer.kind === "roots") return saying(`Roots: ${answer.roots.map(({ uri }) => uri).join(", ")}`);
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  for (const tool of [`${name}_request_state`, `${name}_tampered_state`]) {
    server.registerTool(tool, { description: "Asks once and keeps a state" }, async (ctx) => {
      if (ctx.mcpReq.requestState() !== undefined && isAnswered(ctx.mcpReq.inputResponses, "confirm")) return saying("state-ok");
      const requestState = await states.mint({ tool }, ctx);
      return inputRequired({ inputRequests: { confirm: form("Please confirm", "ok", "boolean") }, requestState });
    });
  }
  server.registerTool(`${name}_multiple_inputs`, { description: "Asks three things at once" }, async (ctx) => {
    const { inputResponses, requestState } = ctx.mcpReq;
    const keys = ["user_name", "greeting", "client_roots"];
    if (requestState() !== undefined && keys.every((key) => isAnswered(inputResponses, key))) return saying("All three came.");
    return inputRequired({
      inputRequests: {
        user_name: form("What is your name?", "name"),
        greeting: question("Generate a greeting", 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await states.mint({ asked: keys }, ctx),
    });
  });
  server.registerTool(`${name}_multi_round`, { description: "Asks in two rounds" }, async (ctx) => {
    const { inputResponses } = ctx.mcpReq;
    const round = ctx.mcpReq.requestState<{ round: number }>()?.round ?? 0;
    if (round === 2 && isAnswered(inputResponses, "step2")) return saying("Both rounds are done.");
    if (round >= 1 && isAnswered(inputResponses, "step1")) {
      const requestState = await states.mint({ round: 2 }, ctx);
      return inputRequired({ inputRequests: { step2: form("Step 2: What is your favorite color?", "color") }, requestState });
    }
    const requestState = await states.mint({ round: 1 }, ctx);
    return inputRequired({ inputRequests: { step1: form("Step 1: What is your name?", "name") }, requestState });
  });
  server.registerTool(`${name}_capabilities`, { description: "Asks only what the client can answer" }, ({ mcpReq }) => {
    if (Object.keys(mcpReq.inputResponses ?? {}).length > 0) return saying("Answered.");
    const declared = server.server.getClientCapabilities();
    const inputRequests = {
      ...(declared?.elicitation ? { name: form("What is your name?", "name") } : {}),
      ...(declared?.sampling ? { greeting: question("Generate a greeting", 50) } : {}),
      ...(declared?.roots ? { roots: inputRequired.listRoots() } : {}),
    };
    return Object.keys(inputRequests).length === 0 ? saying("Nothing can be asked.") : inputRequired({ inputRequests });
  });
}
