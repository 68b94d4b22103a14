/** One thing that was looked at, for `drover doctor` and the page. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What was found and, for a fault, what to do. */
  readonly message: string;
}
