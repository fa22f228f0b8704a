// Who this page is to the gateway: paired with a token of its own, or not.
import { signal } from "@preact/signals";
import { ApiClient, ApiError } from "../api/client";
import { read, write } from "./storage";

const TOKEN = "token";
const DEVICE = "device";

export const token = signal<string | null>(read(TOKEN));
/** Why the pairing screen is shown although this browser was paired, or why a try failed. */
export const pairingNotice = signal<string | null>(null);
export const isPairing = signal(false);

export const api = new ApiClient(
  () => token.value,
  () => unpair("This browser is no longer paired. Pair it again to go on; your drafts are kept."),
);

export async function pair(secret: string, name: string): Promise<void> {
  isPairing.value = true;
  pairingNotice.value = null;
  try {
    const paired = await api.pair(secret, name.trim() || deviceName());
    write(TOKEN, paired.token);
    write(DEVICE, paired.device_id);
    token.value = paired.token;
  } catch (error) {
    pairingNotice.value = error instanceof ApiError ? pairingSentence(error) : String(error);
  } finally {
    isPairing.value = false;
  }
}

/** What the gateway calls this device; null where the browser does not keep it. */
export const deviceId = (): string | null => read(DEVICE);

/** A person's wish: the gateway forgets this device, and the page its key even when the gateway cannot be told. */
export async function leave(): Promise<void> {
  const device = read(DEVICE);
  if (device !== null) {
    await api.revokeDevice(device).catch(() => undefined);
  }
  unpair(null);
}

export function unpair(notice: string | null): void {
  if (token.value === null) {
    return;
  }
  write(TOKEN, null);
  write(DEVICE, null);
  token.value = null;
  pairingNotice.value = notice;
}

/**
 * A ticket comes in the fragment, which no server sees and no log keeps. It is taken out of the address before anything
 * else happens.
 */
export function takeTicket(): string | null {
  const match = /^#ticket=([A-Za-z0-9._~-]{1,200})$/.exec(location.hash);
  if (!match) {
    return null;
  }
  history.replaceState(null, "", location.pathname + location.search);
  return match[1] ?? null;
}

function pairingSentence(error: ApiError): string {
  switch (error.status) {
    case 401:
      return "That code is not valid (any more). Codes work once and for ten minutes; get a fresh one with “daemion pair”.";
    case 429:
      return error.retryAfterSeconds === null
        ? "Too many wrong tries. Get a fresh code with “daemion pair”."
        : `Too many wrong tries. Try again in ${error.retryAfterSeconds} s, or get a fresh code with “daemion pair”.`;
    default:
      return error.message;
  }
}

/** "Firefox on Linux": what a person recognises in the list of devices. */
export function deviceName(agent: string = navigator.userAgent): string {
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /OPR\//.test(agent)
      ? "Opera"
      : /Firefox\/|FxiOS\//.test(agent)
        ? "Firefox"
        : /Chrome\/|CriOS\//.test(agent)
          ? "Chrome"
          : /Safari\//.test(agent)
            ? "Safari"
            : "Browser";
  const system = /iPhone/.test(agent)
    ? "iPhone"
    : /iPad/.test(agent)
      ? "iPad"
      : /Android/.test(agent)
        ? "Android"
        : /Mac OS X/.test(agent)
          ? "Mac"
          : /Windows/.test(agent)
            ? "Windows"
            : /Linux/.test(agent)
              ? "Linux"
              : "this device";
  return `${browser} on ${system}`;
}
