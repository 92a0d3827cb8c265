using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using HiveMQBackup.Client;
using HiveMQBackup.Client.Brokers;

namespace HiveMQBackup.Faults.Responses;

/// <summary>Responses that are far too long, and what they cost.</summary>
[Collection(MeasuredTests.Name)]
public sealed class HugeResponseTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact(Timeout = Test.Limit)]
    public async Task A_hundred_thousand_backups_are_listed_in_seconds()
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        var items = Enumerable.Range(0, 100_000).Select(i => $$"""{"id":"{{i:00000000}}","createdAt":"{{CompleteBackup.CreatedAt.AddSeconds((long)i * 7919 % 100_000):O}}","bytes":{{i}},"state":"COMPLETED"}""");
        var json = Encoding.UTF8.GetBytes($$"""{"items":[{{string.Join(',', items)}}]}""");
        broker.Handle(RequestKind.List, async context =>
        {
            context.Response.ContentLength = json.Length;
            await context.Response.Body.WriteAsync(json);
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();

        var backups = await broker.Api.ListBackupsAsync(Test.Cancel);

        watch.Stop();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        RunLog.Print($"100,000 backups ({json.Length / Megabyte} MB of JSON): {watch.Elapsed.TotalMilliseconds:0} ms, {allocated / Megabyte} MB allocated by client and server");
        Assert.Equal(100_000, backups.Count);
        Assert.Equal(backups.OrderByDescending(b => b.CreatedAt).ThenByDescending(b => b.Id, StringComparer.Ordinal).Select(b => b.Id), backups.Select(b => b.Id));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        Assert.True(allocated < 500 * Megabyte, $"{allocated} bytes");
    }

    [Theory(Timeout = Test.Limit)]
    [InlineData(false, 64)]
    [InlineData(true, 0)]
    public async Task A_gigabyte_of_garbage_is_not_read_to_its_end(bool announced, int megabytes)
    {
        await using var broker = await BrokerWithBackup.StartAsync();
        await using var relay = new InterceptingRelay(broker.Node.Address, _ => RelayAction.Pass);
        using var session = await BrokerSession.OpenAsync(new BrokerTarget { Uri = relay.Address }, null, broker.Clock, Log.None, Test.Cancel);
        broker.Handle(RequestKind.List, context =>
        {
            if (announced) context.Response.ContentLength = 1024 * Megabyte;
            return NodeResponses.EndlessAsync(context);
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        await Test.FailsAsync(() => session.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        RunLog.Print($"A gigabyte of garbage{(announced ? ", announced" : "")}: left after {relay.BytesToClient / Megabyte} MB, {allocated / Megabyte} MB allocated by client and server");
        Assert.InRange(relay.BytesToClient, megabytes * Megabyte, (megabytes + 16) * Megabyte);
        Assert.True(allocated < 400 * Megabyte, $"{allocated} bytes");
    }

    [Fact(Timeout = Test.Limit)]
    public async Task A_gigabyte_in_a_megabyte_is_left_after_64_megabytes()
    {
        using var packed = new MemoryStream();
        await using (var pack = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blanks = new byte[Megabyte];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 1024; i++) await pack.WriteAsync(blanks, Test.Cancel);
        }
        await using var broker = await BrokerWithBackup.StartAsync();
        broker.Handle(RequestKind.List, async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed.GetBuffer().AsMemory(0, (int)packed.Length));
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        await Test.FailsAsync(() => broker.Api.ListBackupsAsync(Test.Cancel), ErrorCode.UnexpectedResponse);

        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - allocated < 400 * Megabyte);
    }
}
