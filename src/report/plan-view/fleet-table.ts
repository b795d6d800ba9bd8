import type { Occupant, Plan, PoolPlan } from "../../plan/plan.ts";
import { type AlikeNodes, alikeNodes, useOf } from "./fleet-use.ts";
import { gpuBar } from "./gpu-bar.ts";
import { note, type PlanRow, type PlanTable } from "./table.ts";

/** Nodes of a pool that are shown one by one; of more, those that are alike are one row. */
const single = 8;

/** Every pool with its nodes, and what runs there afterwards. */
export function fleetTable({ fleet }: Plan): PlanTable {
  return {
    id: "fleet",
    title: "Fleet",
    noun: "node",
    columns: [
      { heading: "node", kind: "name" },
      { heading: "GPUs", kind: "text" },
      { heading: "afterwards", kind: "text" },
    ],
    rows: fleet.flatMap((pool) => [
      poolRow(pool),
      ...alikeNodes(pool, single).map((nodes) => nodeRow(nodes, pool)),
    ]),
    remark: legendOf(fleet),
  };
}

export function poolText(pool: PoolPlan): string {
  const { gpus, reserved, before, after } = useOf(pool);
  const count = `${pool.nodes.length} node${pool.nodes.length === 1 ? "" : "s"}`;
  if (gpus === 0) return `${count} without GPUs`;
  const used = before === after ? `${after}` : `${before} -> ${after}`;
  const others = reserved === 0 ? "" : `, ${reserved} held by others`;
  // MIG devices and shared GPUs are counted one by one, and are more than the boards.
  const unit = pool.gpu.startsWith(`${pool.gpusPerNode} x `) ? "GPUs" : "parts of GPUs";
  return `${count} with ${pool.gpu}: ${used} of ${gpus} ${unit} used${others}`;
}

export function nodesText({ names }: AlikeNodes): string {
  const [first = "", ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} alike`;
}

export function nodeState({ node: { unschedulable, onDemand } }: AlikeNodes): string {
  return [unschedulable ? "cordoned" : "", onDemand ? "on demand" : ""]
    .filter((part) => part !== "")
    .join(", ");
}

export function occupantsText(occupants: readonly Occupant[]): string {
  return occupants
    .map(({ kind, namespace, name, pods, gpus }) => {
      const which = `${kind === "NIMService" ? "" : `${kind} `}${namespace}/${name}`;
      return `${which}${pods > 1 ? ` x ${pods}` : ""} (${gpus})`;
    })
    .join(", ");
}

function poolRow(pool: PoolPlan): PlanRow {
  return { cells: [`pool ${pool.pool}`, "", ""], notes: note("", poolText(pool)) };
}

/** What is too long for a cell, is told below. */
const longestCell = 48;

function nodeRow(nodes: AlikeNodes, { gpusPerNode }: PoolPlan): PlanRow {
  const occupants = occupantsText(nodes.node.after);
  const state = nodeState(nodes);
  const cell = [state, occupants].filter((part) => part !== "").join("; ");
  const bar = gpuBar(nodes.node, gpusPerNode);
  return cell.length <= longestCell
    ? { cells: [nodesText(nodes), bar, cell], notes: [] }
    : { cells: [nodesText(nodes), bar, state], notes: note("", occupants) };
}

function legendOf(fleet: readonly PoolPlan[]): string {
  return fleet.some(({ gpusPerNode }) => gpusPerNode > 0)
    ? "a sign a GPU: # held by others, = by this plan, . free"
    : "";
}
