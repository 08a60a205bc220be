import { Select } from "../../ui/select.tsx";

export interface ChoiceProps {
  label: string;
  /** What the choice of nothing is called. */
  all: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

/** One of a list, or all of it. A value that is not in the list stays visible. */
export function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  return (
    <Select aria-label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
      {value && !options.some((option) => option.value === value) ? <option value={value}>{value}</option> : null}
    </Select>
  );
}
