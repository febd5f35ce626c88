import { type Tree, tree } from "./tree.ts";

/** Where nginx is on this machine; null where there is none. */
export const NGINX = Bun.which("nginx") ?? Bun.which("nginx", { PATH: "/usr/sbin:/usr/local/sbin" });

/** What `service print nginx-location` prints, with the check of who asks put in. */
export function withCheck(location: string): string {
  return location.replace(/^( *)#(?=auth_request|proxy_set_header|location| {4}|\})/gm, "$1");
}

/** A configuration of nginx around what belongs into `http {}` and into `server {}`; `using` removes its folder. */
export class NginxConfig implements Disposable {
  readonly dir: Tree = tree();
  readonly path: string;
  /** Its errors and warnings. */
  readonly log = this.dir.path("error.log");

  constructor(http: string, server: string, port: number) {
    const names = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    const temporary = names.map((name) => `${name}_temp_path ${this.dir.path(name)};`).join(" ");
    const listen = `listen 127.0.0.1:${port};`;
    this.path = this.dir.write(
      "nginx.conf",
      `${process.getuid?.() === 0 ? "user root;" : ""} daemon off; error_log ${this.log} warn; pid ${this.dir.path("nginx.pid")}; events {}
       http { access_log off; ${temporary}\n${http}\nserver { ${listen}\n${server}\n} }`,
    );
  }

  /** What `nginx -t` says. */
  check(): { code: number; said: string } {
    const { exitCode, stderr } = Bun.spawnSync([NGINX ?? "nginx", "-t", "-e", this.log, "-c", this.path]);
    return { code: exitCode, said: stderr.toString() };
  }

  /** Starts it and waits until it answers at `url`, whatever it says. */
  async start(url: string): Promise<AsyncDisposable> {
    const nginx = Bun.spawn([NGINX ?? "nginx", "-e", this.log, "-c", this.path], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    // It says nowhere that it listens.
    while (nginx.exitCode === null && !(await fetch(url).catch(() => null))) await Bun.sleep(5);
    if (nginx.exitCode !== null) throw new Error(`nginx ended: ${await Bun.file(this.log).text()}`);
    return {
      async [Symbol.asyncDispose]() {
        nginx.kill();
        await nginx.exited;
      },
    };
  }

  [Symbol.dispose](): void {
    this.dir[Symbol.dispose]();
  }
}
