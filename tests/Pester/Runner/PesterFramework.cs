using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestFramework;
using Microsoft.Testing.Platform.Requests;

namespace HiveMQBackup.Pester.Runner;

/// <summary>Shows the Pester tests to `dotnet test`.</summary>
internal sealed class PesterFramework : ITestFramework, IDataProducer
{
    /// <inheritdoc/>
    public string Uid => nameof(PesterFramework);

    /// <inheritdoc/>
    public string Version => "1.0.0";

    /// <inheritdoc/>
    public string DisplayName => "Pester";

    /// <inheritdoc/>
    public string Description => "Runs Pester in the PowerShell of the tool manifest.";

    /// <inheritdoc/>
    public Type[] DataTypesProduced { get; } = [typeof(TestNodeUpdateMessage)];

    /// <inheritdoc/>
    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    /// <inheritdoc/>
    public Task<CreateTestSessionResult> CreateTestSessionAsync(CreateTestSessionContext context) =>
        Task.FromResult(new CreateTestSessionResult { IsSuccess = true });

    /// <inheritdoc/>
    public Task<CloseTestSessionResult> CloseTestSessionAsync(CloseTestSessionContext context) =>
        Task.FromResult(new CloseTestSessionResult { IsSuccess = true });

    /// <inheritdoc/>
    public async Task ExecuteRequestAsync(ExecuteRequestContext context)
    {
        var request = (TestExecutionRequest)context.Request;
        var chosen = (request.Filter as TestNodeUidListFilter)?.TestNodeUids.Select(u => u.Value).ToHashSet();
        var run = new PesterRun(request is DiscoverTestExecutionRequest, chosen?.Select(PesterNodes.PlaceOf).ToHashSet() ?? []);
        var nodes = new PesterNodes();
        await foreach (var result in run.ResultsAsync(context.CancellationToken))
        {
            var node = nodes.Next(result);
            if (chosen?.Contains(node.Uid.Value) == false) continue;
            await context.MessageBus.PublishAsync(this, new TestNodeUpdateMessage(request.Session.SessionUid, node));
        }
        context.Complete();
    }
}
