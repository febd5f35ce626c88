/** A client whose labels are the torrents' own: none is made, and none has to be taken away. */
export abstract class OwnLabels {
  labelsFor(): string[] {
    return [];
  }

  async labels(): Promise<string[]> {
    return [];
  }

  async removeLabel(): Promise<void> {}
}
