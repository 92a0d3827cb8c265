using HiveMQBackup.Client.Net;

namespace HiveMQBackup.Unit.Net;

/// <summary>Of many servers, only those that were used last keep their connections.</summary>
public sealed class RenewablePoolTests
{
    private readonly List<Pool> _opened = [];
    private readonly PoolLimit _limit = new(2);

    [Fact]
    public async Task The_connections_that_were_used_longest_ago_are_closed()
    {
        var (a, b, c) = (Open("a"), Open("b"), Open("c"));
        await SendAsync(a);
        await SendAsync(b);
        await SendAsync(a);

        await SendAsync(c);

        Assert.Equal(["b"], _opened.Where(pool => pool.IsClosed).Select(pool => pool.Name));
    }

    [Fact]
    public async Task The_next_request_opens_new_ones()
    {
        var servers = new[] { Open("a"), Open("b"), Open("c") };
        foreach (var server in servers) await SendAsync(server);

        await SendAsync(servers[0]);

        Assert.Equal(["a", "b", "c", "a"], _opened.Select(pool => pool.Name));
        Assert.Equal(["a", "b"], _opened.Where(pool => pool.IsClosed).Select(pool => pool.Name));
    }

    [Fact]
    public async Task A_connection_in_use_is_not_closed()
    {
        var response = new TaskCompletionSource<HttpResponseMessage>();
        var (a, b, c) = (Open("a", response.Task), Open("b"), Open("c"));
        var sent = SendAsync(a);

        await SendAsync(b);
        await SendAsync(c);

        Assert.Equal(["b"], _opened.Where(pool => pool.IsClosed).Select(pool => pool.Name));
        response.SetResult(new HttpResponseMessage());
        await sent;
    }

    [Fact]
    public async Task More_requests_at_once_than_the_limit_are_all_sent()
    {
        var response = new TaskCompletionSource<HttpResponseMessage>();
        var sent = Enumerable.Range(0, 5).Select(i => SendAsync(Open($"{i}", response.Task))).ToList();

        Assert.Equal(5, _opened.Count(pool => !pool.IsClosed));
        response.SetResult(new HttpResponseMessage());
        await Task.WhenAll(sent);

        Assert.Equal(2, _opened.Count(pool => !pool.IsClosed));
    }

    [Fact]
    public async Task A_closed_session_sends_nothing_more()
    {
        var server = Open("a");
        await SendAsync(server);

        server.Dispose();

        Assert.True(_opened[0].IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(server));
    }

    private HttpMessageInvoker Open(string name, Task<HttpResponseMessage>? response = null) => new(new RenewablePool(
        () =>
        {
            var pool = new Pool(name) { Response = response ?? Task.FromResult(new HttpResponseMessage()) };
            _opened.Add(pool);
            return pool;
        },
        _limit));

    private static async Task SendAsync(HttpMessageInvoker server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://nowhere.invalid/");
        await server.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class Pool(string name) : HttpMessageHandler
    {
        internal string Name => name;

        internal bool IsClosed { get; private set; }

        internal Task<HttpResponseMessage> Response { get; set; } = null!;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Response;

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
