import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a Firefox is on this machine; null where there is none. */
export const FIREFOX = Bun.which("firefox-esr") ?? Bun.which("firefox");

/** Nothing goes to another host: all but this machine has a proxy where nobody listens. */
const PREFERENCES: Record<string, string | number | boolean> = {
  "marionette.port": 0,
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "browser.shell.checkDefaultBrowser": false,
  "browser.download.folderList": 2,
  "browser.download.alwaysOpenPanel": false,
  "browser.download.always_ask_before_handling_new_types": false,
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** Takes the place of the dialog for folders, and of the question whether all of one may be uploaded: a folder, and yes. */
const PICKER = `
const [path] = arguments;
const folder = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
folder.initWithPath(path);
const picker = {
  QueryInterface: ChromeUtils.generateQI(["nsIFilePicker"]),
  init() {}, appendFilters() {}, appendFilter() {}, appendRawFilter() {}, close() {},
  isModeSupported: () => Promise.resolve(true),
  open(callback) { Services.tm.dispatchToMainThread(() => callback.done(Ci.nsIFilePicker.returnOK)); },
  file: folder, domFileOrDirectory: null, fileURL: Services.io.newFileURI(folder),
  defaultString: "", defaultExtension: "", displayDirectory: null, displaySpecialDirectory: "", filterIndex: 0,
  addToRecentDocs: false, okButtonLabel: "", mode: 2, capture: 0,
};
Components.manager.QueryInterface(Ci.nsIComponentRegistrar).registerFactory(
  Components.ID("{3f0f1d3a-6a55-4b5c-9b52-8e0c3f0a7c11}"), "", "@mozilla.org/filepicker;1",
  { QueryInterface: ChromeUtils.generateQI(["nsIFactory"]), createInstance: () => picker },
);
const { PromptParent } = ChromeUtils.importESModule("resource:///actors/PromptParent.sys.mjs");
PromptParent.prototype.openPromptWithTabDialogBox = async (args) =>
  ({ ...args, ok: true, buttonNumClicked: 0, promptAborted: false });`;

/** A page of a headless Firefox, over its Marionette protocol: `length:[type, id, command or error, value]`. */
export class Firefox {
  private readonly waiting = new Map<number, (answer: [error: { message: string } | null, value: unknown]) => void>();
  private sent = 0;
  private unread = Buffer.alloc(0);

  private constructor(
    private readonly browser: Bun.Subprocess<"ignore", "ignore", "ignore">,
    private readonly profile: string,
    private readonly socket: Socket,
  ) {
    socket.on("data", (bytes) => {
      this.unread = Buffer.concat([this.unread, bytes]);
      this.receive();
    });
  }

  /** Starts a browser with an empty profile that saves downloads in `downloads`. */
  static async open(downloads: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "reseeder-firefox-"));
    const preferences = { ...PREFERENCES, "browser.download.dir": downloads };
    const lines = Object.entries(preferences).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});`);
    writeFileSync(join(profile, "user.js"), lines.join("\n"));
    const browser = Bun.spawn(
      [FIREFOX ?? "firefox", "--headless", "--marionette", "--remote-allow-system-access", "--profile", profile],
      { stdio: ["ignore", "ignore", "ignore"], env: { ...process.env, HOME: profile, TMPDIR: profile } },
    );
    const port = join(profile, "MarionetteActivePort");
    while (!existsSync(port) || readFileSync(port, "utf8") === "") {
      if (browser.exitCode !== null) throw new Error(`Firefox ended with ${browser.exitCode}`);
      await Bun.sleep(50);
    }
    const socket = createConnection({ host: "127.0.0.1", port: Number(readFileSync(port, "utf8")) });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const firefox = new Firefox(browser, profile, socket);
    await firefox.send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
    return firefox;
  }

  async visit(url: string): Promise<void> {
    await this.send("WebDriver:Navigate", { url });
  }

  /** What a function body returns in the page. */
  async evaluate<T>(script: string): Promise<T> {
    return (await this.send<{ value: T }>("WebDriver:ExecuteScript", { script, args: [] })).value;
  }

  /** Waits until an expression is true in the page. */
  async until(condition: string, seconds = 60): Promise<void> {
    const end = performance.now() + seconds * 1_000;
    while (!(await this.evaluate<boolean>(`return Boolean(${condition})`))) {
      if (performance.now() > end) {
        throw new Error(`never true: ${condition}; it shows ${await this.evaluate("return document.body.innerText")}`);
      }
      await Bun.sleep(50);
    }
  }

  /** Clicks what an XPath names, as a user does. */
  async click(xpath: string): Promise<void> {
    const { value } = await this.send<{ value: Record<string, string> }>("WebDriver:FindElement", {
      using: "xpath",
      value: xpath,
    });
    await this.send("WebDriver:ElementClick", { id: Object.values(value)[0] });
  }

  /** From now on the dialog for folders answers with `path`. */
  async answerWithFolder(path: string): Promise<void> {
    await this.send("Marionette:SetContext", { value: "chrome" });
    await this.send("WebDriver:ExecuteScript", { script: PICKER, args: [path] });
    await this.send("Marionette:SetContext", { value: "content" });
  }

  private async send<T>(command: string, parameters: object): Promise<T> {
    const id = ++this.sent;
    const answer = new Promise<[{ message: string } | null, unknown]>((resolve) => this.waiting.set(id, resolve));
    const text = JSON.stringify([0, id, command, parameters]);
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [error, value] = await answer;
    if (error !== null) throw new Error(`${command}: ${error.message}`);
    return value as T;
  }

  private receive(): void {
    for (;;) {
      const colon = this.unread.indexOf(":");
      const length = Number(this.unread.subarray(0, colon));
      if (colon < 0 || this.unread.length < colon + 1 + length) return;
      const message = JSON.parse(this.unread.subarray(colon + 1, colon + 1 + length).toString());
      this.unread = this.unread.subarray(colon + 1 + length);
      // The first message is a greeting.
      if (Array.isArray(message)) this.waiting.get(message[1])?.([message[2], message[3]]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {});
    const late = setTimeout(() => this.browser.kill("SIGKILL"), 10_000);
    await this.browser.exited;
    clearTimeout(late);
    this.socket.destroy();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
