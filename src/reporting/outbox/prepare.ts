import { indexNames, isOlder } from '../documents/index-names.ts';
import { templatesOf, templateVersion } from '../documents/templates.ts';
import type { SearchClient } from '../search/client.ts';
import type { SearchSettings } from '../search/settings.ts';

/** Makes the index templates, unless a newer Drover has made them. */
export async function putTemplates(client: SearchClient, { index }: SearchSettings): Promise<void> {
  for (const [name, template] of Object.entries(templatesOf(indexNames(index)))) {
    const version = await client.templateVersion(name);
    if (version === null || version < templateVersion) await client.putTemplate(name, template);
  }
}

/** Deletes the indices of months that are too old; resolves to their names. */
export async function deleteOldIndices(
  client: SearchClient,
  { index, days, logDays }: SearchSettings,
  now: number,
): Promise<string[]> {
  const names = indexNames(index);
  const deleted: string[] = [];
  for (const [alias, limit] of [
    [names.builds, days],
    [names.logs, logDays ?? 0],
  ] as const) {
    if (limit === 0) continue;
    for (const name of await client.indices(`${alias}-*`)) {
      if (!isOlder(name, alias, limit, now)) continue;
      await client.deleteIndex(name);
      deleted.push(name);
    }
  }
  return deleted;
}
