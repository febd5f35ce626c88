/** What scripts/build.ts puts of docs/*.md into the compiled program: texts by their names without `.md`. */
declare module "reseeder:docs" {
  export const docs: Record<string, string>;
}
