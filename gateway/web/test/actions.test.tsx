import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Extension } from "../src/api/types";
import { fill } from "../src/prompt";
import { actionsFor, perform, promptOf } from "../src/state/actions";
import { conversation } from "../src/state/conversation";
import { extensions } from "../src/state/extensions";
import { EMPTY, type ViewTurn } from "../src/state/fold";
import { rendererFor, rendererOfBlock } from "../src/state/renderers";
import { api } from "../src/state/session";

vi.hoisted(() => {
  Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
});

const { Card } = await import("../src/view/Card");
const { Markdown } = await import("../src/markdown/Markdown");

const extension = (type: Extension["type"], name: string, definition: object, changes: Partial<Extension> = {}) =>
  ({
    id: `ext_${name}`,
    type,
    name,
    description: `About ${name}.`,
    definition,
    source: "built-in",
    enabled: true,
    status: "active",
    version: 1,
    owner_agent_id: null,
    permissions: null,
    created_at: "",
    updated_at: "",
    ...changes,
  }) as Extension;

const turn = (id: string, role: "user" | "assistant", text: string): ViewTurn => ({
  id,
  role,
  status: "complete",
  parts: [{ type: "text", text }],
  model: null,
  createdAt: null,
  runId: null,
});

const question = turn("turn_1", "user", "What is it?");
const answer = turn("turn_2", "assistant", "It is this.");

beforeEach(() => {
  conversation.value = {
    ...EMPTY,
    turns: [question, answer, turn("turn_3", "user", "And?"), turn("turn_4", "assistant", "That.")],
  };
});
afterEach(cleanup);

describe("actions on a message", () => {
  beforeEach(() => {
    extensions.value = [
      extension("action", "simpler", {
        label: "Simpler",
        appliesTo: "assistant",
        handler: "Plainer: {{message.content}}",
      }),
      extension("action", "fork", { label: "Fork", appliesTo: "any", client: "fork" }),
      extension("action", "copy", { label: "Copy", appliesTo: "any", client: "copy" }),
      extension("action", "again", { label: "Again", appliesTo: "assistant", client: "regenerate", lastOnly: true }),
      extension("action", "edit", { label: "Edit", appliesTo: "user", client: "edit" }),
      extension(
        "action",
        "off",
        { label: "Off", appliesTo: "any", client: "copy" },
        { enabled: false, status: "disabled" },
      ),
      extension("action", "asked", { label: "Asked", appliesTo: "any", handler: "x" }, { status: "pending" }),
      extension("action", "broken", { label: "Broken", appliesTo: "any" }),
    ];
  });
  const names = (of: ViewTurn) => actionsFor(of).map((action) => action.name);

  it("are the active ones that apply to it, the page's own first", () => {
    expect(names(question)).toEqual(["copy", "edit", "fork"]);
    expect(names(answer)).toEqual(["copy", "fork", "simpler"]);
  });
  it("for the newest message only stand on that one", () => {
    expect(names(turn("turn_4", "assistant", "That."))).toEqual(["copy", "again", "fork", "simpler"]);
  });
  it("follow what is enabled", () => {
    extensions.value = extensions.value.filter(({ name }) => name !== "copy");
    expect(names(answer)).toEqual(["fork", "simpler"]);
  });
  it("with a handler send their prompt", () => {
    const chat = vi.spyOn(api, "chat").mockRejectedValue(new Error("not here"));
    const [action] = actionsFor(answer).filter(({ client }) => client === null);
    if (action === undefined) {
      throw new Error("there is no such action");
    }
    expect(promptOf({ ...action, handler: "{{today}} {{selection}}" }, answer, "it", new Date(2026, 10, 9))).toBe(
      "2026-11-09 it",
    );
    extensions.value = [...extensions.value, extension("control", "flag-brief", { kind: "flag", value: true })];
    expect(promptOf({ ...action, handler: "{{#flags.brief}}Briefly.{{/flags.brief}}" }, answer, "")).toBe("Briefly.");
    perform(action, answer, "");
    expect(chat.mock.calls[0]?.[0].content).toBe("Plainer: It is this.");
  });
});

describe("a prompt template", () => {
  it.each([
    ["{{a}} {{{b.c}}} {{ missing }}|", "1 <2> |"],
    ["{{#list}}{{.}},{{/list}}{{^list}}none{{/list}}", "x,y,"],
    ["{{#none}}never{{/none}}{{^none}}nothing{{/none}}", "nothing"],
    ["{{! a remark }}{{#b}}{{c}}{{a}}{{/b}}", "<2>1"],
    ["{{#a}}open", "open"],
    ["{{constructor}}{{b.constructor.name}}", ""],
  ])("%s", (template, text) =>
    expect(fill(template, { a: 1, b: { c: "<2>" }, list: ["x", "y"], none: [] })).toBe(text),
  );
});

describe("renderers", () => {
  const template = { component: "Text", text: { path: "/say" } };
  beforeEach(() => {
    extensions.value = [extension("renderer", "says", { contentType: "application/vnd.test+json", template })];
  });
  it("draw the cards of their type, by type and by name", () => {
    render(<Card card={{ type: "card", renderer: "says", data: { say: "hello" } }} />);
    render(<Card card={{ type: "card", renderer: "application/vnd.test+json", data: { say: "again" } }} />);
    expect(screen.getByText("hello")).toBeTruthy();
    expect(screen.getByText("again")).toBeTruthy();
  });
  it("leave what nobody takes readable", () => {
    render(<Card card={{ type: "card", renderer: "application/vnd.other+json", data: { say: "raw" } }} />);
    expect(screen.getByText(/"say": "raw"/)).toBeTruthy();
  });
  it("of a person go before those that came along", () => {
    const own = extension(
      "renderer",
      "mine",
      { contentType: "application/vnd.test+json", template },
      { source: "user" },
    );
    extensions.value = [own, ...extensions.value];
    expect(rendererFor("application/vnd.test+json")?.name).toBe("mine");
    extensions.value = extensions.value.toReversed();
    expect(rendererFor("application/vnd.test+json")?.name).toBe("mine");
  });
  it("bring a document for whole blocks and for cards, and none for what still streams in", () => {
    const sandbox = "<!doctype html>";
    extensions.value = [extension("renderer", "mermaid", { contentType: "text/vnd.mermaid", sandbox })];
    const { container } = render(<Markdown text={"```mermaid\ngraph TD\n"} />);
    expect(container.querySelector(".sandbox")).toBeNull();
    for (const whole of ["```mermaid\ngraph TD\n```", "- a list\n  ~~~mermaid\n  graph TD\n  ~~~\n\nand more"]) {
      const { container: shown } = render(<Markdown text={whole} />);
      expect(shown.querySelector(".sandbox")).not.toBeNull();
    }
    const { container: card } = render(
      <Card card={{ type: "card", renderer: "mermaid", data: { text: "graph TD" } }} />,
    );
    expect(card.querySelector(".sandbox")).not.toBeNull();
  });
  it("draw blocks in an answer, once they are whole", () => {
    render(<Markdown text={'```application/vnd.test+json\n{"say": "drawn"}\n```'} />);
    expect(screen.getByText("drawn")).toBeTruthy();
    render(<Markdown text={'```application/vnd.test+json\n{"say": "half'} />);
    expect(screen.getByText(/"half/)).toBeTruthy();
    expect(rendererOfBlock("js")).toBeNull();
    expect(rendererOfBlock("constructor")).toBeNull();
  });
});
