import { displayPath } from "../../../core/path-bytes.ts";
import { runJob } from "../../../work/jobs/job.ts";
import type { TorrentChange } from "../../../work/torrents/change-torrent.ts";
import type { TorrentSearch } from "../../../work/torrents/search-torrents.ts";
import { type Context, sayProblem } from "../../contract/context.ts";
import { problemOf } from "../../contract/problem.ts";
import type { Runner } from "../../contract/tab.ts";
import type { TorrentsEffect, TorrentsMessage, TorrentsState } from "./state.ts";

/** Files of a torrent that are read: a screen holds some dozens. */
const FILES = 2_000;

/** Finds torrents and changes them, in threads: a search of a large index takes its time. */
export class TorrentsEffects implements Runner<TorrentsEffect> {
  /** What is to be found after the search that runs; only the last one counts. */
  private waiting: TorrentSearch | null = null;
  private isFinding = false;

  constructor(private readonly context: Context<TorrentsState, TorrentsMessage>) {}

  run(effect: TorrentsEffect): void {
    if (effect.type === "find") this.find(effect.search);
    else if (effect.type === "show") this.show(effect.id);
    else this.change(effect.id, effect.change);
  }

  private find(search: TorrentSearch): void {
    if (this.isFinding) {
      this.waiting = search;
      return;
    }
    const { path, send } = this.context;
    this.isFinding = true;
    runJob("torrents", { path, search }, { awaited: false })
      .then(
        (page) => send({ type: "found", page, search }),
        (error) => send({ type: "failed", problem: problemOf(error) }),
      )
      .finally(() => {
        const next = this.waiting;
        this.isFinding = false;
        this.waiting = null;
        if (next) this.find(next);
      });
  }

  private show(id: number): void {
    const { path, send } = this.context;
    runJob("torrent", { path, id, files: FILES }, { awaited: false }).then(
      (torrent) => send({ type: "shown", torrent }),
      sayProblem(this.context),
    );
  }

  private change(id: number, change: TorrentChange): void {
    const { path, send, tell, look, waiting } = this.context;
    waiting(({ onBusy, signal }) => runJob("change-torrent", { path, id, change }, { onEvent: onBusy, signal })).then(
      ({ name, state }) => {
        tell({ type: "said", tone: "good", text: `${displayPath(name)} is ${state} now.` });
        send({ type: "changed", id, state });
        look();
      },
      sayProblem(this.context),
    );
  }
}
