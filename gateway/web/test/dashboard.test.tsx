import { act, cleanup, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api/client";
import { api } from "../src/state/session";
import { loadWidgets } from "../src/state/widgets";

vi.hoisted(() => {
  Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
});

const { DashboardPane } = await import("../src/view/DashboardPane");
const { Sidebar } = await import("../src/view/Sidebar");

/** Tells what is in sight, which nothing is in a page without a screen. */
const watchers = new Set<(isSeen: boolean) => void>();
class Watcher {
  constructor(private readonly tell: (entries: { isIntersecting: boolean }[]) => void) {}
  private readonly see = (isIntersecting: boolean) => this.tell([{ isIntersecting }]);
  observe() {
    watchers.add(this.see);
  }
  disconnect() {
    watchers.delete(this.see);
  }
}
const show = (isSeen: boolean) =>
  act(() => {
    for (const see of watchers) {
      see(isSeen);
    }
  });

beforeEach(() => vi.stubGlobal("IntersectionObserver", Watcher));

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const widget = (name: string, slot: string) =>
  ({
    id: `ext_${name}`,
    name,
    description: `About ${name}.`,
    slot,
    source: {},
    refresh_seconds: 60,
    view: { component: "List", items: { path: "/days" }, item: { component: "Text", text: { path: "day" } } },
    version: 1,
  }) as never;

describe("widgets", () => {
  beforeEach(async () => {
    vi.spyOn(api, "widgets").mockResolvedValue([widget("costs", "dashboard"), widget("weather", "sidebar")]);
    vi.spyOn(api, "widgetData").mockImplementation(async (name) => {
      if (name === "weather") {
        throw new ApiError(503, "the source does not answer");
      }
      const data = { days: [{ day: "Monday" }] };
      return { name, version: 1, read_at: "2026-11-30T08:00:00Z", fresh_until: "", data };
    });
    await loadWidgets();
  });
  it("are drawn where they belong, each from its data, or say what is in the way", async () => {
    render(<DashboardPane />);
    render(<Sidebar searchRef={null} />);
    await show(true);
    const dashboard = screen.getByRole("region", { name: "Dashboard" });
    expect(await within(dashboard).findByText("Monday")).toBeTruthy();
    expect(within(dashboard).queryByRole("article", { name: "About weather." })).toBeNull();
    const sidebar = screen.getByRole("region", { name: "Widgets" });
    expect(await within(sidebar).findByText("The source does not answer")).toBeTruthy();
    expect(within(sidebar).queryByRole("article", { name: "About costs." })).toBeNull();
  });
  it("are read as often as they say, and only in sight", async () => {
    vi.useFakeTimers();
    try {
      render(<DashboardPane />);
      await vi.advanceTimersByTimeAsync(300_000);
      expect(api.widgetData).not.toHaveBeenCalled();
      await show(true);
      await vi.advanceTimersByTimeAsync(121_000);
      expect(api.widgetData).toHaveBeenCalledTimes(3);
      await show(false);
      await vi.advanceTimersByTimeAsync(300_000);
      expect(api.widgetData).toHaveBeenCalledTimes(3);
    } finally {
      vi.useRealTimers();
    }
  });
});
