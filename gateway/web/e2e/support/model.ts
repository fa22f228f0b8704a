// A model server that speaks the OpenAI-compatible wire and says what the message asks for:
//   count to N       streams "1 2 3 … N", one number each 40 ms
//   call TOOL {…}    calls that tool with these arguments, and says "Called." when it has been answered
//   fail             refuses with 401
//   cut              ends the stream in the middle
//   anything else    repeats it
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const WORD_MILLIS = 40;

interface Completion {
  model?: string;
  stream?: boolean;
  messages?: { role: string; content: unknown }[];
}

export class ModelServer {
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  /** Requests for completions, as they came. */
  readonly asked: Completion[] = [];
  /** Streams whose reader went away before their end. */
  cutByReader = 0;

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.endsWith("/models")) {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ object: "list", data: [{ id: "test-model", object: "model" }] }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const completion = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Completion;
    this.asked.push(completion);
    const message = textOf(completion.messages?.findLast((said) => said.role === "user")?.content).trim();
    if (/^fail\b/i.test(message)) {
      response.writeHead(401, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ error: { message: "Incorrect API key provided", type: "invalid_request_error" } }));
      return;
    }
    let isGone = false;
    response.on("close", () => {
      if (!response.writableFinished) {
        isGone = true;
        this.cutByReader++;
      }
    });
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const piece = (delta: object, finish: string | null) =>
      response.write(
        `data: ${JSON.stringify({
          id: "chatcmpl-1",
          object: "chat.completion.chunk",
          created: 1,
          model: completion.model ?? "test-model",
          choices: [{ index: 0, delta, finish_reason: finish }],
        })}\n\n`,
      );
    piece({ role: "assistant", content: "" }, null);
    const call = /^call (\w+) (\{.*\})$/s.exec(message);
    if (call !== null && completion.messages?.at(-1)?.role === "user") {
      const [, name, args] = call;
      piece({ tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name, arguments: args } }] }, null);
      piece({}, "tool_calls");
      response.write(usage(completion));
      response.end("data: [DONE]\n\n");
      return;
    }
    for (const word of call === null ? words(message) : ["Called."]) {
      if (isGone) {
        return;
      }
      piece({ content: word }, null);
      await new Promise((resolve) => setTimeout(resolve, WORD_MILLIS));
    }
    if (/^cut\b/i.test(message)) {
      response.destroy();
      return;
    }
    piece({}, "stop");
    response.write(usage(completion));
    response.end("data: [DONE]\n\n");
  }
}

/** The same for every call. */
function usage(completion: Completion): string {
  return `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: completion.model ?? "test-model",
    choices: [],
    usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
  })}\n\n`;
}

function words(message: string): string[] {
  const count = /\bcount to (\d+)/i.exec(message);
  return count
    ? Array.from({ length: Number(count[1]) }, (_, index) => `${index + 1} `)
    : `You said: ${message}`.split(/(?<= )/);
}

function textOf(content: unknown): string {
  if (typeof content === "string") {
    return content;
  }
  return Array.isArray(content)
    ? content.map((part) => (typeof part?.text === "string" ? part.text : "")).join("")
    : "";
}
