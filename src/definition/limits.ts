/** What a definition may hold. The messages name the limit that was passed. */
export const limits = {
  /** Bytes of the text. The definition is copied into every build document, so it has to stay small. */
  textBytes: 1024 * 1024,
  /** Tokens of the YAML reader: bounds its time whatever the text is (about 5 µs each). */
  tokens: 100_000,
  /** Values after aliases are expanded. */
  values: 100_000,
  /** Characters of text after aliases are expanded. */
  characters: 2 * 1024 * 1024,
  /** Lists and maps inside each other. */
  depth: 64,
  /** Problems that are listed; more are counted. */
  problems: 100,
  stages: 200,
  stepsPerStage: 1_000,
  /** Steps and hook commands of the whole job. */
  commands: 2_000,
  /** Bytes of one command or one environment value: Linux takes 128 KiB less the name. */
  valueBytes: 120 * 1024,
  /** Bytes of one `env`: with the job's, the stage's and the step's it stays below what Linux hands to a process. */
  envBytes: 256 * 1024,
  /** Bytes of all parameters of a build as JSON, because they are also one variable. */
  parametersBytes: 120 * 1024,
  schedules: 50,
  timeoutMs: 7 * 24 * 3_600_000,
} as const;
