import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Approval, Extension, LedgerEntry } from "../src/api/types";
import { differences, lineDiff } from "../src/state/difference";
import { extensions } from "../src/state/extensions";
import { edits, nearest } from "../src/state/nearest";
import { notice } from "../src/state/notice";
import { api } from "../src/state/session";

vi.hoisted(() => {
  Object.assign(window, {
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    isSecureContext: false,
  });
});

const { matching } = await import("../src/view/CommandList");
const { ApprovalCard } = await import("../src/view/ApprovalCard");
const { LedgerPane } = await import("../src/view/LedgerPane");
const { SettingsPane } = await import("../src/view/SettingsPane");

const extension = (type: string, name: string, changes: object = {}) =>
  ({
    id: `ext_${name}`,
    type,
    name,
    description: `About ${name}.`,
    definition: { prefix: "/" },
    source: "built-in",
    enabled: true,
    status: "active",
    version: 1,
    permissions: null,
    owner_agent_id: null,
    created_at: "",
    updated_at: "",
    ...changes,
  }) as unknown as Extension;

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  extensions.value = [];
});

describe("what changes between two definitions", () => {
  it("is told place by place, with what stood there", () => {
    const before = { a: 1, list: [1, { deep: "x" }], gone: true, same: { y: [] } };
    const after = { a: 2, list: [1, { deep: "z" }, 3], "new/~": null, same: { y: [] } };
    expect(differences(before, after)).toEqual([
      { path: "/a", before: 1, after: 2 },
      { path: "/list/1/deep", before: "x", after: "z" },
      { path: "/list/2", before: undefined, after: 3 },
      { path: "/gone", before: true, after: undefined },
      { path: "/new~1~0", before: undefined, after: null },
    ]);
    expect(differences({ a: [1] }, { a: { 0: 1 } })).toHaveLength(1);
    expect(differences(Array(5_000).fill(1), Array(5_000).fill(2))).toHaveLength(200);
  });
  it("of long texts is told line by line", () => {
    expect(lineDiff("one\ntwo\nthree", "one\n2\nthree\nfour")).toBe(" one\n-two\n+2\n three\n+four");
    expect(lineDiff("", "x")).toBe("-\n+x");
    expect(lineDiff("x\n".repeat(700), "y")).toBeNull();
  });
});

describe("what may be meant", () => {
  it.each([
    ["standup", "standup", 0],
    ["stnadup", "standup", 1],
    ["standp", "standup", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ])("%s and %s", (a, b, count) => expect(edits(a, b)).toBe(count));
  it("is near, the nearest first, and nothing for a letter or two", () => {
    const near = (word: string) => nearest(word, ["standup", "status", "up", "run-now"], (name) => name, 3);
    expect(near("stadnup")).toEqual(["standup"]);
    expect(near("tand")).toEqual(["standup"]);
    expect(near("runow")).toEqual(["run-now"]);
    expect(near("zz")).toEqual([]);
    expect(near("x")).toEqual([]);
    expect(near("y".repeat(1_000))).toEqual([]);
  });
  it("is offered when no command begins like what was typed, by its own prefix", () => {
    extensions.value = [
      extension("command", "standup"),
      extension("command", "sh", { definition: { prefix: "!" } }),
      extension("agent", "pulse"),
    ];
    const names = (text: string) => {
      const { commands, isGuess } = matching(text);
      return [commands.map(({ name }) => name), isGuess];
    };
    expect(names("/sta")).toEqual([["standup"], false]);
    expect(names("/tsandup")).toEqual([["standup"], true]);
    expect(names("@puls")).toEqual([["pulse"], false]);
    expect(names("@plse")).toEqual([["pulse"], true]);
    expect(names("!")).toEqual([["sh"], false]);
    expect(names("!lss")).toEqual([[], false]);
    expect(names("/zzzzzzz")).toEqual([[], false]);
    expect(names("/standup now")).toEqual([[], false]);
  });
});

describe("the card of a change", () => {
  const asked = (status: Approval["status"]) =>
    ({
      id: `apr_${status}`,
      kind: "extension",
      status,
      title: "Change of command 'standup'",
      summary: "daemion proposes: Lists.",
      detail: {
        type: "command",
        name: "standup",
        description: "About standup.",
        definition: { prefix: "/", handler: "one\nnew\nthree" },
      },
      extension_id: "ext_standup",
    }) as Approval;
  beforeEach(() => {
    const definition = { prefix: "/", handler: "one\nold\nthree" };
    extensions.value = [extension("command", "standup", { version: 4, definition })];
  });
  it("shows what changes while it waits, beside the version in force", () => {
    render(<ApprovalCard asked={asked("pending")} />);
    const changes = screen.getByRole("group", { name: "What changes" });
    expect(changes.textContent).toContain("Version 4 stays in force");
    expect(changes.textContent).toContain("/definition/handler");
    expect(changes.querySelector("[data-kind=removed]")?.textContent).toBe("-old\n");
    expect(changes.querySelector("[data-kind=added]")?.textContent).toBe("+new\n");
    expect(changes.textContent).not.toContain("/description");
    expect(changes.textContent).not.toContain("/permissions");
  });
  it("shows all of it once it is answered, and of something new", () => {
    const { unmount } = render(<ApprovalCard asked={asked("approved")} />);
    expect(screen.queryByRole("group", { name: "What changes" })).toBeNull();
    unmount();
    extensions.value = [extension("command", "standup", { status: "pending" })];
    render(<ApprovalCard asked={asked("pending")} />);
    expect(screen.queryByRole("group", { name: "What changes" })).toBeNull();
    expect(screen.getByText("Definition")).toBeTruthy();
  });
});

describe("the ledger", () => {
  const entry = (seq: number): LedgerEntry => ({
    seq,
    at: "2026-11-29T12:00:00Z",
    device: "Phone",
    action: "approve-extension",
    subject: `command/c${seq}`,
    content_hash: seq === 1 ? null : "ab".repeat(32),
    previous_hash: "",
    hash: "",
  });
  it("lists decisions with who and what, and older ones when asked", async () => {
    vi.spyOn(api, "ledger").mockResolvedValue({ items: [entry(3), entry(2)], next: "/ledger?cursor=2" });
    const older = vi.spyOn(api, "ledgerAt").mockResolvedValue({ items: [entry(1)], next: null });
    render(<LedgerPane />);
    const list = await screen.findByRole("list", { name: "Decisions, newest first" });
    expect(list.children).toHaveLength(2);
    expect(list.textContent).toContain("3Approve extensioncommand/c3by Phone · abababababab");
    fireEvent.click(screen.getByRole("button", { name: "Older decisions" }));
    await waitFor(() => expect(list.children).toHaveLength(3));
    expect(older).toHaveBeenCalledWith("/ledger?cursor=2");
    expect(screen.queryByRole("button", { name: "Older decisions" })).toBeNull();
  });
  it("says whether the chain holds, and where it does not", async () => {
    vi.spyOn(api, "ledger").mockResolvedValue({ items: [], next: null });
    const verify = vi.spyOn(api, "verifyLedger");
    verify.mockResolvedValueOnce({ valid: true, entries: 9, first_broken: null, reason: null });
    verify.mockResolvedValueOnce({ valid: false, entries: 9, first_broken: 4, reason: "its hash is another." });
    render(<LedgerPane />);
    expect(await screen.findByText("Nothing was decided yet.")).toBeTruthy();
    const check = screen.getByRole("button", { name: "Check the chain" });
    fireEvent.click(check);
    expect(await screen.findByText("All 9 entries are as they were written.")).toBeTruthy();
    fireEvent.click(check);
    expect(await screen.findByText("Entry 4 is not as it was written: its hash is another.")).toBeTruthy();
  });
  it("that cannot be had says so", async () => {
    vi.spyOn(api, "ledger").mockRejectedValue(new Error("storage is busy"));
    render(<LedgerPane />);
    expect((await screen.findByRole("alert")).textContent).toContain("Storage is busy");
  });
});

describe("themes in the settings", () => {
  it("are put on by choosing one, and the one before can be put on again", async () => {
    const theme = (name: string, enabled: boolean) =>
      extension("theme", name, { enabled, status: enabled ? "active" : "disabled", definition: { colors: {} } });
    const list = [theme("daemion-dark", true), theme("forest", false)];
    extensions.value = list;
    const put = vi.spyOn(api, "toggleExtension").mockResolvedValue({} as Extension);
    vi.spyOn(api, "extensions").mockResolvedValue({ items: list, next: null });
    vi.spyOn(api, "devices").mockResolvedValue([]);
    render(<SettingsPane />);
    expect(screen.getByRole("radio", { name: /daemion-dark/ })).toHaveProperty("checked", true);
    fireEvent.click(screen.getByRole("radio", { name: /forest/ }));
    await waitFor(() => expect(notice.value?.text).toBe("forest is put on."));
    expect(put).toHaveBeenCalledWith("ext_forest", true);
    notice.value?.action?.act();
    await waitFor(() => expect(put).toHaveBeenCalledWith("ext_daemion-dark", true));
  });
});
