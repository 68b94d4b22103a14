/** Milliseconds of processor time of this process: what others do on the machine at the same moment does not count. */
export function processorMsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}
