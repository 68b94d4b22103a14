/** How long a build stays its worker's without a renewal. */
export const leaseMs = 15_000;

/**
 * A worker that could not renew a lease for so long ends the build by itself: an outage of Redis for all must not
 * end every build, but one that is cut off must not run builds that others have.
 */
export const selfStopAfterMs = 60_000;

/** In so long it has surely ended their processes. */
export const selfStopWithinMs = 15_000;

/**
 * When a worker that was just found lost has surely ended the processes of its builds, in ms since 1970. Their leases ran out
 * some time ago: from their last renewal on, more than the life of a lease has passed already.
 */
export const surelyEndedAt = (): number => Date.now() + selfStopAfterMs + selfStopWithinMs - leaseMs;
