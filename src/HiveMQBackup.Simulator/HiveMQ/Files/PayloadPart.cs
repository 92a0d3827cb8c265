namespace HiveMQBackup.Simulator.HiveMQ.Files;

/// <summary>The payload of a message, in base64: a piece of the pool at a place of its own.</summary>
internal sealed class PayloadPart(ulong seed, long length) : Content(length)
{
    private readonly uint _shift = CrcShift.Over(length);

    public override void Fill(long index, long offset, Span<byte> destination) =>
        PayloadPool.Fill(PayloadPool.PlaceOf(seed, index) + offset, destination);

    public override uint Crc(long index) => PayloadPool.Crc(PayloadPool.PlaceOf(seed, index), Length, _shift);
}
