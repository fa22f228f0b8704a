import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api/client";
import { noteOf, targetOf } from "../src/push";
import { bytes, look, type PushWorld, pushState, pushTrouble, startPush, turnOff, turnOn } from "../src/state/push";
import { api, token } from "../src/state/session";
import { read, write } from "../src/state/storage";

const KEY = "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** A browser's push manager with one subscription at most. */
class Browser implements PushWorld {
  kept: PushSubscription | null = null;
  granted: NotificationPermission = "default";
  answer: NotificationPermission = "granted";
  isApple = false;
  isPushing = true;
  refusal: Error | null = null;
  isSecure = () => true;
  isSupported = () => this.isPushing;
  isUninstalledApple = () => this.isApple;
  permission = () => this.granted;
  ask = async () => {
    this.granted = this.answer;
    return this.answer;
  };
  registration = async () =>
    ({
      pushManager: {
        getSubscription: async () => this.kept,
        subscribe: async () => {
          if (this.refusal !== null) {
            throw this.refusal;
          }
          this.kept = {
            toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } }),
            unsubscribe: async () => {
              this.kept = null;
              return true;
            },
          } as unknown as PushSubscription;
          return this.kept;
        },
      },
    }) as unknown as ServiceWorkerRegistration;
}

const target = { id: "psh_1", device_id: "dev_1", endpoint_host: "push.example", created_at: "2026-11-20T20:00:00Z" };

describe("notifying this device", () => {
  let browser: Browser;
  beforeEach(() => {
    write("push", null);
    token.value = null;
    browser = new Browser();
    startPush(browser);
    pushTrouble.value = null;
    vi.spyOn(api, "pushKey").mockResolvedValue(KEY);
    vi.spyOn(api, "pushTargets").mockResolvedValue([target]);
    vi.spyOn(api, "addPushTarget").mockResolvedValue(target);
    vi.spyOn(api, "removePushTarget").mockResolvedValue();
  });

  it("tells the gateway where to send, and takes it back", async () => {
    await turnOn();
    expect([pushState.value, pushTrouble.value]).toEqual(["on", null]);
    expect(api.addPushTarget).toHaveBeenCalledWith({
      endpoint: "https://push.example/1",
      keys: { p256dh: "p", auth: "a" },
    });
    expect(read("push")).toBe("psh_1");
    await turnOff();
    expect(pushState.value).toBe("off");
    expect(browser.kept).toBeNull();
    expect(api.removePushTarget).toHaveBeenCalledWith("psh_1");
  });
  it("says what is in the way", async () => {
    browser.answer = "default";
    await turnOn();
    expect(pushTrouble.value).toContain("was not answered");
    browser.answer = "denied";
    await turnOn();
    expect(pushState.value).toBe("blocked");
    browser.answer = "granted";
    browser.refusal = new DOMException("Registration failed", "AbortError");
    await turnOn();
    expect(pushTrouble.value).toContain("push service cannot be reached");
    browser.granted = "default";
    browser.isApple = true;
    await look();
    expect(pushState.value).toBe("not-installed");
    browser.isApple = false;
    browser.isPushing = false;
    await look();
    expect(pushState.value).toBe("unsupported");
  });
  it("leaves no subscription the gateway does not know", async () => {
    vi.mocked(api.addPushTarget).mockRejectedValue(new ApiError(400, "endpoint is no https address"));
    await turnOn();
    expect(pushTrouble.value).toBe("endpoint is no https address");
    expect(browser.kept).toBeNull();
    expect(read("push")).toBeNull();
  });
  it("is made good when the gateway has forgotten it", async () => {
    await turnOn();
    vi.mocked(api.pushTargets).mockResolvedValue([]);
    vi.mocked(api.addPushTarget).mockClear();
    await look();
    expect(api.addPushTarget).toHaveBeenCalledTimes(1);
    expect(pushState.value).toBe("on");
  });
  it("ends when the browser is unpaired", async () => {
    token.value = "secret";
    await turnOn();
    token.value = null;
    await vi.waitFor(() => expect(browser.kept).toBeNull());
    expect(read("push")).toBeNull();
  });
  it("reads the gateway's key", () => {
    expect(bytes("BP8_-w")).toEqual(new Uint8Array([4, 255, 63, 251]));
  });
});

describe("a pushed message", () => {
  it("is a notification that leads into the page", () => {
    const text = { id: "ntc_1", kind: "approval-needed", title: "Approval needed", text: "Bash", url: "/#/approvals" };
    expect(noteOf(JSON.stringify(text))).toMatchObject({
      title: "Approval needed",
      body: "Bash",
      tag: "ntc_1",
      data: { url: "/#/approvals" },
    });
  });
  it.each(["", "no json", "null", "{}"])("that cannot be read still says that it came: %s", (text) =>
    expect(noteOf(text)).toMatchObject({ title: "Daemion", body: "Something wants your attention." }),
  );
  it.each(["https://evil.example/#/", "//evil.example/", "/pair", "/#/../x", "javascript:1", 7, null])(
    "leads nowhere else: %s",
    (url) => expect(targetOf({ url })).toBe("/#/"),
  );
});
