import { expect, test } from "bun:test";
import { memoryStore } from "../../support/indexed.ts";

const [A, B] = [
  { name: "backup", token: "a" },
  { name: "backup", token: "b" },
];

test("a lease is one holder's until it ends, is given up or its holder dies", () => {
  using store = memoryStore();
  const { leases } = store;
  store.write(() => {
    expect(leases.take(A, 1, 1_000, 100)).toEqual({ left: null });
    leases.assign(A, 77);
    expect(leases.take(B, 2, 1_050, 100)).toBe(false);
    expect(leases.renew(B, 1_050, 100)).toBe(false);
    leases.release(B);
    expect(leases.renew(A, 1_090, 100)).toBe(true);
    expect(leases.take(B, 2, 1_150, 100)).toBe(false);
    // A has died: what it was at is told to who comes next.
    expect(leases.take(B, 2, 1_190, 100)).toEqual({ left: 77 });
    expect(leases.renew(A, 1_191, 100)).toBe(false);
    leases.release(A);
    expect(leases.take(A, 1, 1_191, 100)).toBe(false);
    leases.release(B);
    expect(leases.take(A, 1, 1_191, 100)).toEqual({ left: null });
    // The clock was set back by a day.
    expect(leases.take(B, 2, 1_191 - 86_400_000, 100)).toEqual({ left: null });
  });
});

test("its holder takes it again as often as he likes, and who lost it names no run for it", () => {
  using store = memoryStore();
  const { leases } = store;
  store.write(() => {
    leases.take(A, 1, 1_000, 100);
    leases.assign(B, 66);
    expect(leases.take(A, 1, 1_050, 100)).toEqual({ left: null });
    expect(leases.take(B, 2, 1_149, 100)).toBe(false);
    leases.assign(A, 77);
    leases.assign(B, 66);
    expect(leases.take(B, 2, 1_150, 100)).toEqual({ left: 77 });
  });
});

test("leases of other names are apart", () => {
  using store = memoryStore();
  store.write(() => {
    expect(store.leases.take(A, 1, 0, 100)).toEqual({ left: null });
    expect(store.leases.take({ name: "sweep", token: "b" }, 2, 0, 100)).toEqual({ left: null });
  });
});
