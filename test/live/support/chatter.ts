/** Steps whose output is what goes wrong easily: many small writes, floods, both streams, characters in pieces. */
export const chatter = {
  stages: [
    {
      title: 'main',
      onStart: 'echo begin',
      steps: [
        {
          title: 'trickle',
          shell: 'bash',
          command:
            'for i in {1..300}; do echo "$i grün 漢字 🎉"; echo "$i to stderr" >&2; ((i % 10)) || sleep 0.05; done',
        },
        {
          title: 'pieces',
          shell: 'bash',
          command:
            "for i in {1..20}; do printf '\\xf0\\x9f'; sleep 0.02; printf '\\x8e\\x89'; done; printf 'no newline'",
        },
        {
          title: 'flood',
          shell: 'bash',
          command:
            'for i in {1..12}; do head -c 300000 <(yes "a line of the flood, ünïcode and all: $i"); echo; sleep 0.1; done',
        },
        { title: 'quiet', command: 'sleep 1.2; echo done' },
      ],
      onSuccess: 'echo end',
    },
  ],
};

export const logsOfChatter = [
  'main/onStart.log',
  'main/trickle.log',
  'main/pieces.log',
  'main/flood.log',
  'main/quiet.log',
  'main/onSuccess.log',
];
