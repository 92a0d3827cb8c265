using System.Security.Cryptography;

namespace HiveMQBackup.Tests.Support;

internal static class Sha256
{
    internal static string OfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
