/** How often a method may be called. `post` counts each channel for itself; the others count per method, as Slack's tiers do. */
export type Tier = 'post' | 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'free';

/** Slack promises at least 1, 20, 50 and 100 calls a minute and is more patient in practice; a post is one a second with a short burst. */
const budgets: Record<Exclude<Tier, 'free'>, { burst: number; perSecond: number }> = {
  post: { burst: 5, perSecond: 1 },
  tier1: { burst: 20, perSecond: 20 / 60 },
  tier2: { burst: 40, perSecond: 40 / 60 },
  tier3: { burst: 100, perSecond: 100 / 60 },
  tier4: { burst: 200, perSecond: 200 / 60 },
};

/** Token buckets on the workspace's clock. The answer is 0 when the call may pass, else the seconds to wait (`Retry-After`). */
export function createLimits(clock: () => Date): (tier: Tier, key: string) => number {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (tier, key) => {
    if (tier === 'free') return 0;
    const { burst, perSecond } = budgets[tier];
    const now = clock().getTime();
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond);
  };
}
