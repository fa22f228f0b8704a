import { useId, useState } from "preact/hooks";
import { isRecord, shown } from "./bind";

const FIELDS_MAX = 40;
const LENGTH_MAX = 10_000;

type FieldType = "text" | "long" | "number" | "date" | "boolean" | "choice";

interface Field {
  name: string;
  label: string;
  type: FieldType;
  options: readonly string[];
  isRequired: boolean;
  value: string;
}

/** Fields to fill in; without `onSubmit` they can only be read. */
export function Form(props: {
  title: string;
  fields: readonly unknown[];
  label: string;
  onSubmit: ((values: Readonly<Record<string, unknown>>) => void) | null;
}) {
  const titleId = useId();
  const fields = props.fields.slice(0, FIELDS_MAX).flatMap(fieldOf);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map((field) => [field.name, field.value])),
  );
  const [isSent, setSent] = useState(false);
  const isDisabled = isSent || props.onSubmit === null;
  return (
    <form
      class="card"
      aria-labelledby={props.title === "" ? undefined : titleId}
      onSubmit={(event) => {
        event.preventDefault();
        setSent(true);
        props.onSubmit?.(
          Object.fromEntries(fields.map((field) => [field.label, given(field, values[field.name] ?? "")])),
        );
      }}
    >
      {props.title !== "" && (
        <p class="card-title" id={titleId}>
          {props.title}
        </p>
      )}
      {fields.map((field) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside
        <label key={field.name} class={field.type === "boolean" ? "check" : "field"}>
          <FieldInput
            field={field}
            isDisabled={isDisabled}
            value={values[field.name] ?? ""}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        </label>
      ))}
      {props.onSubmit !== null && (
        <div class="card-row">
          <button type="submit" class="button button-primary" disabled={isDisabled}>
            {isSent ? "Sent" : props.label}
          </button>
        </div>
      )}
    </form>
  );
}

function FieldInput(props: { field: Field; value: string; isDisabled: boolean; onChange: (value: string) => void }) {
  const { field, value, isDisabled, onChange } = props;
  const label = <span>{field.label}</span>;
  const common = { name: field.name, disabled: isDisabled, required: field.isRequired };
  switch (field.type) {
    case "boolean":
      return (
        <>
          <input
            type="checkbox"
            {...common}
            required={false}
            checked={value === "true"}
            onChange={(event) => onChange(String(event.currentTarget.checked))}
          />
          {label}
        </>
      );
    case "choice":
      return (
        <>
          {label}
          <select {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
            <option value="" />
            {field.options.map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </select>
        </>
      );
    case "long":
      return (
        <>
          {label}
          <textarea
            {...common}
            rows={4}
            maxLength={LENGTH_MAX}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </>
      );
    default:
      return (
        <>
          {label}
          <input
            type={field.type}
            {...common}
            {...(field.type === "number" ? { step: "any" } : {})}
            maxLength={LENGTH_MAX}
            autoComplete="off"
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </>
      );
  }
}

const TYPES: Readonly<Record<string, FieldType>> = {
  long: "long",
  textarea: "long",
  multiline: "long",
  number: "number",
  integer: "number",
  date: "date",
  boolean: "boolean",
  checkbox: "boolean",
  choice: "choice",
  select: "choice",
  enum: "choice",
};

function fieldOf(given: unknown): Field[] {
  const field = isRecord(given) ? given : { name: given };
  const name = shown(field.name);
  if (name === "") {
    return [];
  }
  const options = Array.isArray(field.options) ? field.options.map(shown) : [];
  return [
    {
      name,
      label: shown(field.label) || name,
      type: options.length > 0 ? "choice" : (TYPES[shown(field.type)] ?? "text"),
      options,
      isRequired: field.required === true,
      value: shown(field.value),
    },
  ];
}

const given = (field: Field, value: string): unknown => (field.type === "boolean" ? value === "true" : value);
