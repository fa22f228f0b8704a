import { beforeEach, describe, expect, it } from "vitest";
import type { Approval } from "../src/api/types";
import { approvalOf, approvals, learn } from "../src/state/approvals";
import { draftOf, saveDraft } from "../src/state/drafts";
import { keep, kept, release } from "../src/state/outbox";
import { placeOf } from "../src/state/route";
import { deviceName, takeTicket } from "../src/state/session";
import { readAttachment } from "../src/view/attachments";
import { oneLine } from "../src/view/pretty";
import { ago, dollars, duration } from "../src/view/time";

const approval = (changes: Partial<Approval> = {}): Approval => ({
  id: "appr_1",
  kind: "tool",
  status: "pending",
  title: "Run a command",
  summary: "ls",
  detail: {},
  content_hash: "",
  extension_id: null,
  run_id: null,
  thread_id: null,
  created_at: "",
  expires_at: null,
  decision: null,
  scope: null,
  decided_at: null,
  decided_by: null,
  ...changes,
});

describe("a ticket", () => {
  it("is taken out of the address", () => {
    location.hash = "#ticket=abc-DEF_1";
    expect(takeTicket()).toBe("abc-DEF_1");
    expect(location.hash).toBe("");
  });
  it("is nothing else", () => {
    location.hash = "#/t/thread_1";
    expect(takeTicket()).toBeNull();
    expect(location.hash).toBe("#/t/thread_1");
  });
});

describe("the address", () => {
  it.each([
    ["#/t/thread_1", "chat", "thread_1"],
    ["", "chat", null],
    ["#/", "chat", null],
    ["#/t/", "chat", null],
    ["#/t/a/b", "chat", null],
    ["#/t/%E0%A4%A", "chat", null],
    ["#/constructor", "chat", null],
    ["#/inbox", "inbox", null],
    ["#/inbox/x", "inbox", null],
    ["#/extensions/ext_01k0000000000000000000000a", "extensions", "ext_01k0000000000000000000000a"],
    ["#/extensions/ext_1", "extensions", null],
  ])("%s", (hash, view, id) => expect(placeOf(hash)).toEqual({ view, id }));
});

describe("deviceName", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0 Safari/537.36", "Chrome on Linux"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604",
      "Safari on iPhone",
    ],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/147.0 Safari/537.36 Edg/147.0", "Edge on Windows"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Mac"],
  ])("%s", (agent, name) => expect(deviceName(agent)).toBe(name));
});

describe("drafts and unsent messages", () => {
  beforeEach(() => localStorage.clear());
  it("are kept per thread", () => {
    saveDraft(null, "new");
    saveDraft("thread_1", "old");
    expect([draftOf(null), draftOf("thread_1"), draftOf("thread_2")]).toEqual(["new", "old", ""]);
  });
  it("come back in the order they were written", () => {
    const message = { threadId: "thread_1", attachments: [] };
    keep({ ...message, key: "b", content: "2", at: "2026-11-20T20:00:02Z" });
    keep({ ...message, key: "a", content: "1", at: "2026-11-20T20:00:01Z" });
    expect(kept().map((unsent) => unsent.content)).toEqual(["1", "2"]);
    release("a");
    release("b");
    expect(kept()).toEqual([]);
  });
});

describe("approvals", () => {
  beforeEach(() => {
    approvals.value = new Map();
  });
  it("do not become open again through an older picture", () => {
    learn(approval({ status: "approved", decided_by: "phone" }));
    learn(approval());
    expect(approvals.value.get("appr_1")?.status).toBe("approved");
  });
  it("are found in a card's data, and nowhere else", () => {
    expect(approvalOf(approval())?.id).toBe("appr_1");
    expect(approvalOf({ approval: approval() })?.id).toBe("appr_1");
    expect(approvalOf({ id: 1 })).toBeNull();
    expect(approvalOf(null)).toBeNull();
    expect(approvalOf("x")).toBeNull();
  });
});

describe("amounts", () => {
  it.each([
    [12, "12 ms"],
    [3_240, "3.2 s"],
    [42_000, "42 s"],
    [65_000, "1 min 05 s"],
  ])("%d ms", (millis, text) => expect(duration(millis)).toBe(text));
  it.each([
    [0, "free"],
    [0.00042, "$0.00042"],
    [0.5, "$0.50"],
  ])("%d dollars", (amount, text) => expect(dollars(amount)).toBe(text));
  it("count minutes", () => expect(ago("2026-11-20T20:00:00Z", Date.parse("2026-11-20T20:05:30Z"))).toBe("5 min"));
});

describe("a tool call in one line", () => {
  it.each([
    [{ command: "ls\n -la", cwd: "/" }, "ls -la"],
    [{ path: "src", pattern: "TODO" }, "TODO"],
    [{ other: 1, text: "x" }, "x"],
    [null, ""],
  ])("%j", (input, line) => expect(oneLine(input)).toBe(line));
});

describe("an attachment", () => {
  it("is text or a picture, and small", async () => {
    expect(await readAttachment(new File(["hé"], "a.txt", { type: "text/plain" }))).toEqual({
      type: "attachment",
      name: "a.txt",
      mime_type: "text/plain",
      content: "hé",
    });
    expect(await readAttachment(new File([new Uint8Array([1, 2])], "a.png", { type: "image/png" }))).toMatchObject({
      content: "AQI=",
    });
    expect(await readAttachment(new File([new Uint8Array([0xff, 0xfe, 0])], "a.bin"))).toContain("neither text");
    expect(await readAttachment(new File(["x".repeat(300_000)], "big.txt"))).toContain("larger");
  });
});
