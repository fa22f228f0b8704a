// Notices that reach this device while the page is closed (Web Push). The browser keeps the subscription, the gateway
// knows where to send; this file keeps the two in step and says in plain words what is in the way.
import { effect, signal } from "@preact/signals";
import { ApiError } from "../api/client";
import { api, token } from "./session";
import { read, write } from "./storage";

export type PushState =
  | "unknown"
  /** No service worker or push here, or no secure address. */
  | "unsupported"
  /** iOS gives push to installed apps only. */
  | "not-installed"
  /** The person told the browser to refuse. */
  | "blocked"
  | "off"
  | "on";

export const pushState = signal<PushState>("unknown");
export const isPushBusy = signal(false);
/** Why the last wish was not granted, one sentence; null when it was. */
export const pushTrouble = signal<string | null>(null);

/** Set while the person wants notices here: what the gateway called the subscription. */
const WISH = "push";
const READY_MILLIS_MAX = 10_000;

/** What the browser offers, so that tests bring their own. */
export interface PushWorld {
  isSecure: () => boolean;
  isSupported: () => boolean;
  /** An iPhone or iPad whose page was not put on the home screen. */
  isUninstalledApple: () => boolean;
  permission: () => NotificationPermission;
  ask: () => Promise<NotificationPermission>;
  registration: () => Promise<ServiceWorkerRegistration | undefined>;
}

const browser: PushWorld = {
  isSecure: () => isSecureContext,
  isSupported: () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window,
  isUninstalledApple: () => {
    const isApple =
      /iPhone|iPad|iPod/.test(navigator.userAgent) ||
      (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
    return isApple && !matchMedia("(display-mode: standalone)").matches;
  },
  permission: () => Notification.permission,
  ask: () => Notification.requestPermission(),
  registration: () =>
    Promise.race([
      navigator.serviceWorker.ready,
      new Promise<undefined>((resolve) => setTimeout(resolve, READY_MILLIS_MAX)),
    ]),
};

let world = browser;

export function startPush(surroundings: PushWorld = browser): void {
  world = surroundings;
  effect(() => {
    if (token.value === null) {
      void forget();
    } else {
      void look();
    }
  });
}

/** What is the case here; makes good what the browser or the gateway has lost in the meantime. */
export async function look(): Promise<void> {
  const hindrance = hindered();
  if (hindrance !== null) {
    pushState.value = hindrance;
    return;
  }
  if (read(WISH) === null || world.permission() !== "granted") {
    pushState.value = "off";
    return;
  }
  try {
    const [known, registration] = await Promise.all([api.pushTargets(), world.registration()]);
    const kept = await registration?.pushManager.getSubscription();
    if (kept == null || !known.some(({ id }) => id === read(WISH))) {
      await subscribe();
    }
    pushState.value = "on";
  } catch (error) {
    // Without a connection it stands as it did; a refusal of the browser ends it.
    pushState.value = error instanceof ApiError && error.isTransient ? "on" : "off";
  }
}

export async function turnOn(): Promise<void> {
  await attempt(async () => {
    // Asked first: browsers show the question only right after a person's tap.
    const permission = await world.ask();
    if (permission === "denied") {
      pushState.value = "blocked";
      return;
    }
    if (permission !== "granted") {
      throw new Error("Nothing was changed: the browser's question was not answered.");
    }
    await subscribe();
    pushState.value = "on";
  });
}

export async function turnOff(): Promise<void> {
  await attempt(async () => {
    await unsubscribe();
    write(WISH, null);
    pushState.value = "off";
    for (const { id } of await api.pushTargets()) {
      await api.removePushTarget(id);
    }
  });
}

export async function tryOut(): Promise<void> {
  await attempt(() => api.tryPush());
}

function hindered(): PushState | null {
  if (world.isUninstalledApple()) {
    return "not-installed";
  }
  if (!world.isSecure() || !world.isSupported()) {
    return "unsupported";
  }
  return world.permission() === "denied" ? "blocked" : null;
}

async function subscribe(): Promise<void> {
  const registration = await world.registration();
  if (registration === undefined) {
    throw new Error("The part of the page that works in the background did not start. Reload the page and try again.");
  }
  const key = bytes(await api.pushKey());
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const { pushManager } = registration;
  let subscription: PushSubscription;
  try {
    subscription = await pushManager.subscribe(options);
  } catch (error) {
    const old = await pushManager.getSubscription();
    if (old === null) {
      throw error;
    }
    // Made with the key of a gateway that is gone.
    await old.unsubscribe();
    subscription = await pushManager.subscribe(options);
  }
  const { endpoint = "", keys = {} } = subscription.toJSON();
  try {
    const target = await api.addPushTarget({ endpoint, keys: { p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" } });
    write(WISH, target.id);
  } catch (error) {
    await subscription.unsubscribe().catch(() => undefined);
    throw error;
  }
}

async function unsubscribe(): Promise<void> {
  const registration = await world.registration();
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
}

/** This browser is paired no more, and the gateway has dropped what it knew of it. */
async function forget(): Promise<void> {
  if (read(WISH) !== null) {
    write(WISH, null);
    await unsubscribe().catch(() => undefined);
  }
}

async function attempt(work: () => Promise<void>): Promise<void> {
  isPushBusy.value = true;
  pushTrouble.value = null;
  try {
    await work();
  } catch (error) {
    pushTrouble.value = inWords(error);
  } finally {
    isPushBusy.value = false;
  }
}

function inWords(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
      return "The browser does not allow notifications here. A private window never does.";
    case "AbortError":
      return "The browser's push service cannot be reached. Check the connection and try again.";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** base64url to the bytes a browser wants. */
export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
