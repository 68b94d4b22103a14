import { send } from '../../data/api.ts';
import { sayFault } from '../../ui/toast.tsx';

/** Hands the definition to the browser as a file. */
export async function exportJob(name: string): Promise<void> {
  try {
    const answer = await send(`/api/jobs/${encodeURIComponent(name)}`, {
      headers: { accept: 'application/yaml' },
    });
    const url = URL.createObjectURL(await answer.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name}.yaml`;
    link.click();
    URL.revokeObjectURL(url);
  } catch (error) {
    sayFault(error);
  }
}
