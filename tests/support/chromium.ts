import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PATIENCE_MS } from "./patience.ts";

/** Where a Chromium is on this machine; null where there is none. */
export const CHROMIUM =
  Bun.which("chromium") ??
  Bun.which("chromium-browser") ??
  (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : null);

/** Nothing of the browser's own goes out: every host but this machine's loopback is unknown to it. */
const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"],
  ...["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--window-size=1280,900"],
  ...["--remote-debugging-port=0", "about:blank"],
];

/** A page of a headless browser, over the DevTools protocol. */
export class Page {
  /** Every address that the page asked for, in order. */
  readonly requests: string[] = [];
  /** What the page complained about: errors of scripts, rejections by its policy. */
  readonly complaints: string[] = [];
  private readonly waiting = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>();
  private sent = 0;

  private constructor(
    private readonly browser: Bun.Subprocess<"ignore", "ignore", "pipe">,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.onmessage = ({ data }) => this.receive(JSON.parse(String(data)));
  }

  /** Starts a browser with an empty profile. */
  static async open(): Promise<Page> {
    const profile = mkdtempSync(join(tmpdir(), "reseeder-chromium-"));
    const browser = Bun.spawn([CHROMIUM ?? "chromium", `--user-data-dir=${profile}`, ...FLAGS], {
      stdio: ["ignore", "ignore", "pipe"],
      // What it leaves in the system's folder otherwise goes with the profile.
      env: { ...process.env, TMPDIR: profile },
    });
    const port = /127\.0\.0\.1:(\d+)\//.exec(await lineWith(browser.stderr, "DevTools listening"))?.[1];
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(targets.find((target) => target.type === "page")?.webSocketDebuggerUrl ?? "");
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const page = new Page(browser, profile, socket);
    for (const domain of ["Network", "Page", "Runtime", "Log"]) await page.send(`${domain}.enable`);
    return page;
  }

  /** Goes to an address and waits until `condition` (JavaScript) is true there. */
  async visit(url: string, condition: string): Promise<void> {
    await this.send("Page.navigate", { url });
    await this.until(condition);
  }

  /** Waits until `condition` (JavaScript) is true in the page; in the end it says what the page shows instead. */
  async until(condition: string): Promise<void> {
    const met = await this.evaluate<boolean>(`new Promise((resolve) => {
      const end = Date.now() + ${PATIENCE_MS};
      const look = () => {
        let met = false;
        try { met = Boolean(${condition}); } catch {}
        met || Date.now() > end ? resolve(met) : setTimeout(look, 100);
      };
      look();
    })`);
    if (met) return;
    const shown = await this.evaluate<string>("document.body.innerText.slice(0, 2000)");
    throw new Error(
      `never true: ${condition}; the page complains ${JSON.stringify(this.complaints)} and shows ${shown}`,
    );
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<{ result: { value: T }; exceptionDetails?: { text: string } }>(
      "Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true },
    );
    if (exceptionDetails) throw new Error(`${exceptionDetails.text} in ${expression}`);
    return result.value;
  }

  /** A PNG of what is to be seen. */
  async screenshot(): Promise<Uint8Array> {
    const { data } = await this.send<{ data: string }>("Page.captureScreenshot");
    return Buffer.from(data, "base64");
  }

  private send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.sent;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as T),
      );
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  private receive(message: {
    id?: number;
    method?: string;
    params?: {
      request?: { url: string };
      exceptionDetails?: { text: string };
      entry?: { level: string; text: string };
    };
  }): void {
    if (message.id !== undefined) {
      this.waiting.get(message.id)?.(message as { result?: unknown });
      this.waiting.delete(message.id);
    }
    const { params } = message;
    if (message.method === "Network.requestWillBeSent" && params?.request) this.requests.push(params.request.url);
    if (message.method === "Runtime.exceptionThrown") this.complaints.push(params?.exceptionDetails?.text ?? "");
    if (message.method === "Log.entryAdded" && params?.entry?.level === "error")
      this.complaints.push(params.entry.text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Asked to end it ends its helper processes first; killed it leaves them behind for a moment.
    this.send("Browser.close").catch(() => {});
    const late = setTimeout(() => this.browser.kill("SIGKILL"), 10_000);
    await this.browser.exited;
    clearTimeout(late);
    this.socket.close();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function lineWith(stream: ReadableStream<Uint8Array>, text: string): Promise<string> {
  const decoder = new TextDecoder();
  let seen = "";
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`Chromium ended: ${seen}`);
    seen += decoder.decode(value, { stream: true });
    const line = seen.split("\n").find((candidate) => candidate.includes(text));
    if (line && seen.endsWith("\n")) {
      reader.releaseLock();
      return line;
    }
  }
}
