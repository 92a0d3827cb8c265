using System.Globalization;
using System.Net;
using HiveMQBackup.Client.HiveMQ;

namespace HiveMQBackup.Unit.HiveMQ;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 125, 250)]
    [InlineData(2, 250, 500)]
    [InlineData(3, 500, 1000)]
    [InlineData(4, 1000, 2000)]
    [InlineData(5, 2000, 4000)]
    [InlineData(6, 4000, 8000)]
    public void Delays_double_and_are_spread_over_their_upper_half(int attempt, int shortest, int longest)
    {
        Assert.Equal(shortest, RetryPolicy.Delay(attempt, First, 0).TotalMilliseconds);
        Assert.Equal(longest, RetryPolicy.Delay(attempt, First, 1).TotalMilliseconds);
        Assert.InRange(RetryPolicy.Delay(attempt, First, 0.3).TotalMilliseconds, shortest, longest);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("86400", 86400)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30)]
    [InlineData("Sun, 01 Mar 2026 11:59:30 GMT", 0)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_server_may_ask_for_a_delay_in_seconds_or_until_a_date(string? header, int? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        if (header is not null) response.Headers.TryAddWithoutValidation("Retry-After", header);

        Assert.Equal(seconds, RetryPolicy.RetryAfter(response, Now)?.TotalSeconds);
    }

    [Fact]
    public void Without_a_response_there_is_no_Retry_After()
    {
        Assert.Null(RetryPolicy.RetryAfter(null, Now));
    }

    [Theory]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(200, false)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    [InlineData(501, false)]
    public void Only_the_statuses_of_an_unavailable_broker_are_retried(int status, bool later)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);

        Assert.Equal(later, RetryPolicy.IsUnavailable(response));
    }

    [Fact]
    public void Retry_After_is_read_in_any_culture()
    {
        CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.TryAddWithoutValidation("Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT");

        Assert.Equal(TimeSpan.FromSeconds(30), RetryPolicy.RetryAfter(response, Now));
    }
}
