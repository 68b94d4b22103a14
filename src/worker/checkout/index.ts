import type { Logger } from 'pino';
import { checkoutOf } from '../../definition/checkout.ts';
import type { planOf } from '../../definition/plan.ts';
import type { Preparation, PreparationTools } from '../../engine/index.ts';
import type { Github } from '../../github/api/index.ts';
import type { BuildDocument } from '../../state/build.ts';
import type { CheckoutAbility } from '../../state/workers.ts';
import { checkOut } from './check-out.ts';
import { credentialFor } from './credential.ts';
import type { Release } from './file-lock.ts';
import { openGit } from './git.ts';
import { gitVersion } from './git-version.ts';
import { Mirror } from './mirror.ts';
import { type MirrorLimits, pruneMirrors } from './prune-mirrors.ts';
import { sourceOf } from './source.ts';

export interface CheckoutSettings extends MirrorLimits {
  /** Folder of the mirrors; workers of one node may share it. */
  readonly mirrors: string;
}

export interface Checkout {
  readonly preparation: Preparation;
  /** The workspace is gone: nothing is borrowed from the mirror any more. */
  release(): Promise<void>;
}

export interface Checkouts {
  /** What gets the build's repository into its workspace; null when there is nothing to get. */
  of(build: BuildDocument, plan: ReturnType<typeof planOf>, workspace: string): Checkout | null;
  /** The folder of the copy of its repository, from which its workspace borrows; null: it has none. */
  mirrorOf(build: BuildDocument): string | null;
  /** Removes mirrors beyond the limits, and looks at what is left. */
  prune(): Promise<void>;
  /** What was found then. */
  readonly ability: CheckoutAbility | null;
}

export function createCheckouts(settings: CheckoutSettings, github: Github | null, log: Logger): Checkouts {
  const { mirrors } = settings;
  const prune = (limits: MirrorLimits) => pruneMirrors(mirrors, limits);
  let ability: CheckoutAbility | null = null;

  return {
    get ability() {
      return ability;
    },

    async prune() {
      const { removed, count, bytes } = await prune(settings);
      for (const folder of removed) log.info({ folder }, 'mirror removed');
      ability = { git: await gitVersion(), mirrors: count, bytes, mostBytes: settings.mirrorsMaxBytes };
    },

    mirrorOf(build) {
      const wanted = checkoutOf(build.definition, build.github !== undefined);
      return wanted === null
        ? null
        : Mirror.of(mirrors, sourceOf(wanted, build).url, wanted.depth !== null).folder;
    },

    of(build, plan, workspace) {
      const wanted = checkoutOf(build.definition, build.github !== undefined);
      if (wanted === null) return null;
      const releases: Release[] = [];
      const prepare = async (tools: PreparationTools) => {
        const source = sourceOf(wanted, build);
        const credential = await credentialFor(github, source, wanted, build.github);
        const protocol = new URL(source.url).protocol.slice(0, -1);
        const git = await openGit(tools, { credential, protocol, lfs: wanted.lfs });
        try {
          return await checkOut({ tools, git, source, wanted, workspace, releases, mirrors, prune });
        } finally {
          await git.close();
        }
      };
      return {
        preparation: { log: plan.checkoutLog, prepare },
        async release() {
          for (const release of releases.splice(0)) await release();
        },
      };
    },
  };
}
