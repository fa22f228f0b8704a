import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import type { SearchHit } from "../src/api/types";
import { api, token } from "../src/state/session";
import { foundArtifacts, hasLoadedThreads, search, searchThreads } from "../src/state/threads";

vi.hoisted(() => {
  Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
});

const { Sidebar } = await import("../src/view/Sidebar");

const hit = (kind: SearchHit["kind"], id: string, title: string): SearchHit => ({
  kind,
  id,
  title,
  thread_id: null,
  snippet: `… ${title} …`,
  at: "2026-11-20T20:00:00Z",
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  search.value = "";
  foundArtifacts.value = [];
});

it("a search shows artifacts that match beside the threads, and none without words", async () => {
  vi.useFakeTimers();
  token.value = "token";
  hasLoadedThreads.value = true;
  vi.spyOn(api, "threads").mockResolvedValue({ items: [], next: null });
  const asked = vi
    .spyOn(api, "search")
    .mockResolvedValue([hit("turn", "turn_1", "Kitchen"), hit("artifact", "ext_1", "price-list")]);
  searchThreads("price");
  await vi.advanceTimersByTimeAsync(300);
  render(<Sidebar searchRef={null} />);
  expect(screen.getByRole("link", { name: "price-list" }).getAttribute("href")).toBe("#/artifacts");
  expect(screen.queryByText("Kitchen")).toBeNull();
  searchThreads(" ");
  await vi.advanceTimersByTimeAsync(300);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(foundArtifacts.value).toEqual([]);
});
