// Markdown to elements: marked only reads, nothing ever becomes HTML text. What looks like HTML is shown as written.
import { Lexer, type Token, type Tokens } from "marked";
import { type ComponentChildren, Fragment } from "preact";
import { memo } from "preact/compat";
import { useMemo } from "preact/hooks";
import { decodeEntities } from "./entities";
import { safeHref } from "./links";
import { RenderedBlock } from "./RenderedBlock";

/** Longer texts are shown as they are: reading them at every word that streams in would cost more than it gives. */
const LENGTH_MAX = 200_000;
/** A block of code whose closing fence has come. */
const CLOSED = /\n[ >]*(`{3,}|~{3,})\s*$/;

export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => (text.length > LENGTH_MAX ? null : new Lexer({ gfm: true }).lex(text)), [text]);
  if (blocks === null) {
    return <pre class="plain">{text}</pre>;
  }
  // A definition that comes late changes blocks whose text stays the same.
  const links = Object.keys(blocks.links).length;
  return (
    <div class="markdown">
      {blocks.map((block, index) =>
        block.type === "space" || block.type === "def" ? null : <Block key={index} token={block} links={links} />,
      )}
    </div>
  );
}

const Block = memo(
  ({ token }: { token: Token; links: number }) => <>{block(token)}</>,
  (before, after) => before.token.raw === after.token.raw && before.links === after.links,
);

function block(token: Token): ComponentChildren {
  switch (token.type) {
    case "heading": {
      const { depth, tokens } = token as Tokens.Heading;
      // The thread's title is the only heading of level one.
      const Tag = `h${Math.min(6, depth + 1)}` as "h2";
      return <Tag data-depth={depth}>{inline(tokens)}</Tag>;
    }
    case "paragraph":
      return <p>{inline(token.tokens ?? [])}</p>;
    case "text":
      return token.tokens ? inline(token.tokens) : decodeEntities((token as Tokens.Text).text);
    case "code": {
      const code = token as Tokens.Code;
      const language = code.lang?.trim().split(/\s+/)[0] ?? "";
      return <RenderedBlock code={code.text} language={language} isWhole={CLOSED.test(code.raw)} />;
    }
    case "blockquote":
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>;
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "hr":
      return <hr />;
    case "html":
      return <p class="raw-html">{token.raw.trim()}</p>;
    case "checkbox":
      return checkbox((token as Tokens.Checkbox).checked);
    default:
      return "tokens" in token && token.tokens ? inline(token.tokens) : token.raw;
  }
}

function blocks(tokens: readonly Token[]): ComponentChildren {
  return tokens.map((token, index) =>
    token.type === "space" || token.type === "def" ? null : <Fragment key={index}>{block(token)}</Fragment>,
  );
}

function list({ ordered, start, items }: Tokens.List): ComponentChildren {
  const rows = items.map((item, index) => (
    <li key={index} class={item.task ? "task" : undefined}>
      {blocks(item.tokens)}
    </li>
  ));
  return ordered ? <ol start={start === "" || start === 1 ? undefined : start}>{rows}</ol> : <ul>{rows}</ul>;
}

function table({ header, rows, align }: Tokens.Table): ComponentChildren {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {header.map((cell, column) => (
              <th key={column} data-align={align[column]}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} data-align={align[column]}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function inline(tokens: readonly Token[]): ComponentChildren {
  return tokens.map((token, index) => <Fragment key={index}>{span(token)}</Fragment>);
}

function span(token: Token): ComponentChildren {
  switch (token.type) {
    case "text":
      return token.tokens ? inline(token.tokens) : decodeEntities((token as Tokens.Text).text);
    case "escape":
      return (token as Tokens.Escape).text;
    case "strong":
      return <strong>{inline(token.tokens ?? [])}</strong>;
    case "em":
      return <em>{inline(token.tokens ?? [])}</em>;
    case "del":
      return <del>{inline(token.tokens ?? [])}</del>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "checkbox":
      return checkbox((token as Tokens.Checkbox).checked);
    case "link": {
      const { href, title, tokens } = token as Tokens.Link;
      return anchor(href, title, inline(tokens));
    }
    case "image": {
      // Loading it would tell a stranger's server that it was read; the address is offered instead.
      const { href, text, title } = token as Tokens.Image;
      return anchor(href, title, `Image: ${text || href}`);
    }
    default:
      return token.raw;
  }
}

function anchor(href: string, title: string | null | undefined, label: ComponentChildren): ComponentChildren {
  const safe = safeHref(href);
  return safe === null ? (
    <span title={href}>{label}</span>
  ) : (
    <a href={safe} title={title ?? undefined} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  );
}

function checkbox(isChecked: boolean): ComponentChildren {
  return <input type="checkbox" checked={isChecked} disabled aria-label={isChecked ? "done" : "to do"} />;
}
