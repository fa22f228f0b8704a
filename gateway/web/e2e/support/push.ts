// What a Chromium without a screen lacks: a push service (here one on loopback, with the browser's half of RFC 8291),
// the permission to notify, and a place to show notifications.
import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Worker } from "@playwright/test";

const SALT_BYTES = 16;
const HEADER_BYTES = SALT_BYTES + 5;
const TAG_BYTES = 16;

export class PushService {
  private readonly keys: ECDH = createECDH("prime256v1");
  private readonly secret = randomBytes(16);
  /** Messages as they came, decrypted. */
  readonly messages: string[] = [];
  private readonly server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    this.messages.push(this.decrypted(Buffer.concat(chunks)));
    response.writeHead(201).end();
  });

  async start(): Promise<void> {
    this.keys.generateKeys();
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Makes the pages of this context subscribe here. */
  async serve(context: BrowserContext): Promise<void> {
    const subscription = {
      endpoint: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/push/1`,
      keys: { p256dh: this.keys.getPublicKey().toString("base64url"), auth: this.secret.toString("base64url") },
    };
    await context.addInitScript((given) => {
      const NAME = "test.subscribed";
      const ALLOWED = "test.allowed";
      Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem(ALLOWED) ?? "default" });
      Notification.requestPermission = async () => {
        localStorage.setItem(ALLOWED, "granted");
        return "granted";
      };
      const kept = () =>
        localStorage.getItem(NAME) === null
          ? null
          : { toJSON: () => given, unsubscribe: async () => localStorage.removeItem(NAME) ?? true };
      Object.assign(PushManager.prototype, {
        getSubscription: async () => kept(),
        subscribe: async (options: PushSubscriptionOptionsInit) => {
          if (!(options.applicationServerKey instanceof Uint8Array) || options.applicationServerKey.length !== 65) {
            throw new DOMException("the key is no P-256 point", "InvalidAccessError");
          }
          localStorage.setItem(NAME, "yes");
          return kept();
        },
      });
    }, subscription);
  }

  /** What the worker shows from now on is kept instead, and can be tapped. */
  static async screen(worker: Worker): Promise<{ titles: () => Promise<string[]>; tap: () => Promise<void> }> {
    // biome-ignore lint/suspicious/noExplicitAny: the compiler knows the names of a page here, not of a worker
    const within = <T>(work: (scope: any) => T) => worker.evaluate(`(${work})(self)`) as Promise<Awaited<T>>;
    await within((scope) => {
      scope.shown = [];
      scope.registration.showNotification = async (title: string, options: object) => {
        scope.shown.push({ title, ...options, close: () => scope.shown.shift() });
      };
    });
    return {
      titles: () => within((scope) => scope.shown.map((note: { title: string }) => note.title)),
      tap: () =>
        within((scope) => {
          const event = Object.assign(new Event("notificationclick"), {
            notification: scope.shown[0],
            // A window may only be focused after a person's tap, which this is not.
            waitUntil: (work: Promise<void>) => work.catch(() => undefined),
          });
          scope.dispatchEvent(event);
        }),
    };
  }

  /** aes128gcm with one record (RFC 8188), keys as RFC 8291 §3.4 derives them. */
  private decrypted(body: Buffer): string {
    const salt = body.subarray(0, SALT_BYTES);
    const keyBytes = body.readUInt8(SALT_BYTES + 4);
    const sender = body.subarray(HEADER_BYTES, HEADER_BYTES + keyBytes);
    const sealed = body.subarray(HEADER_BYTES + keyBytes);
    const shared = this.keys.computeSecret(sender);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.keys.getPublicKey(), sender]);
    const input = Buffer.from(hkdfSync("sha256", shared, this.secret, info, 32));
    const derive = (label: string, length: number) =>
      Buffer.from(hkdfSync("sha256", input, salt, Buffer.from(`Content-Encoding: ${label}\0`), length));
    const opened = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
    opened.setAuthTag(sealed.subarray(-TAG_BYTES));
    const padded = Buffer.concat([opened.update(sealed.subarray(0, -TAG_BYTES)), opened.final()]);
    return padded.subarray(0, padded.lastIndexOf(2)).toString("utf8");
  }
}
