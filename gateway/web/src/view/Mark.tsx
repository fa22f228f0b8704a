/** Daemion's sign: something that circles around its core, awake. */
export function Mark({ size = 28, isBusy = false }: { size?: number; isBusy?: boolean }) {
  return (
    <svg class="mark" data-busy={isBusy} width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <g class="mark-orbit" fill="none" stroke="currentColor" stroke-linecap="round" stroke-width="3">
        <path d="M11.6 14.5a17 17 0 0 1 26 .6" opacity="0.45" />
        <path d="M41 24a17 17 0 0 1-29.8 11" opacity="0.85" />
        <circle cx="7.6" cy="22" r="2.6" fill="currentColor" stroke="none" />
      </g>
      <circle class="mark-core" cx="24" cy="24" r="8.6" />
    </svg>
  );
}
