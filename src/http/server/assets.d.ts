declare module "*/standalone.js" {
  const path: string;
  export default path;
}

/** What scripts/build.ts bundles of src/web into the compiled program. */
declare module "reseeder:page" {
  export const script: string;
  export const worker: string;
  export const style: string;
}
