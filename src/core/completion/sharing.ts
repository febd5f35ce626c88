/**
 * Groups of torrents that are linked by common local files, so that each file is read once for all that want it.
 * @param files how many local files there are: their numbers are below
 */
export function sharing<T extends { locals: readonly number[] }>(torrents: readonly T[], files: number): T[][] {
  const parent = torrents.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = i; at !== root; ) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const owners = new Int32Array(files).fill(-1);
  for (const [i, { locals }] of torrents.entries()) {
    for (const local of locals) {
      const owner = owners[local] as number;
      if (owner < 0) owners[local] = i;
      else parent[find(i)] = find(owner);
    }
  }
  return [...Map.groupBy(torrents.keys(), find).values()].map((group) => group.map((i) => torrents[i] as T));
}
