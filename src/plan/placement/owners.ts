import type { Problem } from "./problem.ts";

/** By owner: its groups. */
export function groupsByOwner({ groups }: Problem): number[][] {
  const owners: number[][] = [];
  groups.forEach(({ owner }, group) => {
    while (owners.length <= owner) owners.push([]);
    owners[owner]?.push(group);
  });
  return owners;
}
