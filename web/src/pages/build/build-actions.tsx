import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../data/api.ts';
import { isBad, isOver } from '../../data/build-status.ts';
import type { BuildDocument } from '../../data/routes.ts';
import { useMay } from '../../shell/session.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { sayDone, sayFault } from '../../ui/toast.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { askToNotify, useNotification } from './notify.ts';
import { PinDialog } from './pin-dialog.tsx';
import { passwordsOf, RerunDialog } from './rerun-dialog.tsx';

type Open = 'cancel' | 'rerun' | 'extend' | 'pin' | null;

/** What can be done to this build, by who is signed in. */
export function BuildActions({ build, onChange }: { build: BuildDocument; onChange: () => void }) {
  const { job, number, status } = build;
  const params = { name: job, number };
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<Open>(null);
  const [notifies, setNotifies] = useState(false);
  const mayRun = useMay('runner');
  const over = isOver(status);
  useNotification(notifies, build);

  const rerun = useMutation({
    mutationFn: (input: { parameters?: Record<string, unknown>; from?: 'failedStage' }) =>
      call('POST /api/jobs/:name/builds/:number/rerun', { params, body: input }),
    onSuccess: (started) => {
      sayDone(`${started.job} #${started.number} is started.`);
      navigate(`/jobs/${started.job}/builds/${started.number}`);
    },
    onError: sayFault,
  });
  const unpin = useMutation({
    mutationFn: () => call('DELETE /api/jobs/:name/builds/:number/pin', { params }),
    onSuccess: onChange,
    onError: sayFault,
  });
  const runAgain = () => (passwordsOf(build).length > 0 ? setOpen('rerun') : rerun.mutate({}));
  useKeys(mayRun && over ? { r: runAgain } : {});

  const items = itemsOf(build, mayRun, notifies, {
    open: setOpen,
    notify: (wanted) => (wanted ? void askToNotify().then(setNotifies) : setNotifies(false)),
    rerunFailed: () => rerun.mutate({ from: 'failedStage' }),
    unpin: () => unpin.mutate(),
  });

  return (
    <>
      {mayRun && !over && <CancelButton build={build} onCancel={() => setOpen('cancel')} />}
      {mayRun && over && (
        <Button icon="rerun" busy={rerun.isPending} onClick={runAgain} title="Run again (r)">
          Rerun
        </Button>
      )}
      <Menu label="More" icon="more" items={items} />
      {open === 'cancel' && <CancelDialog build={build} onClose={() => setOpen(null)} />}
      {open === 'extend' && <ExtendDialog build={build} onClose={() => setOpen(null)} />}
      {open === 'pin' && <PinDialog build={build} onChange={onChange} onClose={() => setOpen(null)} />}
      {open === 'rerun' && (
        <RerunDialog
          build={build}
          onClose={() => setOpen(null)}
          onRerun={(parameters) => rerun.mutate({ parameters })}
        />
      )}
    </>
  );
}

interface Acts {
  open: (dialog: Open) => void;
  notify: (wanted: boolean) => void;
  rerunFailed: () => void;
  unpin: () => void;
}

function itemsOf(build: BuildDocument, mayRun: boolean, notifies: boolean, acts: Acts): MenuItem[] {
  const { status, pinned, keptWorkspace } = build;
  const over = isOver(status);
  const link: MenuItem = {
    label: 'Copy the link',
    icon: 'copy',
    onSelect: () =>
      void copyText(window.location.href).then((done) => done && sayDone('The link is copied.')),
  };
  const notify: MenuItem = {
    label: notifies ? 'Do not notify me' : 'Notify me when it ends',
    icon: 'clock',
    onSelect: () => acts.notify(!notifies),
  };
  const extend: MenuItem = {
    label: 'Change its time limit',
    icon: 'edit',
    onSelect: () => acts.open('extend'),
  };
  const rerunFailed: MenuItem = {
    label: 'Rerun from the failed stage',
    icon: 'rerun',
    disabled:
      keptWorkspace === undefined
        ? 'Its workspace was not kept: set keepWorkspace in the definition'
        : undefined,
    onSelect: acts.rerunFailed,
  };
  const pin: MenuItem =
    pinned === undefined
      ? { label: 'Keep this build', icon: 'pin', onSelect: () => acts.open('pin') }
      : { label: 'Do not keep it any more', icon: 'pin', onSelect: acts.unpin };
  return [
    link,
    ...(over ? [] : [notify]),
    ...(mayRun && status === 'running' ? [extend] : []),
    ...(mayRun && isBad(status) ? [rerunFailed] : []),
    ...(mayRun && over ? [pin] : []),
  ];
}

/** The first press asks, and says what will be lost; the next two say what more they do. */
function CancelButton({ build, onCancel }: { build: BuildDocument; onCancel: () => void }) {
  const params = { name: build.job, number: build.number };
  const again = useMutation({
    mutationFn: () => call('POST /api/jobs/:name/builds/:number/cancel', { params, body: {} }),
    onError: sayFault,
  });
  const requests = build.cancel?.requests ?? 0;
  if (build.status !== 'cancelling')
    return (
      <Button look="danger" icon="stop" onClick={onCancel}>
        Cancel
      </Button>
    );
  return (
    <Button
      look="danger"
      icon="stop"
      busy={again.isPending}
      disabled={requests >= 3}
      onClick={() => again.mutate()}
    >
      {requests <= 1 ? 'Skip the hooks' : 'Kill it now'}
    </Button>
  );
}
