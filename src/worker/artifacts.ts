import type { createMasker } from '../engine/index.ts';
import type { BuildDocument } from '../state/build.ts';
import type { Storage } from '../storage/index.ts';

/** Keeps the files that the definition names beside the logs of the build. */
export async function collectArtifacts(
  storage: Storage,
  build: BuildDocument,
  workspace: string,
  masker: ReturnType<typeof createMasker>,
): Promise<void> {
  const globs = build.definition.artifacts ?? [];
  if (globs.length === 0) return;
  const { artifacts, notes } = await storage.collectArtifacts({
    workspace,
    globs,
    build,
    ...(masker === null ? {} : { shown: (text: string) => masker.text(text) }),
  });
  build.artifacts = artifacts;
  if (notes.length > 0) build.notes = [...(build.notes ?? []), ...notes];
}
