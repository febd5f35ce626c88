import { nameKey } from "../content/names.ts";
import { Chains } from "./chains.ts";
import { Column } from "./column.ts";
import { writtenKey } from "./same-name.ts";
import { TextTable } from "./text-table.ts";

/** Folders by number, each as its name and the folder above it. */
export class FolderTree {
  private readonly names = new TextTable();
  private readonly parents = new Column(Int32Array);
  private readonly writtenKeys = new Column(Float64Array);
  private readonly placeKeys = new Column(Float64Array);
  private readonly byPlace = new Chains((id) => this.placeKeys.at(id));
  private last: { path: string; id: number } | null = null;

  /** The number of a folder, which is made where it is new. @param path parts joined with `/` */
  idOf(path: string): number {
    // Files mostly come folder by folder.
    if (this.last?.path === path) return this.last.id;
    let id = -1;
    for (const name of path.split("/")) id = this.child(id, name) ?? this.make(id, name);
    this.last = { path, id };
    return id;
  }

  /** Parts joined with `/`. */
  path(id: number): string {
    const parts: string[] = [];
    for (let at = id; at >= 0; at = this.parents.at(at)) parts.push(this.names.at(at));
    return parts.reverse().join("/");
  }

  /** The folder so many levels above; -1 where there is none. */
  above(id: number, levels: number): number {
    let at = id;
    for (let i = 0; i < levels && at >= 0; i++) at = this.parents.at(at);
    return at;
  }

  /** How many folders have the name that they should, from this one upwards. @param due `writtenKey` of names, the innermost first */
  shared(id: number, due: readonly number[]): number {
    let same = 0;
    for (let at = id; at >= 0 && this.writtenKeys.at(at) === due[same]; at = this.parents.at(at)) same++;
    return same;
  }

  private child(parent: number, name: string): number | null {
    for (let id = this.byPlace.newest(nameKey(name, parent + 1)); id >= 0; id = this.byPlace.before(id)) {
      if (this.parents.at(id) === parent && this.names.at(id) === name) return id;
    }
    return null;
  }

  private make(parent: number, name: string): number {
    const id = this.names.push(name);
    this.parents.push(parent);
    this.writtenKeys.push(writtenKey(name));
    const key = nameKey(name, parent + 1);
    this.placeKeys.push(key);
    this.byPlace.add(key);
    return id;
  }
}
