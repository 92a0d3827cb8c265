using System.Runtime.CompilerServices;

namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>Calculates with CRC-32 checksums, so that those of parts give the one of the whole.</summary>
/// <remarks>A checksum is a polynomial over GF(2): bytes that follow multiply it. As crc32_combine of zlib does it.</remarks>
internal static class CrcShift
{
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 1u << 31;

    // x to the power of 2, 4, 8, and so on.
    private static readonly uint[] Squares = SquaresOfX();

    /// <summary>What a checksum is multiplied by when this many bytes follow.</summary>
    public static uint Over(long bytes)
    {
        var product = One;
        for (var (rest, power) = (bytes, 3); rest > 0; rest >>= 1, power++)
        {
            if ((rest & 1) != 0) product = Multiply(Squares[power % Squares.Length], product);
        }
        return product;
    }

    /// <summary>The product of two polynomials; with <see cref="Over"/>, the part of a checksum that earlier bytes have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (var bit = One; bit != 0; bit >>= 1)
        {
            product ^= right & (0u - Convert.ToUInt32((left & bit) != 0));
            right = (right >> 1) ^ (Polynomial & (0u - (right & 1)));
        }
        return product;
    }

    private static uint[] SquaresOfX()
    {
        var squares = new uint[32];
        squares[0] = One >> 1;
        for (var i = 1; i < squares.Length; i++)
            squares[i] = Multiply(squares[i - 1], squares[i - 1]);
        return squares;
    }
}
