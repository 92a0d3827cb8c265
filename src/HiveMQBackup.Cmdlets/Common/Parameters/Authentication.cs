using System.Management.Automation;
using System.Net;
using System.Runtime.InteropServices;
using System.Security;
using HiveMQBackup.Client;
using HiveMQBackup.Client.HiveMQ;
using HiveMQBackup.Cmdlets.Common.Errors;

namespace HiveMQBackup.Cmdlets.Common.Parameters;

/// <summary>The value of -Credential or -Token, in the form that a request carries.</summary>
internal static class Authentication
{
    /// <summary>The credentials given as parameters, or null.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.AuthenticationInvalid"/>.</exception>
    internal static RestCredentials? Of(PSCredential? credential, SecureString? token) =>
        IsGiven(credential) ? RestCredentials.Basic(Login(credential!)) : token is not null ? RestCredentials.Bearer(Bearer(token)) : null;

    /// <summary>Whether it is more than [pscredential]::Empty, which means none.</summary>
    internal static bool IsGiven(PSCredential? credential) => !string.IsNullOrEmpty(credential?.UserName);

    // As in Invoke-RestMethod, the name is sent as it is: PSCredential itself would split "user@host" into a name and a domain.
    private static NetworkCredential Login(PSCredential credential)
    {
        var login = new NetworkCredential { UserName = credential.UserName, SecurePassword = credential.Password };
        if (login.UserName.Contains(':', StringComparison.Ordinal)) throw Invalid("The user name of -Credential contains a colon.", new ParameterCause.ColonInUserName());
        if (login.UserName.Any(char.IsControl) || Text(credential.Password).Any(char.IsControl))
        {
            throw Invalid("The user name or the password of -Credential contains a control character, such as a line end.", new ParameterCause.ControlCharacter());
        }
        return login;
    }

    // Secrets from files and pipes often include a byte order mark or a line end.
    private static string Bearer(SecureString secure)
    {
        var text = Text(secure);
        var first = 0;
        var end = text.Length;
        while (first < end && IsAround(text[first])) first++;
        while (end > first && IsAround(text[end - 1])) end--;
        var token = text[first..end];
        if (token.Length == 0) throw Invalid("The token of -Token is empty.", new ParameterCause.EmptyToken());
        return token.All(c => c is > ' ' and <= '~') ? token
            : throw Invalid("The token of -Token contains white space, a control character or a character that is not ASCII.", new ParameterCause.InvalidToken());
    }

    // NetworkCredential ends the text at a NUL.
    private static string Text(SecureString secure)
    {
        var memory = Marshal.SecureStringToGlobalAllocUnicode(secure);
        try
        {
            return Marshal.PtrToStringUni(memory, secure.Length);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
        }
    }

    private static bool IsAround(char c) => char.IsWhiteSpace(c) || c == '\uFEFF';

    private static HiveMQBackupException Invalid(string message, ParameterCause cause) => new(ErrorCode.AuthenticationInvalid, message, cause);
}
