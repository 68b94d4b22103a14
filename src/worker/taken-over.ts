import type { Exported, TakenOver } from '../engine/index.ts';
import type { BuildDocument } from '../state/build.ts';

/** The stages that its document says another build has done. */
export function takenOver({ stages }: BuildDocument): TakenOver[] {
  return stages.flatMap(({ takenFrom, reason = '' }) =>
    takenFrom === undefined ? [] : [{ takenFrom, reason }],
  );
}

/** What is kept for a rerun holds no secret: that gets its own, as they are then. */
export function withoutSecrets(
  { env, parameters, path, prepared }: Exported,
  mask: (text: string) => string,
): Exported {
  const kept = (values: Record<string, string>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => mask(value) === value));
  return {
    env: kept(env),
    parameters: kept(parameters),
    path: path.map(mask),
    ...(prepared && {
      prepared: { environment: kept(prepared.environment), files: kept(prepared.files) },
    }),
  };
}
