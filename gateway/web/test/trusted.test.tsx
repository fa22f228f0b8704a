import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api/client";
import type { Device, Grant } from "../src/api/types";
import { decisions } from "../src/state/approvals";
import { api } from "../src/state/session";
import { write } from "../src/state/storage";
import { Devices, Grants } from "../src/view/Trusted";

const device = (changes: Partial<Device>): Device => ({
  id: "dev_1",
  name: "Firefox on Linux",
  paired_at: "2026-11-20T20:00:00Z",
  last_seen_at: "2026-11-21T20:00:00Z",
  ...changes,
});

const grant: Grant = {
  id: "apr_1",
  tool: "Bash",
  subject: "make test",
  agent_id: "daemion",
  thread_id: null,
  extension_id: null,
  version: null,
  at: "2026-11-20T20:00:00Z",
};

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function open(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
  };
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("devices", () => {
  it("are listed, and another one is unpaired after a question", async () => {
    write("device", "dev_1");
    vi.spyOn(api, "devices").mockResolvedValue([device({}), device({ id: "dev_2", name: "Safari on iPhone" })]);
    const revoked = vi.spyOn(api, "revokeDevice").mockResolvedValue();
    render(<Devices />);
    await screen.findByText("Safari on iPhone");
    expect(screen.queryByRole("button", { name: "Unpair Firefox on Linux" })).toBeNull();
    expect(screen.getByText(/This one/)).toBeTruthy();

    fireEvent.click(screen.getByRole("button", { name: "Unpair Safari on iPhone" }));
    expect(revoked).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole("button", { name: "Unpair" }));
    await waitFor(() => expect(screen.queryByText("Safari on iPhone")).toBeNull());
    expect(revoked).toHaveBeenCalledWith("dev_2");
  });
  it("stay in the list when the gateway could not be told", async () => {
    write("device", "dev_1");
    vi.spyOn(api, "devices").mockResolvedValue([device({ id: "dev_2", name: "Old phone" })]);
    vi.spyOn(api, "revokeDevice").mockRejectedValue(new ApiError(0, "no connection"));
    render(<Devices />);
    fireEvent.click(await screen.findByRole("button", { name: "Unpair Old phone" }));
    fireEvent.click(screen.getByRole("button", { name: "Unpair" }));
    await waitFor(() => expect(api.revokeDevice).toHaveBeenCalled());
    expect(screen.getByText("Old phone")).toBeTruthy();
  });
});

describe("grants", () => {
  it("say what, whose and where, and are taken back", async () => {
    expect(decisions.value).toBe(0);
    vi.spyOn(api, "grants").mockResolvedValue([grant]);
    const revoked = vi.spyOn(api, "revokeGrant").mockRejectedValue(new ApiError(404, "gone"));
    render(<Grants />);
    await screen.findByText("make test");
    expect(screen.getByText(/daemion, everywhere/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Take back Bash make test" }));
    fireEvent.click(screen.getByRole("button", { name: "Take back" }));
    await waitFor(() => expect(screen.queryByText("make test")).toBeNull());
    expect(revoked).toHaveBeenCalledWith("apr_1");
  });
  it("are nothing where nothing was allowed for longer than once", async () => {
    const read = vi.spyOn(api, "grants").mockResolvedValue([]);
    const { container } = render(<Grants />);
    await waitFor(() => expect(read).toHaveBeenCalled());
    expect(container.textContent).toBe("");
  });
});
