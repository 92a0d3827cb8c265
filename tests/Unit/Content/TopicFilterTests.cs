using HiveMQBackup.Client.Content;

namespace HiveMQBackup.Unit.Content;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("plant/3/state", "plant/3/state")]
    [InlineData("plant/+/state", "plant/3/state")]
    [InlineData("plant/+/state", "plant//state")]
    [InlineData("plant/#", "plant/3/state")]
    [InlineData("plant/#", "plant")]
    [InlineData("#", "a/b/c")]
    [InlineData("#", "/")]
    [InlineData("+/+", "/finance")]
    [InlineData("/+", "/finance")]
    [InlineData("$SYS/#", "$SYS/broker/load")]
    [InlineData("$SYS/+", "$SYS/load")]
    [InlineData("a/$b/+", "a/$b/c")]
    [InlineData("+/$b", "a/$b")]
    [InlineData("$share/group/plant/+", "plant/3")]
    [InlineData("plant/+", "$share/group/plant/3")]
    [InlineData("plant/#", "plant/#")]
    [InlineData("plant/+/state", "plant/+/state")]
    [InlineData("+/tennis/#", "sport/tennis/player1")]
    public void It_matches(string filter, string topic) => Assert.True(TopicFilter.TryParse(filter)!.Matches(topic));

    [Theory]
    [InlineData("plant/3/state", "plant/3/State")]
    [InlineData("plant/+", "plant/3/state")]
    [InlineData("plant/+", "plant")]
    [InlineData("+", "/finance")]
    [InlineData("#", "$SYS/broker/load")]
    [InlineData("+/broker/load", "$SYS/broker/load")]
    [InlineData("#", "$share/group/$SYS/load")]
    [InlineData("plant/#", "plants")]
    [InlineData("plant/3", "plant/3/")]
    public void It_does_not_match(string filter, string topic) => Assert.False(TopicFilter.TryParse(filter)!.Matches(topic));

    [Theory]
    [InlineData("")]
    [InlineData("plant/#/state")]
    [InlineData("plant#")]
    [InlineData("plant/a+")]
    [InlineData("+a/b")]
    [InlineData("a\0b")]
    [InlineData("$share/group/")]
    public void It_is_no_filter(string text) => Assert.Null(TopicFilter.TryParse(text));
}
