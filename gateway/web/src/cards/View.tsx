import type { ComponentChildren, VNode } from "preact";
import { CodeBlock } from "../markdown/CodeBlock";
import { safeHref } from "../markdown/links";
import { Markdown } from "../markdown/Markdown";
import { Diff } from "../view/Diff";
import { pretty } from "../view/pretty";
import { IoBlock } from "../view/Step";
import { dollars, exactly, when } from "../view/time";
import { bound, isRecord, type Scope, shown } from "./bind";
import { Chart } from "./Chart";
import { DataTable } from "./DataTable";
import { Form } from "./Form";

/** What a tap in a view means: its event, the words on it, and what was filled in. */
export type OnEvent = (event: string, label: string, values: Readonly<Record<string, unknown>>) => void;

interface Drawing extends Scope {
  /** Components by id, for views written as a flat list that refers to its parts by name. */
  parts: ReadonlyMap<string, unknown>;
  depth: number;
  /** Components that may still be drawn; shared by all of one view. */
  left: { count: number };
  onEvent: OnEvent | null;
}

type Node = Record<string, unknown>;
type Component = (node: Node, drawing: Drawing) => ComponentChildren;

const DEPTH_MAX = 24;
const COMPONENTS_MAX = 3_000;
const ITEMS_MAX = 200;

/**
 * A declarative view over its data. Without `onEvent` it only shows. What it does not know it shows as JSON, so that
 * nothing is hidden.
 */
export function View(props: { view: unknown; data: unknown; onEvent?: OnEvent }): VNode {
  const { view, data } = props;
  const list = Array.isArray(view) ? view : [view];
  const parts = new Map(
    list
      .filter(isRecord)
      .flatMap((node): [string, unknown][] => (typeof node.id === "string" ? [[node.id, node]] : [])),
  );
  const drawing: Drawing = {
    root: data,
    item: data,
    parts,
    depth: 0,
    left: { count: COMPONENTS_MAX },
    onEvent: props.onEvent ?? null,
  };
  const root = parts.get("root");
  return <div class="card-view">{root === undefined ? drawAll(list, drawing) : draw(root, drawing)}</div>;
}

function draw(part: unknown, drawing: Drawing): ComponentChildren {
  if (drawing.left.count-- <= 0) {
    return null;
  }
  if (drawing.depth > DEPTH_MAX) {
    return <p class="quiet">This goes deeper than is shown.</p>;
  }
  if (typeof part === "string") {
    const named = drawing.parts.get(part);
    return named === undefined ? part : draw(named, deeper(drawing));
  }
  if (!isRecord(part)) {
    return shown(part);
  }
  const component = typeof part.component === "string" ? CATALOGUE.get(part.component) : undefined;
  return component === undefined ? (
    <IoBlock title={shown(part.component) || "Unknown part"} text={pretty(part)} />
  ) : (
    component(part, deeper(drawing))
  );
}

function drawAll(parts: unknown, drawing: Drawing): ComponentChildren {
  return list(parts).map((part, index) => <Part key={index} part={part} drawing={drawing} />);
}

function Part({ part, drawing }: { part: unknown; drawing: Drawing }) {
  return <>{draw(part, drawing)}</>;
}

const deeper = (drawing: Drawing): Drawing => ({ ...drawing, depth: drawing.depth + 1 });
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const text = (node: Node, name: string, scope: Scope) => shown(bound(node[name], scope));

const CATALOGUE: ReadonlyMap<string, Component> = new Map<string, Component>([
  ["Card", card],
  ["Column", (node, drawing) => <div class="card-column">{children(node, drawing)}</div>],
  ["Row", (node, drawing) => <div class="card-row">{children(node, drawing)}</div>],
  ["List", items],
  ["Text", (node, drawing) => <p class="card-text">{text(node, "text", drawing)}</p>],
  ["Heading", (node, drawing) => <p class="card-title">{text(node, "text", drawing)}</p>],
  ["Markdown", (node, drawing) => <Markdown text={text(node, "text", drawing)} />],
  ["Divider", () => <hr />],
  ["Link", link],
  ["Money", (node, drawing) => <span class="card-number">{money(bound(node.text, drawing))}</span>],
  ["Time", time],
  ["Status", (node, drawing) => status(bound(node.text, drawing))],
  ["Progress", progress],
  ["KeyValues", keyValues],
  ["Code", code],
  ["Diff", (node, drawing) => <Diff text={text(node, "text", drawing)} />],
  ["Table", table],
  [
    "Chart",
    (node, drawing) => (
      <Chart
        kind={text(node, "kind", drawing)}
        title={text(node, "title", drawing)}
        x={list(bound(node.x, drawing)).map(shown)}
        series={bound(node.series, drawing)}
      />
    ),
  ],
  ["Form", form],
  ["Button", button],
]);

function children(node: Node, drawing: Drawing): ComponentChildren {
  return drawAll(bound(node.children ?? node.child, drawing), drawing);
}

function card(node: Node, drawing: Drawing): ComponentChildren {
  const title = text(node, "title", drawing);
  return (
    <article class="card" aria-label={title || undefined}>
      {title !== "" && <p class="card-title">{title}</p>}
      {children(node, drawing)}
    </article>
  );
}

function items(node: Node, drawing: Drawing): ComponentChildren {
  const all = list(bound(node.items, drawing) ?? []);
  if (all.length === 0) {
    const empty = text(node, "empty", drawing);
    return empty === "" ? null : <p class="quiet">{empty}</p>;
  }
  return (
    <>
      <ul class="card-list">
        {all.slice(0, ITEMS_MAX).map((item, index) => (
          <li key={index}>{node.item === undefined ? shown(item) : draw(node.item, { ...drawing, item })}</li>
        ))}
      </ul>
      {all.length > ITEMS_MAX && <p class="quiet">And {all.length - ITEMS_MAX} more.</p>}
    </>
  );
}

function link(node: Node, drawing: Drawing): ComponentChildren {
  const url = text(node, "url", drawing);
  const label = text(node, "text", drawing) || url;
  const safe = safeHref(url);
  return safe === null ? (
    <span title={url}>{label}</span>
  ) : (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {label}
    </a>
  );
}

const money = (value: unknown) =>
  typeof value === "number" ? dollars(value) : value == null ? "unknown" : shown(value);

function time(node: Node, drawing: Drawing): ComponentChildren {
  const value = bound(node.text, drawing);
  if (typeof value !== "string" || Number.isNaN(Date.parse(value))) {
    return <span class="card-number">{shown(value)}</span>;
  }
  return (
    <time class="card-number" dateTime={value} title={exactly(value)}>
      {when(value)}
    </time>
  );
}

const GOOD = new Set(["ok", "up", "ready", "active", "succeeded", "approved", "complete", "done", "true"]);
const BAD = new Set(["down", "failed", "error", "denied", "rejected", "interrupted", "false"]);

function status(value: unknown): ComponentChildren {
  const word = value === true ? "ok" : value === false ? "down" : shown(value);
  const kind = GOOD.has(word) ? "good" : BAD.has(word) ? "bad" : "neutral";
  return word === "" ? null : (
    <span class="status" data-kind={kind}>
      {word}
    </span>
  );
}

function progress(node: Node, drawing: Drawing): ComponentChildren {
  const value = Number(bound(node.value, drawing));
  const max = Number(bound(node.max, drawing) ?? 1);
  const label = text(node, "label", drawing);
  return Number.isFinite(value) && max > 0 ? (
    <label class="card-progress">
      <span>{label || `${Math.round((100 * value) / max)} %`}</span>
      <progress value={value} max={max} />
    </label>
  ) : (
    <p class="card-text">{label}</p>
  );
}

function keyValues(node: Node, drawing: Drawing): ComponentChildren {
  const value = bound(node.items, drawing);
  const rows: [string, unknown][] = isRecord(value)
    ? Object.entries(value)
    : list(value ?? []).flatMap((row): [string, unknown][] =>
        Array.isArray(row)
          ? [[shown(row[0]), row[1]]]
          : isRecord(row)
            ? [[shown(row.key ?? row.label ?? row.name), row.value]]
            : [],
      );
  if (rows.length === 0) {
    const empty = text(node, "empty", drawing);
    return empty === "" ? null : <p class="quiet">{empty}</p>;
  }
  return (
    <dl class="card-facts">
      {rows.slice(0, ITEMS_MAX).map(([key, value]) => (
        <div key={key}>
          <dt>{key.replaceAll("_", " ")}</dt>
          <dd>{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function code(node: Node, drawing: Drawing): ComponentChildren {
  const title = text(node, "title", drawing);
  return (
    <>
      {title !== "" && <p class="quiet">{title}</p>}
      <CodeBlock code={pretty(bound(node.text, drawing) ?? "")} language={text(node, "language", drawing)} />
    </>
  );
}

function table(node: Node, drawing: Drawing): ComponentChildren {
  return (
    <DataTable
      columns={list(bound(node.columns, drawing) ?? [])}
      rows={list(bound(node.rows, drawing) ?? [])}
      isSortable={bound(node.isSortable, drawing) === true}
    />
  );
}

function form(node: Node, drawing: Drawing): ComponentChildren {
  const submit = isRecord(node.submit) ? node.submit : {};
  const label = text(submit, "label", drawing) || "Send";
  const { onEvent } = drawing;
  return (
    <Form
      title={text(node, "title", drawing)}
      fields={list(bound(node.fields, drawing) ?? [])}
      label={label}
      onSubmit={onEvent === null ? null : (values) => onEvent(shown(submit.event), label, values)}
    />
  );
}

function button(node: Node, { onEvent, ...drawing }: Drawing): ComponentChildren {
  const label = text(node, "label", drawing);
  const event = shown(node.event);
  // Nothing would come of it: a view that only shows has no buttons.
  if (onEvent === null || event === "" || label === "") {
    return null;
  }
  const kind = node.kind === "primary" || node.kind === "danger" ? ` button-${node.kind}` : "";
  return (
    <button type="button" class={`button${kind}`} onClick={() => onEvent(event, label, {})}>
      {label}
    </button>
  );
}
