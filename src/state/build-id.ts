/** `api_3` → job `api`, number 3; a text that is no id gives a build that cannot exist. */
export function parseBuildId(id: string): { job: string; number: number } {
  const end = id.lastIndexOf('_');
  return { job: id.slice(0, Math.max(0, end)), number: Number(id.slice(end + 1)) };
}
