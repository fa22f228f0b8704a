/** A unified diff, its lines told apart by sign and colour. */
export function Diff({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <pre class="diff" tabIndex={0}>
      {text.split("\n").map((line, index) => (
        <span key={index} data-kind={kind(line)}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}

function kind(line: string): string {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")) {
    return "head";
  }
  return line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
}
