import { useSession } from '../../shell/session.tsx';
import { Section } from '../../ui/section.tsx';
import { Password } from './password.tsx';
import { rightsText } from './rights.ts';
import { Sessions } from './sessions.tsx';

/** Who is signed in, and where. */
export function Account() {
  const session = useSession();
  const { name, user } = session;
  return (
    <>
      <Section
        title={name}
        about={`${user ? 'A user' : 'Signed in by a token'}. Rights: ${rightsText(session)}.`}
      >
        {user && <Password name={name} />}
      </Section>
      <Sessions />
    </>
  );
}
