import { type BuildChanges, createBuildChanges } from './build-changes.ts';
import { type BuildReading, createBuildReading } from './build-reading.ts';
import { type BuildPins, type BuildRemoval, createBuildPins, createBuildRemoval } from './build-removal.ts';
import type { StateContext } from './context.ts';
import { type BuildMoves, createBuildMoves } from './move-build.ts';
import type { KeyRing } from './secrets/key-ring.ts';

/** Everything about builds: their way from queued to finished, reading them, moving and removing them. */
export interface Builds extends BuildChanges, BuildReading, BuildRemoval, BuildPins, BuildMoves {}

export function createBuilds(context: StateContext, keyRing: KeyRing): Builds {
  return {
    ...createBuildChanges(context, keyRing),
    ...createBuildReading(context),
    ...createBuildRemoval(context),
    ...createBuildPins(context),
    ...createBuildMoves(context),
  };
}
