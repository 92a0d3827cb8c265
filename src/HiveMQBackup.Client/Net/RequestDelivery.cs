namespace HiveMQBackup.Client.Net;

/// <summary>Whether a failed request may have reached the broker.</summary>
internal enum RequestDelivery
{
    /// <summary>It may have, or nothing is known: it must not be sent again unless it is a read.</summary>
    MaybeSent,

    /// <summary>It provably has not: it can go to another node, with any method.</summary>
    NotSent,
}
