import { join } from "node:path";
import type { Socket } from "bun";
import { type Tree, tree } from "../tree.ts";
import type { DatabaseServer } from "./server.ts";

/** A socket in front of a database's own that breaks a connection off after so many bytes of answers; `using` ends it. */
export class CuttingProxy implements Disposable {
  private readonly dir: Tree = tree();
  /** As the server's own: of PostgreSQL the folder. */
  readonly socket: string;
  private readonly listener;

  constructor(server: DatabaseServer, bytes: number) {
    const isMysql = server.dialect === "mysql";
    this.socket = isMysql ? this.dir.path("proxy.sock") : this.dir.root;
    const behind = isMysql ? server.socket : join(server.socket, ".s.PGSQL.5432");
    let left = bytes;
    type Ends = { other: Socket<Ends> | null; waiting: Uint8Array[] };
    this.listener = Bun.listen<Ends>({
      unix: isMysql ? this.socket : join(this.socket, ".s.PGSQL.5432"),
      data: { other: null, waiting: [] },
      socket: {
        async open(client) {
          client.data = { other: null, waiting: [] };
          const other = await Bun.connect<Ends>({
            unix: behind,
            socket: {
              data(_, chunk) {
                client.write(chunk.subarray(0, left));
                left -= chunk.length;
                if (left <= 0) client.end();
              },
              close: () => void client.end(),
            },
          });
          client.data.other = other;
          for (const chunk of client.data.waiting) other.write(chunk);
        },
        data(client, chunk) {
          if (client.data.other) client.data.other.write(chunk);
          else client.data.waiting.push(new Uint8Array(chunk));
        },
        close: (client) => void client.data.other?.end(),
      },
    });
  }

  [Symbol.dispose](): void {
    this.listener.stop(true);
    this.dir[Symbol.dispose]();
  }
}
