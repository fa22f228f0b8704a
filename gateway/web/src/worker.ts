// Registers the service worker and goes where its notifications lead. Under Trusted Types its address goes through a policy that knows just this one.

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptUrlPolicy;
}

const WORKER = "/sw.js";

/** A tap on a notification while the page is open. */
export function followNotifications(open: (address: string) => void): void {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<unknown>) => {
    const target = (event.data as { target?: unknown } | null)?.target;
    // The same rule as in the service worker, which must not share code with the page.
    if (typeof target === "string" && target.startsWith("/#/")) {
      open(target.slice(1));
    }
  });
}

export function keepShellOffline(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) {
    return;
  }
  const { trustedTypes } = window as unknown as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("daemion", {
    createScriptURL(url) {
      if (url !== WORKER) {
        throw new TypeError("only the app's own service worker may be registered");
      }
      return url;
    },
  });
  const address = (policy?.createScriptURL(WORKER) ?? WORKER) as string;
  // Without it the page works the same, as long as there is a connection.
  navigator.serviceWorker.register(address).catch(() => undefined);
}
