import { address, file, integer, matching, secret, yesOrNo } from '../kinds.ts';
import { option } from './option.ts';

/** Where finished builds are reported to. */
export const elasticsearchOptions = {
  elasticsearchUrl: option<string | null>({
    kind: address('http://', 'https://'),
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Elasticsearch or OpenSearch to which every build that ends is reported',
  }),
  elasticsearchApiKey: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'API key for Elasticsearch, in its encoded form',
  }),
  elasticsearchUsername: option<string | null>({
    kind: matching('text', /^[^:\s]{1,256}$/, 'a name without colons and blanks'),
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'User of Elasticsearch, instead of an API key',
  }),
  elasticsearchPassword: option<string | null>({
    kind: secret,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Password of that user',
  }),
  elasticsearchCa: option<string | null>({
    kind: file,
    default: null,
    defaultText: 'those of Node.js',
    roles: ['server'],
    description: 'File of the certificate authority (PEM) that Elasticsearch is held against',
  }),
  elasticsearchIndex: option<string>({
    kind: matching(
      'name',
      /^[a-z][a-z0-9-]{0,49}$/,
      'small letters, digits and "-", at most 50 characters, a letter first',
    ),
    default: 'drover',
    roles: ['server'],
    description: 'What the names of indices begin with, as drover-builds-2026.11',
  }),
  elasticsearchDays: option<number>({
    kind: integer(0, 36_500),
    default: 0,
    defaultText: '0: no limit',
    roles: ['server'],
    description: 'Days that reported builds are kept; a month goes when its last day is older',
  }),
  indexLogs: option<boolean>({
    kind: yesOrNo,
    default: false,
    roles: ['server'],
    description: 'Report the lines of logs too, to search them over all builds',
  }),
  elasticsearchLogDays: option<number>({
    kind: integer(1, 36_500),
    default: 30,
    roles: ['server'],
    description: 'Days that lines of logs are kept there',
  }),
} as const;
