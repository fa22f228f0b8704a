import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { at, bound } from "../src/cards/bind";
import { View } from "../src/cards/View";

afterEach(cleanup);

describe("a pointer", () => {
  const scope = { root: { a: [{ "b/c": 1, "d~e": 2 }], "": 3 }, item: { day: "Monday" } };
  it.each([
    ["/a/0/b~1c", 1],
    ["/a/0/d~0e", 2],
    ["/", 3],
    ["day", "Monday"],
    ["", scope.item],
    ["/a/01", undefined],
    ["/a/-", undefined],
    ["/a/length", undefined],
    ["/constructor", undefined],
    ["/__proto__/x", undefined],
    ["day/length", undefined],
    ["/nothing/below", undefined],
  ])("%s", (path, value) => expect(at(path, scope)).toEqual(value));
  it("is what has only a path; the rest stands for itself", () => {
    expect(bound({ path: "day" }, scope)).toBe("Monday");
    expect(bound({ path: "day", other: 1 }, scope)).toEqual({ path: "day", other: 1 });
    expect(bound("/a", scope)).toBe("/a");
  });
});

describe("a view", () => {
  it("is drawn from its data", () => {
    const view = {
      component: "Card",
      title: { path: "/title" },
      children: [
        { component: "Text", text: { path: "/summary" } },
        {
          component: "List",
          items: { path: "/sources" },
          item: { component: "Link", text: { path: "title" }, url: { path: "url" } },
        },
        { component: "List", items: { path: "/none" }, empty: "Nothing here." },
        { component: "Status", text: { path: "/ok" } },
        { component: "Money", text: { path: "/cost" } },
        { component: "KeyValues", items: { path: "/facts" } },
      ],
    };
    render(
      <View
        view={view}
        data={{
          title: "Digest",
          summary: "<b>two</b> things",
          sources: [
            { title: "One", url: "https://example.org/1" },
            { title: "Bad", url: "javascript:alert(1)" },
          ],
          ok: true,
          cost: 0.25,
          facts: { max_turns: 3 },
        }}
      />,
    );
    expect(screen.getByRole("article", { name: "Digest" })).toBeTruthy();
    expect(screen.getByText("<b>two</b> things")).toBeTruthy();
    expect(screen.getByRole("link", { name: "One" }).getAttribute("href")).toBe("https://example.org/1");
    expect(screen.queryByRole("link", { name: "Bad" })).toBeNull();
    for (const words of ["Bad", "Nothing here.", "ok", "$0.25", "max turns", "3"]) {
      expect(screen.getByText(words)).toBeTruthy();
    }
  });
  it("shows as JSON what it does not know, and goes on", () => {
    render(
      <View
        view={[
          { component: "Hologram", spin: 1 },
          { component: "Text", text: "after" },
        ]}
        data={null}
      />,
    );
    expect(screen.getByText(/"spin": 1/)).toBeTruthy();
    expect(screen.getByText("after")).toBeTruthy();
  });
  it("may name its parts, and ends where they go round in a circle", () => {
    const view = [
      { id: "root", component: "Column", children: ["words", "root", "root"] },
      { id: "words", component: "Text", text: { path: "/x" } },
    ];
    render(<View view={view} data={{ x: "round" }} />);
    expect(screen.getAllByText("round").length).toBeLessThan(3_000);
    expect(screen.getAllByText("This goes deeper than is shown.")[0]).toBeTruthy();
  });
  it("has buttons only where something comes of them", () => {
    const view = { component: "Button", label: "Yes", kind: "primary", event: "yes" };
    render(<View view={view} data={{}} />);
    expect(screen.queryByRole("button")).toBeNull();
    const onEvent = vi.fn();
    render(<View view={view} data={{}} onEvent={onEvent} />);
    fireEvent.click(screen.getByRole("button", { name: "Yes" }));
    expect(onEvent).toHaveBeenCalledWith("yes", "Yes", {});
  });
  it("sends a form once, by its labels", () => {
    const onEvent = vi.fn();
    const view = {
      component: "Form",
      title: "Trip",
      fields: { path: "/fields" },
      submit: { label: "Go", event: "go" },
    };
    const fields = [
      { name: "to", label: "Where to", value: "Rome" },
      { name: "fast", type: "boolean" },
      { name: "class", options: ["first", "second"], value: "second" },
    ];
    render(<View view={view} data={{ fields }} onEvent={onEvent} />);
    fireEvent.input(screen.getByLabelText("Where to"), { target: { value: "Oslo" } });
    fireEvent.click(screen.getByLabelText("fast"));
    fireEvent.submit(screen.getByRole("form", { name: "Trip" }));
    expect(onEvent).toHaveBeenCalledWith("go", "Go", { "Where to": "Oslo", fast: true, class: "second" });
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Sent" }).disabled).toBe(true);
  });
  it("sorts a table by a tap, numbers by their size", () => {
    const view = { component: "Table", columns: { path: "/columns" }, rows: { path: "/rows" }, isSortable: true };
    const rows = [
      ["b", 9],
      ["a", 10],
      ["c", null],
    ];
    render(<View view={view} data={{ columns: ["name", { key: "n", label: "Count" }], rows }} />);
    const first = () => within(screen.getAllByRole("row")[1] as HTMLElement).getAllByRole("cell")[0]?.textContent;
    fireEvent.click(screen.getByRole("button", { name: "name" }));
    expect(first()).toBe("a");
    fireEvent.click(screen.getByRole("button", { name: "Count" }));
    expect(first()).toBe("b");
    fireEvent.click(screen.getByRole("button", { name: "Count" }));
    expect(first()).toBe("a");
    expect(screen.getByRole("columnheader", { name: "Count" }).getAttribute("aria-sort")).toBe("descending");
  });
  it("draws a chart with its numbers beside it, whatever the numbers", () => {
    const view = { component: "Chart", kind: "bar", title: "Turns", x: { path: "/x" }, series: { path: "/s" } };
    const data = {
      x: ["Mon", "Tue"],
      s: [
        { name: "sent", values: [3, -1] },
        { name: "failed", values: ["x", 1e9] },
      ],
    };
    const { container } = render(<View view={view} data={data} />);
    expect(screen.getByRole("img", { name: /Turns/ })).toBeTruthy();
    expect(container.querySelectorAll("rect")).toHaveLength(4);
    expect(container.innerHTML).not.toContain("NaN");
    expect(screen.getByRole("table").textContent).toContain("1000000000");
  });
});
