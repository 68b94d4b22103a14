import type { Role } from '../../data/session.ts';
import type { FieldTie } from '../../ui/field.tsx';

const words: Record<Role, string> = {
  viewer: 'viewer: sees everything',
  runner: 'runner: also starts and cancels builds',
  admin: 'admin: also changes jobs and settings',
};

export function RoleSelect({
  value,
  onChange,
  ...tie
}: FieldTie & { value: Role; onChange: (role: Role) => void }) {
  return (
    <select {...tie} value={value} onChange={({ target }) => onChange(target.value as Role)}>
      {Object.entries(words).map(([role, text]) => (
        <option key={role} value={role}>
          {text}
        </option>
      ))}
    </select>
  );
}
