import { describe, expect, it } from "vitest";
import { ApiClient, ApiError, fileName, nextLink } from "../src/api/client";

const answering = (make: () => Response | Promise<Response>) => {
  const seen: { url: string; init: RequestInit }[] = [];
  let refused = 0;
  const client = new ApiClient(
    () => "secret",
    () => {
      refused++;
    },
    async (url, init) => {
      seen.push({ url: String(url), init: init ?? {} });
      return make();
    },
  );
  return { client, seen, refusals: () => refused };
};
const problem = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });
const failure = async (promise: Promise<unknown>): Promise<ApiError> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiError) {
      return error;
    }
  }
  throw new Error("expected a refusal");
};

describe("ApiClient", () => {
  it("sends a message with its key and the token", async () => {
    const { client, seen } = answering(() => new Response('{"id":"turn_1"}', { status: 201 }));
    await client.chat({ content: "hi", thread_id: "thread_1" }, "key-1");
    const headers = new Headers(seen[0]?.init.headers);
    expect(seen[0]?.url).toBe("/chat");
    expect(headers.get("Idempotency-Key")).toBe("key-1");
    expect(headers.get("Authorization")).toBe("Bearer secret");
    expect(seen[0]?.init.body).toBe('{"content":"hi","thread_id":"thread_1"}');
  });

  it("pairs without a token and does not take a wrong code for a lost pairing", async () => {
    const { client, seen, refusals } = answering(() => problem(401, { error: "unauthorized" }));
    expect((await failure(client.pair("000000", "x"))).status).toBe(401);
    expect(new Headers(seen[0]?.init.headers).has("Authorization")).toBe(false);
    expect(refusals()).toBe(0);
  });

  it("tells of a token that no longer works", async () => {
    const { client, refusals } = answering(() => problem(401, { error: "unauthorized" }));
    await failure(client.models());
    expect(refusals()).toBe(1);
  });

  it("passes on the sentence, the code and the wait of a problem", async () => {
    const { client } = answering(() =>
      problem(429, { detail: "The queue is full.", code: "queue_full" }, { "Retry-After": "7" }),
    );
    const error = await failure(client.stop("thread_1"));
    expect(error).toMatchObject({ message: "The queue is full.", code: "queue_full", retryAfterSeconds: 7 });
    expect(error.isTransient).toBe(true);
  });

  it("has a sentence for an answer that is no problem document and for none at all", async () => {
    const html = answering(() => new Response("<html>", { status: 502 }));
    expect((await failure(html.client.models())).message).toContain("502");
    const nobody = answering(() => Promise.reject(new TypeError("failed to fetch")));
    const error = await failure(nobody.client.models());
    expect(error).toMatchObject({ status: 0, isTransient: true });
    const cut = answering(() => new Response('{"id":', { status: 200 }));
    expect((await failure(cut.client.thread("thread_1"))).isTransient).toBe(true);
  });

  it("follows a next link on its own origin only", async () => {
    const { client, seen } = answering(() => new Response("[]"));
    await client.threadsAt("https://evil.example/threads?cursor=x");
    expect(seen[0]?.url).toBe("/threads?cursor=x");
  });
});

describe("nextLink", () => {
  it.each([
    ['</threads?cursor=a>; rel="next"', "/threads?cursor=a"],
    ['</x>; rel="prev", </y,z>; rel=next', "/y,z"],
    ['</x>; rel="prev"', null],
    [null, null],
    ["", null],
  ])("%s", (header, next) => expect(nextLink(header)).toBe(next));
});

describe("the name of a download", () => {
  it.each([
    ['attachment; filename="a.csv"', "a.csv"],
    ["attachment; filename=\"a.csv\"; filename*=UTF-8''%C3%A4.csv", "\u00e4.csv"],
    ["attachment; filename=\"b.csv\"; filename*=UTF-8''%E0%A4%A", "b.csv"],
    ['attachment; filename="say \\"hi\\".txt"', 'say "hi".txt'],
    ["inline", null],
    [null, null],
  ])("%s", (header, name) => expect(fileName(header)).toBe(name));
});
