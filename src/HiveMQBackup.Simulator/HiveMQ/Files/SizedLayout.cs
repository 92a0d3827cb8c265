namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Archives of an exact length: the larger they are, the larger the payloads.</summary>
internal static class SizedLayout
{
    // What a larger archive needs besides its entries: 64-bit fields.
    private const int Slack = 256;

    private static readonly Tier[] Tiers =
    [
        new(Below: 20_000, Subscriptions: 1, Queued: 1, Payloads: [24], HasProperties: false),
        new(Below: 200_000, Subscriptions: 2, Queued: 2, Payloads: [48, 200]),
        new(Below: 5_000_000, Subscriptions: 3, Queued: 3, Payloads: [1_000, 64, 4_000]),
        new(Below: 100_000_000, Subscriptions: 3, Queued: 4, Payloads: [32_000, 48, 8_000, 300]),
        new(Below: long.MaxValue, Subscriptions: 3, Queued: 4, Payloads: [192_000, 64, 96_000, 1_000]),
    ];

    /// <summary>The archive of this length, of 22 bytes at least.</summary>
    public static BackupLayout Of(BackupIdentity identity, long length)
    {
        var tier = Array.Find(Tiers, tier => length < tier.Below) ?? Tiers[^1];
        var plan = tier.PlanOf(0, 0);
        if (LengthOf(plan) > length)
            return BackupLayout.Empty(identity, (int)Math.Max(0, length - ZipEnd.ShortLength));
        if (LengthOf(tier.PlanOf(0, 1)) <= length)
            plan = Grown(tier.PlanOf(0, 1));
        var xml = new EntryXml(identity, plan);
        var filling = Filling.By(length - LengthOf(plan), xml.LastSession(Filling.Least).ContentLength);
        return BackupLayout.Of(identity, plan, filling, isLarge: length >= uint.MaxValue);

        long LengthOf(BackupPlan plan) => BackupLayout.Of(identity, plan, Filling.Least, isLarge: length >= uint.MaxValue).Archive.Length;

        BackupPlan Grown(BackupPlan plan)
        {
            var oneMore = new EntryXml(identity, plan).LengthOfOneMore;
            for (var more = 1L; more > 0;)
            {
                more = Math.Max(0, length - LengthOf(plan) - Slack) / oneMore;
                plan = tier.PlanOf(plan.Sessions + more, plan.RetainedMessages + more);
            }
            return plan;
        }
    }

    /// <summary>What sessions are like in archives below a length.</summary>
    private sealed record Tier(long Below, int Subscriptions, int Queued, int[] Payloads, bool HasProperties = true)
    {
        private const int RetainedPayload = 60;

        public BackupPlan PlanOf(long sessions, long retained) => new()
        {
            Sessions = sessions,
            SubscriptionsPerSession = Subscriptions,
            QueuedPerSession = Queued,
            QueuedPayloads = Payloads,
            HasProperties = HasProperties,
            RetainedMessages = retained,
            RetainedPayload = RetainedPayload,
        };
    }
}
