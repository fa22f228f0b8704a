import { useId } from "preact/hooks";
import { isNarrow } from "../view/layout";
import { isRecord, shown } from "./bind";
import { DataTable } from "./DataTable";

const WIDE = 640;
const NARROW = 360;
const HEIGHT = 240;
const LEFT = 56;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 26;
const SERIES_MAX = 6;
const POINTS_MAX = 500;
const TICKS = 4;
const LABEL_PIXELS = 75;

interface Series {
  name: string;
  values: readonly number[];
}

/** Lines, bars or areas over one axis, and the same numbers as a table for whoever does not see them. */
export function Chart(props: { kind: string; title: string; x: readonly string[]; series: unknown }) {
  const titleId = useId();
  const series = seriesOf(props.series);
  const count = Math.min(POINTS_MAX, Math.max(0, ...series.map(({ values }) => values.length)));
  if (count === 0) {
    return <p class="quiet">There is nothing to draw yet.</p>;
  }
  const x = Array.from({ length: count }, (_, index) => props.x[index] ?? String(index + 1));
  // In its own pixels, so that letters keep their size on a phone.
  const width = isNarrow.value ? NARROW : WIDE;
  const scale = scaleOf(series, width);
  const columns = ["", ...series.map(({ name }) => name)];
  return (
    <figure class="chart">
      {props.title !== "" && <figcaption id={titleId}>{props.title}</figcaption>}
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={`${props.title || "Chart"}; its numbers follow`}>
        <Axes x={x} scale={scale} />
        {series.map((one, index) => (
          <g key={one.name} data-series={index}>
            {props.kind === "bar" ? (
              <Bars values={one.values} count={count} scale={scale} index={index} of={series.length} />
            ) : (
              <Line values={one.values} count={count} scale={scale} isFilled={props.kind === "area"} />
            )}
          </g>
        ))}
      </svg>
      {series.length > 1 && (
        <ul class="chart-legend">
          {series.map(({ name }, index) => (
            <li key={name} data-series={index}>
              {name}
            </li>
          ))}
        </ul>
      )}
      <details class="chart-data">
        <summary>The numbers</summary>
        <DataTable
          columns={columns}
          rows={x.map((label, index) => [label, ...series.map(({ values }) => values[index])])}
          isSortable={false}
        />
      </details>
    </figure>
  );
}

interface Scale {
  width: number;
  ticks: readonly number[];
  y: (value: number) => number;
}

const across = (index: number, count: number, scale: Scale) =>
  LEFT + ((scale.width - LEFT - RIGHT) * (index + 0.5)) / count;

function Axes({ x, scale }: { x: readonly string[]; scale: Scale }) {
  const every = Math.ceil((x.length * LABEL_PIXELS) / scale.width);
  return (
    <g class="chart-axes">
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={scale.width - RIGHT} y1={scale.y(tick)} y2={scale.y(tick)} />
          <text x={LEFT - 6} y={scale.y(tick) + 4} text-anchor="end">
            {brief(tick)}
          </text>
        </g>
      ))}
      {x.map((label, index) =>
        index % every === 0 ? (
          <text key={index} x={across(index, x.length, scale)} y={HEIGHT - 8} text-anchor="middle">
            {label.length > 10 ? `${label.slice(0, 9)}…` : label}
          </text>
        ) : null,
      )}
    </g>
  );
}

function Line(props: { values: readonly number[]; count: number; scale: Scale; isFilled: boolean }) {
  const { values, count, scale } = props;
  const points = values.slice(0, count).map((value, index) => [across(index, count, scale), scale.y(value)] as const);
  const path = points.map(([px, py], index) => `${index === 0 ? "M" : "L"}${px.toFixed(1)} ${py.toFixed(1)}`).join("");
  const ground = scale.y(0).toFixed(1);
  return (
    <>
      {props.isFilled && points.length > 0 && (
        <path
          class="chart-area"
          d={`${path}L${points.at(-1)?.[0].toFixed(1)} ${ground}L${points[0]?.[0].toFixed(1)} ${ground}Z`}
        />
      )}
      <path class="chart-line" d={path} />
      {count === 1 && points[0] && <circle class="chart-bar" cx={points[0][0]} cy={points[0][1]} r="4" />}
    </>
  );
}

function Bars(props: { values: readonly number[]; count: number; scale: Scale; index: number; of: number }) {
  const { values, count, scale } = props;
  const slot = (scale.width - LEFT - RIGHT) / count;
  const width = Math.max(1, (slot * 0.72) / props.of);
  return (
    <>
      {values.slice(0, count).map((value, index) => {
        const [top, bottom] = [Math.min(scale.y(value), scale.y(0)), Math.max(scale.y(value), scale.y(0))];
        return (
          <rect
            key={index}
            class="chart-bar"
            x={across(index, count, scale) - (width * props.of) / 2 + width * props.index}
            y={top}
            width={width}
            height={Math.max(0.5, bottom - top)}
          />
        );
      })}
    </>
  );
}

/** One list of numbers, or records with `name` and `values`. */
function seriesOf(given: unknown): Series[] {
  const list = Array.isArray(given) ? given : [];
  if (list.length > 0 && list.every((value) => typeof value === "number")) {
    return [{ name: "", values: list.map(finite) }];
  }
  return list
    .filter(isRecord)
    .slice(0, SERIES_MAX)
    .map((series, index) => ({
      name: shown(series.name ?? series.label) || `Series ${index + 1}`,
      values: (Array.isArray(series.values) ? series.values : Array.isArray(series.data) ? series.data : []).map(
        finite,
      ),
    }));
}

const finite = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : 0);

/** From nought, or below it, in round steps. */
function scaleOf(series: readonly Series[], width: number): Scale {
  const values = series.flatMap(({ values }) => values);
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const rough = (most - least || 1) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const low = Math.floor(least / step);
  const high = Math.max(low + 1, Math.ceil(most / step));
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => (low + index) * step);
  const span = (high - low) * step;
  return { width, ticks, y: (value) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * (value - low * step)) / span };
}

const brief = (value: number) =>
  new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 2 }).format(value);
