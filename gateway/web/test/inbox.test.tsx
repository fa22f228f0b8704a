import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Approval, Extension, Notice } from "../src/api/types";
import { approvals } from "../src/state/approvals";
import { extensions } from "../src/state/extensions";
import { loadInbox, noticed, notices, startInbox, unreadNotices } from "../src/state/inbox";
import { dismissNotice, notice as shownNotice } from "../src/state/notice";
import { place } from "../src/state/route";
import { api } from "../src/state/session";

vi.hoisted(() => {
  Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
});

const { InboxPane } = await import("../src/view/InboxPane");

const told = (changes: Partial<Notice> = {}): Notice => ({
  id: "ntc_1",
  kind: "run-failed",
  title: "nightly-backup failed",
  text: "the third step",
  thread_id: "thread_1",
  run_id: null,
  approval_id: null,
  job: "nightly-backup",
  count: 1,
  at: "2026-11-20T20:00:00Z",
  read_at: null,
  ...changes,
});

beforeEach(() => {
  notices.value = [];
  approvals.value = new Map();
  location.hash = "";
  place.value = { view: "chat", id: null };
  dismissNotice();
  vi.spyOn(api, "readNotice").mockResolvedValue();
  vi.spyOn(api, "notices").mockRejectedValue(new Error("no connection"));
});
afterEach(cleanup);

describe("a notification frame", () => {
  it("is told once, and again when it happened again", () => {
    noticed({ notification: told() });
    expect(shownNotice.value?.text).toBe("nightly-backup failed: the third step");
    dismissNotice();
    noticed({ notification: told() });
    expect(shownNotice.value).toBeNull();
    noticed({ notification: told({ count: 2 }) });
    expect(shownNotice.value).not.toBeNull();
    expect(notices.value).toHaveLength(1);
  });
  it("stays when a list arrives that was on its way before it", async () => {
    let answer: (page: { items: Notice[]; next: null }) => void = () => undefined;
    vi.spyOn(api, "notices").mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const loading = loadInbox();
    noticed({ notification: told({ id: "ntc_2" }) });
    noticed({ notification: told({ id: "ntc_2", count: 2 }) });
    answer({ items: [told(), told({ id: "ntc_2" })], next: null });
    await loading;
    expect(notices.value.map(({ id, count }) => [id, count])).toEqual([
      ["ntc_2", 2],
      ["ntc_1", 1],
    ]);
  });
  it("is not told beside what it tells of", () => {
    place.value = { view: "chat", id: "thread_1" };
    noticed({ notification: told() });
    expect(shownNotice.value).toBeNull();
    expect(unreadNotices.value).toHaveLength(1);
  });
  it("says that all were seen", () => {
    noticed({ notification: told() });
    noticed({ notification: told({ id: "ntc_2", at: "2026-11-20T20:01:00Z" }) });
    noticed({ allReadAt: "2026-11-20T20:02:00Z" });
    expect(unreadNotices.value).toEqual([]);
  });
});

describe("a question", () => {
  it("sounds while the flag sounds is on", () => {
    const started = vi.fn();
    const node = { connect: (next: unknown) => next };
    vi.stubGlobal(
      "AudioContext",
      class {
        state = "running";
        currentTime = 0;
        destination = {};
      },
    );
    vi.stubGlobal(
      "OscillatorNode",
      class {
        connect = node.connect;
        start = started;
        stop = () => undefined;
      },
    );
    vi.stubGlobal(
      "GainNode",
      class {
        gain = { exponentialRampToValueAtTime: () => undefined };
        connect = node.connect;
      },
    );
    const sounds = (value: boolean) => {
      extensions.value = [
        {
          type: "control",
          name: "flag-sounds",
          status: "active",
          enabled: true,
          definition: { kind: "flag", value },
        } as unknown as Extension,
      ];
    };
    sounds(false);
    noticed({ notification: told({ kind: "approval-needed", approval_id: "apr_1" }) });
    expect(started).not.toHaveBeenCalled();
    sounds(true);
    noticed({ notification: told({ kind: "approval-needed", approval_id: "apr_2", id: "ntc_2" }) });
    noticed({ notification: told({ id: "ntc_3" }) });
    expect(started).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
  });
  it("that was answered is seen", () => {
    startInbox();
    noticed({ notification: told({ kind: "approval-needed", approval_id: "apr_1" }) });
    expect(unreadNotices.value).toHaveLength(1);
    approvals.value = new Map([["apr_1", { id: "apr_1", status: "approved" } as Approval]]);
    expect(unreadNotices.value).toEqual([]);
    expect(api.readNotice).toHaveBeenCalledWith("ntc_1");
  });
});

describe("the inbox", () => {
  it("leads to the thread and counts repetitions", () => {
    noticed({ notification: told({ count: 3, job: null }) });
    render(<InboxPane />);
    const row = screen.getByRole("link", { name: /New: Nightly-backup failed × 3/ });
    fireEvent.click(row);
    expect(place.value).toEqual({ view: "chat", id: "thread_1" });
    expect(unreadNotices.value).toEqual([]);
  });
  it("leads to the job it is about", () => {
    noticed({ notification: told() });
    render(<InboxPane />);
    fireEvent.click(screen.getByRole("link", { name: /New: Nightly-backup failed/ }));
    expect(place.value).toEqual({ view: "jobs", id: "nightly-backup" });
  });
  it("marks as seen what leads nowhere", () => {
    noticed({ notification: told({ kind: "message", thread_id: null, job: null, title: "Water the plants" }) });
    render(<InboxPane />);
    fireEvent.click(screen.getByRole("button", { name: /Water the plants/ }));
    expect(api.readNotice).toHaveBeenCalledWith("ntc_1");
    expect(screen.queryByRole("button", { name: /Water the plants/ })).toBeNull();
  });
});
