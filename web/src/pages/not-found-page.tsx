import { useLocation } from 'wouter';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useTitle } from '../ui/use-title.ts';

export function NotFoundPage() {
  const [address] = useLocation();
  useTitle('Not found');
  return (
    <EmptyState whole title="There is nothing here" actions={<ButtonLink href="/">All jobs</ButtonLink>}>
      No page has the address <code>{address}</code>.
    </EmptyState>
  );
}
