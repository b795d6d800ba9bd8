import { idleResources } from "./idle-resources.ts";
import type { PodGroup, Problem } from "./problem.ts";
import { hasRoom } from "./room.ts";

/** Nodes that are equal in all that they have. */
export interface Place {
  readonly nodes: number[];
  readonly free: readonly number[];
  readonly domains: string;
}

export function placesOf(
  problem: Problem,
  resources: readonly number[],
  domains: readonly (readonly number[])[],
  isNarrow: readonly boolean[],
): Place[] {
  const found = new Map<string, Place>();
  const takings = takingsOf(problem);
  problem.nodes.forEach((node, index) => {
    const free = resources.map((resource) => node.free[resource] ?? 0);
    const here = domains
      .map((ofKey, key) => {
        const domain = ofKey[index] ?? -1;
        return isNarrow[key] ? Math.min(domain, 0) : domain;
      })
      .join();
    const key = `${takings[node.class] ?? -1};${free.join()};${here}`;
    const known = found.get(key);
    if (known) known.nodes.push(index);
    else found.set(key, { nodes: [index], free, domains: here });
  });
  return [...found.values()];
}

/** What pods ask for, as far as it can matter, and which places take them. */
interface Sort {
  readonly requests: readonly number[];
  /** By place. */
  readonly takes: readonly boolean[];
  readonly text: string;
}

export interface Sorts {
  /** By group. */
  readonly of: readonly Sort[];
  /** By place: what its nodes have, Infinity of what never ends there first. */
  readonly free: readonly (readonly number[])[];
}

export function sortsOf(problem: Problem, resources: readonly number[], places: readonly Place[]): Sorts {
  const allowedIds = new Identities();
  const merged = new Map<string, { requests: number[]; allowed: string; takes: boolean[]; count: number }>();
  const ofGroup = problem.groups.map((group) => {
    const requests = resources.map((resource) => group.requests[resource] ?? 0);
    const key = `${allowedIds.of(group.allowed)};${requests.join()}`;
    const known = merged.get(key);
    if (known) known.count += group.count;
    const made = known ?? {
      requests,
      allowed: `not ${allowedIds.of(group.allowed)}`,
      takes: places.map((place) => takes(problem, group, requests, place)),
      count: group.count,
    };
    merged.set(key, made);
    return made;
  });
  const raw = [...merged.values()];
  const idle = places.map(({ free }, place) =>
    idleResources({ free, pods: raw.filter((each) => each.takes[place]) }),
  );
  const sorts = new Map(
    raw.map((each) => {
      // Why no node takes it is told of each by itself.
      const isNowhere = !each.takes.includes(true);
      const counts = (resource: number) =>
        isNowhere || each.takes.some((is, place) => is && !idle[place]?.[resource]);
      const requests = each.requests.map((asked, resource) => (counts(resource) ? asked : 0));
      return [
        each,
        {
          requests,
          takes: each.takes,
          text: `${requests};${isNowhere ? each.allowed : each.takes.map(Number).join("")}`,
        },
      ];
    }),
  );
  return {
    of: ofGroup.flatMap((each) => sorts.get(each) ?? []),
    free: places.map(({ free }, place) =>
      free.map((room, resource) => (idle[place]?.[resource] ? Number.POSITIVE_INFINITY : room)),
    ),
  };
}

/** By class of nodes: the same number for those that take the same groups. */
function takingsOf({ groups, nodes }: Problem): number[] {
  const numbers = new Map<string, number>();
  const classes = nodes.reduce((most, node) => Math.max(most, node.class), -1) + 1;
  return Array.from({ length: classes }, (_, of) => {
    const key = groups.map(({ allowed }) => (allowed[of] ? "1" : "0")).join("");
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
}

function takes(problem: Problem, group: PodGroup, requests: readonly number[], place: Place): boolean {
  const node = problem.nodes[place.nodes[0] ?? -1];
  return node !== undefined && group.allowed[node.class] === true && hasRoom(place.free, requests);
}

/** Numbers for equal lists; lists that are the same object are not read twice. */
class Identities {
  readonly #byList = new Map<readonly boolean[], number>();
  readonly #byText = new Map<string, number>();

  of(list: readonly boolean[]): number {
    const known = this.#byList.get(list);
    if (known !== undefined) return known;
    const text = list.map((is) => (is ? "1" : "0")).join("");
    const id = this.#byText.get(text) ?? this.#byText.size;
    this.#byText.set(text, id);
    this.#byList.set(list, id);
    return id;
  }
}
