import { cleanup, render } from "@testing-library/preact";
import { afterEach, describe, expect, it } from "vitest";
import { decodeEntities } from "../src/markdown/entities";
import { elements, highlight } from "../src/markdown/highlight";
import { safeHref } from "../src/markdown/links";
import { Markdown } from "../src/markdown/Markdown";

afterEach(cleanup);
const shown = (text: string) => render(<Markdown text={text} />).container;

describe("Markdown", () => {
  it("makes elements of blocks and spans", () => {
    const box = shown("# Title\n\nSome **bold**, *soft*, ~~gone~~ and `code`.\n\n1. a\n2. b\n\n> quoted");
    expect(box.querySelector("h2")?.textContent).toBe("Title");
    expect(box.querySelector("strong")?.textContent).toBe("bold");
    expect(box.querySelector("em")?.textContent).toBe("soft");
    expect(box.querySelector("del")?.textContent).toBe("gone");
    expect(box.querySelector("p code")?.textContent).toBe("code");
    expect(box.querySelectorAll("ol > li")).toHaveLength(2);
    expect(box.querySelector("blockquote p")?.textContent).toBe("quoted");
  });

  it("shows HTML as written and runs none of it", () => {
    const box = shown('<script>alert(1)</script>\n\nhi <img src=x onerror="alert(1)"> there');
    expect(box.querySelector("script, img")).toBeNull();
    expect(box.textContent).toContain("<script>alert(1)</script>");
    expect(box.textContent).toContain('<img src=x onerror="alert(1)">');
  });

  it("follows safe links only, and in a tab of their own", () => {
    const box = shown("[ok](https://example.org/a) [bad](javascript:alert(1)) [odd](data:text/html,x) [rel](/threads)");
    const links = [...box.querySelectorAll("a")];
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["https://example.org/a"]);
    expect(links[0]?.rel).toContain("noopener");
    expect(box.textContent).toBe("ok bad odd rel");
  });

  it("does not load images, but offers their address", () => {
    const box = shown("![A cat](https://example.org/cat.png)");
    expect(box.querySelector("img")).toBeNull();
    expect(box.querySelector("a")?.textContent).toBe("Image: A cat");
  });

  it("checks boxes of tight and loose task lists without printing them", () => {
    for (const text of ["- [x] a\n- [ ] b", "- [x] a\n\n- [ ] b"]) {
      const box = shown(text);
      expect([...box.querySelectorAll("input")].map((input) => input.checked)).toEqual([true, false]);
      expect(box.textContent?.replace(/\s+/g, "")).toBe("ab");
      cleanup();
    }
  });

  it("aligns the columns of a table", () => {
    const box = shown("| a | b |\n| --- | --: |\n| 1 | 2 |");
    expect([...box.querySelectorAll("td")].map((cell) => cell.getAttribute("data-align"))).toEqual([null, "right"]);
  });

  it("keeps one list while it streams in", () => {
    const { container, rerender } = render(<Markdown text={"- a\n"} />);
    rerender(<Markdown text={"- a\n\n- b"} />);
    expect(container.querySelectorAll("ul")).toHaveLength(1);
    expect(container.querySelectorAll("li")).toHaveLength(2);
  });

  it("turns a reference into a link when its definition comes late", () => {
    const { container, rerender } = render(<Markdown text={"See [docs].\n\nMore"} />);
    expect(container.querySelector("a")).toBeNull();
    rerender(<Markdown text={"See [docs].\n\nMore\n\n[docs]: https://example.org/"} />);
    expect(container.querySelector("a")?.getAttribute("href")).toBe("https://example.org/");
  });

  it("shows code with its language and a way to copy it", () => {
    const box = shown("```ts title\nconst a = 1 < 2;\n```");
    expect(box.querySelector("figcaption span")?.textContent).toBe("ts");
    expect(box.querySelector("pre code")?.textContent).toBe("const a = 1 < 2;");
    expect(box.querySelector("button")?.getAttribute("aria-label")).toBe("Copy code");
  });

  it("stays plain for a text that is too long to read at every word", () => {
    expect(shown("**a** ".repeat(50_000)).querySelector("strong")).toBeNull();
  });
});

describe("decodeEntities", () => {
  it.each([
    ["a &amp; b", "a & b"],
    ["&lt;b&gt;", "<b>"],
    ["&#65;&#x42;", "AB"],
    ["&#x1F600;", "😀"],
    ["&#0;", "\ufffd"],
    ["&#xD800;", "\ufffd"],
    ["&unknown; & &;", "&unknown; & &;"],
  ])("%s", (written, read) => expect(decodeEntities(written)).toBe(read));
});

describe("safeHref", () => {
  it.each([
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:x",
    "data:text/html,x",
    "file:///etc/passwd",
    "/x",
    "#x",
  ])("refuses %s", (href) => expect(safeHref(href)).toBeNull());
  it.each(["https://a.example/", "http://a.example/", "mailto:a@b.example"])("takes %s", (href) =>
    expect(safeHref(href)).toBe(href),
  );
});

describe("highlight", () => {
  it("gives the code back, character for character, in coloured pieces", () => {
    const code = 'if (a < b && c > "d") { return \'e\'; } // <span class="x">';
    const { container } = render(<code>{highlight(code, "typescript")}</code>);
    expect(container.textContent).toBe(code);
    expect(container.querySelector(".hljs-keyword")?.textContent).toBe("if");
  });

  it("knows what it does not know", () => {
    expect(highlight("x", "brainfuzz")).toBeNull();
  });

  it("nests spans", () => {
    const { container } = render(<i>{elements('<span class="a">1<span class="b">&lt;</span></span>2')}</i>);
    expect(container.querySelector(".a > .b")?.textContent).toBe("<");
    expect(container.textContent).toBe("1<2");
  });
});
