import { useEffect, useRef } from 'react';
import { isOver } from '../../data/build-status.ts';
import type { BuildSummary } from '../../data/routes.ts';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import { headline } from './headline.ts';

/** Whether the browser lets this page notify; it asks the person if need be. */
export async function askToNotify(): Promise<boolean> {
  if (!('Notification' in window)) {
    sayFault(new Error('This browser cannot notify. Notifications need TLS, or the page on localhost.'));
    return false;
  }
  const allowed = (await Notification.requestPermission()) === 'granted';
  if (allowed) sayDone('You will be notified when the build ends, while this page is open.');
  else sayFault(new Error('The browser does not allow notifications of this page.'));
  return allowed;
}

/** Notifies once, when a build that was seen to run has ended. */
export function useNotification(wanted: boolean, build: BuildSummary): void {
  const ran = useRef(false);
  useEffect(() => {
    if (!isOver(build.status)) ran.current = true;
    else if (ran.current && wanted) {
      ran.current = false;
      const title = `${build.job} #${build.number} ${build.status.replace('_', ' ')}`;
      const note = new Notification(title, {
        body: headline(build, null),
        tag: `${build.job}_${build.number}`,
      });
      note.onclick = () => window.focus();
    }
  }, [wanted, build]);
}
