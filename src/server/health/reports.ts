import { healthOf, type ReportingStatus, sentenceOf } from '../../reporting/status.ts';
import type { Finding } from './finding.ts';

/** An Elasticsearch that is not configured is no fault. */
export function reportsFinding(status: ReportingStatus): Finding {
  const health = healthOf(status);
  return { check: 'reports', ok: health === 'ok' || health === 'off', message: sentenceOf(status) };
}
