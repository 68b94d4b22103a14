import Type from 'typebox';
import { command } from './values.ts';

const hook = (when: string) => {
  const words = {
    description: `Command, or list of commands, that runs when ${when}. How it ends never changes the result.`,
    examples: ['echo done', ['echo one', 'echo two']],
  };
  return Type.Optional(
    Type.Union([command(words), Type.Array(command(words), { minItems: 1, maxItems: 100 })], words),
  );
};

export const hooks = (of: string) => ({
  onStart: hook(`the ${of} starts`),
  onSuccess: hook(`the ${of} ends with a success`),
  onFailure: hook(`the ${of} ends otherwise: failed, timed out or cancelled`),
});
