interface Route {
  template: string;
  segments: string[];
  methods: Set<string>;
}

/** What stands in the place of a template where a path leads nowhere. */
export const NO_ROUTE = "other";

/** Which paths there are and what they take: for `Allow`, and to count requests by route and not by path. */
export class RouteTable {
  private readonly routes: Route[];

  /** @param registered as Elysia lists them: `/api/v1/torrents/:info_hash`, with a `*` at the end for any rest */
  constructor(registered: readonly { method: string; path: string }[]) {
    const byTemplate = new Map<string, Set<string>>();
    for (const { method, path } of registered) {
      const methods = byTemplate.get(path) ?? new Set();
      byTemplate.set(path, methods.add(method));
      if (method === "GET") methods.add("HEAD");
    }
    this.routes = [...byTemplate].map(([template, methods]) => ({ template, methods, segments: template.split("/") }));
    // Words go before parameters, as in the router.
    this.routes.sort((a, b) => parametersIn(a.template) - parametersIn(b.template));
  }

  /**
   * What a path takes, as `Allow` says it; null for a path that leads nowhere. One that is named itself is no parameter of
   * another.
   */
  allowed(path: string): string | null {
    const [route] = this.matching(path);
    return route ? [...route.methods, "OPTIONS"].join(", ") : null;
  }

  /** The template of a request's path, `NO_ROUTE` for one that leads nowhere: never more values than there are routes. */
  templateOf(path: string): string {
    return this.matching(path)[0]?.template ?? NO_ROUTE;
  }

  private matching(path: string): Route[] {
    const segments = path.replace(/(?<=.)\/$/, "").split("/");
    return this.routes.filter((route) => fits(route.segments, segments));
  }
}

function parametersIn(template: string): number {
  return template.split(/[:*]/).length - 1;
}

function fits(template: readonly string[], path: readonly string[]): boolean {
  const isOpen = template.at(-1) === "*";
  if (isOpen ? path.length < template.length - 1 : path.length !== template.length) return false;
  return template.every((word, i) => word === path[i] || word === "*" || (word.startsWith(":") && path[i] !== ""));
}
