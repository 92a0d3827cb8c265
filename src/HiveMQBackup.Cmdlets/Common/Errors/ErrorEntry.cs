using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Common.Errors;

/// <summary>What is said about an error id everywhere: in error records, in docs/errors.md, docs/troubleshooting.md and the about topic.</summary>
/// <param name="Id">The error id.</param>
/// <param name="Category">Its category.</param>
/// <param name="Meaning">What went wrong, as the rest of a sentence.</param>
/// <param name="Advice">What to do next, unless the error's cause determines more.</param>
internal sealed record ErrorEntry(string Id, ErrorCategory Category, string Meaning, string Advice);
