// Registers the service worker. Under Trusted Types its address goes through a policy that knows just this one.

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptUrlPolicy;
}

const WORKER = "/sw.js";

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
