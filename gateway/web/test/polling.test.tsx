import { cleanup, render } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { usePolling } from "../src/view/polling";

function Looker(props: { load: () => Promise<unknown>; of: unknown }) {
  usePolling(10, props.load, props.of);
  return null;
}

describe("looking again while somebody can see it", () => {
  let isHidden: boolean;
  const turn = (hidden: boolean) => {
    isHidden = hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

  beforeEach(() => {
    vi.useFakeTimers();
    isHidden = false;
    vi.spyOn(document, "hidden", "get").mockImplementation(() => isHidden);
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("happens now and every so often, even after a failure", async () => {
    const load = vi.fn().mockRejectedValueOnce(new Error("lost")).mockResolvedValue(null);
    render(<Looker load={load} of={1} />);
    await pass(0);
    expect(load).toHaveBeenCalledTimes(1);
    await pass(20);
    expect(load).toHaveBeenCalledTimes(3);
  });
  it("rests out of sight, and does not come early when it is back", async () => {
    const load = vi.fn().mockResolvedValue(null);
    render(<Looker load={load} of={1} />);
    await pass(1);
    turn(true);
    await pass(60);
    expect(load).toHaveBeenCalledTimes(1);
    turn(false);
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
    turn(true);
    await pass(2);
    turn(false);
    await pass(7);
    expect(load).toHaveBeenCalledTimes(2);
    await pass(1);
    expect(load).toHaveBeenCalledTimes(3);
  });
  it("never asks twice at once, and ends with its view", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const load = vi.fn().mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const { unmount } = render(<Looker load={load} of={1} />);
    await pass(60);
    expect(load).toHaveBeenCalledTimes(1);
    answer(null);
    await pass(10);
    expect(load).toHaveBeenCalledTimes(2);
    unmount();
    answer(null);
    await pass(60);
    expect(load).toHaveBeenCalledTimes(2);
  });
  it("begins anew with another thing to look at", async () => {
    const load = vi.fn().mockResolvedValue(null);
    const { rerender } = render(<Looker load={load} of={1} />);
    await pass(1);
    rerender(<Looker load={load} of={2} />);
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
  });
});
