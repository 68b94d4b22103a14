import { useQuery } from '@tanstack/react-query';
import { treeQuery } from '../../data/queries.ts';
import { useSession } from '../../shell/session.tsx';
import type { FieldTie } from '../../ui/field.tsx';
import { placesOf } from './secret-place.ts';

/** One of the folders whose settings may be changed, by its name. */
export function FolderSelect({
  value,
  onChange,
  none,
  ...tie
}: FieldTie & { value: string; onChange: (name: string) => void; none: string }) {
  const session = useSession();
  const tree = useQuery(treeQuery);
  return (
    <select {...tie} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{none}</option>
      {placesOf('folder', tree.data?.entries ?? [], session).map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
