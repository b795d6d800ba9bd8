import type { PublishedFleet } from "./published-fleet.ts";
import type { PublishedRepository } from "./published-repository.ts";

/** What the page shows of one repository; without a map where none is known or published. */
export interface PageView {
  readonly repository: PublishedRepository;
  readonly fleet?: PublishedFleet;
  /** The rest of it is on a page of its own: one page for everything would be too long. */
  readonly isShort?: boolean;
}
