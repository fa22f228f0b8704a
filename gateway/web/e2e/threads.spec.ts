import { composer, ended, expect, openModelThread, say, test } from "./support/test";

test.describe("threads", () => {
  test("are renamed, forked, archived, found and deleted", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Winter tyres");
    await say(page, "remember the winter tyres");
    await ended(page);

    const row = (name: string) => page.locator(".thread-row", { hasText: name });
    const menu = async (name: string, item: string) => {
      await row(name).hover();
      await page.getByRole("button", { name: `Actions for ${name}` }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };

    await menu("Winter tyres", "Rename");
    await page.getByRole("textbox", { name: "Title of the thread" }).fill("Summer tyres");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Summer tyres" })).toBeVisible();

    const original = page.url();
    await menu("Summer tyres", "Fork");
    await expect.poll(() => page.url()).not.toBe(original);
    await expect(page.locator("article.turn")).toHaveCount(2);

    await page.getByLabel("Search threads").fill("no such thing at all");
    await expect(page.getByText("No thread matches")).toBeVisible();
    await page.getByLabel("Search threads").fill("tyres");
    await expect(page.locator(".thread-row").first()).toContainText("tyres");
    await page.getByLabel("Search threads").fill("");

    const forked = (await page.locator(".thread-row[data-open=true] .thread-title").innerText()).trim();
    await page.locator(".thread-row[data-open=true]").hover();
    await page.locator(".thread-row[data-open=true]").getByRole("button").click();
    await page.getByRole("menuitem", { name: "Archive" }).click();
    await expect(page.getByRole("heading", { name: "What shall we do?" })).toBeVisible();
    await page.getByRole("button", { name: "Archived" }).click();
    await expect(row(forked)).toHaveCount(1);

    await row(forked).hover();
    await row(forked).getByRole("button").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this thread?" });
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(row(forked)).toHaveCount(1);
    await row(forked).hover();
    await row(forked).getByRole("button").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(row(forked)).toHaveCount(0);
  });

  test("are reached with the keyboard alone", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Keys one");
    await openModelThread(page, gateway, "Keys two");
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await expect(page.getByRole("heading", { name: "What shall we do?" })).toBeVisible();
    await expect(composer(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await expect(page.locator(".thread-row[data-open=true]")).toHaveCount(1);
    const first = page.url();
    await page.keyboard.press("j");
    await expect.poll(() => page.url()).not.toBe(first);
    await page.keyboard.press("k");
    await expect.poll(() => page.url()).toBe(first);
    await page.keyboard.press("c");
    await expect(composer(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await expect(page.getByLabel("Search threads")).toBeFocused();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  });

  test.describe("that are not there", () => {
    test.use({ expectedComplaints: { any: [/status of 404/, /Unexpected response code: 404/] } });

    test("say so and offer a new one", async ({ paired: page }) => {
      await page.evaluate(() => {
        location.hash = "#/t/thread_00000000000000000000000000";
      });
      await expect(page.getByRole("heading", { name: "This thread is not here" })).toBeVisible();
      await page.getByRole("button", { name: "Start a new one" }).click();
      await expect(page.getByRole("heading", { name: "What shall we do?" })).toBeVisible();
    });
  });
});
