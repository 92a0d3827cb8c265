namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The payload of a message as base64 text.</summary>
internal static class Payload
{
    // What completes a text whose last group has no, one or two bytes.
    private static readonly string[] Ends = ["", "QQ==", "QUI="];

    /// <summary>A payload of so many bytes.</summary>
    public static Content Of(int bytes, ulong seed)
    {
        var (groups, rest) = Math.DivRem((long)bytes, 3);
        return new ContentSequence(new PayloadPart(seed, groups * 4), TextPart.Of(System.Text.Encoding.ASCII.GetBytes(Ends[rest])));
    }
}
