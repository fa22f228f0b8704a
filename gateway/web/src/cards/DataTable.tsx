import { ArrowDown, ArrowUp } from "lucide-preact";
import { useState } from "preact/hooks";
import { isRecord, shown } from "./bind";

const ROWS_MAX = 500;
const COLUMNS_MAX = 50;

interface Column {
  key: string;
  label: string;
}

interface Order {
  column: number;
  isDescending: boolean;
}

/** Rows as lists or as records; a column is a name, or a record with `key` and `label`. */
export function DataTable(props: { columns: readonly unknown[]; rows: readonly unknown[]; isSortable: boolean }) {
  const [order, setOrder] = useState<Order | null>(null);
  const columns = columnsOf(props.columns, props.rows);
  const rows = props.rows.slice(0, ROWS_MAX).map((row) => cellsOf(row, columns));
  const sorted = order === null ? rows : rows.toSorted(by(order));
  const sort = (column: number) =>
    setOrder({ column, isDescending: order?.column === column ? !order.isDescending : false });
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="markdown table-scroll" tabIndex={0} aria-label="Table">
        <table>
          <thead>
            <tr>
              {columns.map(({ key, label }, column) => (
                <th
                  key={key}
                  data-align={isNumeric(rows, column) ? "right" : undefined}
                  aria-sort={order?.column === column ? sortName(order) : undefined}
                >
                  {props.isSortable ? (
                    <button type="button" class="table-sort" onClick={() => sort(column)}>
                      {label}
                      {order?.column === column &&
                        (order.isDescending ? (
                          <ArrowDown size={14} aria-hidden="true" />
                        ) : (
                          <ArrowUp size={14} aria-hidden="true" />
                        ))}
                    </button>
                  ) : (
                    label
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((cells, index) => (
              <tr key={index}>
                {cells.map((cell, column) => (
                  <td key={column} data-align={typeof cell === "number" ? "right" : undefined}>
                    {shown(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {props.rows.length > ROWS_MAX && <p class="quiet">And {props.rows.length - ROWS_MAX} more rows.</p>}
    </>
  );
}

function columnsOf(columns: readonly unknown[], rows: readonly unknown[]): Column[] {
  const named = columns.map((column, index): Column => {
    if (isRecord(column)) {
      const key = shown(column.key ?? column.name ?? index);
      return { key, label: shown(column.label ?? column.title ?? key) };
    }
    return { key: shown(column), label: shown(column) };
  });
  const first = rows.find(isRecord);
  const found =
    named.length > 0 || first === undefined ? named : Object.keys(first).map((key) => ({ key, label: key }));
  return found.slice(0, COLUMNS_MAX);
}

function cellsOf(row: unknown, columns: readonly Column[]): unknown[] {
  if (Array.isArray(row)) {
    return columns.length === 0 ? row.slice(0, COLUMNS_MAX) : columns.map((_, index) => row[index]);
  }
  return isRecord(row) ? columns.map(({ key }) => row[key]) : [row];
}

const isNumeric = (rows: readonly unknown[][], column: number) =>
  rows.length > 0 && rows.every((cells) => cells[column] == null || typeof cells[column] === "number");

const sortName = (order: Order) => (order.isDescending ? "descending" : "ascending");

/** Numbers by size, all else by its words; nothing comes last. */
function by({ column, isDescending }: Order) {
  return (one: unknown[], other: unknown[]): number => {
    const [a, b] = [one[column], other[column]];
    if (a == null || b == null) {
      return Number(a == null) - Number(b == null);
    }
    const difference =
      typeof a === "number" && typeof b === "number"
        ? a - b
        : shown(a).localeCompare(shown(b), undefined, { numeric: true });
    return isDescending ? -difference : difference;
  };
}
