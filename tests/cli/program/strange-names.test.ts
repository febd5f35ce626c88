import { expect, test } from "bun:test";
import { hashToken, tokenOf } from "../../../src/core/access/token.ts";
import { Store } from "../../../src/store/store.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

/** CSI as one character, a right-to-left override, a separator of lines, an isolate. */
const STRANGE = "a\u009b31mb\u202ec\u2028d\u2066e\u200ff";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

test("no name of a stranger's gives orders to the terminal, in text or JSON", async () => {
  using dir = tree();
  dir.write(`root/${STRANGE}.torrent`, plainTorrent(STRANGE, [[`${STRANGE}.mkv`, 1000]]));
  dir.write(`root/${STRANGE}-broken.torrent`, "no torrent");
  dir.write(`root/${STRANGE}/in.torrent`, plainTorrent("In", [["in.mkv", 2000]]));
  const ask = (...args: string[]) => run(args, { cwd: dir.path(".") });
  await ask("scan", "root");
  const store = Store.open(dir.path("reseeder.db"));
  store.write(() => {
    store.handOuts.append(STRANGE, [1], 1);
    const hash = hashToken(tokenOf(Buffer.alloc(32, "x")));
    store.tokens.add({ name: "a", hash, scopes: ["match"], createdAt: 1, expiresAt: null });
  });
  store.close();
  const calls = [
    ["scan", "root"],
    ["stats"],
    ["stats", "--rejected"],
    ["inspect", `root/${STRANGE}.torrent`],
    ["inspect", `root/${STRANGE}-broken.torrent`],
    ["torrents", "list"],
    ["torrents", "show", "id:1"],
    ["torrents", "show", "id:2"],
    ["torrents", "flag", "id:1"],
    ["torrents", "export", "--force", "out.tar"],
    ["hand-outs"],
    ["history", "list", STRANGE],
    ["history", "remove", STRANGE],
    ["paths", "add", `root/${STRANGE}`],
    ["paths", "list"],
    ["paths", "add", `nothing/${STRANGE}`],
    ["doctor"],
    ["settings", "set", "backup_dir", STRANGE],
    ["settings", "list"],
    ["torrents", "show", STRANGE],
    ["torrents", "import", `root/${STRANGE}-broken.torrent`],
    ["paths", "remove", `root/${STRANGE}`],
  ];
  for (const call of calls) {
    for (const more of [[], ["--json"]]) {
      const { out, err } = await ask(...call, ...more);
      const found = `${out}${err}`.split("\n").find((line) => UNSEEN.test(line));
      expect([[...call, ...more].join(" "), found && JSON.stringify(found)]).toEqual([
        [...call, ...more].join(" "),
        undefined,
      ]);
    }
  }
});
