import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { Gateway } from "./support/gateway";
import { PushService } from "./support/push";
import { expect, expectAccessible, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));
const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) });

/** An agent asks for something, which is what a person is told. */
async function askFor(gateway: Gateway, name: string): Promise<void> {
  await gateway.call("POST", "/extensions", {
    type: "action",
    name,
    description: "Reminds of the plants.",
    definition: { label: "Water", appliesTo: "assistant", handler: "Water the plants." },
    source: "agent",
  });
}

const bell = (page: Page) => page.getByRole("link", { name: /^Inbox/ });

test.describe("the inbox", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("counts what is new while it happens, and leads there", async ({ paired: page, gateway, another }) => {
    // Other stories were told before this one.
    await gateway.call("POST", "/notifications/read");
    await expect(bell(page)).toHaveAccessibleName("Inbox");
    await askFor(gateway, "water-roses");
    await expect(bell(page)).toHaveAccessibleName("Inbox; new: 1");
    await expect(page.getByRole("button", { name: "Open", exact: true })).toBeVisible();
    await bell(page).tap();
    await expect(page.getByRole("heading", { level: 1, name: "Inbox" })).toBeVisible();
    await askFor(gateway, "water-ferns");
    await expect(page.getByRole("region", { name: "New" }).getByRole("listitem")).toHaveCount(2);
    await expectAccessible(page);
    await shot(page, "phone-light-inbox");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    const other = await another();
    await expect(bell(other)).toHaveAccessibleName("Inbox; new: 2");
    await page
      .getByRole("link", { name: /water-roses/ })
      .first()
      .tap();
    await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
    await expect(bell(other)).toHaveAccessibleName("Inbox; new: 1");
    const ferns = page.locator(".approval", { hasText: "water-ferns" });
    await ferns.getByRole("button", { name: "Deny" }).tap();
    await expect(bell(page)).toHaveAccessibleName("Inbox");
    await expect(bell(other)).toHaveAccessibleName("Inbox");

    await askFor(gateway, "water-palms");
    await bell(other).click();
    await shot(other, "desktop-light-inbox");
    await other.getByRole("button", { name: "Mark all read" }).click();
    await expect(bell(page)).toHaveAccessibleName("Inbox");
    const seen = other.getByRole("region", { name: "Seen" }).getByRole("listitem");
    await expect(seen.filter({ hasText: /water-(roses|ferns|palms)/ })).toHaveCount(3);
  });
});

test.describe("notifying this device", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("reaches it through the push service, and a tap leads into the page", async ({ context, paired, gateway }) => {
    const service = new PushService();
    await service.start();
    await service.serve(context);
    const page = paired;
    await page.reload();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.getByRole("button", { name: "Show threads" }).click();
    await page.getByRole("link", { name: "Settings" }).click();
    const choice = page.getByRole("switch", { name: "Notify this device" });
    await expect(choice).toBeEnabled();
    await expect(choice).not.toBeChecked();
    await choice.click();
    await expect(choice).toBeChecked();
    await expectAccessible(page);
    await shot(page, "phone-light-settings");
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect.poll(() => service.messages.length).toBe(1);
    expect(JSON.parse(service.messages[0] ?? "")).toMatchObject({ url: "/#/settings" });

    await page.reload();
    await expect(choice).toBeChecked();
    await askFor(gateway, "water-cacti");
    await expect.poll(() => service.messages.length).toBe(2);
    const message = service.messages[1] ?? "";
    expect(JSON.parse(message)).toMatchObject({ kind: "approval-needed", url: "/#/approvals" });
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const screen = await PushService.screen(worker);
    await deliver(page, gateway.url, message);
    await expect.poll(screen.titles).toEqual([JSON.parse(message).title]);
    await screen.tap();
    await expect(page.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
    expect(await screen.titles()).toEqual([]);

    await page.evaluate(() => {
      location.hash = "#/settings";
    });
    // The switch shows what is wanted; the gateway knows a moment later.
    const gone = page.waitForResponse(
      (response) => response.request().method() === "DELETE" && response.url().includes("/push/subscriptions/"),
    );
    await choice.click();
    await expect(choice).not.toBeChecked();
    await gone;
    await askFor(gateway, "water-moss");
    await expect(bell(page)).toHaveAccessibleName(/new/);
    expect(service.messages).toHaveLength(2);
    await service.stop();
  });

  test("says how to allow it when the browser refuses, as one without a screen does", async ({
    paired: page,
    gateway,
  }) => {
    await page.goto(`${gateway.url}/#/settings`);
    await expect(page.getByText("The browser blocks notifications from this page.")).toBeVisible();
    await expect(page.getByRole("switch")).toBeDisabled();
    await expectAccessible(page);
  });
});

/** As the browser's own push service would. */
async function deliver(page: Page, origin: string, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registrations: { registrationId: string; scopeURL: string }[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", (event) => registrations.push(...event.registrations));
  await session.send("ServiceWorker.enable");
  await expect.poll(() => registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))).toBeTruthy();
  const registrationId = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))?.registrationId ?? "";
  await session.send("ServiceWorker.deliverPushMessage", { origin: `${origin}/`, registrationId, data });
  await session.detach();
}
