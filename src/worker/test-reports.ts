import { basename } from 'node:path';
import type { createMasker } from '../engine/index.ts';
import { summaryOf } from '../reporting/junit/results.ts';
import type { BuildDocument } from '../state/build.ts';
import type { Storage } from '../storage/index.ts';

/**
 * Reads the test reports that the definition names: a summary goes into the build's document, the whole beside its
 * logs. What goes wrong is a note and changes no result.
 */
export async function collectTestReports(
  storage: Storage,
  build: BuildDocument,
  workspace: string,
  masker: ReturnType<typeof createMasker>,
): Promise<void> {
  const globs = build.definition.reports?.junit ?? [];
  if (globs.length === 0) return;
  const mask = (text: string): string => (masker === null ? text : masker.text(text));
  const notes: string[] = [];
  try {
    // Loaded by the first build with reports: a command costs more to start the larger its worker is.
    const { collectTests } = await import('../reporting/junit/collect-tests.ts');
    const collected = await collectTests(storage, workspace, globs, mask);
    notes.push(...collected.notes);
    if (collected.results !== null) {
      build.tests = summaryOf(collected.results, basename(workspace));
      await storage.writeTestResults(build, JSON.stringify(collected.results));
    }
  } catch (error) {
    notes.push(
      `The test reports could not be kept: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (notes.length > 0) build.notes = [...(build.notes ?? []), ...notes];
}
