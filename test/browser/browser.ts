import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const program = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Tests are skipped where there is no browser, but never in CI. */
export const hasBrowser = existsSync(program) || process.env.CI !== undefined;

/** As root Chromium starts only without its sandbox. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page asked for, beside itself. */
  readonly requests: readonly string[];
  /** Errors and messages of its console, such as scripts that the policy stopped. */
  readonly messages: readonly string[];
  /** Dialogs that a script opened. */
  readonly dialogs: readonly string[];
}

const address = "https://report.example/plan.html";

/** Opens a page from its text. Nothing else is to be had. */
export async function openPage(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const messages: string[] = [];
  const dialogs: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await context.route("**/*", (route) => {
    if (route.request().url() === address) return route.fulfill({ contentType: "text/html", body: html });
    requests.push(route.request().url());
    return route.abort();
  });
  await page.goto(address);
  return { page, requests, messages, dialogs };
}
