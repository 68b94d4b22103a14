// Argument: milliseconds. Counts so long, and prints the longest time in ms between two looks at the clock.
const end = performance.now() + Number(process.argv[2]);
let before = performance.now();
let longest = 0;
while (before < end) {
  const now = performance.now();
  longest = Math.max(longest, now - before);
  before = now;
}
process.stdout.write(`${longest}\n`);
