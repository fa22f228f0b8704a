import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api/client";
import { api } from "../src/state/session";

vi.hoisted(() => {
  Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
});

const { DashboardPane } = await import("../src/view/DashboardPane");

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("the dashboard", () => {
  it("draws each widget from its data, and says what is in the way of one", async () => {
    const view = { component: "List", items: { path: "/days" }, item: { component: "Text", text: { path: "day" } } };
    const widget = {
      id: "ext_1",
      description: "Costs.",
      slot: "dashboard",
      source: {},
      refresh_seconds: 60,
      view,
      version: 1,
    };
    vi.spyOn(api, "widgets").mockResolvedValue([
      { ...widget, name: "costs" } as never,
      { ...widget, name: "weather", description: "The weather.", slot: "sidebar" } as never,
    ]);
    vi.spyOn(api, "widgetData").mockImplementation(async (name) => {
      if (name === "weather") {
        throw new ApiError(503, "the source does not answer");
      }
      return {
        name,
        version: 1,
        read_at: "2026-11-30T08:00:00Z",
        fresh_until: "",
        data: { days: [{ day: "Monday" }] },
      };
    });
    render(<DashboardPane />);
    expect(await screen.findByText("Monday")).toBeTruthy();
    expect((await screen.findByRole("article", { name: "The weather." })).textContent).toContain(
      "The source does not answer",
    );
  });
});
