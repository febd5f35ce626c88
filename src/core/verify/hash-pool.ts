import type { PieceHashing, RunningHash } from "./hashing.ts";

/** Running hashes that are used again: each holds memory outside of the engine's sight, and a library has many files. */
export class HashPool {
  private readonly free: RunningHash[] = [];

  constructor(private readonly hashing: PieceHashing) {}

  take(): RunningHash {
    return this.free.pop() ?? this.hashing.sha1();
  }

  /** Gives one back whose digest was taken, or that got no bytes. */
  give(hash: RunningHash): void {
    this.free.push(hash);
  }
}
