import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Props {
  /** The question, as `Delete api?`. */
  title: string;
  /** What is done, on the button that does it. */
  confirm: string;
  keep?: string;
  /** Nothing is lost by it. */
  harmless?: boolean;
  disabled?: boolean;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  /** What will be lost. */
  children: ReactNode;
}

/** Says what will be lost, and asks once. */
export function ConfirmDialog({
  title,
  confirm,
  keep = 'Keep it',
  harmless = false,
  disabled = false,
  busy,
  onConfirm,
  onClose,
  children,
}: Props) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{keep}</Button>
          <Button look={harmless ? 'primary' : 'danger'} disabled={disabled} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
