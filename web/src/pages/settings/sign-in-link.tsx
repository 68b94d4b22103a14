import { useQuery } from '@tanstack/react-query';
import { call } from '../../data/api.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loaded } from '../../ui/loaded.tsx';

/** A link that signs in as that user, once, to be handed over. */
export function SignInLink({ user, onClose }: { user: string; onClose: () => void }) {
  const link = useQuery({
    queryKey: ['sign-in-link', user],
    queryFn: () => call('POST /api/session/links', { body: { user } }),
    // Each opening makes one, and none is kept.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  return (
    <Dialog
      title={`One-time link for ${user}`}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          I have it
        </Button>
      }
    >
      <p>Whoever opens it first is signed in as {user}. It works once, within 15 minutes.</p>
      <Loaded query={link} lines={1}>
        {({ url }) => <Command text={url} />}
      </Loaded>
    </Dialog>
  );
}
