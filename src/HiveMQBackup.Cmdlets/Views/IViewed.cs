using System.Management.Automation;

namespace HiveMQBackup.Cmdlets.Views;

/// <summary>
/// An object with texts for the module's views. Implemented explicitly, so that the view is neither listed, completed nor exported with the
/// object's own properties; there can be millions of these objects, and an interface costs them nothing.
/// </summary>
public interface IViewed
{
    /// <summary>The texts that the views show, safe for a terminal.</summary>
    [Hidden]
    object View { get; }
}
